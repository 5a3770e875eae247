"""Coarse groups: a graph is cut coarsely, and a part is cut again as long as its parts are clearly more of a piece.

A running story stays whole however loosely it hangs together, because cutting it makes its parts hardly tighter than it
was; a mixture of stories falls apart. So one rule serves a corpus of five wars and one of a year of mixed news.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.clustering.leiden import communities
from pipeline.clustering.merging import renumbered
from pipeline.clustering.similarity import group_sums, mean_within

if TYPE_CHECKING:
    from pipeline.clustering.neighbors import Graph
    from pipeline.clustering.similarity import IntVector, Space

_MAX_DEPTH = 12
_EVENTS_PER_RESOLUTION = 100.0


@dataclass(frozen=True, slots=True)
class DivisionRule:
    """The first cut is made at ``first_resolution``. A part of at least ``least_size`` items is then tried at
    ``resolution`` of its own graph, and falls apart if that raises the mean similarity within from ``s`` to at least
    ``s * (1 + s / cohesion)``: the more of a piece it is, the more a cut must gain. A large part also falls apart if a
    finer cut would gain that much."""

    first_resolution: float
    resolution: float
    cohesion: float
    least_size: int
    seed: int


def divide(space: Space, graph: Graph, rule: DivisionRule) -> IntVector:
    """The group of every item, shape (n,), numbered by first appearance."""
    labels = np.full(space.size, -1, dtype=np.int64)
    first = communities(graph, rule.first_resolution, rule.seed)
    pending = [(items, graph.induced(items), 0) for items in _members(first)]
    found = 0
    while pending:
        items, part, depth = pending.pop()
        inner = _parts(space.take(items), part, rule) if depth < _MAX_DEPTH else np.zeros_like(items)
        if inner.any():
            pending.extend((items[own], part.induced(own), depth + 1) for own in _members(inner))
        else:
            labels[items] = found
            found += 1
    return renumbered(labels)


def _members(labels: IntVector) -> list[IntVector]:
    order = np.argsort(labels, kind="stable")
    return np.split(order, np.cumsum(np.bincount(labels))[:-1]) if labels.size else []


def _parts(space: Space, graph: Graph, rule: DivisionRule) -> IntVector:
    """Labels of the parts into which a group falls, all 0 when it stays whole."""
    whole = np.zeros(space.size, dtype=np.int64)
    if space.size < rule.least_size:
        return whole
    labels = communities(graph, rule.resolution, rule.seed)
    similarity = float(mean_within(group_sums(space, whole))[0])
    needed = similarity * (1 + similarity / rule.cohesion)
    if _similarity_inside(space, labels) >= needed:
        return labels
    # In a large group the parts of a coarse cut may be mixtures too: only a finer one shows that it holds stories.
    finer = rule.resolution * space.size / _EVENTS_PER_RESOLUTION
    if finer > rule.resolution and _similarity_inside(space, communities(graph, finer, rule.seed)) >= needed:
        return labels
    return whole


def _similarity_inside(space: Space, labels: IntVector) -> float:
    """Mean similarity of two items of the same group, over all such pairs; 0 when there is none."""
    sums = group_sums(space, labels)
    pairs = sums.sizes * (sums.sizes - 1)
    return float((mean_within(sums) * pairs).sum() / max(float(pairs.sum()), 1.0))
