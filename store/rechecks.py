"""When which article is looked at again, in SQL."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from sqlalchemy import select

from pipeline.ports import Recheck
from store import schema
from store.statements import put

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.database import Database

_COLUMNS = [schema.rechecks.c[field.name] for field in fields(Recheck)]


class SqlRecheckRepository:
    """A RecheckRepository over the SQL store. Every method raises StoreError when the store cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> dict[str, Recheck]:
        """By article id."""
        with self._database.reading() as connection:
            return {row.article_id: Recheck(*row) for row in connection.execute(select(*_COLUMNS))}

    def put(self, rechecks: Sequence[Recheck]) -> None:
        """Add or replace by article id."""
        if rechecks:
            with self._database.writing() as connection:
                put(connection, schema.rechecks, "article_id", [asdict(recheck) for recheck in rechecks])
