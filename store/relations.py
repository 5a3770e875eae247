"""Which events have to do with each other, in SQL: each pair once, the lesser id first, both among present events.

Functions over an open connection; the transaction is the caller's.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import case, delete, insert, or_, select, tuple_

from pipeline.almanac.lineage import present
from pipeline.models import RelatedEvent
from store import schema
from store.statements import batches, remove

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.engine import Connection

_PAIR = schema.related_events.c
_EVENT = schema.events.c


def follow(connection: Connection, merged: Mapping[str, str]) -> None:
    """Let the events that others became part of have the relations of those.

    ``merged`` holds ended event -> the event it became part of; of two relations of a pair the closer one stays.
    """
    ids = sorted({*merged, *merged.values()})
    found: dict[tuple[str, str], RelatedEvent] = {}
    for batch in batches(ids):
        query = select(_PAIR.first, _PAIR.second, _PAIR.similarity, _PAIR.names)
        for row in connection.execute(query.where(or_(_PAIR.first.in_(batch), _PAIR.second.in_(batch)))):
            found[row.first, row.second] = _relation(*row)
    if not found:
        return
    _delete_of(connection, ids)
    moved = (
        replace(one, first=present(merged, one.first), second=present(merged, one.second))
        for one in found.values()
    )
    _add(connection, [one for one in moved if one.first != one.second])


def renew(connection: Connection, related: Sequence[RelatedEvent], anew: Sequence[str]) -> None:
    """Put ``related`` in the place of all relations of the events ``anew``."""
    _delete_of(connection, anew)
    _add(connection, related)


def of(connection: Connection, event_id: str) -> list[RelatedEvent]:
    """The relations of an event to events that there are, most alike first, then by id; it is ``first`` in each."""
    other = case((_PAIR.first == event_id, _PAIR.second), else_=_PAIR.first)
    query = (
        select(other, _PAIR.similarity, _PAIR.names)
        .join(schema.events, _EVENT.id == other)
        .where(or_(_PAIR.first == event_id, _PAIR.second == event_id))
        .order_by(_PAIR.similarity.desc(), _EVENT.id)
    )
    return [_relation(event_id, *row) for row in connection.execute(query)]


def _delete_of(connection: Connection, ids: Sequence[str]) -> None:
    remove(connection, _PAIR.first, ids)
    remove(connection, _PAIR.second, ids)


def _add(connection: Connection, relations: Iterable[RelatedEvent]) -> None:
    """Store relations in the place of those of the same pairs; of two of one pair the closer one."""
    closest: dict[tuple[str, str], RelatedEvent] = {}
    for one in relations:
        first, second = sorted((one.first, one.second))
        known = closest.get((first, second))
        if known is None or known.similarity < one.similarity:
            closest[first, second] = replace(one, first=first, second=second)
    if not closest:
        return
    for pairs in batches(list(closest)):
        same = tuple_(_PAIR.first, _PAIR.second).in_(pairs)
        connection.execute(delete(schema.related_events).where(same))
    connection.execute(
        insert(schema.related_events),
        [
            {
                "first": one.first,
                "second": one.second,
                "similarity": one.similarity,
                "names": json.dumps(one.names, ensure_ascii=False),
            }
            for one in closest.values()
        ],
    )


def _relation(first: str, second: str, similarity: float, names: str) -> RelatedEvent:
    return RelatedEvent(first, second, similarity, tuple(json.loads(names)))
