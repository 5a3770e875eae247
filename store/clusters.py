"""Events and themes of the newest run in SQL: JSON documents beside the columns that order them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import TypeAdapter
from sqlalchemy import delete, insert, select

from pipeline.models import Event, Theme
from store import schema

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.database import Database
    from store.statements import Row

_EVENT = TypeAdapter(Event)
_THEME = TypeAdapter(Theme)


class SqlClusterRepository:
    """A ClusterRepository over the SQL store. Every method raises StoreError when the store cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def events(self) -> list[Event]:
        """All events: those with the newest last day first, then the newest first day, then by id."""
        columns = schema.events.c
        order = (columns.last_day.desc(), columns.first_day.desc(), columns.id)
        with self._database.reading() as connection:
            documents = connection.scalars(select(columns.document).order_by(*order)).all()
        return [_EVENT.validate_json(document) for document in documents]

    def themes(self) -> list[Theme]:
        """All themes: those with most articles first, then by id."""
        columns = schema.themes.c
        query = select(columns.document).order_by(columns.article_count.desc(), columns.id)
        with self._database.reading() as connection:
            documents = connection.scalars(query).all()
        return [_THEME.validate_json(document) for document in documents]

    def replace(self, events: Sequence[Event], themes: Sequence[Theme]) -> None:
        """Store the present state in one transaction, in place of the one before."""
        with self._database.writing() as connection:
            connection.execute(delete(schema.events))
            connection.execute(delete(schema.themes))
            if events:
                connection.execute(insert(schema.events), [_event_row(event) for event in events])
            if themes:
                connection.execute(insert(schema.themes), [_theme_row(theme) for theme in themes])


def _event_row(event: Event) -> Row:
    document = _EVENT.dump_json(event).decode()
    return {"id": event.id, "first_day": event.first_day, "last_day": event.last_day, "document": document}


def _theme_row(theme: Theme) -> Row:
    return {
        "id": theme.id,
        "article_count": theme.article_count,
        "document": _THEME.dump_json(theme).decode(),
    }
