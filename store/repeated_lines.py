"""Lines that stand in several articles of a publisher, in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, text

from store import schema
from store.statements import batches

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from store.database import Database

_COLUMN = schema.repeated_lines.c
_ADD = text(
    "INSERT INTO repeated_lines (publisher, line, articles) VALUES (:publisher, :line, :more)"
    " ON CONFLICT (publisher, line) DO UPDATE SET articles = repeated_lines.articles + excluded.articles"
)


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
                rows = connection.execute(query.where(_COLUMN.line.in_(batch)))
                found |= {row.line: row.articles for row in rows}
        return found

    def add(self, counts: Mapping[tuple[str, str], int]) -> None:
        """Add to the counts of lines, by publisher and hash."""
        if not counts:
            return
        rows = [
            {"publisher": publisher, "line": line, "more": more} for (publisher, line), more in counts.items()
        ]
        with self._database.writing() as connection:
            connection.execute(_ADD, rows)
