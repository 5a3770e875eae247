"""What is kept of sources: their polls, their entries, and the sources themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from pipeline.ports import NEVER, Poll, PollOutcome, SeenEntry, SourceRow
from store.entries import SqlEntryRepository
from store.polls import SqlPollRepository
from store.sources import SqlSourceRepository
from tests.store.builders import START, add_articles, make_article

if TYPE_CHECKING:
    from store.articles import SqlArticleRepository
    from store.database import Database

DAY = timedelta(days=1)


def test_sources_are_replaced_together_without_changing_their_order(database: Database) -> None:
    sources = SqlSourceRepository(database)
    sources.put(SourceRow("a", START), SourceRow("b", START))
    changed = SourceRow("a", START, error="gone", error_streak=3, next_due=NEVER, address="c", kind="feed")
    sources.put(changed, SourceRow("d", START))
    sources.put()
    assert sources.all() == [changed, SourceRow("b", START), SourceRow("d", START)]


def test_only_readings_with_news_are_given_back(database: Database) -> None:
    polls = SqlPollRepository(database)
    new = Poll("a", START, PollOutcome.READ, 1.5, new=2, duplicates=1)
    nothing = Poll("a", START, PollOutcome.UNCHANGED, 0.1)
    failed = Poll("a", START, PollOutcome.FAILED, 0.1, error="no")
    revised = replace(new, at=START + DAY, new=0, revised=1)
    polls.add([new, nothing, failed])
    polls.add([revised])
    polls.add([])
    assert polls.with_news(START) == [new, revised]
    assert polls.with_news(START + DAY) == [revised]


def test_entries_are_kept_by_source_and_key(database: Database) -> None:
    entries = SqlEntryRepository(database)
    entries.put({"a": {"1": SeenEntry("x", 2), "2": SeenEntry("y")}, "b": {"1": SeenEntry("z")}})
    entries.put({"a": {"1": SeenEntry("w")}, "b": {}})
    entries.put({})
    assert entries.seen("a") == {"1": SeenEntry("w"), "2": SeenEntry("y")}
    assert entries.seen("b") == {"1": SeenEntry("z")}


def test_removed_source_leaves_nothing_but_its_articles(database: Database) -> None:
    sources, polls, entries = (
        SqlSourceRepository(database),
        SqlPollRepository(database),
        SqlEntryRepository(database),
    )
    sources.put(SourceRow("a", START))
    polls.add([Poll("a", START, PollOutcome.READ, 1.0, new=1)])
    entries.put({"a": {"1": SeenEntry("x")}})
    assert sources.remove("a")
    assert (polls.with_news(START), entries.seen("a")) == ([], {})


def test_articles_are_counted_by_the_source_that_they_first_came_from(articles: SqlArticleRepository) -> None:
    first = replace(make_article("1"), source="a")
    revised = replace(make_article("1", revision=2), source="b")
    add_articles(articles, first, revised, replace(make_article("2"), source="b"))
    assert articles.counts(["1", "2", "unknown"]) == {"a": 1, "b": 1}
