"""question → ranked articles. A searcher that lives on reads from the store only what has changed since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.stages.retrieve import Signals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from pipeline.flow.services import Services
    from pipeline.models import Event, FloatMatrix, FloatVector
    from pipeline.text.questions import Asked

CHUNKS = 500
"""Nearest chunks that are looked at."""
WORDED = 1_000
"""Articles looked at that have words of the question."""


@dataclass(frozen=True, slots=True)
class _Archive:
    """What is known of all articles: mean vectors, shape (len(ids), dimension), and days as in ``Signals``."""

    version: str
    ids: Sequence[str]
    rows: Mapping[str, int]
    vectors: FloatMatrix
    days: npt.NDArray[np.float64]


class Searcher:
    """Searches the articles of a workspace."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._archive: _Archive | None = None
        self._events: tuple[int, Mapping[str, Event]] = (-1, {})

    def signals(self, asked: Asked, vector: FloatVector) -> Signals:
        """What the single searches say to a question, ``vector`` being its vector."""
        archive = self._present()
        found = self.services.articles.search(" ".join(asked.words), WORDED)
        lexical = np.zeros(len(archive.ids), dtype=np.float32)
        for hit in found:
            if hit.id in archive.rows:
                lexical[archive.rows[hit.id]] = hit.score
        return Signals(archive.ids, self._nearness(archive, vector), lexical, archive.days)

    def events(self) -> Mapping[str, Event]:
        """The event of every article that has one, by article id."""
        clusters = self.services.clusters
        state = clusters.lineage_length()
        if self._events[0] != state:
            found = {article_id: event for event in clusters.events() for article_id in event.article_ids}
            self._events = (state, found)
        return self._events[1]

    def _nearness(self, archive: _Archive, vector: FloatVector) -> FloatVector:
        """The mean of the similarities of an article as a whole and of its nearest chunk.

        A chunk that is not among the nearest of all is taken to be as near as its whole article.
        """
        if not archive.ids:
            return np.zeros(0, dtype=np.float32)
        whole = archive.vectors @ vector
        nearest = whole.copy()
        hits = self.services.index.search(vector, CHUNKS)
        chunks = self.services.chunks.get([hit.id for hit in hits])
        for hit, chunk in reversed(
            list(zip(hits, chunks, strict=True))
        ):  # so that the best comes last, and stays
            if chunk.article_id in archive.rows:
                nearest[archive.rows[chunk.article_id]] = hit.score
        mean: FloatVector = ((whole + nearest) / 2).astype(np.float32)
        return mean

    def _present(self) -> _Archive:
        """The archive as the store has it now; the index is brought up to date with it."""
        services = self.services
        version = services.chunks.version(services.model_id)
        if self._archive is None or self._archive.version != version:
            services.index.sync(*services.chunks.vectors(services.model_id))
            ids, vectors = services.chunks.article_vectors(services.model_id)
            known = services.articles.days()
            days = np.array([known[key].toordinal() if key in known else np.nan for key in ids])
            rows = {key: row for row, key in enumerate(ids)}
            self._archive = _Archive(version, ids, rows, vectors, days)
        return self._archive
