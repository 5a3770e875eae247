"""Event clustering against gold clusters; ``--stream K`` feeds the articles in K dated batches.

The peer is average-link agglomerative clustering of the same vectors in the same run.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.corpora import embedded_corpus
from benchmarks.scores import PEER_MOST_ITEMS, cluster_scores, peer_clusters
from benchmarks.task import required_data
from pipeline.settings import EventSettings
from pipeline.stages.events import find_events

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.corpora import EmbeddedCorpus
    from benchmarks.task import Figures, Request
    from pipeline.models import Event


def run(request: Request) -> Figures:
    """Cluster the articles of ``request.data`` with the product's defaults and score the events."""
    with tempfile.TemporaryDirectory(prefix="throughline-events-") as cache:
        corpus = embedded_corpus(required_data(request), Path(cache), request.limit)
    started = time.perf_counter()
    events = _events(corpus, np.arange(len(corpus.articles)), ())
    figures = {
        **cluster_scores(corpus.gold, event_of_each(corpus, events)),
        "seconds": time.perf_counter() - started,
        "embedding_seconds": corpus.seconds,
        "articles": len(corpus.articles),
    }
    if request.stream:
        figures |= _stream(corpus, request.stream)
    if len(corpus.articles) <= PEER_MOST_ITEMS:
        figures |= cluster_scores(corpus.gold, peer_clusters(corpus.vectors), "peer_")
    return figures


def event_of_each(corpus: EmbeddedCorpus, events: Sequence[Event]) -> list[str]:
    """The event id of every article, in the order of the corpus."""
    event_of = {article_id: event.id for event in events for article_id in event.article_ids}
    return [event_of[article.id] for article in corpus.articles]


def _events(
    corpus: EmbeddedCorpus, rows: np.typing.NDArray[np.int64], previous: Sequence[Event]
) -> tuple[Event, ...]:
    articles = [corpus.articles[row] for row in rows]
    ids = [article.id for article in articles]
    return find_events(articles, ids, corpus.vectors[rows], previous, EventSettings())


def _stream(corpus: EmbeddedCorpus, batches: int) -> Figures:
    """The same articles in dated batches: scores of the last state, and the share of articles whose event kept its id
    from their first batch to the last."""
    order = np.array(sorted(range(len(corpus.articles)), key=lambda row: (corpus.articles[row].day, row)))
    events: tuple[Event, ...] = ()
    changed: set[str] = set()
    known: dict[str, str] = {}
    started = time.perf_counter()
    for batch in range(1, batches + 1):
        events = _events(corpus, order[: len(order) * batch // batches], events)
        now = {article_id: event.id for event in events for article_id in event.article_ids}
        changed |= {article_id for article_id, old in known.items() if now[article_id] != old}
        known = now
    seconds = time.perf_counter() - started
    scores = cluster_scores(corpus.gold, event_of_each(corpus, events), "stream_")
    return {**scores, "stable_ids": 1 - len(changed) / len(known), "stream_seconds": seconds}
