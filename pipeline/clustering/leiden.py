"""Communities of a weighted graph by the Leiden algorithm (Traag, Waltman, van Eck 2019, arXiv:1810.08473).

The only file that imports graspologic_native.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.clustering.merging import renumbered

if TYPE_CHECKING:
    from pipeline.clustering.neighbors import Graph
    from pipeline.clustering.similarity import IntVector

_ITERATIONS = 3
_TRIALS = 2


def communities(graph: Graph, resolution: float, seed: int) -> IntVector:
    """The community of every node, shape (graph.size,), numbered from 0 in the order in which they first appear.

    Maximises modularity at ``resolution``. A node without edges is a community of its own. The same graph, resolution
    and seed always give the same labels.
    """
    if graph.weights.size == 0:  # the library panics on a graph without edges
        return np.arange(graph.size, dtype=np.int64)
    import graspologic_native as native

    matrix = graph.matrix()
    _, found = native.leiden_csr(
        matrix.indptr.astype(np.int64),
        matrix.indices.astype(np.int32),
        matrix.data.astype(np.float64),
        graph.size,
        resolution=resolution,
        iterations=_ITERATIONS,
        trials=_TRIALS,
        seed=seed,
    )
    return renumbered(np.array([found[node] for node in range(graph.size)], dtype=np.int64))
