"""Bringing a store to the present schema, with a backup beside it before anything in it is changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from pipeline.errors import StoreError, StoreTooNewError

if TYPE_CHECKING:
    from store.database import Database

MIGRATIONS = Path(__file__).with_name("migrations")
"""Alembic's folder: ``env.py`` and ``versions/<number>_<what>.py``; the number is the revision's id."""

_VERSION_TABLE = "alembic_version"


def migrate(database: Database, migrations: Path = MIGRATIONS) -> None:
    """Bring the store to the newest version; with nothing to do this is one cheap query, without Alembic.

    Raises:
        StoreTooNewError: Its version is not among ``migrations``.
        StoreError: The file holds something else, or a migration failed (then nothing is changed).
    """
    versions = sorted(file.name.split("_")[0] for file in (migrations / "versions").glob("[0-9]*_*.py"))
    found = stored_version(database)
    if found == versions[-1]:
        return
    if found and found not in versions:
        raise StoreTooNewError(
            f"The store {database.path} was written by a newer version of Throughline "
            f"(its schema is {found}, this version knows up to {versions[-1]}).",
            "Install that version, or use another workspace.",
        )
    if found:
        _back_up(database, found)
    _upgrade(database, migrations)


def stored_version(database: Database) -> str:
    """The version of the stored schema, "" for an empty file. Raises StoreError when it is another program's."""
    with database.reading() as connection:
        tables = inspect(connection).get_table_names()
        if _VERSION_TABLE in tables:
            return str(connection.scalar(text(f"SELECT version_num FROM {_VERSION_TABLE}")) or "")  # noqa: S608
    if tables:
        raise StoreError(
            f"{database.path} is a database of another program.", "Move it away, or use another workspace."
        )
    return ""


def backup_path(path: Path, version: str) -> Path:
    """Where the store ``path`` is copied to before it leaves schema ``version``."""
    return path.with_name(f"{path.name}.before-{version}.backup")


def _back_up(database: Database, version: str) -> None:
    target = backup_path(database.path, version)
    # A copy from an earlier attempt may be half written; the store itself is still at the old version, so copy anew.
    target.unlink(missing_ok=True)
    with database.outside() as connection:
        connection.execute(text("VACUUM INTO :target"), {"target": str(target)})


def _upgrade(database: Database, migrations: Path) -> None:
    # Only needed here, and slow to import.
    from alembic import command
    from alembic.config import Config

    configuration = Config()
    configuration.set_main_option("script_location", str(migrations).replace("%", "%%"))
    configuration.set_main_option("path_separator", "os")
    with database.writing() as connection:
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, "head")
