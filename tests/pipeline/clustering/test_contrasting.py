"""Events of one kind: most of their words are the same, some are not."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.clustering.contrasting import ContrastRule, part_groups
from pipeline.clustering.lexical import tfidf
from pipeline.clustering.similarity import Space, make_space
from tests.pipeline.clustering.spaces import NO_DECAY

RULE = ContrastRule(neighbors=10, modularity=0.3, seed=1)
SHARED = [f"kind{number}" for number in range(40)]


def _space(own: list[list[str]], shared: list[str], seed: int = 3) -> Space:
    """Texts of most of the ``shared`` words, and each of most of its own ones."""
    random = np.random.default_rng(seed)
    texts = [" ".join(word for word in [*shared, *words] if random.random() < 0.7) for words in own]
    same = np.ones((len(own), 2), dtype=np.float32)
    return make_space(same, tfidf(texts), np.full(len(own), np.nan, dtype=np.float32), 0.3, NO_DECAY)


def _names(event: str) -> list[str]:
    return [f"{event}{number}" for number in range(12)]


def test_two_events_of_one_kind_are_told_apart() -> None:
    owner = [0] * 12 + [1] * 12
    space = _space([_names("ab"[event]) for event in owner], SHARED)

    assert part_groups(space, np.zeros(24, dtype=np.int64), RULE).tolist() == owner


@pytest.mark.parametrize("size", [0, 1, 11, 24, 40])
def test_one_event_stays_whole(size: int) -> None:
    space = _space([_names("a")] * size, SHARED)

    assert set(part_groups(space, np.zeros(size, dtype=np.int64), RULE).tolist()) <= {0}


def test_short_texts_are_not_told_apart() -> None:
    owner = [0] * 12 + [1] * 12
    space = _space([_names("ab"[event])[:5] for event in owner], SHARED[:5])

    assert set(part_groups(space, np.zeros(24, dtype=np.int64), RULE).tolist()) == {0}


def test_parts_do_not_depend_on_the_numbers_of_the_groups() -> None:
    space = _space([_names("abcd"[index % 4]) for index in range(48)], SHARED)
    labels = np.arange(48) % 2

    parted = part_groups(space, labels, RULE)

    assert parted.tolist() == [index % 4 for index in range(48)]
    assert part_groups(space, 1 - labels, RULE).tolist() == parted.tolist()
