"""Neighbor graphs: who is most like whom, block by block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from pipeline.clustering.cells import Search, searches
from pipeline.clustering.lexical import empty_matrix

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.clustering.lexical import SparseMatrix
    from pipeline.clustering.similarity import IntVector, Space
    from pipeline.models import FloatMatrix, FloatVector

_BLOCK_CELLS = 4_000_000
"""Cells of the similarity matrix held at a time (16 MB as float32)."""
_LEAST_SIMILARITY = 1e-6
_RUN = 32


@dataclass(frozen=True, slots=True)
class Graph:
    """An undirected weighted graph. ``first[i] < second[i]`` are the ends of edge i; edges are sorted, each once."""

    size: int
    first: IntVector
    second: IntVector
    weights: FloatVector

    def matrix(self) -> SparseMatrix:
        """Its symmetric adjacency matrix, shape (size, size), column indices sorted."""
        rows = np.concatenate((self.first, self.second))
        columns = np.concatenate((self.second, self.first))
        weights = np.concatenate((self.weights, self.weights))
        matrix = sparse.csr_array((weights, (rows, columns)), shape=(self.size, self.size))
        matrix.sort_indices()
        return matrix

    def induced(self, nodes: IntVector) -> Graph:
        """The part of the graph between some nodes, renumbered in the order given (which must be ascending)."""
        place = np.full(self.size, -1, dtype=np.int64)
        place[nodes] = np.arange(nodes.size)
        kept = (place[self.first] >= 0) & (place[self.second] >= 0)
        return Graph(nodes.size, place[self.first[kept]], place[self.second[kept]], self.weights[kept])


def nearest(space: Space, count: int, floor: float) -> SparseMatrix:
    """The ``count`` nearest others of each item that are at least ``floor`` similar, shape (n, n), not symmetric.

    Of equally similar items those that come first in the space win. Some thousands of items are compared with all
    others; of more, each is compared with those in the cells around it.
    """
    return _joined(space, searches(space), count, floor)


def nearest_of(space: Space, items: IntVector, count: int, floor: float) -> SparseMatrix:
    """As ``nearest``, but only of ``items`` (ascending), each compared with all; the rows of others are empty."""
    everything = np.arange(space.size)
    height = max(1, _BLOCK_CELLS // max(1, space.size))
    blocks = (Search(items[start : start + height], everything) for start in range(0, items.size, height))
    return _joined(space, blocks, count, floor)


def _joined(space: Space, blocks: Iterable[Search], count: int, floor: float) -> SparseMatrix:
    least = max(floor, _LEAST_SIMILARITY)
    found = [_nearest_in(space, block, count, least) for block in blocks]
    if not found:
        return empty_matrix(space.size, space.size)
    rows, columns, values = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return sparse.csr_array((values, (rows, columns)), shape=(space.size, space.size))


def _nearest_in(
    space: Space, search: Search, count: int, floor: float
) -> tuple[IntVector, IntVector, FloatVector]:
    """Rows, columns and values of the nearest others of the items of a search among its candidates."""
    similarity = space.similarity(search.items, search.candidates)
    own = np.searchsorted(search.candidates, search.items)
    similarity[np.arange(search.items.size), own] = 0
    places, columns = np.nonzero(similarity >= least_kept(similarity, count, floor))
    values = similarity[places, columns]
    order = np.lexsort((columns, -values, places))
    starts = np.searchsorted(places, places, side="left")
    best = order[np.arange(places.size) - starts < count]
    return search.items[places[best]], search.candidates[columns[best]], values[best]


def least_kept(similarity: FloatMatrix, count: int, floor: float) -> FloatMatrix:
    """A bound, shape (n, 1), that each row's ``count`` greatest similarities reach, and few others; at least ``floor``.

    The greatest are not looked for among all, but among the greatest of each run of _RUN: as many values reach the
    bound as there are runs that do.
    """
    runs = similarity.shape[1] // _RUN
    if runs <= count:
        return np.full((len(similarity), 1), floor, dtype=np.float32)
    greatest = similarity[:, : runs * _RUN].reshape(len(similarity), runs, _RUN).max(axis=2)
    least = np.partition(greatest, runs - count, axis=1)[:, runs - count : runs - count + 1]
    return np.maximum(least, np.float32(floor))


def mutual_graph(near: SparseMatrix) -> Graph:
    """An edge where each is among the nearest of the other."""
    return _graph(near.minimum(near.T))


def plain_graph(near: SparseMatrix) -> Graph:
    """An edge where either is among the nearest of the other."""
    return _graph(near.maximum(near.T))


def _graph(matrix: SparseMatrix) -> Graph:
    upper = sparse.coo_array(sparse.triu(matrix, k=1))
    order = np.lexsort((upper.col, upper.row))
    return Graph(
        size=int(matrix.shape[0]),
        first=upper.row[order].astype(np.int64),
        second=upper.col[order].astype(np.int64),
        weights=upper.data[order].astype(np.float32),
    )
