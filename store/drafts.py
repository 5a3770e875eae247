"""Drafts in SQL by slug and version. A stored version never changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, insert, select

from pipeline.documents import draft_from_json, draft_to_json
from store import schema

if TYPE_CHECKING:
    from sqlalchemy import Select

    from pipeline.models import Draft
    from store.database import Database

_COLUMN = schema.drafts.c


class SqlDraftRepository:
    """A DraftRepository over the SQL store. Every method raises StoreError when the store cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def latest(self, slug: str) -> Draft | None:
        """The newest version, or None."""
        return self._one(_documents().where(_COLUMN.slug == slug).order_by(_COLUMN.version.desc()).limit(1))

    def get(self, slug: str, version: int) -> Draft | None:
        """One version, or None."""
        return self._one(_documents().where(_COLUMN.slug == slug, _COLUMN.version == version))

    def all_latest(self) -> list[Draft]:
        """The newest version of every slug: the last published first, then by slug."""
        newest = (
            select(_COLUMN.slug, func.max(_COLUMN.version).label("version")).group_by(_COLUMN.slug).subquery()
        )
        same = and_(_COLUMN.slug == newest.c.slug, _COLUMN.version == newest.c.version)
        query = _documents().join(newest, same).order_by(_COLUMN.published.desc(), _COLUMN.slug)
        with self._database.reading() as connection:
            documents = connection.scalars(query).all()
        return [draft_from_json(document) for document in documents]

    def versions(self, slug: str) -> list[int]:
        """All versions, ascending."""
        query = select(_COLUMN.version).where(_COLUMN.slug == slug).order_by(_COLUMN.version)
        with self._database.reading() as connection:
            return list(connection.scalars(query))

    def add(self, draft: Draft, made_from: str) -> Draft:
        """Store as the slug's next version, whatever version the draft says, and return it with that version.

        ``made_from`` is the key of its inputs.
        """
        newest = select(func.max(_COLUMN.version)).where(_COLUMN.slug == draft.slug)
        with self._database.writing() as connection:
            version = (connection.scalar(newest) or 0) + 1
            stored = replace(draft, version=version)
            row = {
                "slug": stored.slug,
                "version": version,
                "published": stored.published,
                "made_from": made_from,
                "document": draft_to_json(stored),
            }
            connection.execute(insert(schema.drafts).values(row))
        return stored

    def made_from(self, slug: str) -> str:
        """The key of the inputs of the newest version, "" if there is none."""
        query = (
            select(_COLUMN.made_from).where(_COLUMN.slug == slug).order_by(_COLUMN.version.desc()).limit(1)
        )
        with self._database.reading() as connection:
            return connection.scalar(query) or ""

    def _one(self, query: Select[str]) -> Draft | None:
        with self._database.reading() as connection:
            document = connection.scalar(query)
        return draft_from_json(document) if document is not None else None


def _documents() -> Select[str]:
    return select(_COLUMN.document)
