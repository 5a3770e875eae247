from __future__ import annotations

import numpy as np
import pytest

from pipeline.clustering.layout import plane


def clouds(size: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(3)
    centers = random.normal(size=(3, 24)) * 2
    groups = np.repeat(np.arange(3), size)
    return (centers[groups] + random.normal(size=(3 * size, 24))).astype(np.float32), groups


def test_what_is_alike_lies_together() -> None:
    vectors, groups = clouds(20)
    places = plane(vectors, groups, 0.5, 7)
    assert places.shape == (60, 2)
    assert places.min() >= 0
    assert places.max() <= 1
    distances = np.linalg.norm(places[:, None] - places[None], axis=2)
    same = groups[:, None] == groups[None]
    assert distances[same].mean() < 0.6 * distances[~same].mean()


def test_same_input_gives_the_same_places() -> None:
    vectors, groups = clouds(10)
    assert np.array_equal(plane(vectors, groups, 0.5, 7), plane(vectors, groups, 0.5, 7))


@pytest.mark.parametrize("count", [0, 1, 2, 4, 5, 9])
def test_few_and_equal_things_have_places_of_their_own(count: int) -> None:
    places = plane(np.ones((count, 8), dtype=np.float32), np.zeros(count, dtype=np.int64), 0.5, 7)
    assert places.shape == (count, 2)
    assert np.isfinite(places).all()
    assert len({(float(x), float(y)) for x, y in places}) == count
