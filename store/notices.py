"""What became of articles at their sources, in SQL. Rows are only ever added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from pipeline.ports import Notice, NoticeKind
from store import schema

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.database import Database

_COLUMN = schema.notices.c


class SqlNoticeRepository:
    """A NoticeRepository over the SQL store. Every method raises StoreError when the store cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, notices: Sequence[Notice]) -> None:
        """Store notices; the store numbers them in their order."""
        if not notices:
            return
        rows = [
            {
                "article_id": notice.article_id,
                "revision": notice.revision,
                "kind": notice.kind.value,
                "at": notice.at,
                "reason": notice.reason,
            }
            for notice in notices
        ]
        with self._database.writing() as connection:
            connection.execute(insert(schema.notices), rows)

    def all(self) -> list[Notice]:
        """Oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(schema.notices).order_by(_COLUMN.number)).all()
        return [
            Notice(row.article_id, row.revision, NoticeKind(row.kind), row.at, row.reason, row.number)
            for row in rows
        ]

    def withdrawn(self) -> frozenset[str]:
        """The ids of articles whose last word on being there is that they are withdrawn."""
        presence = _COLUMN.kind.in_([NoticeKind.WITHDRAWN.value, NoticeKind.RETURNED.value])
        last = select(func.max(_COLUMN.number)).where(presence).group_by(_COLUMN.article_id)
        query = select(_COLUMN.article_id).where(
            _COLUMN.number.in_(last), _COLUMN.kind == NoticeKind.WITHDRAWN.value
        )
        with self._database.reading() as connection:
            return frozenset(connection.scalars(query))
