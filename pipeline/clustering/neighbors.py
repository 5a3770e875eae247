"""Neighbour graphs: who is most like whom, found exactly, block by block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from pipeline.clustering.lexical import empty_matrix

if TYPE_CHECKING:
    from pipeline.clustering.lexical import SparseMatrix
    from pipeline.clustering.similarity import IntVector, Space
    from pipeline.models import FloatMatrix, FloatVector

_BLOCK_CELLS = 4_000_000
"""Cells of the similarity matrix held at a time (16 MB as float32)."""
_LEAST_SIMILARITY = 1e-6


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

    Of equally similar items those that come first in the space win.
    """
    if space.size < 2:
        return empty_matrix(space.size, space.size)
    height = max(1, _BLOCK_CELLS // space.size)
    least = max(floor, _LEAST_SIMILARITY)
    blocks = [_nearest_of(space, *block, count, least) for block in space.undated(height)]
    rows, columns, values = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    return sparse.csr_array((values, (rows, columns)), shape=(space.size, space.size))


def _nearest_of(
    space: Space, items: IntVector, similarity: FloatMatrix, count: int, floor: float
) -> tuple[IntVector, IntVector, FloatVector]:
    """Rows, columns and values of the nearest others of some items, given their undated similarity to all."""
    # Time only lowers a similarity, so it is looked at where the floor is reached without it.
    places, columns = np.nonzero(similarity >= floor)
    rows = items[places]
    values = similarity[places, columns] * space.decay.factor(space.days[rows], space.days[columns])
    kept = (values >= floor) & (rows != columns)
    rows, columns, values = rows[kept], columns[kept], values[kept]
    order = np.lexsort((columns, -values, rows))
    starts = np.searchsorted(rows, rows, side="left")
    best = order[np.arange(rows.size) - starts < count]
    return rows[best], columns[best], values[best]


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
