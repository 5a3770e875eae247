"""Entries of remote sources in SQL, as they were when they were last read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, select

from pipeline.ports import SeenEntry
from store import schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.database import Database

_COLUMN = schema.entries.c
_FORGET = delete(schema.entries).where(_COLUMN.location == bindparam("at"), _COLUMN.key == bindparam("named"))


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

    def put(self, entries: Mapping[str, Mapping[str, SeenEntry]]) -> None:
        """Remember entries by location and key, or what has become of them, in one transaction."""
        rows = [
            {
                "location": location,
                "key": key,
                "content_sha256": entry.content_sha256,
                "attempts": entry.attempts,
            }
            for location, seen in entries.items()
            for key, entry in seen.items()
        ]
        if not rows:
            return
        with self._database.writing() as connection:
            connection.execute(_FORGET, [{"at": row["location"], "named": row["key"]} for row in rows])
            connection.execute(insert(schema.entries), rows)
