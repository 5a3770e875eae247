"""What unattended reading of sources needs: their health, readings, entries, and what became of articles."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables, and tell more of the sources."""
    with op.batch_alter_table("sources") as sources:
        sources.add_column(sa.Column("kind", sa.String, nullable=False, server_default=""))
        sources.add_column(sa.Column("address", sa.Text, nullable=False, server_default=""))
        sources.add_column(sa.Column("last_success", sa.DateTime(timezone=True)))
        sources.add_column(sa.Column("last_change", sa.DateTime(timezone=True)))
        sources.add_column(sa.Column("error_streak", sa.Integer, nullable=False, server_default="0"))
        sources.add_column(sa.Column("next_due", sa.DateTime(timezone=True)))
    op.add_column("article_revisions", sa.Column("language", sa.String, nullable=False, server_default=""))
    _about_sources()
    _about_articles()


def _about_sources() -> None:
    op.create_table(
        "polls",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("location", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("new", sa.Integer, nullable=False),
        sa.Column("revised", sa.Integer, nullable=False),
        sa.Column("duplicates", sa.Integer, nullable=False),
        sa.Column("skipped", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
    )
    op.create_table(
        "entries",
        sa.Column("location", sa.Text, primary_key=True),
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("content_sha256", sa.String, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
    )
    op.create_table(
        "failures",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "robots",
        sa.Column("host", sa.String, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )


def _about_articles() -> None:
    op.create_table(
        "article_aliases",
        sa.Column("alias", sa.String, primary_key=True),
        sa.Column("article_id", sa.String, sa.ForeignKey("articles.id"), nullable=False, index=True),
    )
    op.create_table(
        "originals",
        sa.Column("article_id", sa.String, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id", "revision"], ["article_revisions.article_id", "article_revisions.revision"]
        ),
    )
    op.create_table(
        "repeated_lines",
        sa.Column("publisher", sa.String, primary_key=True),
        sa.Column("line", sa.String, primary_key=True),
        sa.Column("articles", sa.Integer, nullable=False),
    )
    op.create_table(
        "notices",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("article_id", sa.String, sa.ForeignKey("articles.id"), nullable=False, index=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_table(
        "rechecks",
        sa.Column("article_id", sa.String, sa.ForeignKey("articles.id"), primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("next_due", sa.DateTime(timezone=True)),
        sa.Column("gone_since", sa.DateTime(timezone=True)),
    )
