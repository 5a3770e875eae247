"""Documents that could not be read, in SQL."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from pipeline.ports import Failure
from store import schema
from store.statements import put

if TYPE_CHECKING:
    from store.database import Database

_COLUMN = schema.failures.c
_COLUMNS = [_COLUMN[field.name] for field in fields(Failure)]


class SqlFailureRepository:
    """A FailureRepository over the SQL store. Every method raises StoreError when the store cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> dict[str, Failure]:
        """By key."""
        with self._database.reading() as connection:
            failures = [Failure(*row) for row in connection.execute(select(*_COLUMNS))]
        return {failure.key: failure for failure in failures}

    def put(self, failure: Failure) -> None:
        """Add or replace by key."""
        with self._database.writing() as connection:
            put(connection, schema.failures, "key", [asdict(failure)])

    def remove(self, key: str) -> None:
        """Forget a failure, if it is known."""
        with self._database.writing() as connection:
            connection.execute(delete(schema.failures).where(_COLUMN.key == key))
