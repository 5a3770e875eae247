"""Recorded model calls in SQL: the cache that makes a repeated call free."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from sqlalchemy import select

from pipeline.ports import ModelCall
from store import schema
from store.statements import put

if TYPE_CHECKING:
    from store.database import Database

_COLUMN = schema.model_calls.c
_COLUMNS = [_COLUMN[field.name] for field in fields(ModelCall)]


class SqlCallCache:
    """A CallCache over the SQL store. Both methods raise StoreError when the store cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> ModelCall | None:
        """The recorded call, if any."""
        with self._database.reading() as connection:
            row = connection.execute(select(*_COLUMNS).where(_COLUMN.key == key)).first()
        return ModelCall(*row) if row is not None else None

    def put(self, call: ModelCall) -> None:
        """Record a call; the same key again replaces it."""
        with self._database.writing() as connection:
            put(connection, schema.model_calls, "key", [asdict(call)])
