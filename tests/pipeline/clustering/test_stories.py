"""Fitting new items into stories, on clouds of points that are stories."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipeline.clustering.merging import renumbered
from pipeline.clustering.stories import cluster, cluster_near
from pipeline.settings import EventSettings
from tests.pipeline.clustering.spaces import clouds

if TYPE_CHECKING:
    from pipeline.clustering.similarity import IntVector, Space

SETTINGS = EventSettings(dense_weight=1.0)
FEW, MANY = [6, 5, 4, 7], [4] * 90
"""So many stories that all, or only those around a new item, are looked at."""


def _stories(sizes: list[int], spread: float = 0.4) -> tuple[Space, IntVector]:
    space, owner = clouds(sizes, spread, width=400)
    return space, np.array(owner)


def _without(labels: IntVector, *new: int) -> IntVector:
    """The labels before some items came."""
    before = labels.copy()
    before[list(new)] = -1
    return before


@pytest.mark.parametrize("sizes", [FEW, MANY])
def test_points_of_one_cloud_are_one_story(sizes: list[int]) -> None:
    space, owner = _stories(sizes)

    assert cluster(space, SETTINGS).tolist() == owner.tolist()


@pytest.mark.parametrize("sizes", [FEW, MANY])
def test_a_new_item_joins_its_story(sizes: list[int]) -> None:
    space, owner = _stories(sizes)
    for new in range(0, space.size, 7):
        assert cluster_near(space, _without(owner, new), SETTINGS).tolist() == owner.tolist()


@pytest.mark.parametrize("sizes", [FEW, MANY])
def test_a_batch_about_one_new_thing_founds_one_story(sizes: list[int]) -> None:
    space, owner = _stories(sizes)
    new = np.flatnonzero(owner == 1)

    assert cluster_near(space, _without(owner, *new.tolist()), SETTINGS).tolist() == owner.tolist()


@pytest.mark.parametrize("sizes", [FEW, MANY])
def test_a_batch_of_items_of_many_stories_finds_them_all(sizes: list[int]) -> None:
    space, owner = _stories(sizes)
    new = np.flatnonzero(owner % 2 == 0)[1:]

    assert cluster_near(space, _without(owner, *new.tolist()), SETTINGS).tolist() == owner.tolist()


@pytest.mark.parametrize("sizes", [[6, 2, 7], [*MANY, 2]])
def test_one_left_over_from_before_and_a_new_item_found_a_story(sizes: list[int]) -> None:
    space, owner = _stories(sizes)
    pair = np.flatnonzero(np.bincount(owner)[owner] == 2)

    for new in pair.tolist():
        assert cluster_near(space, _without(owner, new), SETTINGS).tolist() == owner.tolist()


def test_items_far_from_the_batch_keep_their_group_whatever_it_is() -> None:
    space, owner = _stories(MANY)
    strange = np.where((owner >= 10) & (owner < 20), 10 + np.arange(owner.size) % 3, owner)
    after = cluster_near(space, _without(strange, 0, 1), SETTINGS)

    assert after.tolist() == renumbered(strange).tolist()


@pytest.mark.parametrize("sizes", [[1], [1, 1], FEW, MANY])
def test_without_anything_before_all_stories_are_found(sizes: list[int]) -> None:
    space, owner = _stories(sizes)

    assert cluster_near(space, np.full(space.size, -1), SETTINGS).tolist() == owner.tolist()


@pytest.mark.parametrize("sizes", [[1], FEW, MANY])
def test_nothing_new_changes_nothing(sizes: list[int]) -> None:
    space, owner = _stories(sizes)

    assert cluster_near(space, owner, SETTINGS).tolist() == owner.tolist()


@given(st.integers(0, 10_000), st.integers(1, 30))
@hypothesis_settings(max_examples=8)
def test_the_order_of_items_does_not_matter(seed: int, count: int) -> None:
    space, owner = _stories(MANY)
    random = np.random.default_rng(seed)
    before = _without(owner, *random.choice(space.size, count, replace=False).tolist())
    order = random.permutation(space.size)
    plain = cluster_near(space, before, SETTINGS)
    shuffled = cluster_near(space.take(order), before[order], SETTINGS)

    assert shuffled.tolist() == renumbered(plain[order]).tolist()


@given(st.integers(0, 10_000), st.integers(8, 60))
@hypothesis_settings(max_examples=8)
def test_batch_by_batch_clear_stories_are_those_of_one_batch(seed: int, at_once: int) -> None:
    space, owner = _stories([4] * 20)
    labels = np.full(space.size, -1)
    order = np.random.default_rng(seed).permutation(space.size)
    for start in range(0, space.size, at_once):
        known = np.sort(order[: start + at_once])
        labels[known] = cluster_near(space.take(known), labels[known], SETTINGS)

    assert renumbered(labels).tolist() == owner.tolist()


def test_every_item_without_a_story_gets_one_even_if_it_is_like_nothing() -> None:
    space, owner = _stories(FEW)
    space.dense[[0, 8]] = 0
    after = cluster_near(space, _without(owner, 0, 8), SETTINGS)

    assert Counter(Counter(after.tolist()).values()) == Counter([5, 4, 4, 7, 1, 1])
