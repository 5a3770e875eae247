"""Events and themes with no more than what their history needs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from pipeline.models import DayCount, Event, Importance, Theme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TODAY = date(2026, 4, 30)


def event(
    event_id: str,
    articles: Sequence[str] = ("a1",),
    days_ago: Mapping[int, int] | None = None,
    publishers: Sequence[str] = ("News",),
    importance: float = 0,
) -> Event:
    """An event with as many articles as ``days_ago`` (days before TODAY -> count) says."""
    days = days_ago or {0: len(articles)}
    return Event(
        event_id,
        f"What happened in {event_id}",
        tuple(articles),
        tuple(publishers),
        TODAY - timedelta(days=max(days)),
        TODAY - timedelta(days=min(days)),
        "energy",
        tuple(DayCount(TODAY - timedelta(days=ago), days[ago]) for ago in sorted(days, reverse=True)),
        importance=Importance(importance, ()) if importance else None,
    )


def theme(theme_id: str, events: Sequence[Event], domains: Sequence[str] = ("energy",)) -> Theme:
    """A theme of some events."""
    return Theme(
        theme_id,
        f"Theme {theme_id}",
        ("grid", "power"),
        tuple(one.id for one in events),
        sum(len(one.article_ids) for one in events),
        ("News",),
        min((one.first_day for one in events), default=TODAY),
        max((one.last_day for one in events), default=TODAY),
        domains[0],
        tuple(domains),
    )
