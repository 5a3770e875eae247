"""Entries of remote sources in SQL, as they were when they were last read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from pipeline.ports import SeenEntry
from store import schema
from store.statements import batches

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.database import Database

_COLUMN = schema.entries.c


class SqlEntryRepository:
    """An EntryRepository over the SQL store. Every method raises StoreError when the store cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def seen(self, location: str) -> dict[str, SeenEntry]:
        """The entries of a source by their keys."""
        query = select(_COLUMN.key, _COLUMN.content_sha256, _COLUMN.attempts)
        with self._database.reading() as connection:
            rows = connection.execute(query.where(_COLUMN.location == location))
            return {key: SeenEntry(digest, attempts) for key, digest, attempts in rows}

    def put(self, location: str, entries: Mapping[str, SeenEntry]) -> None:
        """Remember entries by their keys, or what has become of them, in one transaction."""
        if not entries:
            return
        rows = [
            {
                "location": location,
                "key": key,
                "content_sha256": entry.content_sha256,
                "attempts": entry.attempts,
            }
            for key, entry in entries.items()
        ]
        with self._database.writing() as connection:
            for batch in batches(list(entries)):
                known = delete(schema.entries).where(_COLUMN.location == location)
                connection.execute(known.where(_COLUMN.key.in_(batch)))
            connection.execute(insert(schema.entries), rows)
