from __future__ import annotations

from benchmarks.soak import soak


def test_short_soak_ends_with_every_article_once() -> None:
    figures = soak(polls=60, sites=6, seed=4, patience_seconds=0.5)
    assert int(figures["polls"]) >= 60
    assert int(figures["stories"]) > 30
    assert any(name.startswith("faults_") for name in figures)
    assert [figures[name] for name in ("lost", "doubled", "not_given", "wrong_revisions")] == [0, 0, 0, 0]
