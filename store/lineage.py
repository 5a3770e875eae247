"""What became of events and themes in SQL: entries that are only ever added, and every id ever given.

Functions over an open connection; the transaction is the caller's.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, func, insert, literal, or_, select, update

from pipeline.models import Change, GroupKind, LineageEntry
from store import schema
from store.statements import batches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.engine import Connection

    from store.statements import Row

_ENTRY = schema.lineage.c
_ID = schema.group_ids.c


def append(connection: Connection, entries: Sequence[LineageEntry]) -> None:
    """Add entries, and note the ids that they gave and ended."""
    if not entries:
        return
    connection.execute(insert(schema.lineage), [_row(entry) for entry in entries])
    named: dict[GroupKind, dict[str, None]] = defaultdict(dict)
    for entry in entries:
        named[entry.kind].update(dict.fromkeys(filter(None, (entry.id, entry.other))))
    for kind, ids in named.items():
        _note(connection, kind, list(ids))
    ended = update(schema.group_ids).where(_ID.kind == bindparam("of_kind"), _ID.id == bindparam("ended"))
    redirects = [
        {"of_kind": entry.kind.value, "ended": entry.id, "redirect": entry.other}
        for entry in entries
        if entry.change is Change.MERGED
    ]
    if redirects:
        connection.execute(ended.values(redirect=bindparam("redirect")), redirects)


def present_id(connection: Connection, kind: GroupKind, group_id: str) -> str:
    """The id that a group goes by today, "" for an unknown one."""
    query = select(_ID.redirect).where(_ID.kind == kind.value, _ID.id == bindparam("wanted"))
    found = ""
    while group_id:
        found, known = group_id, connection.execute(query, {"wanted": group_id}).first()
        if known is None:
            return ""
        group_id = known.redirect
    return found


def used_ids(connection: Connection, kind: GroupKind) -> set[str]:
    """All ids that were ever given."""
    return set(connection.scalars(select(_ID.id).where(_ID.kind == kind.value)))


def entries_of(connection: Connection, kind: GroupKind, group_id: str) -> list[LineageEntry]:
    """The entries of a group and of all that became part of it, and those of members that came to them."""
    line = select(literal(group_id).label("id")).cte("line", recursive=True)
    line = line.union(select(_ID.id).where(_ID.kind == kind.value, _ID.redirect == line.c.id))
    own = select(line.c.id)
    concerns = or_(_ENTRY.group_id.in_(own), _ENTRY.other.in_(own))
    return _read(connection, and_(_ENTRY.kind == kind.value, concerns))


def entries_since(connection: Connection, number: int) -> list[LineageEntry]:
    """The entries after that number."""
    return _read(connection, _ENTRY.number > number)


def length(connection: Connection) -> int:
    """The number of the newest entry, 0 when there is none."""
    return connection.scalar(select(func.max(_ENTRY.number))) or 0


def _note(connection: Connection, kind: GroupKind, ids: Sequence[str]) -> None:
    """Keep the ids that are not kept yet."""
    known: set[str] = set()
    for batch in batches(ids):
        known.update(connection.scalars(select(_ID.id).where(_ID.kind == kind.value, _ID.id.in_(batch))))
    rows = [{"kind": kind.value, "id": group_id, "redirect": ""} for group_id in ids if group_id not in known]
    if rows:
        connection.execute(insert(schema.group_ids), rows)


def _read(connection: Connection, condition: ColumnElement[bool]) -> list[LineageEntry]:
    query = select(schema.lineage).where(condition).order_by(_ENTRY.number)
    return [
        LineageEntry(
            kind=GroupKind(row.kind),
            change=Change(row.change),
            id=row.group_id,
            day=row.day,
            run_id=row.run_id,
            reason=row.reason,
            other=row.other,
            members=tuple(json.loads(row.members)),
        )
        for row in connection.execute(query)
    ]


def _row(entry: LineageEntry) -> Row:
    return {
        "kind": entry.kind.value,
        "change": entry.change.value,
        "group_id": entry.id,
        "other": entry.other,
        "day": entry.day,
        "run_id": entry.run_id,
        "reason": entry.reason,
        "members": json.dumps(entry.members),
    }
