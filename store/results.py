"""What pure functions gave, in SQL, so that nothing is computed twice. Everything here can be computed again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from store import schema
from store.statements import batches, put

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from store.database import Database
    from store.statements import Row

_COLUMN = schema.results.c


class SqlResultCache:
    """A ResultCache over the SQL store. Both methods raise StoreError when the store cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, function: str, keys: Sequence[str]) -> dict[str, bytes]:
        """The known ones among ``keys``, by key."""
        found: dict[str, bytes] = {}
        prefix = f"{function}|"
        with self._database.reading() as connection:
            for batch in batches([prefix + key for key in keys]):
                query = select(_COLUMN.key, _COLUMN.value).where(_COLUMN.key.in_(batch))
                found.update((key.removeprefix(prefix), value) for key, value in connection.execute(query))
        return found

    def put(self, function: str, results: Mapping[str, bytes]) -> None:
        """Remember results by key; a known key is replaced."""
        rows: list[Row] = [{"key": f"{function}|{key}", "value": value} for key, value in results.items()]
        with self._database.writing() as connection:
            put(connection, schema.results, "key", rows)
