"""The nearest of small random spaces, compared with what is found by looking at every pair."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clustering.lexical import tfidf
from pipeline.clustering.neighbors import least_kept, nearest, nearest_of
from pipeline.clustering.similarity import Space, TimeDecay, make_space
from tests.pipeline.clustering.spaces import clouds

VALUES = st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.5001, 0.9, 1.0])


def _space(seed: int, size: int) -> Space:
    """Items of few kinds, so that many are equally near; some without a day, some without words or a vector."""
    random = np.random.default_rng(seed)
    vectors = np.eye(4, dtype=np.float32)[random.integers(0, 4, size)] + np.float32(0.5)
    vectors[random.random(size) < 0.2] = 0
    words = ["" if random.random() < 0.3 else f"storm w{random.integers(3)}" for _ in range(size)]
    days = random.choice(np.array([0, 5, 40, np.nan]), size).astype(np.float32)
    return make_space(vectors, tfidf(words), days, 0.4, TimeDecay(10, 3, 0.2))


def _naive(space: Space, count: int, floor: float) -> list[set[int]]:
    """The nearest others of each item: of the most alike, those that come first."""
    everything = np.arange(space.size)
    rows = space.similarity(everything, everything)
    found: list[set[int]] = []
    for item, row in enumerate(rows.tolist()):
        others = [other for other in range(space.size) if other != item and row[other] >= max(floor, 1e-6)]
        found.append(set(sorted(others, key=lambda other: (-row[other], other))[:count]))
    return found


@given(st.integers(0, 10_000), st.integers(1, 150), st.integers(1, 4), st.sampled_from([0.0, 0.3, 0.7]))
def test_nearest_are_those_that_looking_at_every_pair_finds(
    seed: int, size: int, count: int, floor: float
) -> None:
    space = _space(seed, size)
    near = nearest(space, count, floor)

    found = [set(near.indices[near.indptr[row] : near.indptr[row + 1]].tolist()) for row in range(size)]
    assert found == _naive(space, count, floor)


@given(st.integers(0, 10_000), st.integers(1, 80), st.integers(1, 80))
def test_nearest_of_some_items_are_the_rows_of_the_nearest_of_all(seed: int, size: int, chosen: int) -> None:
    space = _space(seed, size)
    items = np.sort(np.random.default_rng(seed).permutation(size)[:chosen])
    part, whole = nearest_of(space, items, 3, 0.1), nearest(space, 3, 0.1)

    others = np.setdiff1d(np.arange(size), items)
    # A product of few rows differs in its last bit from one of many, which decides between equally near ones.
    found, expected = (-np.sort(-near[items].toarray(), axis=1) for near in (part, whole))
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert part[others].nnz == 0


def test_nearest_of_no_items_is_an_empty_matrix() -> None:
    space, _ = clouds([3, 2], 0.1)
    near = nearest_of(space, np.zeros(0, dtype=np.int64), 3, 0.1)

    assert (near.shape, near.nnz) == ((5, 5), 0)


@given(st.integers(0, 10_000), st.integers(1, 400), st.integers(1, 12), VALUES)
def test_the_greatest_of_each_row_that_reach_the_floor_reach_the_bound(
    seed: int, width: int, count: int, floor: float
) -> None:
    random = np.random.default_rng(seed)
    rows = random.choice(np.linspace(0, 1, 9), (5, width)).astype(np.float32)
    bound = least_kept(rows, count, floor)

    assert bound.shape == (5, 1)
    assert (bound >= np.float32(floor)).all()
    greatest = -np.sort(-rows, axis=1)[:, :count]
    assert ((greatest >= bound) | (greatest < np.float32(floor))).all()


@given(st.integers(0, 10_000))
def test_the_bound_lets_few_others_pass(seed: int) -> None:
    rows = np.random.default_rng(seed).random((4, 32 * 64)).astype(np.float32)

    assert ((rows >= least_kept(rows, 10, 0.0)).sum(axis=1) <= 40).all()
