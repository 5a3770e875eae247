"""Feeds whose entries change between polls, read from a local server into a real store."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from pipeline.flow.intake import take_in
from pipeline.flow.recorder import Recorder
from pipeline.ports import SourceRow
from pipeline.run import new_run_id
from pipeline.wiring import open_services
from pipeline.workspace import make_workspace, open_workspace
from tests.pipeline.sources.servers import Answer, serving
from tests.workspaces import NOW, Listener

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pipeline.flow.services import Services
    from pipeline.workspace import Value

BODY = (
    "The council voted on Tuesday to build the bridge over the river, after years of debate about its cost."
)


def feed(
    guid: str = "g1",
    link: str = "https://x.example/a",
    title: str = "Bridge",
    text: str = BODY,
    date: str = "",
) -> bytes:
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>X</title>"
        f"<item><guid>{guid}</guid><link>{link}</link><title>{title}</title>"
        f"<pubDate>{date}</pubDate><description>{text}</description></item></channel></rss>"
    ).encode()


@contextmanager
def polled(root: Path) -> Iterator[tuple[Services, Callable[[bytes], Recorder]]]:
    """A workspace with one feed, and a function that reads it when it answers so, a day after the last time."""
    answers: dict[str, Answer] = {}
    flags: dict[str, Value] = {
        "fetch": {"private_hosts": ["127.0.0.1"], "min_gap_seconds": 0.0},
        "ingest": {"full_text": False},
    }
    workspace = open_workspace(make_workspace(root, demo=False), {}, flags)
    with serving(answers, []) as base, open_services(workspace, {}) as services:
        services.sources.put(SourceRow(f"{base}/feed", NOW))
        days = iter(range(1, 100))

        def poll(content: bytes) -> Recorder:
            answers["/feed"] = Answer(content, headers={"Content-Type": "application/rss+xml"})
            now = NOW + timedelta(days=next(days))
            recorder = Recorder(new_run_id(now), now, services.runs, Listener(), lambda: now)
            services.runs.start(recorder.run_id, now)
            take_in(services, recorder, now)
            return recorder

        yield services, poll


@pytest.mark.parametrize(
    ("later", "revisions"),
    [
        (feed(guid="g2"), 1),
        (feed(link="https://new.example/b"), 1),
        (feed(link="https://amp.x.example/a/amp", guid="g2"), 1),
        (feed(title="River bridge", text=BODY + " Work begins in spring."), 2),
        (feed(text=BODY.replace(" ", "  ")), 1),
    ],
)
def test_an_entry_that_changes_stays_one_article(tmp_path: Path, later: bytes, revisions: int) -> None:
    with polled(tmp_path / "w") as (services, poll):
        poll(feed())
        poll(later)
        assert [article.revision for article in services.articles.newest()] == [revisions]


def test_articles_with_dates_from_1970_or_the_future_are_kept_without_a_date(tmp_path: Path) -> None:
    with polled(tmp_path / "w") as (services, poll):
        first = poll(feed(date="Thu, 01 Jan 1970 00:00:00 GMT"))
        second = poll(
            feed(guid="g2", link="https://x.example/b", title="Storm", date="Sat, 01 Jan 2050 00:00:00 GMT")
        )
        assert [article.published for article in services.articles.newest()] == [None, None]
        assert "placeholder" in first.notes[0].reason
        assert "future" in second.notes[0].reason


def test_a_date_that_goes_missing_is_kept(tmp_path: Path) -> None:
    with polled(tmp_path / "w") as (services, poll):
        poll(feed(date="Tue, 07 Apr 2026 08:00:00 GMT"))
        poll(feed())
        assert services.articles.newest()[0].published == datetime(2026, 4, 7, 8, tzinfo=UTC)


def test_the_markup_that_was_received_can_be_had_back(tmp_path: Path) -> None:
    with polled(tmp_path / "w") as (services, poll):
        poll(feed(text="Caf\u00c3\u00a9 &amp;amp;amp; bar are open."))
        article = services.articles.newest()[0]
        assert article.text == "Café & bar are open."
        assert "&amp;" in services.articles.original(article.id, 1)
