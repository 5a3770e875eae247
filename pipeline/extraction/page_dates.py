"""When a page was published: the day it declares, else the day written beside its headline.

A date is believed from 1990 on and until the day after ``today``; 1970 is a clock that was never set.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_FIRST_DAY = date(1990, 1, 1)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar jänner jaenner janvier enero gennaio janeiro januari stycznia tammikuuta",
            "feb february februar feber février fevrier febrero febbraio fevereiro februari lutego helmikuuta",
            "mar mär march märz maerz mars marzo março marco maart marca maaliskuuta",
            "apr april avril abril aprile kwietnia huhtikuuta",
            "may mai mayo maggio maio mei maj maja toukokuuta",
            "jun june juni juin junio giugno junho czerwca kesäkuuta",
            "jul july juli juillet julio luglio julho lipca heinäkuuta",
            "aug august août aout agosto augustus augusti sierpnia elokuuta",
            "sep sept september septembre septiembre setiembre settembre setembro września wrzesnia syyskuuta",
            "oct okt october oktober octobre octubre ottobre outubro października pazdziernika lokakuuta",
            "nov november novembre noviembre novembro listopada marraskuuta",
            "dec dez december dezember décembre decembre diciembre dicembre dezembro grudnia joulukuuta",
        ),
        start=1,
    )
    for name in names.split()
}
_MAX_DATE_LINE = 60
_YEAR = r"((?:19|20)\d\d)"
_ISO = re.compile(rf"(?<!\d){_YEAR}[-/.]([01]?\d)[-/.]([0-3]?\d)(?!\d)")
_NUMBERS = re.compile(rf"(?<![\d.])([0-3]?\d)([./-])\s?([01]?\d)\2\s?{_YEAR}(?!\d)")
_DAY_FIRST = re.compile(
    rf"(?<!\d)([0-3]?\d)(?:st|nd|rd|th|er|º)?\.?\s+(?:de\s+)?([^\W\d_]{{3,13}})\.?,?\s+(?:de\s+|del\s+)?{_YEAR}(?!\d)"
)
_MONTH_FIRST = re.compile(rf"\b([^\W\d_]{{3,13}})\.?\s+([0-3]?\d)(?:st|nd|rd|th)?,?\s+{_YEAR}(?!\d)")
_EAST_ASIAN = re.compile(rf"{_YEAR}\s?[年년]\s?([01]?\d)\s?[月월]\s?([0-3]?\d)\s?[日일]")


def declared_day(values: Iterable[str], today: date) -> str:
    """The first of some declared dates that can be believed, in ISO 8601 with its time if it has one, else ""."""
    for value in values:
        moment = _moment(value.strip())
        if moment and _is_believable(date.fromisoformat(moment[:10]), today):
            return moment
    return ""


def day_near(pieces: Iterable[str], characters: int, today: date) -> date | None:
    """The first day that stands alone in one of some pieces of text, within so many characters; None without one.

    A date within a sentence is part of the story, not the day of its publication.
    """
    passed = 0
    for piece in pieces:
        days = written_days(piece, today) if len(piece) <= _MAX_DATE_LINE else []
        if days or passed > characters:
            return next(iter(days), None)
        passed += len(piece)
    return None


def is_about(day: date, moment: str) -> bool:
    """Whether a day is within a week of a moment in ISO 8601."""
    return abs(day - date.fromisoformat(moment[:10])) <= timedelta(days=7)


def written_days(text: str, today: date) -> list[date]:
    """The days written out in a text, in their order, as they are written in Western and East Asian languages.

    Of 3/4/2025 nobody knows whether it is in April or March: the day comes first, as in most countries, unless it
    cannot.
    """
    return [day for day in _all_days(text) if _is_believable(day, today)]


def _moment(value: str) -> str:
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError:
        days = _all_days(value[:_MAX_DATE_LINE])
        return days[0].isoformat() if days else ""
    return parsed.isoformat() if len(value) > 10 else parsed.date().isoformat()


def _is_believable(day: date, today: date) -> bool:
    return _FIRST_DAY <= day <= today + timedelta(days=1)


def _all_days(text: str) -> list[date]:
    return [day for _, day in sorted([*_iso_days(text), *_numeric_days(text), *_named_days(text)])]


def _day(year: str, month: int, day: str) -> date | None:
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None


def _iso_days(text: str) -> list[tuple[int, date]]:
    matches = [*_ISO.finditer(text), *_EAST_ASIAN.finditer(text)]
    days = ((match.start(), _day(match[1], int(match[2]), match[3])) for match in matches)
    return [(place, day) for place, day in days if day is not None]


def _numeric_days(text: str) -> list[tuple[int, date]]:
    found = []
    for match in _NUMBERS.finditer(text):
        day = _day(match[4], int(match[3]), match[1]) or _day(match[4], int(match[1]), match[3])
        if day is not None:
            found.append((match.start(), day))
    return found


def _named_days(text: str) -> list[tuple[int, date]]:
    days = [(match.start(), match[3], match[2], match[1]) for match in _DAY_FIRST.finditer(text)]
    days += [(match.start(), match[3], match[1], match[2]) for match in _MONTH_FIRST.finditer(text)]
    dated = ((place, _day(year, _MONTHS.get(month.lower(), 0), day)) for place, year, month, day in days)
    return [(place, day) for place, day in dated if day is not None]
