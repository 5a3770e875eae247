"""Vectors of single sentences in SQL, so that no sentence is embedded twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select

from store import schema
from store.statements import batches, put

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.models import FloatMatrix, FloatVector
    from store.database import Database

_COLUMN = schema.sentence_vectors.c


class SqlVectorCache:
    """A VectorCache over the SQL store. Both methods raise StoreError when the store cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, model_id: str, keys: Sequence[str]) -> dict[str, FloatVector]:
        """The known ones among ``keys``, by key."""
        found: dict[str, FloatVector] = {}
        prefix = f"{model_id}|"
        with self._database.reading() as connection:
            for batch in batches([prefix + key for key in keys]):
                query = select(_COLUMN.key, _COLUMN.vector).where(_COLUMN.key.in_(batch))
                for key, vector in connection.execute(query):
                    found[key.removeprefix(prefix)] = np.frombuffer(vector, dtype="<f4").astype(np.float32)
        return found

    def put(self, model_id: str, keys: Sequence[str], vectors: FloatMatrix) -> None:
        """Remember vectors, row by row; a known key is replaced."""
        data = vectors.astype("<f4")
        rows = {f"{model_id}|{key}": row.tobytes() for key, row in zip(keys, data, strict=True)}
        with self._database.writing() as connection:
            put(
                connection,
                schema.sentence_vectors,
                "key",
                [{"key": key, "vector": vector} for key, vector in rows.items()],
            )
