"""How time expressions are resolved that lean on a period named before them: "the quarter", "the following day".

What they lean on is the last fitting period named shortly before, as in SUTime (Chang and Manning 2012) and HeidelTime
(Strötgen and Gertz 2013); only where the words may also be meant as seen from the day of publication, that day serves.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipeline.models import Precision
from pipeline.text import periods
from pipeline.text.date_context import MOVES, YEAR_NUMBER, Context, months_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from pipeline.text.periods import Period

_REPORT_REACH: Final = 1500
"""Characters. A report on a quarter names it once and then speaks of "the quarter" for some paragraphs."""
_STORY_REACH: Final = 500
"""Characters. "The following day" follows a day named in this sentence or the one before."""
_REPORTED_DAYS: Final = 275
"""A quarter that ended longer ago is what another one is compared with."""
_ENDED: Final = re.compile(r"\s(?:that\s)?end(?:ed|ing|s)\s(?:on\s)?(\w+\.?)")
_UNIT: Final = re.compile(r"\b(day|week|month|year)\b")
_KNOWN: Final[Mapping[str, frozenset[Precision]]] = {
    "day": frozenset({Precision.DAY}),
    "week": frozenset({Precision.DAY}),
    "month": frozenset({Precision.DAY, Precision.MONTH}),
    "year": frozenset({Precision.DAY, Precision.MONTH, Precision.QUARTER, Precision.YEAR}),
}
"""How exactly a period must be known for its day, week, month or year to be known."""


def named_quarter(context: Context) -> Period | None:
    """The quarter that the text reports on, one of the last to have ended; None when it has named none such."""

    def is_reported(period: Period) -> bool:
        age = (context.anchor - period.last).days
        return period.precision is Precision.QUARTER and 0 <= age <= _REPORTED_DAYS

    return context.last_named(is_reported, _REPORT_REACH)


def quarter_before(context: Context) -> Period | None:
    """The quarter a year before the one that the text is speaking of."""
    quarter = named_quarter(context)
    return periods.moved(quarter.first, "quarter", -4) if quarter is not None else None


def story_day(context: Context, unit: str) -> date | None:
    """The first day of what was last named exactly enough to count days, weeks, months or years from it."""
    known = _KNOWN.get(unit, frozenset())
    named = context.last_named(lambda period: period.precision in known, _STORY_REACH)
    return named.first if named is not None else None


def _the_quarter(context: Context) -> Period | None:
    """Such as "the quarter ended July 31", which goes by its middle month, "that quarter", "the latest period"."""
    ended = _ENDED.match(context.text, context.end)
    months = months_in(ended.group(1)) if ended else []
    if months and "quarter" in context.words:
        middle = periods.month_period(context.anchor.year - (months[0] > context.anchor.month), months[0] - 1)
        return periods.moved(middle.first, "quarter", 0)
    named = named_quarter(context)
    if named is None and context.words.casefold() == "the latest quarter":
        return periods.moved(context.anchor, "quarter", -1)
    return named


def _year_earlier(context: Context) -> Period | None:
    """Such as "year-earlier profit", "the year-ago quarter", "the same period last year"."""
    before = quarter_before(context)
    if before is not None or re.search(r"quarter|period", context.words):
        return before
    return periods.moved(context.anchor, "year", -1)


def _quarter_of_year(context: Context) -> Period | None:
    """Such as "the 1988 quarter", "the 1988 period"."""
    year = int(YEAR_NUMBER.findall(context.words)[0])
    named = named_quarter(context)
    if named is None:
        return periods.year_period(year)
    return periods.quarter_period(year, (named.first.month + 2) // 3)


def _neighbor(context: Context) -> Period | None:
    """Such as "the following day", "the next day", "the previous year"."""
    words = context.words.casefold()
    unit = words.split()[-1]
    start = story_day(context, unit)
    if start is None and ("previous" not in words or unit == "day"):
        return None
    move = next(step for word, step in MOVES.items() if word in words)
    return periods.moved(start or context.anchor, unit, move)


def _same(context: Context) -> Period | None:
    """Such as "that day", "the same year"."""
    unit = context.words.split()[-1]
    start = story_day(context, unit)
    return periods.moved(start, unit, 0) if start is not None else None


REFERRING_RULES: Mapping[str, Callable[[Context], Period | None]] = {
    "spokenquarter": _the_quarter,
    "yearearlier": _year_earlier,
    "yearquarter": _quarter_of_year,
    "neighbor": _neighbor,
    "same": _same,
}
"""Rule by kind; None means that the text has named nothing to lean on."""
