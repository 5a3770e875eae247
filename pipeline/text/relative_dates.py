"""How time expressions that only the day of publication explains are resolved: "on Tuesday", "three weeks ago"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.models import Precision
from pipeline.text import periods
from pipeline.text.date_context import MOVES, WEEKDAY_NAME, Context
from pipeline.text.date_patterns import WEEKDAY_NUMBERS
from pipeline.text.numerals import number_value
from pipeline.text.periods import Period
from pipeline.text.referring_dates import quarter_before, story_day

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

_UNIT = re.compile(r"(day|week|weekend|month|quarter|year|decade|century)s?$")
_IN_ONE = re.compile(r"in\sa\s", re.IGNORECASE)
_ONE_OF_FEW = {"a few": 3.0, "a couple of": 2.0, "several": 3.0}


def _this_quarter(context: Context) -> Period:
    move = next((step for word, step in MOVES.items() if word in context.words.casefold()), 0)
    return periods.moved(context.anchor, "quarter", -1 if "latest" in context.words else move)


def _amount(words: str) -> tuple[float, str] | None:
    """The number and the unit of "three weeks", "a few days", "180-day"."""
    cleaned = re.sub(r"\b(?:ago|earlier|later)$", "", words).strip().replace("-", " ", 1)
    unit = _UNIT.search(cleaned)
    if unit is None:
        return None
    number = cleaned[: unit.start()].strip().casefold()
    tail = re.search(r"(?:\d+|a few|a couple of|several|(?:[a-z]+[- ]?)+)$", number)
    if tail is None:
        return None
    words_of_number = re.sub(
        r"^(?:(?:in|within|over|during|for|the|last|past|next|coming|previous|more|than|about|nearly|almost|some)\s)+",
        "",
        tail.group(),
    )
    value = _ONE_OF_FEW.get(words_of_number) or number_value(words_of_number)
    return (value, unit.group(1)) if value is not None and value <= 9999 else None


def _ago(context: Context) -> Period | None:
    amount = _amount(context.words)
    if amount is None:
        return None
    count, unit = int(amount[0]), amount[1]
    is_comparison = (count, unit) == (1, "year")
    if is_comparison and (quarter := quarter_before(context)) is not None:
        return quarter
    told = context.words.endswith("earlier") and not is_comparison
    return _counted((story_day(context, unit) if told else None) or context.anchor, unit, -count)


def _later(context: Context) -> Period | None:
    """Such as "two days later": counted from what the text named before."""
    amount = _amount(context.words)
    start = story_day(context, amount[1]) if amount is not None else None
    if amount is None or start is None:
        return None
    return _counted(start, amount[1], int(amount[0]))


def _counted(start: date, unit: str, count: int) -> Period:
    """So many units from a day on; weeks are counted to the day."""
    return periods.moved(start, "day" if unit == "week" else unit, count * (7 if unit == "week" else 1))


def _ahead(context: Context) -> Period | None:
    """Such as "in 180 days", "within six weeks": from the anchor to the day the term ends."""
    amount = _amount(context.words)
    is_comparison = _IN_ONE.match(context.words) and not context.future  # "the smallest gain in a year"
    if amount is None or is_comparison:
        return None
    return periods.span_period(
        context.anchor, periods.same_day_moved(context.anchor, amount[1], int(amount[0]))
    )


def _window(context: Context) -> Period | None:
    amount = _amount(context.words)
    if amount is None:
        return None
    count = int(amount[0])
    if re.search(r"\b(?:next|coming)\b", context.words):
        return periods.span_period(context.anchor, periods.same_day_moved(context.anchor, amount[1], count))
    return periods.span_period(periods.same_day_moved(context.anchor, amount[1], -count), context.anchor)


def _weekday(context: Context) -> Period | None:
    found = WEEKDAY_NAME.search(context.words)
    if found is None:
        return None
    weekday, anchor = WEEKDAY_NUMBERS[found.group().casefold()], context.anchor
    first_word = context.words.split()[0].casefold()
    if first_word in {"following", "previous"}:
        anchor = story_day(context, "day") or anchor
    if first_word in {"next", "coming", "following"}:
        return periods.day_period(periods.weekday_after(periods.shifted(anchor, 1), weekday))
    if first_word in {"last", "past", "previous"}:
        return periods.day_period(periods.weekday_before(periods.shifted(anchor, -1), weekday))
    if first_word == "this" or not context.future:
        ahead = first_word == "this" and context.future
        find = periods.weekday_after if ahead else periods.weekday_before
        return periods.day_period(find(anchor, weekday))
    return periods.day_period(periods.weekday_after(anchor, weekday))


def _deictic(context: Context) -> Period:
    words = context.words.casefold()
    days = {"day before": -2, "day after": 2, "yesterday": -1, "last night": -1, "tomorrow": 1}
    return periods.day_period(
        periods.shifted(context.anchor, next((step for word, step in days.items() if word in words), 0))
    )


def _weekend(context: Context) -> Period:
    """The weekend begun last or, where the sentence looks ahead, the next."""
    find = periods.weekday_after if context.future else periods.weekday_before
    saturday = find(context.anchor, WEEKDAY_NUMBERS["saturday"])
    return Period(saturday, periods.shifted(saturday, 1), Precision.RANGE)


def _relative(context: Context) -> Period | None:
    """Such as "last week", "next month", "earlier this year", "the current decade"."""
    words = context.words.casefold()
    unit = _UNIT.search(words)
    if unit is None:
        return None
    move = next((step for word, step in MOVES.items() if re.search(rf"\b{word}\b", words)), 0)
    period = periods.moved(context.anchor, unit.group(1), move)
    if unit.group(1) == "decade":
        start = periods.year_period(period.first.year - period.first.year % 10).first
        return Period(start, periods.year_period(start.year + 9).last, Precision.RANGE)
    if words.startswith("earlier ") and period.first < context.anchor:
        return Period(period.first, context.anchor, Precision.RANGE)
    if words.startswith("later ") and period.last > context.anchor:
        return Period(context.anchor, period.last, Precision.RANGE)
    return period


RELATIVE_RULES: Mapping[str, Callable[[Context], Period | None]] = {
    "thequarter": _this_quarter,
    "ago": _ago,
    "later": _later,
    "ahead": _ahead,
    "window": _window,
    "weekday": _weekday,
    "deictic": _deictic,
    "weekend": _weekend,
    "relative": _relative,
}
"""Rule by kind; None means that the words name no day of the calendar after all."""
