"""The geometry of a timeline drawn to scale: where axis, ticks, flags and spans stand. No markup, only numbers.

Each entry hangs a numbered flag from a stem that stands at its true place in time. Lanes are given from right to left,
so that a flag's words, which run to the right, always pass above the stems of later entries and nothing is crossed.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.models import TimelineEntry

_LANE = 28.0
_TOP = 16.0
_LEFT = 16.0
_LABEL_ROOM = 76.0
_CHARACTER = 7.4
_FLAG_RADIUS = 11.0
_AXIS_ROOM = 34.0
_TICK_SPACE = 64.0


@dataclass(frozen=True, slots=True)
class Days:
    """The days that an entry's date covers, both inclusive, and how a reader calls them, in full and in short."""

    first: date
    last: date
    label: str
    short: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A numbered mark: its stem's foot at ``x``, its disc at (``x``, ``y``), and the end of the span it covers."""

    number: int
    x: float
    y: float
    end: float
    label: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place on the axis; ``major`` where a year begins."""

    x: float
    label: str
    major: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing in its own units, to be scaled as a whole. ``axis`` is the height at which the axis runs."""

    width: float
    height: float
    axis: float
    left: float
    right: float
    flags: tuple[Flag, ...]
    ticks: tuple[Tick, ...]


def days_of(text: str) -> Days | None:
    """The days of 2026-04-07, 2026-04, 2026-Q2, 2026 or 2026-04-07/2026-04-09 (ISO 8601); None for anything else."""
    first, slash, last = text.partition("/")
    if slash:
        start, end = days_of(first), days_of(last)
        if start is None or end is None or end.last < start.first:
            return None
        return Days(start.first, end.last, f"{start.label} to {end.label}", start.short)
    try:
        return _single(text)
    except ValueError:  # a month 13, a 30 February
        return None


def _single(text: str) -> Days | None:
    if found := re.fullmatch(r"(\d{4})-Q([1-4])", text):
        year, quarter = int(found[1]), int(found[2])
        last_month = 3 * quarter
        last = date(year, last_month, monthrange(year, last_month)[1])
        return Days(date(year, last_month - 2, 1), last, f"Q{quarter} {year}", f"Q{quarter}")
    if found := re.fullmatch(r"(\d{4})-(\d{2})", text):
        first = date(int(found[1]), int(found[2]), 1)
        last = first.replace(day=monthrange(first.year, first.month)[1])
        return Days(first, last, f"{first:%B} {first.year}", f"{first:%b}")
    if re.fullmatch(r"\d{4}", text):
        return Days(date(int(text), 1, 1), date(int(text), 12, 31), text, text)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        day = date.fromisoformat(text)
        return Days(day, day, f"{day.day} {day:%B} {day.year}", f"{day.day} {day:%b}")
    return None


def draw(entries: Sequence[TimelineEntry], width: float) -> Picture | None:
    """The picture of dated entries, numbered from 1 as in the list; None with fewer than two different days."""
    dated = [
        (number, days) for number, entry in enumerate(entries, 1) if (days := days_of(entry.date)) is not None
    ]
    if len({days.first for _, days in dated}) < 2:
        return None
    first, last = min(days.first for _, days in dated), max(days.last for _, days in dated)
    right = width - _LABEL_ROOM
    scale = (right - _LEFT) / (last - first).days

    def place(day: date) -> float:
        return round(_LEFT + (day - first).days * scale, 1)

    lanes = _lanes([(place(days.first), days.short) for _, days in dated])
    axis = _TOP + _FLAG_RADIUS + _LANE * (max(lanes) + 1)
    flags = tuple(
        Flag(number, place(days.first), axis - _LANE * (lane + 1), place(days.last), days.short)
        for (number, days), lane in zip(dated, lanes, strict=True)
    )
    ticks = tuple(Tick(place(day), label, major) for day, label, major in ticks_between(first, last, scale))
    return Picture(width, axis + _AXIS_ROOM, axis, _LEFT, right, flags, ticks)


def _lanes(flags: Sequence[tuple[float, str]]) -> list[int]:
    """A lane for each flag, 0 next to the axis: above all later flags that its disc or words would touch."""
    order = sorted(range(len(flags)), key=lambda index: (-flags[index][0], -index))
    lanes = [0] * len(flags)
    done: list[int] = []
    for index in order:
        x, label = flags[index]
        reach = x + 2 * _FLAG_RADIUS + 6 + len(label) * _CHARACTER
        above = [lanes[other] + 1 for other in done if flags[other][0] - _FLAG_RADIUS < reach]
        lanes[index] = max(above, default=0)
        done.append(index)
    return lanes


def ticks_between(first: date, last: date, scale: float) -> list[tuple[date, str, bool]]:
    """Days, weeks, months, quarters or years: the finest that leaves room for its labels."""
    days = (last - first).days
    room = days * scale / _TICK_SPACE
    if days / 7 <= room and days < 45:
        monday = first + timedelta(days=-first.weekday() % 7)
        weeks = [monday + timedelta(days=7 * week) for week in range((last - monday).days // 7 + 1)]
        return [(day, f"{day.day} {day:%b}", False) for day in weeks]
    months = [date(year, month, 1) for year in range(first.year, last.year + 1) for month in range(1, 13)]
    inside = [day for day in months if first <= day <= last]
    step = next((step for step in (1, 3, 6) if len(inside) / step <= room), 12)
    kept = [day for day in inside if (day.month - 1) % step == 0]
    if step == 12:  # thin out years until their labels fit
        every = -(-len(kept) // max(1, int(room)))
        kept = kept[::every] if kept else []
    return [(day, str(day.year) if day.month == 1 else f"{day:%b}", day.month == 1) for day in kept]


def described(entries: Sequence[TimelineEntry]) -> str:
    """The picture in words: how many entries, from when to when, and the longest stretch without one."""
    dated = [
        (number, days) for number, entry in enumerate(entries, 1) if (days := days_of(entry.date)) is not None
    ]
    if len(dated) < 2:
        return ""
    dated.sort(key=lambda item: item[1].first)
    longest, before, after = 0, 0, 0
    number, reached = dated[0][0], dated[0][1].last
    for following, days in dated[1:]:
        if (days.first - reached).days > longest:
            longest, before, after = (days.first - reached).days, number, following
        if days.last >= reached:
            number, reached = following, days.last
    span = f"{len(dated)} entries from {dated[0][1].label} to {dated[-1][1].label}, drawn to scale."
    return f"{span} The longest gap is {longest} days, between {before} and {after}." if longest > 1 else span
