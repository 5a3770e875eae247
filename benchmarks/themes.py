"""Themes, the stories of months, against gold clusters of articles; ``--stream K`` feeds them in K dated batches.

The peers, average-link agglomerative clustering and BERTopic, get the same article vectors in the same run.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.corpora import embedded_corpus
from benchmarks.peers import THEME_PEERS, peer_figures
from benchmarks.scores import cluster_scores
from benchmarks.streaming import streamed, theme_of
from benchmarks.task import required_data

if TYPE_CHECKING:
    from benchmarks.corpora import EmbeddedCorpus
    from benchmarks.task import Figure, Figures, Request


def run(request: Request) -> Figures:
    """Cluster the articles of ``request.data`` into events and these into themes, and score the themes."""
    with tempfile.TemporaryDirectory(prefix="throughline-themes-") as cache:
        corpus = embedded_corpus(required_data(request), Path(cache), request.limit)
    figures = _figures(corpus, 1, "")
    figures |= {"embedding_seconds": corpus.seconds, "articles": len(corpus.articles)}
    if request.stream:
        figures |= _figures(corpus, request.stream, "stream_")
    return {**figures, **peer_figures(corpus, THEME_PEERS)}


def _figures(corpus: EmbeddedCorpus, batches: int, prefix: str) -> dict[str, Figure]:
    """Scores of the themes after the last of some batches."""
    started = time.perf_counter()
    stream = streamed(corpus, batches, with_themes=True)
    seconds = time.perf_counter() - started
    home = theme_of(stream.themes.themes, stream.events.events)
    figures: dict[str, Figure] = {
        **cluster_scores(corpus.gold, [home[article.id] for article in corpus.articles], prefix),
        f"{prefix}seconds": seconds,
        f"{prefix}events": len(stream.events.events),
    }
    if batches > 1:
        figures["lineage_replays"] = str(stream.is_replayed)
    else:
        figures["theme_seconds"] = stream.theme_seconds
    return figures
