from __future__ import annotations

import numpy as np
import pytest

from benchmarks import scale
from benchmarks.task import BenchmarkError, Request

FIGURES = {"seconds", "peak_rss_mb", "vectors_mb", "batch_seconds", "batch_share", "batch_moved", "bcubed_f1"}


def test_two_thousand_vectors_are_measured() -> None:
    figures = scale.measure(2_000)

    assert set(figures) == FIGURES
    assert figures["seconds"] > 0
    assert figures["batch_share"] == pytest.approx(figures["batch_seconds"] / figures["seconds"])
    assert 0 <= figures["batch_moved"] < 0.2
    assert 0 < figures["bcubed_f1"] <= 1
    assert figures["peak_rss_mb"] >= figures["vectors_mb"] > 0


def test_each_size_is_measured_in_a_process_of_its_own() -> None:
    figures = scale.run(Request(sizes=(400, 200)))

    assert {name for name in figures if name.startswith("200_")} == {f"200_{name}" for name in FIGURES}
    assert figures["400_times_half"] == pytest.approx(
        float(figures["400_seconds"]) / float(figures["200_seconds"])
    )
    assert "200_times_half" not in figures


def test_a_process_that_fails_is_named() -> None:
    with pytest.raises(BenchmarkError, match="-1 vectors"):
        scale.run(Request(sizes=(-1,)))


def test_made_up_vectors_are_the_same_every_time_and_of_length_one() -> None:
    vectors, stories = scale.made_up(500)
    again, _ = scale.made_up(500)

    assert vectors.shape == (500, 384)
    assert (vectors == again).all()
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    assert len(set(stories.tolist())) > 20
