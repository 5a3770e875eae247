"""Event clustering against gold clusters; ``--stream K`` feeds the articles in K dated batches.

The peers, average-link agglomerative clustering and BERTopic, get the same vectors in the same run.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.corpora import embedded_corpus
from benchmarks.peers import EVENT_PEERS, peer_figures
from benchmarks.scores import cluster_scores
from benchmarks.streaming import event_of, streamed
from benchmarks.task import required_data

if TYPE_CHECKING:
    from benchmarks.corpora import EmbeddedCorpus
    from benchmarks.task import Figure, Figures, Request


def run(request: Request) -> Figures:
    """Cluster the articles of ``request.data`` with the product's defaults and score the events."""
    with tempfile.TemporaryDirectory(prefix="throughline-events-") as cache:
        corpus = embedded_corpus(required_data(request), Path(cache), request.limit)
    figures = _figures(corpus, 1, "")
    figures |= {"embedding_seconds": corpus.seconds, "articles": len(corpus.articles)}
    if request.stream:
        figures |= _figures(corpus, request.stream, "stream_")
    return {**figures, **peer_figures(corpus, EVENT_PEERS)}


def _figures(corpus: EmbeddedCorpus, batches: int, prefix: str) -> dict[str, Figure]:
    """Scores after the last of some batches and, of several, what became of the ids on the way."""
    started = time.perf_counter()
    stream = streamed(corpus, batches, with_themes=False)
    seconds = time.perf_counter() - started
    home = event_of(stream.events.events)
    figures: dict[str, Figure] = {
        **cluster_scores(corpus.gold, [home[article.id] for article in corpus.articles], prefix),
        f"{prefix}seconds": seconds,
    }
    if batches > 1:
        figures["stable_ids"] = stream.stable_ids
        figures["unmoved_ids"] = stream.unmoved
        figures["lineage_replays"] = str(stream.is_replayed)
    return figures
