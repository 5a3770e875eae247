from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import numpy as np
import pytest

from benchmarks.bertopic_peer import LIBRARIES, bertopic_clusters
from benchmarks.corpora import EmbeddedCorpus
from benchmarks.peers import THEME_PEERS, Peer, peer_figures
from benchmarks.scores import AVERAGE_LINK_MOST_ITEMS, average_link_clusters
from benchmarks.task import BenchmarkError
from pipeline.models import Article

DAY = datetime(2026, 4, 1, tzinfo=UTC)
SUBJECTS = ("grid power turbine", "court ruling appeal", "vaccine trial dose")


def corpus(size: int) -> EmbeddedCorpus:
    """Articles on three subjects that are far apart."""
    noise = np.random.default_rng(0).normal(scale=0.02, size=(size, 8)).astype(np.float32)
    vectors = np.eye(8, dtype=np.float32)[np.arange(size) % 3] + noise
    gold = tuple(str(row % 3) for row in range(size))
    return EmbeddedCorpus(tuple(article(row) for row in range(size)), gold, vectors, 0.0)


def article(row: int) -> Article:
    text = f"{SUBJECTS[row % 3]} {row}"
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Article(str(row), 1, "", text, "", "News", (), DAY, DAY, sha256, "test", str(row))


def without_bertopic(corpus: EmbeddedCorpus) -> list[str]:
    texts = [one.text for one in corpus.articles]
    return bertopic_clusters(texts, corpus.vectors, libraries=(*LIBRARIES, "no_such_library"))


def test_every_peer_is_scored_under_its_name() -> None:
    figures = peer_figures(corpus(9), [Peer("average", lambda one: average_link_clusters(one.vectors))])

    assert figures["peer_average_bcubed_f1"] == 1
    assert float(figures["peer_average_seconds"]) >= 0


def test_without_bertopic_the_others_are_measured_and_a_line_says_how_to_get_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    absent = [Peer("bertopic", without_bertopic), Peer("bertopic_5", without_bertopic)]
    figures = peer_figures(corpus(30), [THEME_PEERS[0], *absent])

    assert {name.split("_")[1] for name in figures} == {"average"}
    (line,) = capsys.readouterr().err.splitlines()
    assert "make peer" in line


def test_average_linkage_refuses_what_would_not_fit_into_memory() -> None:
    with pytest.raises(BenchmarkError, match="left out"):
        average_link_clusters(np.ones((AVERAGE_LINK_MOST_ITEMS + 1, 2), dtype=np.float32))


@pytest.mark.filterwarnings("ignore")
def test_bertopic_finds_subjects_that_are_far_apart_and_the_same_ones_again() -> None:
    pytest.importorskip("bertopic")
    sample = corpus(120)
    texts = [one.text for one in sample.articles]
    found = bertopic_clusters(texts, sample.vectors)

    assert len(found) == len(texts)
    assert {gold for gold, label in zip(sample.gold, found, strict=True) if label == found[0]} == {"0"}
    assert bertopic_clusters(texts, sample.vectors) == found
