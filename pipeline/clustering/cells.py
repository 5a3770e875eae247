"""Cells: neighborhoods of items, so that the nearest others of each are looked for among thousands and not among all.

An inverted file (Sivic and Zisserman 2003; Jegou, Douze, Schmid 2011, doi:10.1109/TPAMI.2010.57): items are parted by
k-means, in two levels so that parting costs no more than looking, and an item's nearest are looked for in its own cell
and the cells next to it. A cell has a fixed size, so the work grows with the number of items and not with its square.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from pipeline.clustering.similarity import unit_vectors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.clustering.similarity import IntVector, Space
    from pipeline.models import FloatMatrix

_CELL_SIZE = 128
"""Items in a cell, on average."""
_CELLS_PROBED = 24
"""Cells in which the nearest of an item are looked for. Up to so many times _CELL_SIZE items, the search is exact."""
_EXACT_BLOCK = 512
_SKETCH_WIDTH = 64
"""Numbers that stand for an item's words when cells are made (a count sketch, Charikar et al. 2002)."""
_ROUNDS = 4
_SAMPLE_PER_CENTER = 64
_ASSIGNED_AT_ONCE = 4096
_LARGEST = 4
"""A cell larger than so many times _CELL_SIZE is cut by position: copies cannot be told apart by k-means."""


@dataclass(frozen=True, slots=True)
class Search:
    """Look for the nearest of ``items`` among ``candidates``; both are ascending."""

    items: IntVector
    candidates: IntVector


def searches(space: Space) -> Iterator[Search]:
    """Where the nearest others of every item are to be looked for; every item is in exactly one search."""
    everything = np.arange(space.size)
    if space.size <= _CELL_SIZE * _CELLS_PROBED:
        for start in range(0, space.size, _EXACT_BLOCK):
            yield Search(everything[start : start + _EXACT_BLOCK], everything)
        return
    keys = _keys(space)
    members = [part for cell in _cells(keys) for part in _cut(cell)]
    centers = unit_vectors(np.stack([keys[own].mean(axis=0) for own in members]))
    for start in range(0, len(members), _EXACT_BLOCK):
        closeness = centers[start : start + _EXACT_BLOCK] @ centers.T
        probed = np.argpartition(-closeness, min(_CELLS_PROBED, len(members)) - 1, axis=1)[:, :_CELLS_PROBED]
        for own, near in zip(members[start : start + _EXACT_BLOCK], probed, strict=True):
            yield Search(own, np.sort(np.concatenate([members[cell] for cell in near])))


def _keys(space: Space) -> FloatMatrix:
    """What decides an item's cell, rows of length 1: its vector and a sketch of its words."""
    columns = space.lexical.shape[1]
    if not space.lexical.nnz:
        return unit_vectors(space.dense)
    place = np.arange(columns, dtype=np.int64) * 2_654_435_761 % (2 * _SKETCH_WIDTH)
    signs = np.where(place >= _SKETCH_WIDTH, -1, 1).astype(np.float32)
    folding = sparse.csr_array(
        (signs, (np.arange(columns), place % _SKETCH_WIDTH)), shape=(columns, _SKETCH_WIDTH)
    )
    sketch = np.asarray((space.lexical @ folding).toarray(), dtype=np.float32)
    return unit_vectors(np.hstack((space.dense, sketch)))


def _cells(keys: FloatMatrix) -> list[IntVector]:
    """A partition of the rows into cells of about _CELL_SIZE, each ascending."""
    coarse = max(1, round(math.sqrt(len(keys) / _CELL_SIZE)))
    found: list[IntVector] = []
    for part in _parts(keys, np.arange(len(keys)), coarse):
        found.extend(_parts(keys, part, max(1, round(part.size / _CELL_SIZE))))
    return found


def _parts(keys: FloatMatrix, rows: IntVector, count: int) -> list[IntVector]:
    """At most ``count`` parts of some rows, by spherical k-means from evenly spaced rows (no randomness)."""
    if count == 1:
        return [rows]
    step = max(1, rows.size // (count * _SAMPLE_PER_CENTER))
    sample = keys[rows[::step]]
    centers = sample[np.linspace(0, len(sample) - 1, count).astype(np.int64)]
    for _ in range(_ROUNDS):
        nearest = _nearest_center(sample, centers)
        member = sparse.csr_array(
            (np.ones(len(sample), dtype=np.float32), (nearest, np.arange(len(sample)))),
            shape=(count, len(sample)),
        )
        sums = member @ sample
        empty = ~sums.any(axis=1)
        sums[empty] = centers[empty]
        centers = unit_vectors(sums)
    nearest = _nearest_center(keys[rows], centers)
    order = np.argsort(nearest, kind="stable")
    bounds = np.cumsum(np.bincount(nearest, minlength=count))[:-1]
    return [part for part in np.split(rows[order], bounds) if part.size]


def _nearest_center(rows: FloatMatrix, centers: FloatMatrix) -> IntVector:
    starts = range(0, len(rows), _ASSIGNED_AT_ONCE)
    return np.concatenate([(rows[at : at + _ASSIGNED_AT_ONCE] @ centers.T).argmax(axis=1) for at in starts])


def _cut(cell: IntVector) -> list[IntVector]:
    pieces = -(-cell.size // (_LARGEST * _CELL_SIZE))
    return np.array_split(cell, pieces) if pieces > 1 else [cell]
