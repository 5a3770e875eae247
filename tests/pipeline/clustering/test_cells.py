"""Searching in cells: complete in what it covers, close to the exact search, and no worse for copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.scale import made_up
from pipeline.clustering.cells import searches
from pipeline.clustering.lexical import empty_matrix, tfidf
from pipeline.clustering.neighbors import nearest, nearest_of
from pipeline.clustering.similarity import make_space
from pipeline.clustering.stories import cluster
from pipeline.settings import EventSettings
from tests.pipeline.clustering.spaces import NO_DECAY

if TYPE_CHECKING:
    from pipeline.clustering.lexical import SparseMatrix
    from pipeline.clustering.similarity import Space
    from pipeline.models import FloatMatrix

FLOOR = 0.3
EXACT = 3_072
"""So many items are still compared with all."""


def _space(vectors: FloatMatrix, lexical: SparseMatrix | None = None) -> Space:
    undated = np.full(len(vectors), np.nan, dtype=np.float32)
    words = empty_matrix(len(vectors), 1) if lexical is None else lexical
    return make_space(vectors, words, undated, 0.5, NO_DECAY)


@pytest.fixture(scope="module")
def stories() -> Space:
    """6,000 items with clear stories, and words that go with these."""
    vectors, owner = made_up(6_000)
    texts = [" ".join(f"word{own}x{number}" for number in range(12)) for own in owner]
    return _space(vectors, tfidf(texts))


def _copies(count: int) -> Space:
    return _space(np.ones((count, 384), dtype=np.float32))


@pytest.mark.parametrize("size", [0, 1, 513, EXACT])
def test_few_items_are_compared_with_all(size: int) -> None:
    found = list(searches(_space(np.ones((size, 4), dtype=np.float32))))

    assert [item for search in found for item in search.items] == list(range(size))
    assert all(search.candidates.tolist() == list(range(size)) for search in found)


def test_every_item_is_in_one_search_and_among_its_own_candidates(stories: Space) -> None:
    for space in (stories, _copies(EXACT + 1)):
        found = list(searches(space))

        assert sorted(item for search in found for item in search.items) == list(range(space.size))
        for search in found:
            assert np.isin(search.items, search.candidates).all()
            assert (np.diff(search.items) > 0).all()
            assert (np.diff(search.candidates) > 0).all()


def test_only_a_part_of_many_items_is_looked_at(stories: Space) -> None:
    work = sum(search.items.size * search.candidates.size for search in searches(stories))

    assert work < 0.8 * stories.size**2


@pytest.mark.parametrize("with_words", [True, False])
def test_most_of_the_nearest_are_found_and_nearly_all_that_are_near(stories: Space, with_words: bool) -> None:
    space = stories if with_words else _space(stories.dense)
    found = nearest(space, 10, FLOOR)
    exact = nearest_of(space, np.arange(space.size), 10, FLOOR)

    def recall(least: float) -> float:
        wanted = exact >= least
        return float((found.multiply(wanted) > 0).sum() / wanted.sum())

    strong = float(np.quantile(exact.data, 0.7))
    assert strong > 1.3 * FLOOR
    assert recall(FLOOR) > 0.8
    assert recall(strong) > 0.95


def test_what_is_found_is_the_true_similarity(stories: Space) -> None:
    found = nearest(stories, 10, FLOOR)
    rows, columns = found.nonzero()
    for row, column in list(zip(rows, columns, strict=True))[::5_000]:
        (exact,) = stories.similarity(np.array([row]), np.array([column])).ravel()
        assert found[row, column] == pytest.approx(exact, abs=1e-5)


def test_the_search_is_the_same_every_time(stories: Space) -> None:
    first, second = nearest(stories, 10, FLOOR), nearest(stories, 10, FLOOR)

    assert first.indices.tolist() == second.indices.tolist()
    assert first.data.tolist() == second.data.tolist()


def test_thousands_of_equal_vectors_each_find_equals_and_are_clustered() -> None:
    space = _copies(4_000)
    near = nearest(space, 10, FLOOR)

    assert np.diff(near.indptr).tolist() == [10] * space.size
    assert cluster(space, EventSettings()).size == space.size


def test_copies_that_no_cell_can_hold_are_looked_for_in_parts() -> None:
    space = _copies(20_000)

    for search in searches(space):
        assert search.items.size <= 512
        assert search.candidates.size < space.size


def test_items_without_vectors_or_words_are_searched_and_find_nothing() -> None:
    vectors, _ = made_up(EXACT + 500)
    vectors[::2] = 0
    vectors[1] = np.nan
    near = nearest(_space(vectors), 10, 0.0)

    assert np.diff(near.indptr)[::2].max() == 0
    assert np.diff(near.indptr)[1] == 0
    assert np.isfinite(near.data).all()
