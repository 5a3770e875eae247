"""A time expression where it stands, and what can be read off its words alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.text.date_patterns import MONTH, MONTH_NUMBERS, SPOKEN_YEAR, WEEKDAY
from pipeline.text.numerals import number_value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from pipeline.text.periods import Period

YEAR_NUMBER = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
"""A year of four digits."""
WEEKDAY_NAME = re.compile(rf"{WEEKDAY}|(?:Mon|Tues?|Wed|Thurs?|Thu|Fri|Sat|Sun)(?=\.)")
"""A weekday by its name or abbreviation."""
MOVES = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1, "following": 1}
"""Where a word moves a period to: one back or one ahead."""
_SHORT_YEAR = re.compile(r"[’'](\d\d)\b")
_MONTH = re.compile(MONTH)
_YEAR_OF_A_RANGE = re.compile(
    rf"\s(?:and|to|through|until)\s(?:(?:early|mid|late)[\s-])?(?:{MONTH})(?:\s\d{{1,2}},?)?\s((?:19|20)\d\d)\b"
)
"""In "between late April and mid-May 2025" the year is that of both months."""
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?!\d)")
_SPOKEN_YEAR = re.compile(SPOKEN_YEAR)
_PART = re.compile(r"\b(early|mid|late|beginning|start|end|middle)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """A period of the calendar, and where in the text its name ended."""

    end: int
    period: Period


@dataclass(frozen=True, slots=True)
class Context:
    """A time expression where it stands: ``text[start:end]``, the anchor day, and how to ask for the tense."""

    text: str
    start: int
    end: int
    anchor: date
    future_cue: Callable[[str, int, int], bool]
    before: Sequence[Named] = ()
    """What the text has named so far, in order; "the quarter" or "the following day" leans on it."""

    @property
    def words(self) -> str:
        """The expression itself."""
        return self.text[self.start : self.end]

    @property
    def future(self) -> bool:
        """Whether its sentence speaks of what is to come."""
        return self.future_cue(self.text, self.start, self.end)

    def last_named(self, fits: Callable[[Period], bool], reach: int) -> Period | None:
        """The last fitting period that was named at most ``reach`` characters before; None when there is none."""
        for named in reversed(self.before):
            if self.start - named.end > reach:
                return None
            if fits(named.period):
                return named.period
        return None


def year_in(context: Context) -> int | None:
    """The year that an expression names: "2026", "'26", "of last year"."""
    if found := YEAR_NUMBER.search(context.words):
        return int(found.group())
    if found := _SHORT_YEAR.search(context.words):
        short = int(found.group(1))
        return 2000 + short if short < 70 else 1900 + short
    if relative := re.search(r"\b(this|last|next)\syear(?:$|[’']s\b)", context.words, re.IGNORECASE):
        return context.anchor.year + MOVES.get(relative.group(1).casefold(), 0)
    if spoken := _SPOKEN_YEAR.search(context.words):
        return spoken_year(spoken.group())
    if shared := _YEAR_OF_A_RANGE.match(context.text, context.end):
        return int(shared.group(1))
    return None


def spoken_year(words: str) -> int | None:
    """The year that is said aloud as "nineteen ninety-six" or "the year two thousand"; None when it is not one."""
    said = words.casefold().removeprefix("the year ")
    century, rest = (1900, said.removeprefix("nineteen ")) if said.startswith("nineteen") else (0, said)
    value = number_value(rest)
    return century + int(value) if value is not None else None


def months_in(words: str) -> list[int]:
    """Numbers of the months named, in order."""
    return [MONTH_NUMBERS[found.group().rstrip(".").casefold()] for found in _MONTH.finditer(words)]


def days_in(words: str) -> list[int]:
    """Days of the month named, in order; years are left out."""
    return [int(found.group(1)) for found in _DAY.finditer(YEAR_NUMBER.sub(" ", words))]


def part_in(words: str) -> str:
    """The word for a part of a period ("early", "mid", "end"), "" when there is none."""
    found = _PART.search(words)
    return found.group(1).casefold() if found else ""
