from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipeline.settings import EventSettings
from pipeline.stages.events import KnownEvents, Material, event_title, find_events
from tests.pipeline.stages.story_articles import STORIES, TODAY, Library, make_article, make_library

if TYPE_CHECKING:
    from pipeline.models import Article, Event

SETTINGS = EventSettings()


def _events(library: Library, previous: tuple[Event, ...] = ()) -> tuple[Event, ...]:
    return find_events(library.material, KnownEvents(previous), TODAY, SETTINGS).events


def _events_of(material: Material) -> tuple[Event, ...]:
    return find_events(material, KnownEvents(), TODAY, SETTINGS).events


def _groups(events: tuple[Event, ...]) -> set[frozenset[str]]:
    return {frozenset(event.article_ids) for event in events}


@pytest.mark.parametrize("dated", [True, False])
def test_each_story_is_one_event(dated: bool) -> None:
    library = make_library(dated=dated)

    stories = {frozenset(name for name in library.ids if name.startswith(f"{story}-")) for story in STORIES}
    assert _groups(_events(library)) == stories


@given(st.integers(0, 10_000))
@hypothesis_settings(max_examples=10)
def test_events_do_not_depend_on_the_order_of_articles(seed: int) -> None:
    library = make_library(spread=0.9)

    assert _events(library.shuffled(seed)) == _events(library)


def test_every_article_is_in_exactly_one_event() -> None:
    library = make_library(per_story=9, spread=1.5)

    members = [article_id for event in _events(library) for article_id in event.article_ids]
    assert sorted(members) == sorted(library.ids)


def test_copies_join_the_event_of_their_representative_and_add_no_publisher() -> None:
    library = make_library()
    copy = make_article(
        "aaa-copy", "Something else altogether", "Words about other things.", 2.0, group="dam-0"
    )
    events = _events_of(Material((*library.articles, copy), library.ids, library.vectors))

    (event,) = (event for event in events if "dam-0" in event.article_ids)
    assert "aaa-copy" in event.article_ids
    assert event.article_ids[0] != "aaa-copy"
    assert "Paper aaa-copy" not in event.publishers


def test_the_same_story_a_year_later_is_another_event() -> None:
    library = make_library(per_story=6)
    late = tuple(
        replace(article, published=article.published.replace(year=2027))
        if article.published and article.id.startswith("comet") and article.id[-1] in "345"
        else article
        for article in library.articles
    )
    events = _events(replace(library, articles=late))

    assert frozenset({"comet-0", "comet-1", "comet-2"}) in _groups(events)


def test_ids_stay_when_articles_are_added() -> None:
    before = make_library(per_story=4)
    after = make_library(per_story=6)
    first = _events(before)
    second = _events(after, first)

    old = {event.article_ids[0].split("-")[0]: event.id for event in first}
    new = {event.article_ids[0].split("-")[0]: event.id for event in second}
    assert old == new


def test_a_found_event_tells_its_days_and_its_title() -> None:
    (event,) = (event for event in _events(make_library()) if "vote-0" in event.article_ids)

    assert event.title.startswith("Parliament of Tarna votes on salt tax")
    assert (event.first_day.isoformat(), event.last_day.isoformat()) == ("2026-03-01", "2026-03-04")
    assert event.domain == ""
    assert event.id.startswith("e")
    assert len(event.id) == 13


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_articles_are_no_trouble(count: int) -> None:
    library = make_library(per_story=1)
    few = Library(library.articles[:count], library.vectors[:count])

    assert len(_events(few)) == count


def test_articles_without_vectors_words_or_dates_are_no_trouble() -> None:
    texts = ["", "word", "слово", "単語", "the", "💥", "word"]
    articles = tuple(make_article(f"a{number}", "", text, None) for number, text in enumerate(texts))
    vectors = np.array([[0, 0], [np.nan, 1], [1, 0]], dtype=np.float32)

    events = _events_of(Material(articles, ("a0", "a1", "a2"), vectors))

    assert sorted(name for event in events for name in event.article_ids) == [item.id for item in articles]
    assert any({"a1", "a6"} <= set(event.article_ids) for event in events)


def test_thousands_of_copies_of_one_text_are_one_event() -> None:
    articles = tuple(
        make_article(f"a{number:04}", "Same", "The same text every time.") for number in range(5_000)
    )
    vectors = np.ones((5_000, 8), dtype=np.float32)

    assert len(_events(Library(articles, vectors))) == 1


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("  A  title ", "Text.", "A title"),
        ("", "A first sentence. A second one.", "A first sentence."),
        ("", "", ""),
    ],
)
def test_an_event_without_a_title_is_named_by_its_first_sentence(
    title: str, text: str, expected: str
) -> None:
    article: Article = make_article("a", title, text)

    assert event_title(article) == expected


def test_a_long_first_sentence_is_cut_between_words() -> None:
    title = event_title(make_article("a", "", "word " * 100))

    assert len(title) <= 125
    assert title.endswith("word …")
