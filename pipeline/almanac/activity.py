"""Themes over time: how much is written about a theme, whether that is more than before, and how much of it is new.

All counts are of articles that are no copies (``Event.activity``), up to the newest day of the corpus.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from pipeline.clustering.domains import OTHER
from pipeline.text.publishers import publisher_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.models import Event, Theme

WEEK = 7
WINDOW = 4 * WEEK
"""Days that a theme's activity is looked at: the last week, and the three weeks that it is held against."""
_PRIOR = 2.0
"""Articles a week that both sides of the velocity are given, so that one article is no trend."""
_TREND = 1.5
"""Velocity above which a theme is rising, and below the inverse of which it is falling."""


class Velocity(StrEnum):
    """The velocity of a theme in a word."""

    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"
    QUIET = "quiet"
    """Nothing was written in the last week."""


@dataclass(frozen=True, slots=True)
class CorpusDays:
    """The first and the newest day of the corpus, both inclusive."""

    first: date
    today: date


@dataclass(frozen=True, slots=True)
class ThemeActivity:
    """How a theme fared in the WINDOW days up to ``today``. ``daily`` counts its articles day by day, zeros too."""

    theme_id: str
    today: date
    daily: tuple[int, ...]
    articles_week: int
    articles_window: int
    events_week: int
    """Events with an article in the last week."""
    events_window: int
    velocity: float
    """See ``velocity``."""
    trend: Velocity
    novelty: float
    """Share (0 to 1) of the window's articles that belong to events born within it; 0 without articles."""
    domains: tuple[str, ...]
    publishers: int
    """Independent publishers of all its events."""
    is_meeting: bool
    """Whether domains meet in it, see ``is_meeting``."""


def corpus_days(events: Iterable[Event]) -> CorpusDays | None:
    """The days from the first to the newest article of any event; None without events."""
    spans = [(event.first_day, event.last_day) for event in events]
    if not spans:
        return None
    return CorpusDays(min(first for first, _ in spans), max(last for _, last in spans))


def activity_of_all(themes: Iterable[Theme], events: Sequence[Event]) -> list[ThemeActivity]:
    """How every theme fared, in the order of ``themes``, given all events of the corpus."""
    days = corpus_days(events)
    if days is None:
        return []
    known = {event.id: event for event in events}
    return [theme_activity(theme, members(theme, known), days) for theme in themes]


def members(theme: Theme, events: Mapping[str, Event]) -> tuple[Event, ...]:
    """The events of a theme, in its own order, picked from ``events`` (id -> event)."""
    return tuple(events[event_id] for event_id in theme.event_ids if event_id in events)


def theme_activity(theme: Theme, events: Sequence[Event], days: CorpusDays) -> ThemeActivity:
    """How a theme fared, given its own events and the days of the whole corpus."""
    week = days.today - timedelta(days=WEEK - 1)
    window = days.today - timedelta(days=WINDOW - 1)
    daily = daily_counts(events, window, days.today)
    articles_week, articles_window = sum(daily[-WEEK:]), sum(daily)
    born = sum(_articles_since(event, window, days.today) for event in events if event.first_day >= window)
    before_days = min(WINDOW - WEEK, max(0, (week - days.first).days))
    ratio = velocity(articles_week, articles_window - articles_week, before_days)
    return ThemeActivity(
        theme_id=theme.id,
        today=days.today,
        daily=daily,
        articles_week=articles_week,
        articles_window=articles_window,
        events_week=sum(_articles_since(event, week, days.today) > 0 for event in events),
        events_window=sum(_articles_since(event, window, days.today) > 0 for event in events),
        velocity=ratio,
        trend=_trend(articles_week, ratio),
        novelty=born / articles_window if articles_window else 0.0,
        domains=theme.domains,
        publishers=len({publisher_key(name) for event in events for name in event.publishers}),
        is_meeting=is_meeting(theme),
    )


def daily_counts(events: Iterable[Event], first: date, last: date) -> tuple[int, ...]:
    """Articles of some events on every day from ``first`` to ``last``, both inclusive, zeros too."""
    counts: Counter[date] = Counter()
    for event in events:
        for count in event.activity:
            counts[count.day] += count.articles
    return tuple(counts[first + timedelta(days=number)] for number in range((last - first).days + 1))


def velocity(articles_week: int, articles_before: int, days_before: int) -> float:
    """How many times as much was written in the last week as in a week of the ``days_before`` before it.

    Both sides are given the same prior of two articles (additive smoothing), so that small counts stay near 1. Days
    before the corpus began are no part of ``days_before``; without any there is nothing to compare with, and it is 1.
    """
    if not days_before:
        return 1.0
    return (articles_week + _PRIOR) / (articles_before * WEEK / days_before + _PRIOR)


def is_meeting(theme: Theme) -> bool:
    """Whether two or more of the reader's domains meet in a theme; "other" is none."""
    return len(set(theme.domains) - {OTHER}) >= 2


def _trend(articles_week: int, ratio: float) -> Velocity:
    if not articles_week:
        return Velocity.QUIET
    if ratio > _TREND:
        return Velocity.RISING
    return Velocity.FALLING if ratio < 1 / _TREND else Velocity.STEADY


def _articles_since(event: Event, first: date, last: date) -> int:
    return sum(count.articles for count in event.activity if first <= count.day <= last)
