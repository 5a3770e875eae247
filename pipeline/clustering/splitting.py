"""The split review: groups that hang together loosely are cut again, more finely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.clustering.leiden import communities
from pipeline.clustering.merging import renumbered
from pipeline.clustering.neighbors import Graph
from pipeline.clustering.similarity import group_sums, mean_within

if TYPE_CHECKING:
    from pipeline.clustering.similarity import IntVector, Space


@dataclass(frozen=True, slots=True)
class SplitRule:
    """Groups whose mean similarity within is below ``cohesion`` are cut again at ``factor`` times ``resolution``, the
    resolution at which the whole graph was cut."""

    cohesion: float
    resolution: float
    factor: float
    seed: int


def split_groups(space: Space, labels: IntVector, graph: Graph, rule: SplitRule) -> IntVector:
    """Labels (n,) after the loose groups were cut; the others stay as they are."""
    loose = mean_within(group_sums(space, labels)) < rule.cohesion
    inside = (labels[graph.first] == labels[graph.second]) & loose[labels[graph.first]]
    if not inside.any():
        return labels
    part = Graph(graph.size, graph.first[inside], graph.second[inside], graph.weights[inside])
    # The null model of modularity shrinks with the graph: keep the penalty of an edge what it was, times the factor.
    share = float(part.weights.sum() / graph.weights.sum())
    finer = communities(part, rule.factor * rule.resolution * share, rule.seed)
    groups = int(finer.max()) + 1
    return renumbered(np.where(loose[labels], labels * groups + finer, labels * groups))
