"""The contrast review: a group is cut in parts that differ in what its members do not all share.

Two earthquakes on one island share the words of earthquakes and of the island, which hides what differs. Words are
therefore weighed anew by their rarity within the group: what all its texts say counts for little there
(topic-conditioned novelty detection; Yang, Zhang, Carbonell and Jin 2002). If the group falls apart in that light, by
its modularity (Newman and Girvan 2004), it held more than one event.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.clustering.leiden import communities
from pipeline.clustering.lexical import scaled_rows, unit_rows
from pipeline.clustering.merging import renumbered
from pipeline.clustering.neighbors import nearest, plain_graph
from pipeline.clustering.similarity import SHORT_TEXT_TERMS, Space, row_products

if TYPE_CHECKING:
    from pipeline.clustering.lexical import SparseMatrix
    from pipeline.clustering.neighbors import Graph
    from pipeline.clustering.similarity import IntVector

_RESOLUTION = 0.7
"""Below 1: two or three clear parts are looked for, not many small ones."""
_NEIGHBOR_SHARE = 0.4
"""The sparser a graph, the higher its modularity by mere chance (Guimera, Sales-Pardo and Amaral 2004), so a
large group gets more neighbors."""
_MOST_NEIGHBORS = 100
_MOST_ITEMS = 2_000
"""The pairs of larger groups are not visited, which bounds time."""


@dataclass(frozen=True, slots=True)
class ContrastRule:
    """A group of more than ``neighbors`` + 1 items (in a smaller one all would be neighbors) is cut if its parts have a
    ``modularity`` of at least so much. Groups of texts so short that a word left out says nothing are not cut."""

    neighbors: int
    modularity: float
    seed: int


def part_groups(space: Space, labels: IntVector, rule: ContrastRule) -> IntVector:
    """Labels (n,) after groups were cut by ``rule``, and their parts again, numbered by first appearance."""
    parted = renumbered(labels)
    found = int(parted.max()) + 1 if parted.size else 0
    order = np.argsort(parted, kind="stable")
    pending = np.split(order, np.cumsum(np.bincount(parted))[:-1]) if parted.size else []
    while pending:
        items = pending.pop()
        if not rule.neighbors + 1 < items.size <= _MOST_ITEMS:
            continue
        parts = _parts(space.take(items), rule)
        for part in range(1, int(parts.max()) + 1):
            parted[items[parts == part]] = found
            found += 1
        if parts.any():
            pending.extend(items[parts == part] for part in range(int(parts.max()) + 1))
    return renumbered(parted)


def _parts(group: Space, rule: ContrastRule) -> IntVector:
    """Labels of the parts into which a group falls, all 0 when it stays whole."""
    whole = np.zeros(group.size, dtype=np.int64)
    if group.lexical.nnz < SHORT_TEXT_TERMS * group.size:
        return whole
    share = min(round(_NEIGHBOR_SHARE * group.size), _MOST_NEIGHBORS)
    contrasted = Space(group.dense, _contrasted(group.lexical), group.days, group.decay)
    graph = plain_graph(nearest(contrasted, max(rule.neighbors, share), 0.0))
    parts = communities(graph, _RESOLUTION, rule.seed)
    return parts if _modularity(graph, parts) >= rule.modularity else whole


def _contrasted(lexical: SparseMatrix) -> SparseMatrix:
    """The rows of a group, each as long as before, its words weighed by how few others of the group have them.

    A word that no other has connects nothing and is left out.
    """
    _, word, counts = np.unique(lexical.indices, return_inverse=True, return_counts=True)
    used = counts[word]
    rarity = np.where(used > 1, np.log((1 + lexical.shape[0]) / used), 0)
    weighed = lexical.copy()
    weighed.data = (lexical.data * rarity).astype(np.float32)
    return scaled_rows(unit_rows(weighed), np.sqrt(row_products(lexical, lexical)))


def _modularity(graph: Graph, parts: IntVector) -> float:
    """The share of the weight within parts, less what chance would put there."""
    ends = np.concatenate((parts[graph.first], parts[graph.second]))
    degrees = np.bincount(ends, weights=np.concatenate((graph.weights, graph.weights)))
    total = float(degrees.sum())
    if not total:
        return 0.0
    within = 2 * float(graph.weights[parts[graph.first] == parts[graph.second]].sum()) / total
    return within - float(((degrees / total) ** 2).sum())
