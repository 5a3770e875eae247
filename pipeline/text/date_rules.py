"""How each kind of time expression is resolved to days: one small rule per kind of ``date_patterns.KINDS``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.models import Precision
from pipeline.text import periods
from pipeline.text.date_context import (
    MOVES,
    WEEKDAY_NAME,
    YEAR_NUMBER,
    Context,
    days_in,
    months_in,
    part_in,
    spoken_year,
    year_in,
)
from pipeline.text.date_patterns import SEASON, WEEKDAY_NUMBERS
from pipeline.text.numerals import ORDINALS
from pipeline.text.periods import Period
from pipeline.text.referring_dates import REFERRING_RULES
from pipeline.text.relative_dates import RELATIVE_RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date


_SEASON = re.compile(SEASON)
_NUMBERS = re.compile(r"\d+")
_IS_MONTH_BEFORE = re.compile(
    r"\b(?:(?:in|last|next|since|until|till|of|this|early|late|mid|from|through|before|after|during|every|each|end|month"
    r"|between|past|around)|(?P<weak>and|or|for|to|by|the))[\s-]$",
    re.IGNORECASE,
)
_NAME_FOLLOWS = re.compile(r"\s(?!I\b)[A-Z][a-z]+")


def _month_in(words: str) -> int:
    """The number of the first month named; call only where the pattern guarantees one."""
    return months_in(words)[0]


def _resolved_day(context: Context, month: int, day: int) -> date | None:
    year = year_in(context)
    if year is not None:
        return periods.safe_date(year, month, day)
    likely = periods.nearest_year(month, day, context.anchor, future=context.future)
    lead = WEEKDAY_NAME.match(context.words)
    if lead is None or likely is None or likely.weekday() == WEEKDAY_NUMBERS[lead.group().casefold()]:
        return likely
    years = sorted(range(likely.year - 2, likely.year + 3), key=lambda other: abs(other - likely.year))
    days = (periods.safe_date(other, month, day) for other in years)
    fitting = WEEKDAY_NUMBERS[lead.group().casefold()]
    return next((found for found in days if found is not None and found.weekday() == fitting), likely)


def _one_day(day: date | None) -> Period | None:
    return periods.day_period(day) if day is not None else None


def _iso(context: Context) -> Period | None:
    year, month, day = (int(number) for number in _NUMBERS.findall(context.words)[:3])
    return _one_day(periods.safe_date(year, month, day))


def _compact(context: Context) -> Period | None:
    words = context.words
    return _one_day(periods.safe_date(int(words[:4]), int(words[4:6]), int(words[6:8])))


def _slashed(context: Context) -> Period | None:
    """Month first as in the United States, unless only the other order is possible or full stops separate."""
    first, second, year = (int(number) for number in _NUMBERS.findall(context.words)[:3])
    if year < 100:
        year += 2000 if year < 70 else 1900
    month, day = (second, first) if "." in context.words else (first, second)
    return _one_day(periods.safe_date(year, month, day) or periods.safe_date(year, day, month))


def _month_day(context: Context) -> Period | None:
    words = context.words
    if words.startswith("may ") or not days_in(words):
        return None
    return _one_day(_resolved_day(context, _month_in(words), days_in(words)[0]))


def _day_range(context: Context) -> Period | None:
    """Such as "April 3-5", "28 April to 2 May 2026": the year of the end holds for the start as well."""
    months, days = months_in(context.words), days_in(context.words)
    years = [int(year) for year in YEAR_NUMBER.findall(context.words)]
    if len(days) < 2:
        return None
    last = _resolved_day(context, months[-1], days[1])
    if years and last is not None:
        last = periods.safe_date(years[-1], months[-1], days[1])
    if last is None:
        return None
    year = years[0] if len(years) > 1 else last.year - (months[0] > months[-1])
    first = periods.safe_date(year, months[0], days[0])
    return periods.span_period(first, last) if first is not None else None


def _week_of(context: Context) -> Period | None:
    day = _resolved_day(context, _month_in(context.words), days_in(context.words)[0])
    return periods.week_period(day) if day is not None else None


def _month_range(context: Context) -> Period | None:
    months = months_in(context.words)
    years = [int(year) for year in YEAR_NUMBER.findall(context.words)]
    if years:
        last = periods.month_period(years[-1], months[-1])
    else:
        last = periods.nearest_month(months[-1], context.anchor, future=context.future)
    year = years[0] if len(years) > 1 else last.first.year - (months[0] > months[-1])
    return periods.span_period(periods.month_period(year, months[0]).first, last.last)


def _whole_month(context: Context) -> Period:
    month, year = _month_in(context.words), year_in(context)
    if year is not None:
        return periods.month_period(year, month)
    return periods.nearest_month(month, context.anchor, future=context.future)


def _month_alone(context: Context) -> Period | None:
    """A month's name by itself, unless it is a verb ("may"), a person's name ("April Smith") or may be one ("Jan")."""
    words = context.words.rstrip(".")
    before = _IS_MONTH_BEFORE.search(context.text[max(0, context.start - 12) : context.start])
    named = _NAME_FOLLOWS.match(context.text, context.end) is not None
    preceded = before is not None and not (named and before.group("weak"))
    doubtful = words in {"May", "March", "August"} or (
        len(words) <= 4 and words not in {"June", "July", "Sept"}
    )
    if not preceded and (doubtful or named):
        return None
    return _whole_month(context)


def _relative_month(context: Context) -> Period:
    month, year = _month_in(context.words), year_in(context)
    if year is not None:
        return periods.month_period(year, month)
    move = MOVES.get(context.words.split()[0].casefold(), 0)
    anchor = context.anchor
    if move < 0:
        return periods.month_period(anchor.year - (month >= anchor.month), month)
    if move > 0:
        return periods.month_period(anchor.year + (month <= anchor.month), month)
    return periods.month_period(anchor.year, month)


def _part_of_month(context: Context) -> Period:
    return periods.part_of(_whole_month(context), part_in(context.words))


def _part_of_year(context: Context) -> Period:
    year = year_in(context) or context.anchor.year
    return periods.part_of(periods.year_period(year), part_in(context.words))


def _quarter(context: Context) -> Period | None:
    """Such as "Q2 2026", "the second quarter of last year": a calendar quarter, the nearest when no year is named."""
    words = context.words.casefold()
    named = re.search(r"q([1-4])|([1-4])q|\b([1-4])(?:st|nd|rd|th)\b", words)
    ordinal = next(
        (value for word, value in ORDINALS.items() if value <= 4 and re.search(rf"\b{word}\b", words)), 4
    )
    quarter = int(next(filter(None, named.groups()))) if named else ordinal
    year = year_in(context)
    if year is None and (short := re.search(r"q\s?(\d\d)$", words)):
        year = 2000 + int(short.group(1))
    if year is None:
        if "last quarter" in words:
            return periods.moved(context.anchor, "quarter", -1)
        current = (context.anchor.month + 2) // 3
        year = context.anchor.year - (quarter > current + (1 if not context.future else 4))
        year -= bool(re.search(r"year-(?:earlier|ago)", words))
    return periods.quarter_period(year, quarter)


def _half(context: Context) -> Period:
    year = year_in(context) or context.anchor.year
    second = any(word in context.words for word in ("H2", "second", "last"))
    return periods.months_period(year, 7 if second else 1, 6)


def _season(context: Context) -> Period | None:
    found = _SEASON.search(context.words)
    if found is None:
        return None
    season, year, anchor = found.group().casefold(), year_in(context), context.anchor
    if year is not None:
        return periods.season_period(
            year + (season == "winter" and anchor.month > 6 and year == anchor.year), season
        )
    move = MOVES.get(context.words.split()[0].casefold(), 0)
    period = periods.season_period(anchor.year + (season == "winter" and anchor.month > 8), season)
    if move < 0 and period.last >= anchor:
        return periods.season_period(period.last.year - 1, season)
    if move > 0 and period.first <= anchor:
        return periods.season_period(period.last.year + 1, season)
    return period


def _decade(context: Context) -> Period:
    digits = _NUMBERS.findall(context.words)[0]
    year = int(digits) if len(digits) == 4 else int(digits) + (2000 if digits < "30" else 1900)
    period = Period(periods.year_period(year).first, periods.year_period(year + 9).last, Precision.RANGE)
    part = part_in(context.words)
    return periods.part_of(period, part) if part else period


def _year(context: Context) -> Period | None:
    year = year_in(context)
    if year is None:
        year = 2000 + int(_NUMBERS.findall(context.words)[-1])
    return periods.year_period(year)


def _spoken_year(context: Context) -> Period | None:
    year = spoken_year(context.words)
    return periods.year_period(year) if year is not None else None


def _century(context: Context) -> Period:
    last = 100 * int(_NUMBERS.findall(context.words)[0])
    return Period(periods.year_period(last - 100).first, periods.year_period(last - 1).last, Precision.RANGE)


def _year_range(context: Context) -> Period | None:
    first, last = (int(year) for year in YEAR_NUMBER.findall(context.words)[:2])
    return periods.span_period(periods.year_period(first).first, periods.year_period(last).last)


def _iso_month(context: Context) -> Period:
    year, month = (int(number) for number in _NUMBERS.findall(context.words)[:2])
    return periods.month_period(year, month)


RULES: Mapping[str, Callable[[Context], Period | None]] = {
    **RELATIVE_RULES,
    **REFERRING_RULES,
    "iso": _iso,
    "compact": _compact,
    "slashed": _slashed,
    "weekof": _week_of,
    "monthdays": _day_range,
    "daysmonth": _day_range,
    "monthday": _month_day,
    "daymonth": _month_day,
    "months": _month_range,
    "partmonth": _part_of_month,
    "partyear": _part_of_year,
    "quarter": _quarter,
    "quarterwords": _quarter,
    "half": _half,
    "monthyear": _whole_month,
    "monthrelative": _relative_month,
    "month": _month_alone,
    "season": _season,
    "seasonrelative": _season,
    "decade": _decade,
    "fiscal": _year,
    "years": _year_range,
    "isomonth": _iso_month,
    "year": _year,
    "spokenyear": _spoken_year,
    "century": _century,
}
"""Rule by kind; None means that the words name no day of the calendar after all."""
