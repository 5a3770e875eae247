from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, text

from pipeline.errors import StoreError, StoreTooNewError, WorkspaceError
from store.articles import SqlArticleRepository
from store.database import open_database
from store.migrate import MIGRATIONS, backup_path, stored_version
from store.schema import marks, metadata
from tests.store.builders import add_articles, make_article

if TYPE_CHECKING:
    from store.database import Database

ROOT = Path(__file__).parents[2]

NEXT = """
from alembic import op
import sqlalchemy as sa

revision = "0005"
down_revision = "0004"


def upgrade():
    op.create_table("additions", sa.Column("id", sa.Integer, primary_key=True))
    {then}
"""


def later_migrations(folder: Path, then: str = "") -> Path:
    """The migrations, and one more that is yet to be written."""
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "0005_additions.py").write_text(NEXT.format(then=then), encoding="utf-8")
    return folder


def tables_of(path: Path) -> set[str]:
    connection = sqlite3.connect(path)
    try:
        return {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    finally:
        connection.close()


def test_new_store_has_exactly_the_tables_of_the_schema(database: Database) -> None:
    def is_ours(_: object, name: str | None, kind: str, *__: object) -> bool:
        return not (kind == "table" and (name or "").startswith("article_search"))

    with database.reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": is_ours, "compare_type": True, "target_metadata": metadata}
        )
        assert compare_metadata(context, metadata) == []


def test_folder_of_a_new_store_is_made(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b?mode=ro&c #%41" / "store.db"
    with open_database(path) as database:
        assert stored_version(database) == "0004"
    assert path.is_file()


def test_connection_settings_hold(database: Database) -> None:
    with database.reading() as connection:
        settings = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    assert settings == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1, "busy_timeout": 30_000}


def test_opening_a_present_store_does_not_load_alembic(empty_store: Path, tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    shutil.copy(empty_store, path)
    program = (
        "import sys, pathlib, store.database as d; d.open_database(pathlib.Path(sys.argv[1])).close();"
        "sys.exit('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], cwd=ROOT, check=False)
    assert done.returncode == 0


def test_failed_transaction_leaves_nothing_behind(database: Database) -> None:
    rows = [{"step": "a", "key": "1"}, {"step": "b", "key": "2"}, {"step": "a", "key": "3"}]
    with pytest.raises(StoreError, match="UNIQUE"), database.writing() as connection:
        connection.execute(insert(marks), rows)
    with database.reading() as connection:
        assert connection.execute(marks.select()).all() == []


def test_reader_sees_one_state_while_another_process_writes(database: Database) -> None:
    with open_database(database.path) as other, database.reading() as reading:
        assert reading.execute(marks.select()).all() == []
        with other.writing() as writing:
            writing.execute(insert(marks), [{"step": "a", "key": "1"}])
        assert reading.execute(marks.select()).all() == []
    with database.reading() as reading:
        assert len(reading.execute(marks.select()).all()) == 1


# --- versions ---------------------------------------------------------------------------------------------------------


def test_store_of_a_newer_version_is_refused_and_left_alone(empty_store: Path, tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    shutil.copy(empty_store, path)
    with open_database(path, later_migrations(tmp_path / "migrations")):
        pass
    before = tables_of(path)
    with pytest.raises(StoreTooNewError, match="newer version") as caught:
        open_database(path)
    assert "Install" in caught.value.remedy
    assert tables_of(path) == before


def test_later_migration_keeps_the_data_and_leaves_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with open_database(path) as database:
        add_articles(SqlArticleRepository(database), make_article("a"))
    backup_path(path, "0004").write_bytes(b"half a backup")
    with open_database(path, later_migrations(tmp_path / "migrations")) as database:
        assert stored_version(database) == "0005"
        assert SqlArticleRepository(database).newest() == [make_article("a")]
    assert "additions" in tables_of(path)
    with open_database(backup_path(path, "0004")) as backup:
        assert SqlArticleRepository(backup).newest() == [make_article("a")]
    assert "additions" not in tables_of(backup_path(path, "0004"))


def test_new_store_needs_no_backup(tmp_path: Path) -> None:
    open_database(tmp_path / "store.db", later_migrations(tmp_path / "migrations")).close()
    assert list(tmp_path.glob("*.backup")) == []


def test_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    open_database(path).close()
    failing = later_migrations(tmp_path / "migrations", then='op.execute("DROP TABLE nowhere")')
    with pytest.raises(StoreError, match="nowhere"):
        open_database(path, failing)
    assert "additions" not in tables_of(path)
    with open_database(path) as database:
        assert stored_version(database) == "0004"


# --- what is no store -------------------------------------------------------------------------------------------------


def test_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(b"This is a text. " * 1000)
    with pytest.raises(StoreError, match="not a database") as caught:
        open_database(path)
    assert "backup" in caught.value.remedy
    assert path.read_bytes() == b"This is a text. " * 1000


def test_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bookmarks (id INTEGER)")
    connection.close()
    with pytest.raises(StoreError, match="another program"):
        open_database(path)
    assert tables_of(path) == {"bookmarks"}


def test_damaged_database_is_reported_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with open_database(path) as database:
        add_articles(SqlArticleRepository(database), *(make_article(f"a{number}") for number in range(300)))
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(StoreError) as caught, open_database(path) as database:
        SqlArticleRepository(database).newest()
    assert "backup" in caught.value.remedy


def test_cut_off_database_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with open_database(path) as database:
        add_articles(SqlArticleRepository(database), *(make_article(f"a{number}") for number in range(300)))
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(StoreError) as caught, open_database(path) as database:
        SqlArticleRepository(database).newest()
    assert caught.value.remedy


def test_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="cannot be made"):
        open_database(tmp_path / "file" / "store.db")


def test_folder_in_place_of_the_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        open_database(tmp_path)
