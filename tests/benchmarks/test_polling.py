from __future__ import annotations

from benchmarks.polling import run
from benchmarks.task import Request


def test_second_poll_of_unchanged_feeds_transfers_no_body() -> None:
    figures = run(Request(sizes=(2, 3)))
    assert (figures["full_articles"], figures["summary_articles"]) == (6, 6)
    for kind in ("full", "summary"):
        assert figures[f"{kind}_again_not_modified"] == 2
        assert figures[f"{kind}_again_bodies"] == 0
