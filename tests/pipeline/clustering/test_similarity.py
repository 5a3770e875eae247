from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clustering.lexical import tfidf, words_of_all
from pipeline.clustering.similarity import (
    TimeDecay,
    centrality,
    group_sums,
    make_space,
    mean_between,
    mean_within,
    unit_vectors,
)
from tests.pipeline.clustering.spaces import NO_DECAY, clouds, dense_space


def test_vectors_that_are_not_finite_become_zero() -> None:
    units = unit_vectors(np.array([[3, 4], [np.nan, 1], [np.inf, 1], [0, 0]], dtype=np.float32))

    expected = np.array([[0.6, 0.8], [0, 0], [0, 0], [0, 0]], dtype=np.float32)
    np.testing.assert_allclose(units, expected, rtol=1e-6)


def test_undated_items_are_not_faded_and_old_ones_only_down_to_the_floor() -> None:
    decay = TimeDecay(half_life_days=10, free_days=5, floor=0.25)

    factors = decay.factor(
        np.array([0, 0, 0, np.nan], dtype=np.float32), np.array([5, 15, 900, 3], dtype=np.float32)
    )

    np.testing.assert_allclose(factors, [1, 0.5, 0.25, 1])


def test_items_are_wholly_like_themselves_and_similarity_is_symmetric() -> None:
    texts = [f"storm in town {number} with much rain and wind over the old harbor" for number in range(6)]
    vectors = np.random.default_rng(1).normal(size=(6, 8)).astype(np.float32)
    space = make_space(
        vectors, tfidf(words_of_all(texts)), np.full(6, np.nan, dtype=np.float32), 0.3, NO_DECAY
    )
    similarity = space.similarity(np.arange(6), np.arange(6))

    np.testing.assert_allclose(np.diag(similarity), 1, rtol=1e-4)
    np.testing.assert_allclose(similarity, similarity.T, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(space.own(), 1, rtol=1e-4)


def test_vectors_count_more_between_short_texts_than_between_long_ones() -> None:
    short = ["storm tonight", "rain tomorrow"]
    long = [" ".join(f"{kind}{number}" for number in range(60)) for kind in ("storm", "rain")]
    vectors = np.ones((2, 4), dtype=np.float32)
    undated = np.full(2, np.nan, dtype=np.float32)
    spaces = [
        make_space(vectors, tfidf(words_of_all(texts)), undated, 0.3, NO_DECAY) for texts in (short, long)
    ]
    alike = [space.similarity(np.array([0]), np.array([1])).item() for space in spaces]

    assert alike[0] > alike[1] + 0.1


@given(st.integers(2, 6), st.integers(2, 6), st.integers(0, 1_000))
def test_means_from_sums_equal_means_over_pairs(one: int, other: int, seed: int) -> None:
    space, owner = clouds([one, other], spread=0.2, seed=seed)
    labels = np.array(owner)
    every = space.dense @ space.dense.T
    sums = group_sums(space, labels)

    inside = every[:one, :one][np.triu_indices(one, 1)].mean()
    between = every[:one, one:].mean()
    np.testing.assert_allclose(mean_within(sums)[0], inside, atol=1e-4)
    np.testing.assert_allclose(
        mean_between(sums, np.array([0]), np.array([1]), NO_DECAY)[0], max(between, 0), atol=1e-4
    )


def test_the_point_in_the_middle_is_the_most_central() -> None:
    space = dense_space([[1, 0.4], [1, 0], [1, -0.4]])

    assert int(centrality(space, np.zeros(3, dtype=np.int64)).argmax()) == 1
