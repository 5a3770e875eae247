"""Other ways to cluster the same vectors, measured in the same run: figures ``peer_<name>_…``."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.bertopic_peer import DEFAULT_TOPIC_SIZE, bertopic_clusters
from benchmarks.scores import average_link_clusters, cluster_scores
from benchmarks.task import BenchmarkError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.corpora import EmbeddedCorpus
    from benchmarks.task import Figures

SMALL_TOPIC_SIZE = 5
"""Least size of a BERTopic topic that suits events better than its default."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A clustering by name. ``clusters`` gives a label for every article, or raises BenchmarkError if it cannot."""

    name: str
    clusters: Callable[[EmbeddedCorpus], list[str]]


def bertopic_peer(name: str, topic_size: int) -> Peer:
    """BERTopic with topics of at least that many articles."""

    def clusters(corpus: EmbeddedCorpus) -> list[str]:
        texts = [f"{article.title}\n{article.text}" for article in corpus.articles]
        return bertopic_clusters(texts, corpus.vectors, topic_size)

    return Peer(name, clusters)


THEME_PEERS = (
    Peer("average", lambda corpus: average_link_clusters(corpus.vectors)),
    bertopic_peer("bertopic", DEFAULT_TOPIC_SIZE),
)
EVENT_PEERS = (*THEME_PEERS, bertopic_peer(f"bertopic_{SMALL_TOPIC_SIZE}", SMALL_TOPIC_SIZE))


def peer_figures(corpus: EmbeddedCorpus, peers: Sequence[Peer]) -> Figures:
    """Scores and seconds of every peer; why one is missing is said on standard error, in a line.

    The seconds of the first BERTopic include what its libraries compile when they are first called.
    """
    figures: dict[str, float | int | str] = {}
    missing: dict[str, None] = {}
    for peer in peers:
        started = time.perf_counter()
        try:
            found = peer.clusters(corpus)
        except BenchmarkError as error:
            missing[str(error)] = None
            continue
        figures[f"peer_{peer.name}_seconds"] = time.perf_counter() - started
        figures |= cluster_scores(corpus.gold, found, f"peer_{peer.name}_")
    for reason in missing:
        print(reason, file=sys.stderr)
    return figures
