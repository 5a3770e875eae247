"""Articles by day, week or month: whatever makes a course that can be read."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.models import DayCount

_DAYS_BY_DAY = 45
_DAYS_BY_WEEK = 430


@dataclass(frozen=True, slots=True)
class Periods:
    """Stretches of time one after the other: the first day of each, and what one is called ("week")."""

    starts: tuple[date, ...]
    unit: str

    def counts(self, days: Sequence[DayCount]) -> tuple[int, ...]:
        """Articles in each period. What lies before the first is not counted."""
        counts = [0] * len(self.starts)
        for count in days:
            index = bisect_right(self.starts, count.day) - 1
            if index >= 0:
                counts[index] += count.articles
        return tuple(counts)


def periods_of(days: Iterable[date]) -> Periods:
    """The periods from the first to the last of some days: days, weeks from Monday, or months."""
    found = set(days)
    if not found:
        return Periods((), "day")
    first, last = min(found), max(found)
    span = (last - first).days + 1
    if span <= _DAYS_BY_DAY:
        return Periods(tuple(first + timedelta(days=number) for number in range(span)), "day")
    if span <= _DAYS_BY_WEEK:
        monday = first - timedelta(days=first.weekday())
        weeks = (last - monday).days // 7 + 1
        return Periods(tuple(monday + timedelta(days=7 * number) for number in range(weeks)), "week")
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return Periods(tuple(date(month // 12, month % 12 + 1, 1) for month in months), "month")
