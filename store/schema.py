"""The tables, in SQLAlchemy Core: one schema for SQLite and PostgreSQL.

Only types that both know are used. What only one of them has (full-text search) lives behind its own module
(``store.fulltext``). The migrations under ``store/migrations`` create these tables; a test holds the two together.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


class UtcDateTime(TypeDecorator[datetime]):
    """A timezone-aware datetime, kept in UTC. SQLite forgets the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn to UTC; a datetime without a zone is taken as UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Put the zone back that SQLite does not keep."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

articles = Table(
    "articles",
    metadata,
    Column("id", String, primary_key=True),
    Column("revision", Integer, nullable=False),  # the newest one
    Column("group_id", String, nullable=False),
)

# The text is the last column: SQLite then reads the others without walking the pages that the text overflows to.
article_revisions = Table(
    "article_revisions",
    metadata,
    Column("number", Integer, primary_key=True),  # also the row id in the full-text index
    Column("article_id", String, ForeignKey("articles.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("content_sha256", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("authors", Text, nullable=False),  # JSON list
    Column("published", UtcDateTime),
    Column("ingested", UtcDateTime, nullable=False),
    Column("source", Text, nullable=False),
    Column("language", String, nullable=False, server_default=""),
    Column("title", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),  # MinHash
    Column("text", Text, nullable=False),
    UniqueConstraint("article_id", "revision"),
)

chunks = Table(
    "chunks",
    metadata,
    Column("id", String, primary_key=True),
    Column("article_id", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("tokens", Integer, nullable=False),
    ForeignKeyConstraint(
        ["article_id", "revision"], ["article_revisions.article_id", "article_revisions.revision"]
    ),
    UniqueConstraint("article_id", "revision", "ordinal"),
)

embedding_models = Table(
    "embedding_models",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("model_id", String, nullable=False, unique=True),
    Column("dimension", Integer, nullable=False),
)

chunk_vectors = Table(
    "chunk_vectors",
    metadata,
    Column("model", Integer, ForeignKey("embedding_models.number"), primary_key=True),
    Column("chunk_id", String, ForeignKey("chunks.id"), primary_key=True),
    Column("vector", LargeBinary, nullable=False),  # little-endian float32
)

article_vectors = Table(  # sums of the chunks' vectors at length 1, kept in step with them
    "article_vectors",
    metadata,
    Column("model", Integer, ForeignKey("embedding_models.number"), primary_key=True),
    Column("article_id", String, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("vector", LargeBinary, nullable=False),  # little-endian float32
    ForeignKeyConstraint(
        ["article_id", "revision"], ["article_revisions.article_id", "article_revisions.revision"]
    ),
)

events = Table(
    "events",
    metadata,
    Column("id", String, primary_key=True),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False, index=True),
    Column("document", Text, nullable=False),  # JSON of models.Event
)

themes = Table(
    "themes",
    metadata,
    Column("id", String, primary_key=True),
    Column("article_count", Integer, nullable=False),
    Column("document", Text, nullable=False),  # JSON of models.Theme
)

lineage = Table(
    "lineage",
    metadata,
    Column("number", Integer, primary_key=True),  # order of happening; rows are only ever added
    Column("kind", String, nullable=False),
    Column("change", String, nullable=False),
    Column("group_id", String, nullable=False),
    Column("other", String, nullable=False),  # "" where no other group is involved
    Column("day", Date, nullable=False),
    Column("run_id", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("members", Text, nullable=False),  # JSON list of ids
    Index(None, "kind", "group_id"),
    Index(None, "kind", "other"),
)

group_ids = Table(  # every id ever given
    "group_ids",
    metadata,
    Column("kind", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("redirect", String, nullable=False),  # the id it became part of, "" while it is a group's own
    Index(None, "kind", "redirect"),
)

related_events = Table(  # each pair once, both among the present events
    "related_events",
    metadata,
    Column("first", String, primary_key=True),  # the lesser id
    Column("second", String, primary_key=True, index=True),
    Column("similarity", Float, nullable=False),
    Column("names", Text, nullable=False),  # JSON list
)

editions = Table(
    "editions",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("lineage", Integer, nullable=False),  # number of the newest entry that readers have seen
    Column("note", Text, nullable=False),
)

dossiers = Table(
    "dossiers",
    metadata,
    Column("id", String, primary_key=True),
    Column("theme_id", String, nullable=False, index=True),
    Column("document", Text, nullable=False),  # JSON of models.Dossier
)

drafts = Table(
    "drafts",
    metadata,
    Column("slug", String, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("published", Date, nullable=False),
    Column("made_from", String, nullable=False),
    Column("document", Text, nullable=False),  # the draft's JSON document
)

runs = Table(
    "runs",
    metadata,
    Column("id", String, primary_key=True),
    Column("started", UtcDateTime, nullable=False, index=True),
    Column("finished", UtcDateTime),
    Column("status", String, nullable=False),
    Column("tokens", Integer, nullable=False),
    Column("cost_usd", Float, nullable=False),
    Column("skipped", Text, nullable=False),  # JSON list of models.Skipped
    Column("drafts", Text, nullable=False),  # JSON list of slugs with versions
    Column("notes", Text, nullable=False),  # JSON list of models.Skipped
)

run_stages = Table(
    "run_stages",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("run_id", String, ForeignKey("runs.id"), nullable=False, index=True),
    Column("document", Text, nullable=False),  # JSON of models.StageReport
)

marks = Table(
    "marks",
    metadata,
    Column("step", String, primary_key=True),
    Column("key", String, nullable=False),
)

sources = Table(
    "sources",
    metadata,
    Column("number", Integer, primary_key=True),  # order of adding
    Column("location", Text, nullable=False, unique=True),
    Column("added", UtcDateTime, nullable=False),
    Column("last_read", UtcDateTime),
    Column("fingerprint", Text, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("skipped", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("kind", String, nullable=False, server_default=""),
    Column("address", Text, nullable=False, server_default=""),
    Column("last_success", UtcDateTime),
    Column("last_change", UtcDateTime),
    Column("error_streak", Integer, nullable=False, server_default="0"),
    Column("next_due", UtcDateTime),
)

polls = Table(
    "polls",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("location", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("outcome", String, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("new", Integer, nullable=False),
    Column("revised", Integer, nullable=False),
    Column("duplicates", Integer, nullable=False),
    Column("skipped", Integer, nullable=False),
    Column("error", Text, nullable=False),
)

entries = Table(  # of remote sources, as they were when they were last dealt with
    "entries",
    metadata,
    Column("location", Text, primary_key=True),
    Column("key", String, primary_key=True),  # a hash
    Column("content_sha256", String, nullable=False),
    Column("attempts", Integer, nullable=False),  # to read its page, in vain; 0 when it was dealt with
)

failures = Table(
    "failures",
    metadata,
    Column("key", String, primary_key=True),
    Column("item", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

robots = Table(
    "robots",
    metadata,
    Column("host", String, primary_key=True),  # scheme, name and port
    Column("at", UtcDateTime, nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", Text, nullable=False),
)

article_aliases = Table(  # further identities of articles, beside the one that their id is made of
    "article_aliases",
    metadata,
    Column("alias", String, primary_key=True),  # the id that an article with this identity would have
    Column("article_id", String, ForeignKey("articles.id"), nullable=False, index=True),
)

originals = Table(  # what was received, where it is not the stored text itself
    "originals",
    metadata,
    Column("article_id", String, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),  # UTF-8, compressed with zlib
    ForeignKeyConstraint(
        ["article_id", "revision"], ["article_revisions.article_id", "article_revisions.revision"]
    ),
)

repeated_lines = Table(  # lines that stand in several articles of a publisher
    "repeated_lines",
    metadata,
    Column("publisher", String, primary_key=True),  # its key
    Column("line", String, primary_key=True),  # a hash
    Column("articles", Integer, nullable=False),
)

notices = Table(  # what became of articles at their sources; rows are only ever added
    "notices",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("article_id", String, ForeignKey("articles.id"), nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
)

rechecks = Table(  # when the page of a cited article is looked at again
    "rechecks",
    metadata,
    Column("article_id", String, ForeignKey("articles.id"), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("next_due", UtcDateTime),
    Column("gone_since", UtcDateTime),
)

model_calls = Table(
    "model_calls",
    metadata,
    Column("key", String, primary_key=True),
    Column("model", String, nullable=False),
    Column("prompt_name", String, nullable=False),
    Column("input_tokens", Integer, nullable=False),
    Column("output_tokens", Integer, nullable=False),
    Column("request", Text, nullable=False),
    Column("answer", Text, nullable=False),
)

call_ledger = Table(
    "call_ledger",
    metadata,
    Column("number", Integer, primary_key=True),  # order of writing
    Column("run_id", String, nullable=False, index=True),
    Column("slug", String, nullable=False),
    Column("prompt_name", String, nullable=False),
    Column("prompt_version", Integer, nullable=False),
    Column("prompt_sha256", String, nullable=False),
    Column("model", String, nullable=False),
    Column("key", String, nullable=False),  # of model_calls
    Column("input_tokens", Integer, nullable=False),
    Column("output_tokens", Integer, nullable=False),
    Column("cost_usd", Float, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("cached", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("outcome", String, nullable=False),
    Column("request", Text, nullable=False),  # "" where model_calls has it
    Column("answer", Text, nullable=False),
)

sentence_vectors = Table(
    "sentence_vectors",
    metadata,
    Column("key", String, primary_key=True),  # model id and hash of the text
    Column("vector", LargeBinary, nullable=False),  # little-endian float32
)

results = Table(
    "results",
    metadata,
    Column("key", String, primary_key=True),  # name of a function and hash of what it was given
    Column("value", LargeBinary, nullable=False),
)

reviews = Table(
    "reviews",
    metadata,
    Column("number", Integer, primary_key=True),  # order of saying
    Column("slug", String, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("sha256", String, nullable=False),
    Column("decision", String, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
