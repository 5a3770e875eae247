"""Dossiers in SQL, as they were when a draft was made from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import TypeAdapter
from sqlalchemy import insert, select

from pipeline.models import Dossier
from store import schema
from store.statements import batches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.database import Database

_DOSSIER = TypeAdapter(Dossier)
_COLUMN = schema.dossiers.c


class SqlDossierRepository:
    """A DossierRepository over the SQL store. Every method raises StoreError when the store cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, dossiers: Sequence[Dossier]) -> None:
        """Store dossiers in one transaction; one that is stored already is left as it is."""
        by_id = {dossier.id: dossier for dossier in dossiers}
        with self._database.writing() as connection:
            stored: set[str] = set()
            for batch in batches(list(by_id)):
                stored.update(connection.scalars(select(_COLUMN.id).where(_COLUMN.id.in_(batch))))
            rows = [
                {"id": one.id, "theme_id": one.theme_id, "document": _DOSSIER.dump_json(one).decode()}
                for one in by_id.values()
                if one.id not in stored
            ]
            if rows:
                connection.execute(insert(schema.dossiers), rows)

    def get(self, dossier_id: str) -> Dossier | None:
        """A stored dossier, or None."""
        with self._database.reading() as connection:
            document = connection.scalar(select(_COLUMN.document).where(_COLUMN.id == dossier_id))
        return _DOSSIER.validate_json(document) if document is not None else None
