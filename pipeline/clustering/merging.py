"""The merge review: groups that are nearly as alike to each other as they are within become one.

Average-linkage agglomeration (Sokal and Michener 1958) with two changes. The limit is relative, since a group of short
notes about a storm hangs together less than one of long reports about a trial. And only groups that are neighbours in
the graph are compared, so that time and memory grow with the number of edges.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.clustering.similarity import Sums, group_sums, mean_between, mean_within

if TYPE_CHECKING:
    from pipeline.clustering.neighbors import Graph
    from pipeline.clustering.similarity import IntVector, Space, TimeDecay
    from pipeline.models import FloatVector

_MAX_ROUNDS = 400
_FEW = 2
"""A group of so few is judged as stragglers."""
_SLICE = 20_000
"""Pairs compared at a time, which bounds memory."""


@dataclass(frozen=True, slots=True)
class MergeRule:
    """Two groups merge when their mean similarity is at least ``floor`` and at least ``relative`` times the lesser of
    the mean similarities within them. For one or two items to join a larger group ``joining`` takes the place of
    ``relative``: single members of a group lie further from the others than its mean says, short or late ones above
    all."""

    relative: float
    joining: float
    floor: float


def merge_groups(space: Space, labels: IntVector, graph: Graph, rule: MergeRule) -> IntVector:
    """Labels (n,) after merging groups by ``rule`` until none qualifies, numbered by first appearance.

    Only groups joined by an edge of ``graph`` are compared.
    """
    labels = renumbered(labels)
    for _ in range(_MAX_ROUNDS):
        target = _targets(space, labels, graph, rule)
        if np.array_equal(target, np.arange(target.size)):
            break
        labels = renumbered(target[labels])
    return labels


def renumbered(labels: IntVector) -> IntVector:
    """The same groups, numbered from 0 in the order in which they first appear."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(first.size, dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(first.size)
    return rank[inverse]


def _targets(space: Space, labels: IntVector, graph: Graph, rule: MergeRule) -> IntVector:
    """Which group each group joins in this round: its best partner where the choice is mutual or the partner is larger,
    so that what lies around a large group need not wait its turn."""
    sums = group_sums(space, labels)
    groups = sums.sizes.size
    first, second = _group_pairs(labels, graph, groups)
    score = _scores(sums, (first, second), rule, space.decay)
    kept = score >= 0
    best = _best_partner(groups, first[kept], second[kept], score[kept])
    own = np.arange(groups)
    mutual = (best >= 0) & (best[best] == own)
    joins = (best >= 0) & (sums.sizes < sums.sizes[best])
    target = np.where(mutual, np.minimum(own, best), own)
    return np.where(joins & ~mutual, target[best], target)


def _group_pairs(labels: IntVector, graph: Graph, groups: int) -> tuple[IntVector, IntVector]:
    one, other = labels[graph.first], labels[graph.second]
    low, high = np.minimum(one, other), np.maximum(one, other)
    codes = np.unique((low * groups + high)[low != high])
    return codes // max(groups, 1), codes % max(groups, 1)


def _scores(sums: Sums, pairs: tuple[IntVector, IntVector], rule: MergeRule, decay: TimeDecay) -> FloatVector:
    """Mean similarity between the groups over the lesser one within, or -1 where the rule forbids the merger."""
    within = mean_within(sums)
    parts = [np.zeros(0, dtype=np.float32)]
    for start in range(0, pairs[0].size, _SLICE):
        first, second = pairs[0][start : start + _SLICE], pairs[1][start : start + _SLICE]
        between = mean_between(sums, first, second, decay)
        lesser = np.maximum(np.minimum(within[first], within[second]), np.float32(1e-6))
        straggling = (sums.sizes[first] <= _FEW) != (sums.sizes[second] <= _FEW)
        ratio = np.where(straggling, rule.joining, rule.relative)
        allowed = (between >= rule.floor) & (between >= ratio * lesser)
        parts.append(np.where(allowed, between / lesser, -1).astype(np.float32))
    return np.concatenate(parts)


def _best_partner(groups: int, first: IntVector, second: IntVector, score: FloatVector) -> IntVector:
    """The partner with the highest score of each group, -1 if none; the lower number wins a tie."""
    own = np.concatenate((first, second))
    partner = np.concatenate((second, first))
    order = np.lexsort((partner, -np.concatenate((score, score)), own))
    best = np.full(groups, -1, dtype=np.int64)
    owners, position = np.unique(own[order], return_index=True)
    best[owners] = partner[order][position]
    return best
