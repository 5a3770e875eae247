"""Chunks and their vectors in SQL. A chunk is live while it belongs to the newest revision of its article.

Vectors are blobs of little-endian float32, filed under the id of the model that made them, whose dimension is stored
once and checked on every writing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import and_, bindparam, delete, func, insert, select, tuple_

from pipeline.errors import StoreError
from pipeline.models import Chunk
from store import schema
from store.statements import batches

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.engine import Connection

    from pipeline.models import FloatMatrix, FloatVector
    from store.database import Database

    ChunkRow: TypeAlias = tuple[str, str, int, int, int, int, int]

_CHUNK = schema.chunks.c
_HEAD = schema.articles.c
_VECTOR = schema.chunk_vectors.c
_MEAN = schema.article_vectors.c
_MODEL = schema.embedding_models.c
_LIVE = and_(_CHUNK.article_id == _HEAD.id, _CHUNK.revision == _HEAD.revision)
_FLOAT = np.dtype("<f4")
_REPORT = "This is a fault of the program: please report it with this message."


class SqlChunkRepository:
    """A ChunkRepository over the SQL store. Every method raises StoreError when the store cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unchunked(self) -> list[tuple[str, int]]:
        """(article id, revision) of newest revisions without chunks, in order of id."""
        chunked = select(_CHUNK.id).where(_LIVE).exists()
        query = select(_HEAD.id, _HEAD.revision).where(~chunked).order_by(_HEAD.id)
        with self._database.reading() as connection:
            return [(article_id, revision) for article_id, revision in connection.execute(query)]

    def add(self, chunks: Sequence[Chunk]) -> None:
        """Store chunks in one transaction. Raises StoreError when one is already stored or its revision is not."""
        if not chunks:
            return
        with self._database.writing() as connection:
            connection.execute(insert(schema.chunks), [_chunk_row(chunk) for chunk in chunks])

    def unembedded(self, model_id: str) -> list[Chunk]:
        """Live chunks without a vector of this model, in order of article and place."""
        embedded = (
            select(_VECTOR.chunk_id)
            .where(_VECTOR.chunk_id == _CHUNK.id, _VECTOR.model == _MODEL.number, _MODEL.model_id == model_id)
            .exists()
        )
        query = _chunks().where(_LIVE, ~embedded).order_by(_CHUNK.article_id, _CHUNK.ordinal)
        with self._database.reading() as connection:
            return [Chunk(*row) for row in connection.execute(query)]

    def add_vectors(self, model_id: str, chunk_ids: Sequence[str], vectors: FloatMatrix) -> None:
        """Store vectors in one transaction, replacing those that these chunks have of this model.

        Args:
            model_id: What made them.
            chunk_ids: Stored chunks.
            vectors: Shape (len(chunk_ids), dimension), float32, finite.

        Raises:
            StoreError: Their dimension is not that of the model's other vectors, their number is not that of the
                chunks, a value is not finite, or a chunk is unknown; then nothing is stored.
        """
        if not chunk_ids:
            return
        _check_vectors(chunk_ids, vectors)
        data = np.ascontiguousarray(vectors, dtype=_FLOAT)
        with self._database.writing() as connection:
            model = _model_number(connection, model_id, data.shape[1])
            old = delete(schema.chunk_vectors).where(
                _VECTOR.model == model, _VECTOR.chunk_id == bindparam("chunk")
            )
            connection.execute(old, [{"chunk": chunk_id} for chunk_id in chunk_ids])
            rows = [
                {"model": model, "chunk_id": chunk_id, "vector": row.tobytes()}
                for chunk_id, row in zip(chunk_ids, data, strict=True)
            ]
            connection.execute(insert(schema.chunk_vectors), rows)
            _renew_article_vectors(connection, model, chunk_ids)

    def embedded(self, model_id: str) -> list[str]:
        """The ids of all live chunks with a vector of this model, in order."""
        query = select(_CHUNK.id).where(
            _MODEL.model_id == model_id, _VECTOR.model == _MODEL.number, _VECTOR.chunk_id == _CHUNK.id, _LIVE
        )
        with self._database.reading() as connection:
            return list(connection.scalars(query.order_by(_CHUNK.id)))

    def version(self, model_id: str) -> str:
        """Something else whenever there are new revisions or new vectors of this model: the number of the newest
        revision, and how many vectors there are. Reads one index."""
        newest = select(func.max(schema.article_revisions.c.number)).scalar_subquery()
        model = select(_MODEL.number).where(_MODEL.model_id == model_id).scalar_subquery()
        query = select(newest, func.count()).select_from(schema.chunk_vectors).where(_VECTOR.model == model)
        with self._database.reading() as connection:
            revision, vectors = connection.execute(query).one()
        return f"{revision or 0}-{vectors}"

    def vectors(self, model_id: str) -> tuple[list[str], FloatMatrix]:
        """All live chunk ids with their vectors, shape (n, dimension), in order of id."""
        query = select(_CHUNK.id, _VECTOR.vector).where(_VECTOR.chunk_id == _CHUNK.id, _LIVE)
        return self._vectors(model_id, query.order_by(_CHUNK.id), _VECTOR.model)

    def article_vectors(self, model_id: str) -> tuple[list[str], FloatMatrix]:
        """Mean vector of each article's live chunks, length 1, shape (n, dimension), in order of article id.

        An article without vectors is left out; a mean of length 0 stays 0.
        """
        newest = and_(_MEAN.article_id == _HEAD.id, _MEAN.revision == _HEAD.revision)
        query = select(_MEAN.article_id, _MEAN.vector).where(newest).order_by(_MEAN.article_id)
        return self._vectors(model_id, query, _MEAN.model)

    def get(self, chunk_ids: Sequence[str]) -> list[Chunk]:
        """Chunks, live or not, in the order asked for. Raises StoreError when one is unknown."""
        found: dict[str, Chunk] = {}
        with self._database.reading() as connection:
            for batch in batches(list(dict.fromkeys(chunk_ids))):
                rows = connection.execute(_chunks().where(_CHUNK.id.in_(batch)))
                found.update((row[0], Chunk(*row)) for row in rows)
        unknown = [chunk_id for chunk_id in chunk_ids if chunk_id not in found]
        if unknown:
            raise StoreError(f"The store has no chunk {unknown[0]}.", "Run again; the index is then rebuilt.")
        return [found[chunk_id] for chunk_id in chunk_ids]

    def _vectors(
        self, model_id: str, query: Select[str, bytes], column: ColumnElement[int]
    ) -> tuple[list[str], FloatMatrix]:
        """What a query for ids and vectors finds where ``column`` holds the number of the model."""
        model = select(_MODEL.number, _MODEL.dimension).where(_MODEL.model_id == model_id)
        with self._database.reading() as connection:
            found = connection.execute(model).first()
            if found is None:
                return [], np.zeros((0, 0), dtype=np.float32)
            rows = connection.execute(query.where(column == found[0])).all()
        joined = bytearray().join([row[1] for row in rows])
        return [row[0] for row in rows], _matrix(joined, len(rows), found[1], model_id)


