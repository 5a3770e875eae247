"""The newest robots.txt of each host in SQL."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from pipeline.ports import RobotsAnswer
from store import schema

if TYPE_CHECKING:
    from store.database import Database

_COLUMN = schema.robots.c


class SqlRobotsCache:
    """A RobotsCache over the SQL store. Every method raises StoreError when the store cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, host: str) -> RobotsAnswer | None:
        """The stored answer; ``host`` is scheme, name and port."""
        query = select(_COLUMN.host, _COLUMN.at, _COLUMN.status, _COLUMN.body).where(_COLUMN.host == host)
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return RobotsAnswer(*row) if row is not None else None

    def put(self, answer: RobotsAnswer) -> None:
        """Add or replace by host."""
        with self._database.writing() as connection:
            connection.execute(delete(schema.robots).where(_COLUMN.host == answer.host))
            connection.execute(insert(schema.robots).values(asdict(answer)))
