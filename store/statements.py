"""Small statements that every repository needs, in SQL that SQLite and PostgreSQL both know."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypeVar

from sqlalchemy import delete, insert

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from sqlalchemy import Column, Table
    from sqlalchemy.engine import Connection

Item = TypeVar("Item")

Value: TypeAlias = "str | int | float | bytes | date | datetime | None"
"""What a column can hold."""

Row: TypeAlias = "dict[str, Value]"
"""One row to insert, by column."""

BATCH = 500
"""Values in one IN list; SQLite allows 32,766 parameters a statement, 999 before version 3.32."""


def batches(items: Sequence[Item], size: int = BATCH) -> Iterator[Sequence[Item]]:
    """Runs of at most ``size`` items."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def remove(connection: Connection, column: Column[str], values: Sequence[Value]) -> None:
    """Delete the rows whose ``column`` holds one of ``values``."""
    for batch in batches(values):
        connection.execute(delete(column.table).where(column.in_(batch)))


def put(connection: Connection, table: Table, key: str, rows: Sequence[Row]) -> None:
    """Insert rows, replacing those with the same ``key``. Rows that others refer to cannot be replaced."""
    if not rows:
        return
    remove(connection, table.c[key], [row[key] for row in rows])
    connection.execute(insert(table), list(rows))