def _chunks() -> Select[*ChunkRow]:
    return select(
        _CHUNK.id,
        _CHUNK.article_id,
        _CHUNK.revision,
        _CHUNK.ordinal,
        _CHUNK.start,
        _CHUNK.end,
        _CHUNK.tokens,
    )


def _chunk_row(chunk: Chunk) -> dict[str, str | int]:
    return {
        "id": chunk.id,
        "article_id": chunk.article_id,
        "revision": chunk.revision,
        "ordinal": chunk.ordinal,
        "start": chunk.start,
        "end": chunk.end,
        "tokens": chunk.tokens,
    }


def _check_vectors(chunk_ids: Sequence[str], vectors: FloatMatrix) -> None:
    if vectors.ndim != 2 or vectors.shape[0] != len(chunk_ids) or vectors.shape[1] == 0:
        raise StoreError(f"{len(chunk_ids)} chunks came with vectors of shape {vectors.shape}.", _REPORT)
    if not np.isfinite(vectors).all():
        raise StoreError(
            "The embedder gave vectors with values that are no numbers.", "Run `throughline doctor`."
        )


def _model_number(connection: Connection, model_id: str, dimension: int) -> int:
    """The model's number in the store; a new model is entered. Raises StoreError when its dimension differs."""
    query = select(_MODEL.number, _MODEL.dimension).where(_MODEL.model_id == model_id)
    found = connection.execute(query).first()
    if found is None:
        new = insert(schema.embedding_models).values(model_id=model_id, dimension=dimension)
        return int(connection.execute(new.returning(_MODEL.number)).scalar_one())
    if found[1] != dimension:
        raise StoreError(
            f"The embedder {model_id} gave vectors of dimension {dimension}; those stored have {found[1]}.",
            "Set the dimension back, or give the embedder another model id.",
        )
    return int(found[0])


def _renew_article_vectors(connection: Connection, model: int, chunk_ids: Sequence[str]) -> None:
    """Bring the vectors of the articles that chunks belong to in step with those of all their chunks."""
    for batch in batches(chunk_ids):
        owners = select(_CHUNK.article_id, _CHUNK.revision).where(_CHUNK.id.in_(batch)).distinct()
        query = select(_CHUNK.article_id, _CHUNK.revision, _VECTOR.vector).where(
            tuple_(_CHUNK.article_id, _CHUNK.revision).in_(owners),
            _VECTOR.chunk_id == _CHUNK.id,
            _VECTOR.model == model,
        )
        found: dict[tuple[str, int], list[FloatVector]] = {}
        for article_id, revision, vector in connection.execute(query.order_by(_CHUNK.id)):
            found.setdefault((article_id, revision), []).append(np.frombuffer(vector, dtype=_FLOAT))
        keys = [{"of": article_id, "at": revision} for article_id, revision in found]
        old = (_MEAN.model == model, _MEAN.article_id == bindparam("of"), _MEAN.revision == bindparam("at"))
        connection.execute(delete(schema.article_vectors).where(*old), keys)
        rows = [
            {"model": model, "article_id": key[0], "revision": key[1], "vector": _mean(vectors).tobytes()}
            for key, vectors in found.items()
        ]
        connection.execute(insert(schema.article_vectors), rows)


def _mean(vectors: Sequence[FloatVector]) -> FloatVector:
    """The mean of vectors at length 1; a mean of length 0 stays 0."""
    # The sum points where the mean does.
    total: FloatVector = np.add.reduce(vectors)
    length = np.linalg.norm(total)
    return (total / length if length > 0 else total).astype(_FLOAT)


def _matrix(joined: bytearray, rows: int, dimension: int, model_id: str) -> FloatMatrix:
    if len(joined) != rows * dimension * _FLOAT.itemsize:
        raise StoreError(
            f"Stored vectors of {model_id} are not of dimension {dimension}.",
            "Restore the store from a backup.",
        )
    return np.frombuffer(joined, dtype=_FLOAT).astype(np.float32, copy=False).reshape(rows, dimension)
