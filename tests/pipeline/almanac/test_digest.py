"""What a writer is told of a theme: the most important events first, with sentences as they stand in the articles."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from pipeline.almanac.digest import LEADING_EVENTS, MAX_EVENTS, event_digest, theme_digest
from pipeline.models import Article, Event, Importance, Theme

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
LEAD = "Ferry crews of Lunde Lines stopped work on Sunday over night shifts and pay."
NEXT = "The harbour of Lunde has not seen such a queue of lorries for nine years."


def _article(
    number: int, text: str = f"{LEAD} {NEXT}", group: str = "", publisher: str = "Lunde Post"
) -> Article:
    article_id = f"a{number}"
    published = START + timedelta(days=number)
    return Article(
        id=article_id,
        revision=1,
        title=f"Ferry strike, day {number}",
        text=text,
        url="",
        publisher=publisher,
        authors=(),
        published=published,
        ingested=published,
        content_sha256="",
        source="",
        group_id=group or article_id,
    )


def _event(number: int, *articles: Article, score: float | None = None) -> Event:
    return Event(
        id=f"e{number:03}",
        title=articles[0].title,
        article_ids=tuple(article.id for article in articles),
        publishers=("Lunde Post",),
        first_day=articles[0].day,
        last_day=articles[-1].day,
        domain="transport",
        importance=None if score is None else Importance(score, ()),
    )


def _theme(events: list[Event]) -> Theme:
    return Theme(
        id="t1",
        label="",
        terms=("ferry", "strike"),
        event_ids=tuple(event.id for event in events),
        article_count=len(events),
        publishers=("Lunde Post",),
        first_day=events[0].first_day,
        last_day=events[-1].last_day,
        domain="transport",
        domains=("transport",),
    )


def _by_id(*articles: Article) -> dict[str, Article]:
    return {article.id: article for article in articles}


def test_leads_are_the_first_whole_sentences_as_they_stand() -> None:
    article = _article(
        1, f"By our reporter\n\nA short one. {LEAD} {NEXT} Nobody in the town knows how long it will last."
    )
    digest = event_digest(_event(1, article), _by_id(article))
    assert digest.leads[0].sentences == (LEAD, NEXT)
    assert all(sentence in article.text for sentence in digest.leads[0].sentences)


def test_copies_are_quoted_once() -> None:
    articles = [_article(1), _article(2, group="a1"), _article(3)]
    digest = event_digest(_event(1, *articles), _by_id(*articles))
    assert [lead.article_id for lead in digest.leads] == ["a1", "a3"]
    assert digest.articles == 3


def test_the_words_of_an_edited_or_undated_article_have_no_day() -> None:
    edited, undated = replace(_article(1), revision=2), replace(_article(2), published=None)
    articles = [edited, undated, _article(3)]
    digest = event_digest(_event(1, *articles), _by_id(*articles))
    assert [lead.day for lead in digest.leads] == [None, None, date(2026, 3, 4)]


def test_the_most_important_events_come_first_and_before_rating_the_largest() -> None:
    articles = [_article(number) for number in range(6)]
    small, large = _event(1, articles[0]), _event(2, *articles[1:4])
    rated = _event(3, articles[4], score=8.0)
    own = [small, large, rated]
    digest = theme_digest(_theme(own), own, _by_id(*articles))
    assert [event.event_id for event in digest.events] == ["e003", "e002", "e001"]


def test_events_of_other_themes_are_passed_over() -> None:
    articles = [_article(1), _article(2)]
    own, other = _event(1, articles[0]), _event(2, articles[1])
    digest = theme_digest(_theme([own]), [own, other], _by_id(*articles))
    assert [event.event_id for event in digest.events] == ["e001"]
    assert (digest.event_count, digest.terms) == (1, ("ferry", "strike"))


def test_of_a_large_theme_only_the_first_events_are_quoted() -> None:
    articles = [_article(number) for number in range(60)]
    events = [_event(number, article) for number, article in enumerate(articles)]
    digest = theme_digest(_theme(events), events, _by_id(*articles))
    assert len(digest.events) == MAX_EVENTS
    assert [bool(event.leads) for event in digest.events].index(False) == LEADING_EVENTS
    assert digest.event_count == 60


def test_every_publisher_is_named_once() -> None:
    articles = [
        _article(1, publisher="lundepost.com"),
        _article(2, publisher="Lunde Post"),
        _article(3, publisher=""),
    ]
    event = _event(1, *articles)
    assert len(theme_digest(_theme([event]), [event], _by_id(*articles)).publishers) == 1


def test_articles_that_are_gone_leave_no_lead() -> None:
    event = _event(1, _article(1), _article(2))
    assert event_digest(event, {}).leads == ()
