"""Places on a plane for things in a space of many dimensions: near what they are like (t-SNE, van der Maaten and Hinton
2008, jmlr.org/papers/v9/vandermaaten08a).

The only file that imports sklearn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.clustering.similarity import unit_vectors

if TYPE_CHECKING:
    from pipeline.clustering.similarity import IntVector
    from pipeline.models import FloatMatrix

_PERPLEXITY = 30.0
_ITERATIONS = 600
_FEW = 5
"""Fewer than this many have no neighborhoods to keep: they are put on a circle."""


def plane(vectors: FloatMatrix, groups: IntVector, pull: float, seed: int) -> FloatMatrix:
    """A place for each row of ``vectors`` (n, dimensions), shape (n, 2), each coordinate from 0 to 1.

    Rows are compared by their angle, after each has been drawn towards the mean of its group: ``pull`` is the weight
    of that mean beside the row's own 1. ``groups`` has shape (n,). The same input gives the same places.
    """
    if len(vectors) < _FEW:
        return _circle(len(vectors))
    from sklearn.manifold import TSNE

    drawn = _drawn(unit_vectors(vectors), groups, pull)
    # Equal rows would fall onto one point and hide each other; so little does not move anything else.
    noise = np.random.default_rng(seed).normal(scale=1e-4, size=drawn.shape)
    embedding = TSNE(
        perplexity=min(_PERPLEXITY, (len(drawn) - 1) / 3),
        init="pca",
        max_iter=_ITERATIONS,
        random_state=seed,
        n_jobs=1,
    )
    places: FloatMatrix = embedding.fit_transform((drawn + noise).astype(np.float32))
    return _spread(places)


def _spread(places: FloatMatrix) -> FloatMatrix:
    """Places from 0 to 1, on each axis midway between true to scale and evenly filled: crowds get room, and who is
    whose neighbor, which is all that t-SNE tells, stays."""
    low, high = places.min(axis=0), places.max(axis=0)
    scaled = (places - low) / np.maximum(high - low, 1e-9)
    ranks = places.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable") / (len(places) - 1)
    spread: FloatMatrix = ((scaled + ranks) / 2).astype(np.float32)
    return spread


def _drawn(vectors: FloatMatrix, groups: IntVector, pull: float) -> FloatMatrix:
    drawn = vectors.copy()
    for group in np.unique(groups):
        members = groups == group
        drawn[members] += pull * vectors[members].mean(axis=0)
    return unit_vectors(drawn)


def _circle(count: int) -> FloatMatrix:
    if count == 1:
        return np.full((1, 2), 0.5, dtype=np.float32)
    angles = 2 * np.pi * np.arange(count) / max(1, count)
    return (0.5 + 0.3 * np.column_stack([np.cos(angles), np.sin(angles)])).astype(np.float32)
