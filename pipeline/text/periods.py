"""Arithmetic on days, months, quarters and years: the periods that time expressions name. Nothing here reads text."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.models import Precision

_PAST_WINDOW_DAYS = 275
"""A month-day without a year lies at most so far back (nine months), unless the sentence speaks of the future."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a time expression covers, both ends inclusive."""

    first: date
    last: date
    precision: Precision


def day_period(day: date) -> Period:
    """One day."""
    return Period(day, day, Precision.DAY)


def span_period(first: date, last: date) -> Period | None:
    """Several days, in order; None when they run backwards."""
    return Period(first, last, Precision.RANGE) if first <= last else None


def safe_date(year: int, month: int, day: int) -> date | None:
    """That day, None when the calendar has none such."""
    if not (1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def shifted(day: date, days: int) -> date:
    """``day`` moved by so many days, held within the calendar."""
    ordinal = min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal())
    return date.fromordinal(ordinal)


def month_period(year: int, month: int) -> Period:
    """A whole month; ``month`` may run past 1-12 and carries into the year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    if not 1 <= year <= 9999:
        year, month = (1, 1) if year < 1 else (9999, 12)
    last = calendar.monthrange(year, month)[1]
    return Period(date(year, month, 1), date(year, month, last), Precision.MONTH)


def months_period(year: int, month: int, count: int) -> Period:
    """``count`` whole months from a month on, as a range."""
    return Period(
        month_period(year, month).first, month_period(year, month + count - 1).last, Precision.RANGE
    )


def quarter_period(year: int, quarter: int) -> Period:
    """A calendar quarter; ``quarter`` may run past 1-4."""
    months = months_period(year, 3 * quarter - 2, 3)
    return Period(months.first, months.last, Precision.QUARTER)


def year_period(year: int) -> Period:
    """A whole year, held within the calendar."""
    year = min(max(year, 1), 9999)
    return Period(date(year, 1, 1), date(year, 12, 31), Precision.YEAR)


def week_period(day: date) -> Period:
    """The week, Monday to Sunday, of a day."""
    monday = shifted(day, -day.weekday())
    return Period(monday, shifted(monday, 6), Precision.RANGE)


def part_of(period: Period, part: str) -> Period:
    """The "early", "mid" or "late" third of a month, year or decade; of a year, whole months.

    Any other word ("beginning", "start", "end", "middle") is read as the nearest of the three.
    """
    third = {"early": 0, "start": 0, "beginning": 0, "late": 2, "end": 2}.get(part, 1)
    if period.precision is Precision.YEAR:
        return months_period(period.first.year, 1 + 4 * third, 4)
    days = (period.last - period.first).days + 1
    first, last = third * days // 3, (third + 1) * days // 3 - 1
    return Period(shifted(period.first, first), shifted(period.first, last), Precision.RANGE)


def season_period(year: int, season: str) -> Period:
    """A season of the northern hemisphere by whole months; winter begins in December of the year before."""
    first_month = {"winter": 0, "spring": 3, "summer": 6, "fall": 9, "autumn": 9}[season]
    return months_period(year, first_month, 3)


def nearest_year(month: int, day: int, anchor: date, *, future: bool) -> date | None:
    """The day that a month-day without a year most likely means in a text of the day ``anchor``.

    ``future`` says that the sentence speaks of something to come. Otherwise the past is preferred up to nine months
    back, and then the future. None when the calendar has no such day.
    """
    days = [
        found for year in range(anchor.year - 4, anchor.year + 5) if (found := safe_date(year, month, day))
    ]
    if not days:
        return None
    if future:
        return next((found for found in days if found >= anchor), days[-1])
    past = [found for found in days if found <= anchor and (anchor - found).days <= _PAST_WINDOW_DAYS]
    return past[-1] if past else min(days, key=lambda found: (abs((found - anchor).days), found))


def nearest_month(month: int, anchor: date, *, future: bool) -> Period:
    """The month that a month's name without a year most likely means; rules as for ``nearest_year``."""
    if month == anchor.month:
        return month_period(anchor.year, month)
    if future:
        return month_period(anchor.year + (month < anchor.month), month)
    back = (anchor.month - month) % 12
    return month_period(anchor.year, anchor.month - back if back <= 9 else anchor.month + 12 - back)


def weekday_before(anchor: date, weekday: int) -> date:
    """The most recent such weekday on or before ``anchor`` (0 is Monday)."""
    return shifted(anchor, -((anchor.weekday() - weekday) % 7))


def weekday_after(anchor: date, weekday: int) -> date:
    """The first such weekday on or after ``anchor``."""
    return shifted(anchor, (weekday - anchor.weekday()) % 7)


def moved(anchor: date, unit: str, count: int) -> Period:
    """The day, week, month, quarter or year that lies ``count`` such units after ``anchor`` (before, if negative)."""
    if unit == "month":
        return month_period(anchor.year, anchor.month + count)
    if unit == "quarter":
        return quarter_period(anchor.year, (anchor.month + 2) // 3 + count)
    if unit in {"year", "decade", "century"}:
        return year_period(anchor.year + count * {"year": 1, "decade": 10, "century": 100}[unit])
    if unit == "week":
        return week_period(shifted(anchor, 7 * count))
    if unit == "weekend":
        saturday = week_period(shifted(anchor, 7 * count)).first + timedelta(days=5)
        return Period(saturday, shifted(saturday, 1), Precision.RANGE)
    return day_period(shifted(anchor, count))


def same_day_moved(anchor: date, unit: str, count: int) -> date:
    """The very day ``count`` units after ``anchor``; in a shorter month, its last day."""
    if unit in {"day", "week"}:
        return shifted(anchor, count * (7 if unit == "week" else 1))
    months = count * {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}.get(unit, 0)
    target = month_period(anchor.year, anchor.month + months)
    return target.first.replace(day=min(anchor.day, target.last.day))
