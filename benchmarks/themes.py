"""Themes, the stories of months, against gold clusters of articles.

The peer is average-link agglomerative clustering of the same article vectors in the same run.
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
from pipeline.clustering.domains import TrackedTopics
from pipeline.settings import EventSettings, ThemeSettings
from pipeline.stages.events import find_events
from pipeline.stages.themes import Corpus, find_themes

if TYPE_CHECKING:
    from benchmarks.task import Figures, Request


def run(request: Request) -> Figures:
    """Cluster the articles of ``request.data`` into events and these into themes, and score the themes."""
    with tempfile.TemporaryDirectory(prefix="throughline-themes-") as cache:
        corpus = embedded_corpus(required_data(request), Path(cache), request.limit)
    ids = tuple(article.id for article in corpus.articles)
    no_topics = TrackedTopics((), np.zeros((0, corpus.vectors.shape[1]), dtype=np.float32))
    started = time.perf_counter()
    events = find_events(corpus.articles, ids, corpus.vectors, (), EventSettings())
    between = time.perf_counter()
    known = Corpus(events, {article.id: article for article in corpus.articles}, ids, corpus.vectors)
    found = find_themes(known, no_topics, (), ThemeSettings())
    ended = time.perf_counter()
    members = {event.id: event.article_ids for event in events}
    theme_of = {
        article_id: theme.id
        for theme in found.themes
        for event_id in theme.event_ids
        for article_id in members[event_id]
    }
    figures = {
        **cluster_scores(corpus.gold, [theme_of[article_id] for article_id in ids]),
        "seconds": ended - started,
        "theme_seconds": ended - between,
        "embedding_seconds": corpus.seconds,
        "events": len(events),
        "articles": len(ids),
    }
    if len(ids) <= PEER_MOST_ITEMS:
        figures |= cluster_scores(corpus.gold, peer_clusters(corpus.vectors), "peer_")
    return figures
