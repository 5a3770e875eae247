"""What reviewers said, in SQL. Rows are only ever added."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from pipeline.ports import Review
from store import schema

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from store.database import Database

_COLUMN = schema.reviews.c
_COLUMNS = [_COLUMN[field.name] for field in fields(Review)]


class SqlReviewRepository:
    """A ReviewRepository over the SQL store. Every method raises StoreError when the store cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, review: Review) -> None:
        """Note a decision or comment."""
        with self._database.writing() as connection:
            connection.execute(insert(schema.reviews).values(asdict(review)))

    def of(self, slug: str) -> list[Review]:
        """All entries on a piece, oldest first."""
        return self._reviews(_COLUMN.slug == slug)

    def standing(self) -> dict[str, Review]:
        """The newest approval or rejection of every piece, by slug."""
        return {review.slug: review for review in self._reviews(_COLUMN.decision != "comment")}

    def _reviews(self, condition: ColumnElement[bool]) -> list[Review]:
        query = select(*_COLUMNS).where(condition).order_by(_COLUMN.number)
        with self._database.reading() as connection:
            return [Review(*row) for row in connection.execute(query)]
