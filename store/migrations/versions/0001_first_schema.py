"""The first schema: every table, and on SQLite the full-text index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# An external-content table (https://www.sqlite.org/fts5.html#external_content_tables): the text is stored once.
FULL_TEXT = """
CREATE VIRTUAL TABLE article_search USING fts5(
    title, text, content='article_revisions', content_rowid='number',
    tokenize='porter unicode61 remove_diacritics 2'
)
"""


def upgrade() -> None:
    """Make all tables."""
    _articles()
    _chunks()
    _clusters()
    _drafts()
    _runs()
    _sources_and_calls()
    _vectors_and_reviews()
    if op.get_context().dialect.name == "sqlite":
        op.execute(FULL_TEXT)


def _articles() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("group_id", sa.String, nullable=False),
    )
    op.create_table(
        "article_revisions",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("article_id", sa.String, sa.ForeignKey("articles.id"), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("content_sha256", sa.String, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("publisher", sa.Text, nullable=False),
        sa.Column("authors", sa.Text, nullable=False),
        sa.Column("published", sa.DateTime(timezone=True)),
        sa.Column("ingested", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.UniqueConstraint("article_id", "revision"),
    )


def _chunks() -> None:
    op.create_table(
        "chunks",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("article_id", sa.String, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("tokens", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id", "revision"], ["article_revisions.article_id", "article_revisions.revision"]
        ),
        sa.UniqueConstraint("article_id", "revision", "ordinal"),
    )
    op.create_table(
        "embedding_models",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("model_id", sa.String, nullable=False, unique=True),
        sa.Column("dimension", sa.Integer, nullable=False),
    )
    op.create_table(
        "chunk_vectors",
        sa.Column("model", sa.Integer, sa.ForeignKey("embedding_models.number"), primary_key=True),
        sa.Column("chunk_id", sa.String, sa.ForeignKey("chunks.id"), primary_key=True),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "article_vectors",
        sa.Column("model", sa.Integer, sa.ForeignKey("embedding_models.number"), primary_key=True),
        sa.Column("article_id", sa.String, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id", "revision"], ["article_revisions.article_id", "article_revisions.revision"]
        ),
    )


def _clusters() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False, index=True),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_table(
        "themes",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("article_count", sa.Integer, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )


def _drafts() -> None:
    op.create_table(
        "dossiers",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("theme_id", sa.String, nullable=False, index=True),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_table(
        "drafts",
        sa.Column("slug", sa.String, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("published", sa.Date, nullable=False),
        sa.Column("made_from", sa.String, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("finished", sa.DateTime(timezone=True)),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("tokens", sa.Integer, nullable=False),
        sa.Column("cost_usd", sa.Float, nullable=False),
        sa.Column("skipped", sa.Text, nullable=False),
        sa.Column("drafts", sa.Text, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
    )
    op.create_table(
        "run_stages",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("run_id", sa.String, sa.ForeignKey("runs.id"), nullable=False, index=True),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_table(
        "marks",
        sa.Column("step", sa.String, primary_key=True),
        sa.Column("key", sa.String, nullable=False),
    )


def _sources_and_calls() -> None:
    op.create_table(
        "sources",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("location", sa.Text, nullable=False, unique=True),
        sa.Column("added", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_read", sa.DateTime(timezone=True)),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("articles", sa.Integer, nullable=False),
        sa.Column("skipped", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
    )
    op.create_table(
        "model_calls",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("model", sa.String, nullable=False),
        sa.Column("prompt_name", sa.String, nullable=False),
        sa.Column("input_tokens", sa.Integer, nullable=False),
        sa.Column("output_tokens", sa.Integer, nullable=False),
        sa.Column("request", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
    )


def _vectors_and_reviews() -> None:
    op.create_table(
        "sentence_vectors",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "results",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "reviews",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("slug", sa.String, nullable=False, index=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("decision", sa.String, nullable=False),
        sa.Column("reviewer", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
