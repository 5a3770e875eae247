"""Calendar dates as words: however a date is written, texts that name the same day or month have a word in common.

Two events of one kind in one place often differ in nothing but when they happened. In pieces ("26", "9", "2013") a date
says little; whole, it is as telling as a name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.text.date_patterns import MONTH_NUMBERS

if TYPE_CHECKING:
    from collections.abc import Iterator

DATE_MARK = "@"
_MONTH = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_DAY = r"[0-3]?[0-9]"
_YEAR = r"(?:19|20)[0-9]{2}"
_ORDINAL = r"(?:st|nd|rd|th)?"
_DATE = re.compile(
    rf"\b(?:(?:(?P<before>{_DAY}){_ORDINAL}\s+)?(?P<name>{_MONTH})\b\s*\.?\s*"
    rf"(?:(?P<after>{_DAY}){_ORDINAL}\b)?\s*,?\s*(?P<year>{_YEAR})"
    rf"|(?P<iso_year>{_YEAR})\s*-\s*(?P<iso_month>[01][0-9])\s*-\s*(?P<iso_day>[0-3][0-9])"
    rf"|(?P<first>{_DAY})\s*/\s*(?P<second>{_DAY})\s*/\s*(?P<slash_year>{_YEAR}))\b",
    re.IGNORECASE,
)
"""Blanks are allowed wherever a tokenizer may have put them."""


def written_dates(text: str) -> list[str]:
    """For every date with a year the month, and the day where it is named ("@2013-09", "@2013-09-26").

    "3/4/2013" is left out: it is a day in March to some writers and one in April to others.
    """
    return [word for found in _DATE.finditer(text) for word in _words(found)]


def _words(found: re.Match[str]) -> Iterator[str]:
    if found["name"]:
        year, month = found["year"], MONTH_NUMBERS[found["name"].lower()]
        day = int(found["before"] or found["after"] or 0)
    elif found["iso_year"]:
        year, month, day = found["iso_year"], int(found["iso_month"]), int(found["iso_day"])
    else:
        year = found["slash_year"]
        month, day = sorted((int(found["first"]), int(found["second"])))
        if month != day <= 12:  # either could be the month
            return
    if not 1 <= month <= 12:
        return
    yield f"{DATE_MARK}{year}-{month:02}"
    if 1 <= day <= 31:
        yield f"{DATE_MARK}{year}-{month:02}-{day:02}"
