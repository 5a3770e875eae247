"""Lines that stand in several articles of a publisher, in SQL."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from store.database import Database

# As JSON, lines by the hundred are one parameter of one statement (https://www.sqlite.org/json1.html#jeach).
_COUNTS = text(
    "SELECT line, articles FROM repeated_lines"
    " WHERE publisher = :publisher AND line IN (SELECT value FROM json_each(:lines))"
)
_ADD = text(
    "INSERT INTO repeated_lines (publisher, line, articles) VALUES (:publisher, :line, :more)"
    " ON CONFLICT (publisher, line) DO UPDATE SET articles = articles + excluded.articles"
)


class SqlRepeatedLines:
    """A RepeatedLines over the SQL store. Every method raises StoreError when the store cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def counts(self, publisher: str, lines: Sequence[str]) -> dict[str, int]:
        """Under how many titles of a publisher lines stand, by their hashes. Unknown ones are left out."""
        asked = {"publisher": publisher, "lines": json.dumps(lines)}
        with self._database.reading() as connection:
            return {str(row.line): int(row.articles) for row in connection.execute(_COUNTS, asked)}

    def add(self, counts: Mapping[tuple[str, str], int]) -> None:
        """Add to the counts of lines, by publisher and hash."""
        if not counts:
            return
        rows = [
            {"publisher": publisher, "line": line, "more": more} for (publisher, line), more in counts.items()
        ]
        with self._database.writing() as connection:
            connection.execute(_ADD, rows)
