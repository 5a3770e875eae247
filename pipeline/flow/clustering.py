"""vectors → events → themes. Redone only when articles, topics, settings or the embedder changed."""

from __future__ import annotations

from dataclasses import dataclass
from operator import methodcaller
from typing import TYPE_CHECKING

import numpy as np

from pipeline.clustering.domains import TrackedTopics
from pipeline.clustering.lexical import words_of
from pipeline.flow.keys import CLUSTERS_MARK, clusters_key
from pipeline.flow.remembering import PureFunction, remembered
from pipeline.stages.events import find_events
from pipeline.stages.themes import Corpus, find_themes
from pipeline.topics import topic_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.flow.recorder import Recorder
    from pipeline.flow.services import Services
    from pipeline.models import Article, Event, FloatMatrix, Theme

WORDS: PureFunction[str, str] = PureFunction(
    name="words-1", compute=words_of, key=str, encode=methodcaller("encode"), decode=methodcaller("decode")
)


@dataclass(frozen=True, slots=True)
class Clusters:
    """The present events and themes. ``key`` is the hash of everything they were made from."""

    key: str
    events: tuple[Event, ...]
    themes: tuple[Theme, ...]


def find_clusters(services: Services, recorder: Recorder, articles: Sequence[Article]) -> Clusters:
    """Events and themes of all articles, found anew or, when nothing changed, read from the store."""
    key = clusters_key(services)
    if services.runs.mark(CLUSTERS_MARK) == key:
        return stored_clusters(services, recorder, key)
    ids, vectors = services.chunks.article_vectors(services.model_id)
    present = set(ids)
    embedded = [article for article in articles if article.id in present]
    with recorder.stage("events", len(embedded)) as tally:
        words = remembered(services.results, WORDS)
        previous = services.clusters.events()
        events = find_events(embedded, ids, vectors, previous, services.settings.events, words)
        tally.items_in, tally.items_out = len(embedded), len(events)
    with recorder.stage("themes", len(events)) as tally:
        topic_vectors = _topic_vectors(services)
        by_id = {article.id: article for article in embedded}
        corpus = Corpus(events, by_id, tuple(ids), vectors)
        tracked = TrackedTopics(services.topics, topic_vectors)
        found = find_themes(corpus, tracked, services.clusters.themes(), services.settings.themes, words)
        services.clusters.replace(found.events, found.themes)
        services.runs.set_mark(CLUSTERS_MARK, key)
        tally.items_in, tally.items_out = len(events), len(found.themes)
    return Clusters(key, tuple(found.events), tuple(found.themes))


def stored_clusters(services: Services, recorder: Recorder, key: str) -> Clusters:
    """The clusters of the last run."""
    with recorder.stage("events") as tally:
        events = services.clusters.events()
        tally.items_in, tally.items_out, tally.reused = len(events), len(events), True
    with recorder.stage("themes") as tally:
        themes = services.clusters.themes()
        tally.items_in, tally.items_out, tally.reused = len(themes), len(themes), True
    return Clusters(key, tuple(events), tuple(themes))


def _topic_vectors(services: Services) -> FloatMatrix:
    if not services.topics:
        return np.zeros((0, 0), dtype=np.float32)
    return services.embedder().embed([topic_text(topic) for topic in services.topics])
