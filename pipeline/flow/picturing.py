"""What the pictures of themes are drawn from, read from the store."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from pipeline.models import DayCount
from pipeline.rendering.pictures.material import EventPoint, ThemeAtlas, ThemeSeries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pipeline.flow.services import Services
    from pipeline.models import Event, FloatMatrix, Theme

MOST_POINTS = 1_500
"""More events than this would lie on each other."""
_PULL = 0.6
"""How strongly an event is drawn to its theme: enough to see themes as wholes, and little enough to see their kin."""


def theme_atlas(services: Services) -> ThemeAtlas:
    """The newest run's events and themes as points and courses. Takes seconds where there are many events."""
    events, themes = services.clusters.events(), services.clusters.themes()
    by_id = {event.id: event for event in events}
    series = tuple(_series(theme, by_id) for theme in themes)
    return ThemeAtlas(_points(services, events, themes), series, len(events))


def activity_of(event: Event) -> tuple[DayCount, ...]:
    """Articles by day; of an event whose days were not counted, all on its first."""
    return event.activity or (DayCount(event.first_day, len(event.article_ids)),)


def _series(theme: Theme, events: Mapping[str, Event]) -> ThemeSeries:
    counts: Counter[date] = Counter()
    for event_id in theme.event_ids:
        for count in activity_of(events[event_id]) if event_id in events else ():
            counts[count.day] += count.articles
    days = tuple(DayCount(day, counts[day]) for day in sorted(counts))
    return ThemeSeries(theme.id, theme.label, theme.domain, days)


def _points(services: Services, events: Sequence[Event], themes: Sequence[Theme]) -> tuple[EventPoint, ...]:
    """The most important events that have a theme and a vector."""
    theme_of = {event_id: number for number, theme in enumerate(themes) for event_id in theme.event_ids}
    article_ids, vectors = services.chunks.article_vectors(services.model_id)
    row = {article_id: number for number, article_id in enumerate(article_ids)}
    known = [
        event for event in events if event.id in theme_of and any(one in row for one in event.article_ids)
    ]
    chosen = sorted(known, key=_rank)[:MOST_POINTS]
    chosen.sort(key=lambda event: event.id)  # the picture does not depend on the order of ranks
    if not chosen:
        return ()
    from pipeline.clustering.layout import plane  # loads scikit-learn, which takes a second

    means = _means(chosen, row, vectors)
    groups = np.array([theme_of[event.id] for event in chosen], dtype=np.int64)
    places = plane(means, groups, _PULL, services.settings.themes.seed)
    return tuple(
        _point(event, themes[theme_of[event.id]], float(x), float(y))
        for event, (x, y) in zip(chosen, places, strict=True)
    )


def _rank(event: Event) -> tuple[float, int, str]:
    """Most important first; those that were not rated, by their articles."""
    return (-(event.importance.score if event.importance else 0.0), -len(event.article_ids), event.id)


def _means(events: Sequence[Event], row: Mapping[str, int], vectors: FloatMatrix) -> FloatMatrix:
    means = [vectors[[row[one] for one in event.article_ids if one in row]].mean(axis=0) for event in events]
    return np.array(means, dtype=np.float32)


def _point(event: Event, theme: Theme, x: float, y: float) -> EventPoint:
    return EventPoint(
        event_id=event.id,
        title=event.title,
        theme_id=theme.id,
        theme_label=theme.label,
        domain=event.domain,
        day=event.last_day,
        articles=sum(count.articles for count in activity_of(event)),
        score=event.importance.score if event.importance else None,
        x=x,
        y=y,
        is_dormant=event.is_dormant,
    )
