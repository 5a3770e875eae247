"""Events and themes of the newest run in SQL: JSON documents beside the columns that order them.

What became of them is in ``store.lineage``, what events have to do with each other in ``store.relations``; one
transaction changes all three.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import TypeAdapter
from sqlalchemy import insert, select

from pipeline.models import Change, Event, GroupKind, Theme
from pipeline.ports import Edition
from store import lineage, relations, schema
from store.statements import put, remove

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.models import LineageEntry, RelatedEvent
    from pipeline.ports import ClusterUpdate
    from store.database import Database
    from store.statements import Row

_EVENT = TypeAdapter(Event)
_THEME = TypeAdapter(Theme)
_EDITION = schema.editions.c


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

    def save(self, update: ClusterUpdate) -> None:
        """Store what a run changed, in one transaction: all of it, or nothing when it fails."""
        merged = {
            entry.id: entry.other
            for entry in update.lineage
            if entry.kind is GroupKind.EVENT and entry.change is Change.MERGED
        }
        with self._database.writing() as connection:
            remove(connection, schema.events.c.id, update.gone_events)
            remove(connection, schema.themes.c.id, update.gone_themes)
            put(connection, schema.events, "id", [_event_row(event) for event in update.events])
            put(connection, schema.themes, "id", [_theme_row(theme) for theme in update.themes])
            lineage.append(connection, update.lineage)
            relations.follow(connection, merged)
            relations.renew(connection, update.related, update.related_anew)

    def present_id(self, kind: GroupKind, group_id: str) -> str:
        """The id that a group goes by today: its own, or that of what it became part of; "" for an unknown id."""
        with self._database.reading() as connection:
            return lineage.present_id(connection, kind, group_id)

    def used_ids(self, kind: GroupKind) -> set[str]:
        """All ids that were ever given."""
        with self._database.reading() as connection:
            return lineage.used_ids(connection, kind)

    def lineage(self, kind: GroupKind, group_id: str) -> list[LineageEntry]:
        """All that happened to a group or to those that became part of it, oldest first; members that came from
        others are told of too."""
        with self._database.reading() as connection:
            return lineage.entries_of(connection, kind, group_id)

    def lineage_since(self, number: int) -> list[LineageEntry]:
        """The entries after that number, oldest first; 0 gives all."""
        with self._database.reading() as connection:
            return lineage.entries_since(connection, number)

    def lineage_length(self) -> int:
        """The number of the newest entry, 0 when there is none."""
        with self._database.reading() as connection:
            return lineage.length(connection)

    def related(self, event_id: str) -> list[RelatedEvent]:
        """Events that have to do with one, most alike first, then by id; it is ``first`` in each."""
        with self._database.reading() as connection:
            return relations.of(connection, event_id)

    def close_edition(self, at: datetime, note: str = "") -> Edition:
        """Note that readers have now seen the present state."""
        with self._database.writing() as connection:
            seen = lineage.length(connection)
            row = {"at": at, "lineage": seen, "note": note}
            number = connection.scalar(insert(schema.editions).values(row).returning(_EDITION.number))
        return Edition(number or 0, at, seen, note)

    def last_edition(self) -> Edition | None:
        """The newest edition, or None."""
        query = select(_EDITION.number, _EDITION.at, _EDITION.lineage, _EDITION.note)
        with self._database.reading() as connection:
            row = connection.execute(query.order_by(_EDITION.number.desc()).limit(1)).first()
        return Edition(*row) if row else None


def _event_row(event: Event) -> Row:
    document = _EVENT.dump_json(event).decode()
    return {"id": event.id, "first_day": event.first_day, "last_day": event.last_day, "document": document}


def _theme_row(theme: Theme) -> Row:
    return {
        "id": theme.id,
        "article_count": theme.article_count,
        "document": _THEME.dump_json(theme).decode(),
    }
