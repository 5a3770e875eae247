from __future__ import annotations

import numpy as np
import pytest

from benchmarks.scores import average_link_clusters, cluster_scores


def test_a_perfect_clustering_scores_one_whatever_its_names() -> None:
    scores = cluster_scores(["a", "a", "b"], ["2", "2", "1"])

    assert scores == pytest.approx({"bcubed_f1": 1, "bcubed_p": 1, "bcubed_r": 1, "nmi": 1, "clusters": 2})


def test_scores_of_a_clustering_worked_by_hand() -> None:
    scores = cluster_scores(["a", "a", "b", "b"], ["1", "1", "1", "2"], "x_")

    assert scores["x_bcubed_p"] == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert scores["x_bcubed_r"] == pytest.approx((1 + 1 + 1 / 2 + 1 / 2) / 4)
    assert 0 < float(scores["x_nmi"]) < 1


def test_one_cluster_of_one_story_has_full_mutual_information() -> None:
    assert cluster_scores(["a", "a"], ["1", "1"])["nmi"] == 1


def test_average_linkage_joins_near_vectors_and_bears_zeros() -> None:
    labels = average_link_clusters(np.array([[1, 0], [1, 0.1], [0, 1], [0, 0]], dtype=np.float32))

    assert labels[0] == labels[1] != labels[2]
    assert len(labels) == 4
