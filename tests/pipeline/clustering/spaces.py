"""Small spaces for tests."""

from __future__ import annotations

import numpy as np

from pipeline.clustering.lexical import empty_matrix
from pipeline.clustering.similarity import Space, TimeDecay, unit_vectors

NO_DECAY = TimeDecay(half_life_days=1e9, free_days=0, floor=0)


def dense_space(
    vectors: list[list[float]], days: list[float] | None = None, decay: TimeDecay = NO_DECAY
) -> Space:
    """A space of vectors only."""
    matrix = unit_vectors(np.array(vectors, dtype=np.float32))
    when = np.full(len(vectors), np.nan) if days is None else np.array(days)
    return Space(matrix, empty_matrix(len(vectors), 1), when.astype(np.float32), decay)


def clouds(sizes: list[int], spread: float, seed: int = 1, width: int = 24) -> tuple[Space, list[int]]:
    """A space of clouds of points around random directions, and the cloud of each point."""
    random = np.random.default_rng(seed)
    points: list[list[float]] = []
    owner: list[int] = []
    for number, size in enumerate(sizes):
        center = random.normal(size=width)
        center /= np.linalg.norm(center)
        for _ in range(size):
            points.append((center + spread * random.normal(size=width) / np.sqrt(width)).tolist())
            owner.append(number)
    return dense_space(points), owner
