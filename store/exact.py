"""Exact nearest-neighbor search in numpy: what the vector index falls back to, and is measured against."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.errors import StoreError
from pipeline.ports import Hit

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from pipeline.models import FloatMatrix, FloatVector


class ExactIndex:
    """A VectorIndex that compares the query with every vector: 2 ms for 50,000 of dimension 384."""

    def __init__(self) -> None:
        self.ids: Sequence[str] = ()
        self.vectors: FloatMatrix = np.zeros((0, 0), dtype=np.float32)
        self._lengths: FloatVector = np.zeros(0, dtype=np.float32)
        self._rows: dict[str, int] = {}

    def sync(self, ids: Sequence[str], vectors: FloatMatrix) -> str:
        """Search these vectors, shape (len(ids), dimension), from now on; they are not copied.

        Raises StoreError when ids and vectors do not fit each other, or an id is given twice.
        """
        rows = {chunk_id: row for row, chunk_id in enumerate(ids)}
        if vectors.ndim != 2 or len(rows) != vectors.shape[0] or len(rows) != len(ids):
            raise StoreError(
                f"{len(ids)} chunk ids ({len(rows)} different) came with vectors of shape {vectors.shape}.",
                "This is a fault of the program: please report it with this message.",
            )
        lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
        self.ids, self.vectors, self._rows = ids, vectors, rows
        self._lengths = np.where(lengths > 0, lengths, 1).astype(np.float32)
        return f"exact search over {len(ids)}"

    def search(self, vector: FloatVector, limit: int) -> list[Hit]:
        """Nearest ids by cosine similarity, best first; of equal ones the earlier.

        Raises StoreError when ``vector`` has another dimension than the vectors.
        """
        if limit <= 0 or not self.ids:
            return []
        scores = self._scores(vector, np.arange(len(self.ids)))
        rows = np.arange(len(scores))
        if limit < len(scores):
            rows = np.sort(np.argpartition(-scores, limit - 1)[:limit])
        return self._hits(rows, scores[rows])

    def rank(self, vector: FloatVector, ids: Sequence[str]) -> list[Hit]:
        """The given ids as ``search`` ranks them; ids that it does not have are left out. Raises StoreError as it."""
        if not self.ids:
            return []
        rows = np.sort(np.array([self._rows[key] for key in ids if key in self._rows], dtype=np.int64))
        return self._hits(rows, self._scores(vector, rows))

    def _scores(self, vector: FloatVector, rows: npt.NDArray[np.int64]) -> FloatVector:
        if vector.shape != self.vectors.shape[1:]:
            raise StoreError(
                f"A query of shape {vector.shape} cannot be compared with vectors of dimension "
                f"{self.vectors.shape[1]}.",
                "Use the embedder that the workspace was built with.",
            )
        whole = len(rows) == len(self.ids)
        vectors, lengths = (
            (self.vectors, self._lengths) if whole else (self.vectors[rows], self._lengths[rows])
        )
        length = np.float32(np.linalg.norm(vector) or 1)
        # Rounding takes a vector's similarity to itself a little above 1.
        return np.clip(vectors @ vector / (lengths * length), -1, 1).astype(np.float32, copy=False)

    def _hits(self, rows: npt.NDArray[np.int64], scores: FloatVector) -> list[Hit]:
        order = np.argsort(-scores, kind="stable")
        return [Hit(self.ids[int(rows[place])], float(scores[place])) for place in order]
