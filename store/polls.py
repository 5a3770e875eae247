"""Past readings of sources in SQL."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from sqlalchemy import insert, or_, select

from pipeline.ports import Poll, PollOutcome
from store import schema

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from store.database import Database

_COLUMN = schema.polls.c
_COLUMNS = [_COLUMN[field.name] for field in fields(Poll)]


class SqlPollRepository:
    """A PollRepository over the SQL store. Every method raises StoreError when the store cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, polls: Sequence[Poll]) -> None:
        """Store readings in one transaction."""
        if not polls:
            return
        with self._database.writing() as connection:
            connection.execute(insert(schema.polls), [asdict(poll) for poll in polls])

    def with_news(self, since: datetime) -> list[Poll]:
        """Readings from then on that gave something new, oldest first."""
        query = select(*_COLUMNS).where(_COLUMN.at >= since, or_(_COLUMN.new > 0, _COLUMN.revised > 0))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(_COLUMN.number)).all()
        return [Poll(row[0], row[1], PollOutcome(row[2]), *row[3:]) for row in rows]
