"""Clustering made-up vectors: seconds and memory by number of vectors, for all of them and for a batch of 100 more.

The vectors lie around stories, and these around subjects; some stories are told hundreds of times and most once or
twice. There are no words and no dates, which would only make the search narrower.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.scores import cluster_scores
from benchmarks.task import BenchmarkError
from pipeline.clustering.lexical import empty_matrix
from pipeline.clustering.similarity import Space, TimeDecay, make_space
from pipeline.clustering.stories import cluster, cluster_near
from pipeline.settings import EventSettings

if TYPE_CHECKING:
    from benchmarks.task import Figure, Figures, Request
    from pipeline.clustering.similarity import IntVector
    from pipeline.models import FloatMatrix

_SIZES = (10_000, 50_000, 100_000)
_BATCH = 100
_DIMENSION = 384
_ITEMS_PER_STORY = 8
_SKEW = 0.7
"""The n-th story is told as often as n to the power of minus this."""
_SUBJECT_SHARE = 0.75
_NOISE = 0.75


def run(request: Request) -> Figures:
    """Cluster ``request.sizes`` made-up vectors, each number in a process of its own so that memory is its own."""
    figures: dict[str, Figure] = {}
    seconds: dict[int, float] = {}
    for size in sorted(request.sizes or _SIZES):
        measured = _in_own_process(size)
        seconds[size] = measured["seconds"]
        figures |= {f"{size}_{name}": value for name, value in measured.items()}
        if size % 2 == 0 and size // 2 in seconds:
            figures[f"{size}_times_half"] = seconds[size] / seconds[size // 2]
    return figures


def measure(size: int) -> dict[str, float]:
    """Seconds, memory and scores of clustering ``size`` vectors, and of a batch of 100 more."""
    vectors, stories = made_up(size + _BATCH)
    settings = EventSettings()
    idle = _peak_megabytes()
    started = time.perf_counter()
    labels = cluster(_space(vectors[:size]), settings)
    seconds = time.perf_counter() - started
    peak = _peak_megabytes()
    space, before = _space(vectors), np.concatenate((labels, np.full(_BATCH, -1)))
    started = time.perf_counter()
    after = cluster_near(space, before, settings)
    batch_seconds = time.perf_counter() - started
    scores = cluster_scores(stories[:size].astype(str).tolist(), labels.astype(str).tolist())
    return {
        "seconds": seconds,
        "peak_rss_mb": peak,
        "vectors_mb": idle,
        "batch_seconds": batch_seconds,
        "batch_share": batch_seconds / seconds,
        "batch_moved": float(np.mean(_moved(labels, after[:size]))),
        "bcubed_f1": float(scores["bcubed_f1"]),
    }


def made_up(size: int, seed: int = 1) -> tuple[FloatMatrix, IntVector]:
    """Unit vectors (size, 384) and the story of each, shape (size,), in random order."""
    random = np.random.default_rng(seed)
    count = max(1, size // _ITEMS_PER_STORY)
    subjects = _units(random.standard_normal((max(1, round(size**0.5)), _DIMENSION), dtype=np.float32))
    centers = _SUBJECT_SHARE * subjects[random.integers(0, len(subjects), count)]
    centers = _units(centers + random.standard_normal(centers.shape, dtype=np.float32) / _DIMENSION**0.5)
    often = np.arange(1, count + 1) ** -_SKEW
    stories = random.choice(count, size, p=often / often.sum())
    noise = random.standard_normal((size, _DIMENSION), dtype=np.float32) * (_NOISE / _DIMENSION**0.5)
    noise += centers[stories]
    return _units(noise), stories


def _units(rows: FloatMatrix) -> FloatMatrix:
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


def _space(vectors: FloatMatrix) -> Space:
    days = np.full(len(vectors), np.nan, dtype=np.float32)
    decay = TimeDecay(EventSettings().half_life_days, 0, 0)
    return make_space(vectors, empty_matrix(len(vectors), 1), days, EventSettings().dense_weight, decay)


def _moved(before: IntVector, after: IntVector) -> np.typing.NDArray[np.bool_]:
    """Which items are not in the group that most of their group went to."""
    pairs, inverse, counts = np.unique(
        np.stack((before, after)), axis=1, return_inverse=True, return_counts=True
    )
    most = np.zeros(int(before.max()) + 1, dtype=np.int64)
    np.maximum.at(most, pairs[0], counts)
    return np.asarray(counts[inverse.ravel()] < most[before])


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _in_own_process(size: int) -> dict[str, float]:
    sys.stderr.write(f"{size} vectors ...\n")
    command = [sys.executable, "-m", "benchmarks.scale", str(size)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- our own module
    if done.returncode:
        raise BenchmarkError(f"clustering {size} vectors failed: {done.stderr.strip().splitlines()[-1:]}")
    return {name: float(value) for name, value in (line.split() for line in done.stdout.splitlines())}


if __name__ == "__main__":
    for name, figure in measure(int(sys.argv[1])).items():
        print(name, figure)
