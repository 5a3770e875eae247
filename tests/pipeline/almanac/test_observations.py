"""What an operator is told of a corpus."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.almanac.observations import observations
from tests.pipeline.almanac.groups import event
from tests.pipeline.stages.story_articles import make_article

LONG = "Water from the Orvik dam flooded farms in the south."


def _articles(count: int) -> list[str]:
    return [f"a{number}" for number in range(count)]


def _said(*, articles: int = 1, size: int = 1, known: int = 0, copies: int = 0) -> list[str]:
    """The notes on an event of ``size`` among so many articles, ``known`` of which were there before; some are copies
    of the last one."""
    last = f"a{articles - 1}"
    everyone = [
        make_article(name, "", f"{LONG} {name}", group=last if row >= articles - copies - 1 else name)
        for row, name in enumerate(_articles(articles))
    ]
    before = [event("e0", _articles(known))] if known else []
    notes = observations(everyone, [event("e1", _articles(size))], before)
    return [f"{note.item}: {note.reason}" for note in notes]


def test_ordinary_articles_deserve_no_note() -> None:
    assert _said(articles=50, size=10, copies=5) == []


@pytest.mark.parametrize(
    ("articles", "size", "noted"),
    [(499, 499, False), (600, 500, True), (3_000, 599, False), (3_000, 3_000, True)],
)
def test_an_event_is_giant_by_number_and_by_share(articles: int, size: int, noted: bool) -> None:
    expected = [f"event e1: {size:,} articles tell of it: What happened in e1"] if noted else []
    assert _said(articles=articles, size=size) == expected


def test_copies_are_counted_once_and_noted_when_they_are_many_and_new() -> None:
    assert _said(articles=150, copies=100) == ["article a149: 100 copies of it: they count once"]
    assert _said(articles=150, copies=99) == []
    assert _said(articles=150, copies=100, known=150) == []


def test_articles_that_are_known_are_not_noted_again() -> None:
    poor = [make_article("a0", "", "Storm", None), make_article("a1", "", "", None)]

    assert {note.item for note in observations(poor, [], [])} == {"dates", "words"}
    assert not observations(poor, [], [event("e1", ["a0", "a1"])])


@pytest.mark.parametrize(("days", "late"), [(0, False), (60, False), (61, True), (900, True)])
def test_an_article_is_late_by_the_newest_day_known_before(days: int, late: bool) -> None:
    article = make_article("new", "", LONG)
    newest = replace(event("e1", ["old"]), last_day=article.day)
    later = replace(newest, last_day=article.day.fromordinal(article.day.toordinal() + days))

    assert bool(observations([article], [], [later])) == late
    assert not observations([article], [], [])
