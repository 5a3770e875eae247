"""BERTopic (Grootendorst 2022, arXiv:2203.05794) over our vectors: UMAP, HDBSCAN, and its own defaults for both."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from benchmarks.task import BenchmarkError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.models import FloatMatrix

LIBRARIES = ("bertopic", "umap", "hdbscan")
"""Import names. Without the last two BERTopic would quietly fall back to PCA and another HDBSCAN."""
DEFAULT_TOPIC_SIZE = 10
"""BERTopic's ``min_topic_size``."""
_SEED = 0
_OUTLIER = -1
_FEWEST_ITEMS = 20
"""UMAP and HDBSCAN refuse corpora that are smaller than a few topics."""


def bertopic_clusters(
    texts: Sequence[str],
    vectors: FloatMatrix,
    topic_size: int = DEFAULT_TOPIC_SIZE,
    libraries: Sequence[str] = LIBRARIES,
) -> list[str]:
    """The cluster of each text, given its vector (n, dimension); what BERTopic calls an outlier is a cluster of one.

    Nothing but UMAP's seed and the least size of a topic is set, so the same texts give the same clusters.

    Raises:
        BenchmarkError: One of ``libraries`` is not installed, or there are too few texts.
    """
    if not all(map(find_spec, libraries)):
        raise BenchmarkError("BERTopic is not installed, so it is left out; install it with: make peer")
    if len(texts) < _FEWEST_ITEMS:
        raise BenchmarkError(f"BERTopic needs {_FEWEST_ITEMS} articles, so it is left out")
    from bertopic import BERTopic  # takes seconds to load, and is rarely there

    model = BERTopic(min_topic_size=topic_size)
    model.umap_model.set_params(random_state=_SEED, n_jobs=1)
    topics, _ = model.fit_transform(list(texts), vectors)
    return [f"outlier {row}" if topic == _OUTLIER else str(topic) for row, topic in enumerate(topics)]
