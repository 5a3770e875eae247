"""Lines that stand in several articles of a publisher, in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, select, update

from store import schema
from store.statements import batches

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from store.database import Database

_COLUMN = schema.repeated_lines.c


class SqlRepeatedLines:
    """A RepeatedLines over the SQL store. Every method raises StoreError when the store cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def counts(self, publisher: str, lines: Sequence[str]) -> dict[str, int]:
        """Under how many titles of a publisher lines stand, by their hashes. Unknown ones are left out."""
        query = select(_COLUMN.line, _COLUMN.articles).where(_COLUMN.publisher == publisher)
        found: dict[str, int] = {}
        with self._database.reading() as connection:
            for batch in batches(lines):
                found.update(connection.execute(query.where(_COLUMN.line.in_(batch))).all())
        return found

    def add(self, counts: Mapping[tuple[str, str], int]) -> None:
        """Add to the counts of lines, by publisher and hash."""
        if not counts:
            return
        rows = [{"of": publisher, "key": line, "more": more} for (publisher, line), more in counts.items()]
        known = (
            update(schema.repeated_lines)
            .where(_COLUMN.publisher == bindparam("of"), _COLUMN.line == bindparam("key"))
            .values(articles=_COLUMN.articles + bindparam("more"))
        )
        fresh = insert(schema.repeated_lines).values(
            publisher=bindparam("of"), line=bindparam("key"), articles=bindparam("more")
        )
        with self._database.writing() as connection:
            stored = {
                (publisher, line)
                for batch in batches(list(counts))
                for publisher, line in connection.execute(
                    select(_COLUMN.publisher, _COLUMN.line).where(
                        _COLUMN.line.in_([line for _, line in batch])
                    )
                )
            }
            if updated := [row for row in rows if (row["of"], row["key"]) in stored]:
                connection.execute(known, updated)
            if added := [row for row in rows if (row["of"], row["key"]) not in stored]:
                connection.execute(fresh, added)
