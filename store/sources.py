"""The workspace's sources in SQL."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, select, update

from pipeline.ports import SourceRow
from store import schema

if TYPE_CHECKING:
    from store.database import Database

_COLUMN = schema.sources.c
_COLUMNS = [_COLUMN[field.name] for field in fields(SourceRow)]

_REPLACE = (
    update(schema.sources)
    .where(_COLUMN.location == bindparam("at"))
    .values({column.name: bindparam(column.name) for column in _COLUMNS})
)


class SqlSourceRepository:
    """A SourceRepository over the SQL store. Every method raises StoreError when the store cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[SourceRow]:
        """In the order they were added."""
        with self._database.reading() as connection:
            return [SourceRow(*row) for row in connection.execute(select(*_COLUMNS).order_by(_COLUMN.number))]

    def put(self, *rows: SourceRow) -> None:
        """Add, or replace by location without changing the order, in one transaction."""
        with self._database.writing() as connection:
            known = set(connection.scalars(select(_COLUMN.location)))
            new = [asdict(row) for row in rows if row.location not in known]
            old = [{"at": row.location, **asdict(row)} for row in rows if row.location in known]
            if new:
                connection.execute(insert(schema.sources), new)
            if old:
                connection.execute(_REPLACE, old)

    def remove(self, location: str) -> bool:
        """Forget a source and what was read of it (its articles stay); False when there was none."""
        with self._database.writing() as connection:
            for table in (schema.entries, schema.polls):
                connection.execute(delete(table).where(table.c.location == location))
            return connection.execute(delete(schema.sources).where(_COLUMN.location == location)).rowcount > 0
