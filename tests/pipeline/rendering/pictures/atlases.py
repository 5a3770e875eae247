"""Small atlases to draw."""

from __future__ import annotations

from datetime import date, timedelta

from pipeline.models import DayCount
from pipeline.rendering.pictures.material import EventPoint, ThemeAtlas, ThemeSeries

FIRST = date(2026, 4, 6)
DOMAINS = ("regulation", "chips and export control", "other")


def point(number: int, theme: int, label: str, title: str = "") -> EventPoint:
    return EventPoint(
        event_id=f"e{number:03d}",
        title=title or f"Something happened, number {number}",
        theme_id=f"t{theme}",
        theme_label=label,
        domain=DOMAINS[theme % len(DOMAINS)],
        day=FIRST + timedelta(days=number),
        articles=1 + number % 5,
        score=None if number % 2 else 5.5,
        x=(number * 37 % 100) / 100,
        y=(number * 61 % 100) / 100,
        is_dormant=number % 3 == 0,
    )


def series(theme: int, label: str, *counts: int, step: int = 1) -> ThemeSeries:
    days = tuple(
        DayCount(FIRST + timedelta(days=step * day), count) for day, count in enumerate(counts) if count
    )
    return ThemeSeries(f"t{theme}", label, DOMAINS[theme % len(DOMAINS)], days)


def small_atlas() -> ThemeAtlas:
    labels = ("Chips · location checks · order", "AI Act · Commission", "Soup")
    points = tuple(point(number, number % 3, labels[number % 3]) for number in range(12))
    courses = (
        series(0, labels[0], 3, 5, 8, 9, 4, 2, 0, 1),
        series(1, labels[1], 0, 1, 2, 7, 9, 9, 3, 1),
        series(2, labels[2], 1, 0, 0, 0, 1),
    )
    return ThemeAtlas(points, courses, events=12)


def atlas_named(text: str) -> ThemeAtlas:
    """An atlas with ``text`` wherever there is a word from outside."""
    points = tuple(
        EventPoint(f"e{number}", text, f"t{number % 2}", text, text, FIRST, 2, 3.0, number / 7, number / 9)
        for number in range(6)
    )
    days = (DayCount(FIRST, 2), DayCount(FIRST + timedelta(days=1), 3))
    return ThemeAtlas(points, tuple(ThemeSeries(f"t{number}", text, text, days) for number in (0, 1)), 6)


EMPTY = ThemeAtlas((), (), 0)
