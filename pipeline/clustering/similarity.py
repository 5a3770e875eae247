"""How alike two items are: the weighted cosines of their vectors and of their words, less when far apart in time.

Nothing here holds more than one block of rows of the full similarity matrix at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

from pipeline.clustering.lexical import scaled_rows

if TYPE_CHECKING:
    from pipeline.clustering.lexical import SparseMatrix
    from pipeline.models import FloatMatrix, FloatVector

SHORT_TEXT_TERMS = 20.0
_SHORT_TEXT_SHIFT = 0.5
"""Of the weight of words, this part goes over to vectors as a text shrinks to nothing, most of it below 20 terms."""

IntVector: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TimeDecay:
    """``max(floor, 0.5 ** (days beyond free_days / half_life_days))``; 1 when either date is unknown.

    The floor keeps an old story within reach of what reopens it.
    """

    half_life_days: float
    free_days: float
    floor: float

    def factor(self, first: FloatVector, second: FloatVector) -> FloatVector:
        """The factor for days (NaN: unknown), broadcast against each other."""
        gap = np.abs(first - second) - np.float32(self.free_days)
        faded = np.exp2(-np.maximum(np.nan_to_num(gap, nan=0.0), 0) / np.float32(self.half_life_days))
        factor: FloatVector = np.maximum(faded, np.float32(self.floor)).astype(np.float32)
        return factor


@dataclass(frozen=True, slots=True)
class Space:
    """Items to compare, as made by ``make_space``: the similarity of two items is the product of their ``dense`` rows
    (n, dimension) plus that of their ``lexical`` rows (n, vocabulary). ``days`` (n,) counts days, NaN where unknown."""

    dense: FloatMatrix
    lexical: SparseMatrix
    days: FloatVector
    decay: TimeDecay

    @property
    def size(self) -> int:
        """Number of items."""
        return int(self.dense.shape[0])

    def similarity(self, items: IntVector, others: IntVector) -> FloatMatrix:
        """The similarity of some items to others, shape (items, others), in [0, 1]."""
        dense = self.dense if others.size == self.size else self.dense[others]
        similarity: FloatMatrix = np.maximum(self.dense[items] @ dense.T, 0)
        if self.lexical.nnz:
            words = self.lexical if others.size == self.size else self.lexical[others]
            similarity += (self.lexical[items] @ words.T).toarray()
        first, second = self.days[items], self.days[others]
        if np.isfinite(first).any() and np.isfinite(second).any():
            similarity *= self.decay.factor(first[:, None], second[None, :])
        return similarity

    def own(self) -> FloatVector:
        """Similarity of each item to itself, shape (n,): 1, but less where vector or words are missing."""
        dense: FloatVector = np.einsum("ij,ij->i", self.dense, self.dense)
        return dense + row_products(self.lexical, self.lexical)

    def take(self, items: IntVector) -> Space:
        """The same space with only some of the items, in the order given."""
        return Space(self.dense[items], self.lexical[items], self.days[items], self.decay)


def make_space(
    vectors: FloatMatrix, lexical: SparseMatrix, days: FloatVector, dense_weight: float, decay: TimeDecay
) -> Space:
    """The space of items with ``vectors`` (n, dimension) of any length and ``lexical`` rows of length 1 or 0.

    Vectors count ``dense_weight`` and words the rest between texts of some length; between short texts, which may share
    no word and yet tell the same, vectors count more.
    """
    terms = np.diff(lexical.indptr).astype(np.float32)
    weight = dense_weight + (1 - dense_weight) * _SHORT_TEXT_SHIFT * np.exp(-terms / SHORT_TEXT_TERMS)
    return Space(
        dense=(unit_vectors(vectors) * np.sqrt(weight)[:, None]).astype(np.float32),
        lexical=scaled_rows(lexical, np.sqrt(1 - weight)),
        days=days,
        decay=decay,
    )


def row_products(first: SparseMatrix, second: SparseMatrix) -> FloatVector:
    """The scalar product of each row of one matrix with the same row of the other, shape (n,)."""
    products: FloatVector = np.asarray(first.multiply(second).sum(axis=1), dtype=np.float32).ravel()
    return products


def unit_vectors(vectors: FloatMatrix) -> FloatMatrix:
    """The rows divided by their lengths; zero rows and rows with NaN or infinity become zero rows."""
    clean = np.where(np.isfinite(vectors).all(axis=1, keepdims=True), vectors, 0).astype(np.float32)
    lengths = np.linalg.norm(clean, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    units: FloatMatrix = (clean / lengths).astype(np.float32)
    return units


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of the rows of each group of a space, from which mean similarities follow without any pair being visited.

    (Mean cosine within a group is the squared length of its sum, less the diagonal, over the number of pairs.)
    """

    sizes: FloatVector
    dense: FloatMatrix
    lexical: SparseMatrix
    self_similarity: FloatVector
    """Per group, the sum of the similarities of its items to themselves."""
    days: FloatVector


def group_sums(space: Space, labels: IntVector) -> Sums:
    """Sums over the groups 0..max(labels)."""
    groups = int(labels.max()) + 1 if labels.size else 0
    ones = np.ones(labels.size, dtype=np.float32)
    member = sparse.csr_array((ones, (labels, np.arange(labels.size))), shape=(groups, labels.size))
    known = np.isfinite(space.days)
    dated = member @ known.astype(np.float32)
    with np.errstate(invalid="ignore"):
        days = (member @ np.nan_to_num(space.days, nan=0.0)) / np.where(dated > 0, dated, np.nan)
    return Sums(
        sizes=(member @ ones).astype(np.float32),
        dense=(member @ space.dense).astype(np.float32),
        lexical=sparse.csr_array(member @ space.lexical),
        self_similarity=(member @ space.own()).astype(np.float32),
        days=days.astype(np.float32),
    )


def mean_within(sums: Sums) -> FloatVector:
    """Mean similarity of two different items of each group, shape (groups,); of a group of one, that to itself. Time is
    left out."""
    dense = np.einsum("ij,ij->i", sums.dense, sums.dense)
    total = dense + row_products(sums.lexical, sums.lexical) - sums.self_similarity
    pairs = sums.sizes * (sums.sizes - 1)
    return np.where(pairs > 0, total / np.maximum(pairs, 1), sums.self_similarity).astype(np.float32)


def mean_between(sums: Sums, first: IntVector, second: IntVector, decay: TimeDecay) -> FloatVector:
    """Mean similarity of the items of group first[i] to those of group second[i], shape (len(first),).

    Time counts by the mean days of the groups.
    """
    dense = np.einsum("ij,ij->i", sums.dense[first], sums.dense[second])
    total = dense + row_products(sums.lexical[first], sums.lexical[second])
    mean = np.maximum(total, 0) / (sums.sizes[first] * sums.sizes[second])
    faded: FloatVector = mean * decay.factor(sums.days[first], sums.days[second])
    return faded


def centrality(space: Space, labels: IntVector) -> FloatVector:
    """Mean similarity of each item to the others of its group, shape (n,); 0 for a group of one. Time is left out."""
    sums = group_sums(space, labels)
    dense = np.einsum("ij,ij->i", space.dense, sums.dense[labels])
    total = dense + row_products(space.lexical, sums.lexical[labels]) - space.own()
    mean: FloatVector = np.maximum(total, 0) / np.maximum(sums.sizes[labels] - 1, 1)
    return mean
