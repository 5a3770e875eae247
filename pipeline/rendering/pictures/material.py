"""What pictures of themes are drawn from. They know nothing of stores, vectors or where any of it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from pipeline.models import DayCount


@dataclass(frozen=True, slots=True)
class EventPoint:
    """An event on the map. ``x`` and ``y`` run from 0 to 1, from the left and from the top.

    ``score`` is its importance from 1 to 10, None when it was not rated; ``articles`` counts its articles.
    """

    event_id: str
    title: str
    theme_id: str
    theme_label: str
    domain: str
    day: date
    articles: int
    score: float | None
    x: float
    y: float
    is_dormant: bool = False


@dataclass(frozen=True, slots=True)
class ThemeSeries:
    """How many articles a theme had on each day that had any, ascending."""

    theme_id: str
    label: str
    domain: str
    days: tuple[DayCount, ...]

    @property
    def articles(self) -> int:
        """Articles of all days."""
        return sum(count.articles for count in self.days)


@dataclass(frozen=True, slots=True)
class ThemeAtlas:
    """All that the pictures of a corpus show. ``events`` counts all of its events, of which ``points`` may be only the
    most important; ``series`` are its themes, largest first."""

    points: tuple[EventPoint, ...]
    series: tuple[ThemeSeries, ...]
    events: int

    @property
    def domains(self) -> frozenset[str]:
        """All domains, so that every picture of the atlas gives each the same sign."""
        return frozenset({point.domain for point in self.points} | {one.domain for one in self.series})
