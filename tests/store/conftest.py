from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from store.articles import SqlArticleRepository
from store.chunks import SqlChunkRepository
from store.database import Database, open_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store, migrated once and copied for each test."""
    path = tmp_path_factory.mktemp("store") / "store.db"
    open_database(path).close()
    return path


@pytest.fixture
def database(empty_store: Path, tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "store.db"
    path.write_bytes(empty_store.read_bytes())
    with open_database(path) as opened:
        yield opened


@pytest.fixture
def articles(database: Database) -> SqlArticleRepository:
    return SqlArticleRepository(database)


@pytest.fixture
def chunks(database: Database) -> SqlChunkRepository:
    return SqlChunkRepository(database)
