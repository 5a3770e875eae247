"""What became of events and themes: their lineage, every id ever given, relations between events, editions."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import op

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

revision = "0002"
down_revision = "0001"

REASON = "known before lineage was kept"


def upgrade() -> None:
    """Make the tables, and let the lineage begin with the events and themes that there are."""
    lineage, group_ids = _lineage()
    _relations_and_editions()
    connection = op.get_bind()
    for kind, table, members in (("event", "events", "article_ids"), ("theme", "themes", "event_ids")):
        born = _born(connection, kind, table, members)
        if born:
            ids = [{"kind": kind, "id": row["group_id"], "redirect": ""} for row in born]
            op.bulk_insert(lineage, born)
            op.bulk_insert(group_ids, ids)


def _lineage() -> tuple[sa.Table, sa.Table]:
    lineage = op.create_table(
        "lineage",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("change", sa.String, nullable=False),
        sa.Column("group_id", sa.String, nullable=False),
        sa.Column("other", sa.String, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("run_id", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("members", sa.Text, nullable=False),
        sa.Index("ix_lineage_kind_group_id", "kind", "group_id"),
        sa.Index("ix_lineage_kind_other", "kind", "other"),
    )
    group_ids = op.create_table(
        "group_ids",
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("redirect", sa.String, nullable=False),
        sa.Index("ix_group_ids_kind_redirect", "kind", "redirect"),
    )
    return lineage, group_ids


def _relations_and_editions() -> None:
    op.create_table(
        "related_events",
        sa.Column("first", sa.String, primary_key=True),
        sa.Column("second", sa.String, primary_key=True, index=True),
        sa.Column("similarity", sa.Float, nullable=False),
        sa.Column("names", sa.Text, nullable=False),
    )
    op.create_table(
        "editions",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lineage", sa.Integer, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )


def _born(connection: Connection, kind: str, table: str, members: str) -> list[dict[str, object]]:
    """A row of lineage for every stored group, on its newest day: which run found it first is not known."""
    stored = sa.table(table, sa.column("id"), sa.column("document"))
    documents = connection.execute(sa.select(stored.c.id, stored.c.document).order_by(stored.c.id))
    rows: list[dict[str, object]] = []
    for group_id, text in documents:
        document = json.loads(text)
        rows.append(
            {
                "kind": kind,
                "change": "born",
                "group_id": group_id,
                "other": "",
                "day": date.fromisoformat(document["last_day"]),
                "run_id": "",
                "reason": REASON,
                "members": json.dumps(document[members]),
            }
        )
    return rows
