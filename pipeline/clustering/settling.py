"""Settling: of two groupings of the same items, the new one is taken only where it is clearly better than the old one.

A cut of a graph is one of many that are nearly as good, and a few more items tip it from one to another. Readers who
follow a group by its name would see members come and go for no reason. So a part of a group leaves it only if it is
clearly more like where it goes than like what it leaves, and a group gives up its name only if it is nearly as alike to
what it joins as within itself (temporal smoothness: Chakrabarti, Kumar and Tomkins 2006, "Evolutionary clustering").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from pipeline.clustering.merging import renumbered
from pipeline.clustering.similarity import group_sums, row_products

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.clustering.similarity import IntVector, Space, Sums
    from pipeline.models import FloatVector

BoolVector: TypeAlias = npt.NDArray[np.bool_]

_LEAST = np.float32(1e-6)
"""Added to what a part is like where it is, so that it does not leave for nothing at all."""


@dataclass(frozen=True, slots=True)
class SettlingRule:
    """A part of a group leaves it when its mean similarity to where it goes is at least ``leaving`` times that to what
    it leaves. A whole group merges into another when that is, times ``merging``, at least its own mean similarity
    within. Both are functions of the lesser similarity; None lets all merge. A group of one may
    always merge: it waited for its like."""

    leaving: Callable[[FloatVector], FloatVector]
    merging: Callable[[FloatVector], FloatVector] | None = None


@dataclass(frozen=True, slots=True)
class _Shares:
    """The parts that old groups have in new ones: share i is what ``old[i]`` (-1: items without one) has in ``new[i]``.

    ``of_item`` is the share of every item. ``heir`` is the share that gives each new group its name, and ``home`` the
    share of each old group that is its largest.
    """

    of_item: IntVector
    old: IntVector
    new: IntVector
    sizes: IntVector
    heir: IntVector
    home: IntVector


def settled(space: Space, before: IntVector, labels: IntVector, rule: SettlingRule) -> IntVector:
    """Labels (n,) between ``before`` (-1: without a group) and ``labels``, numbered by first appearance."""
    labels = renumbered(labels)
    known = before >= 0
    if not known.any():
        return labels
    numbered = before.copy()
    numbered[known] = renumbered(before[known])
    shares = _shares(numbered, labels)
    return renumbered(_destinations(shares, _stays(space, labels, shares, rule))[shares.of_item])


def _shares(before: IntVector, labels: IntVector) -> _Shares:
    pairs, of_item, sizes = np.unique(
        np.stack((before, labels)), axis=1, return_inverse=True, return_counts=True
    )
    old, new = pairs[0], pairs[1]
    order = np.lexsort((new, old, -sizes))
    known = order[old[order] >= 0]
    heir = np.full(int(labels.max()) + 1, -1, dtype=np.int64)
    heir[new[known][::-1]] = known[::-1]  # the first in order is written last
    # Of shares of one size that which leads its new group is the home of the old one.
    order = np.lexsort((new, heir[new] != np.arange(old.size), -sizes))
    known = order[old[order] >= 0]
    home = np.full(int(before.max()) + 1, -1, dtype=np.int64)
    home[old[known][::-1]] = known[::-1]
    return _Shares(of_item.ravel().astype(np.int64), old, new, sizes.astype(np.int64), heir, home)


def _stays(space: Space, labels: IntVector, shares: _Shares, rule: SettlingRule) -> BoolVector:
    """Which shares do not go where the new grouping puts them, but stay with their old group."""
    every = np.arange(shares.old.size)
    own, whole = group_sums(space, shares.of_item), group_sums(space, labels)
    among = np.maximum(_products(own, every, own, every) - own.self_similarity, 0)
    there = np.maximum(_products(own, every, whole, shares.new) - own.self_similarity, 0)
    in_new = (there / (own.sizes * np.maximum(whole.sizes[shares.new] - 1, 1))).astype(np.float32)
    home = shares.new[shares.home[np.maximum(shares.old, 0)]]
    beside = home != shares.new
    here = _products(own, every, whole, home) + np.where(beside, among, -own.self_similarity)
    others = np.maximum(whole.sizes[home] + np.where(beside, own.sizes, 0) - 1, 1)
    in_old = (_LEAST + np.maximum(here, 0) / (own.sizes * others)).astype(np.float32)
    leaves_in_vain: BoolVector = beside & (shares.old >= 0) & (in_new <= in_old * rule.leaving(in_old))
    if rule.merging is None:
        return leaves_in_vain
    within = among / (own.sizes * np.maximum(own.sizes - 1, 1))
    merges = (shares.old >= 0) & ~beside & (shares.heir[shares.new] != every)
    several = np.bincount(shares.old + 1, weights=shares.sizes)[shares.old + 1] > 1
    merges_in_vain: BoolVector = merges & several & (in_new * rule.merging(in_new) <= within)
    return leaves_in_vain | merges_in_vain


def _destinations(shares: _Shares, stays: BoolVector) -> IntVector:
    """The group of every share: new ones by their number, and those that old groups keep for themselves after these."""
    groups = shares.heir.size
    kept = stays[shares.home]
    target = np.where(kept, groups + np.arange(shares.home.size), shares.new[shares.home])
    # A new group whose heir stays with its old one, and that has not as many new items, is not founded: what else was
    # to be in it goes back or along.
    fresh = np.bincount(shares.new, weights=np.where(shares.old < 0, shares.sizes, 0), minlength=groups)
    leads = shares.heir >= 0
    dissolved = leads & stays[shares.heir] & (fresh < shares.sizes[shares.heir])
    along = np.where(leads, target[np.maximum(shares.old[np.maximum(shares.heir, 0)], 0)], np.arange(groups))
    known = shares.old >= 0
    back = stays | dissolved[shares.new]
    returned = np.where(known, target[np.maximum(shares.old, 0)], along[shares.new])
    return np.where(back, returned, shares.new)


def _products(first: Sums, one: IntVector, second: Sums, other: IntVector) -> FloatVector:
    """The sum of the similarities of all pairs of an item of a group and one of another, time left out."""
    dense = np.einsum("ij,ij->i", first.dense[one], second.dense[other])
    product: FloatVector = np.maximum(dense + row_products(first.lexical[one], second.lexical[other]), 0)
    return product
