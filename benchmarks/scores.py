"""Scores of a clustering against gold labels, and a plain clustering to stand beside."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from benchmarks.task import BenchmarkError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.task import Figures
    from pipeline.models import FloatMatrix

AVERAGE_LINK_DISTANCE = 0.5
"""Cosine distance at which average linkage stops merging: half way, and not chosen by any corpus."""
AVERAGE_LINK_MOST_ITEMS = 6_000
"""It needs memory for all pairs."""


def cluster_scores(gold: Sequence[str], found: Sequence[str], prefix: str = "") -> Figures:
    """BCubed precision, recall and F1 (Bagga and Baldwin 1998) and normalised mutual information.

    NMI is over the arithmetic mean of the entropies, as scikit-learn computes it.
    """
    both, by_gold, by_found = Counter(zip(gold, found, strict=True)), Counter(gold), Counter(found)
    total = len(gold)
    precision = sum(count * count / by_found[own] for (_, own), count in both.items()) / total
    recall = sum(count * count / by_gold[label] for (label, _), count in both.items()) / total
    entropies = _entropy(by_gold.values(), total), _entropy(by_found.values(), total)
    mutual = sum(entropies) - _entropy(both.values(), total)
    return {
        f"{prefix}bcubed_f1": 2 * precision * recall / (precision + recall),
        f"{prefix}bcubed_p": precision,
        f"{prefix}bcubed_r": recall,
        f"{prefix}nmi": 2 * mutual / sum(entropies) if sum(entropies) else 1.0,
        f"{prefix}clusters": len(by_found),
    }


def average_link_clusters(vectors: FloatMatrix) -> list[str]:
    """Average-link agglomerative clustering by cosine, cut at AVERAGE_LINK_DISTANCE.

    Raises:
        BenchmarkError: There are more than AVERAGE_LINK_MOST_ITEMS vectors.
    """
    if len(vectors) > AVERAGE_LINK_MOST_ITEMS:
        raise BenchmarkError(
            f"average linkage is left out above {AVERAGE_LINK_MOST_ITEMS:,} articles: it compares all pairs"
        )
    lengths = np.linalg.norm(vectors, axis=1)
    usable = np.where(lengths[:, None] > 0, vectors, np.float32(1.0))
    tree = linkage(usable, method="average", metric="cosine")
    return [str(label) for label in fcluster(tree, t=AVERAGE_LINK_DISTANCE, criterion="distance")]


def _entropy(counts: Iterable[int], total: int) -> float:
    return -sum(count / total * math.log(count / total) for count in counts)
