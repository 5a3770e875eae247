"""Time expressions found in news texts, and how many are resolved to the right day, month, quarter or year.

Matching is TempEval-3's (UzZaman and others 2013): a mention matches a gold expression when they overlap; its value
must then be equal. Scored are the gold expressions of type DATE and TIME, by day; what we find inside a gold DURATION
or SET is neither right nor wrong, because a term ("within 180 days") is a range of days here. References without a date
("now", "recently") stay in the gold and count as missed. Texts carry their gold in ``expressions``. For the suite of
short phrases (``spec``, ``results``) only the extents of its date and date-range extractors are scored.
"""

from __future__ import annotations

import gzip
import json
import re
import time
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, Field

from benchmarks.task import required_data
from pipeline.models import DateMention, Precision
from pipeline.text.dates import find_dates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from benchmarks.task import Figures, Request

_SCORED: Final = frozenset({"DATE", "TIME"})
_PHRASE_SPECS: Final = frozenset({"DateExtractor", "DateParser", "DatePeriodExtractor", "DatePeriodParser"})
_NO_REFERENCE: Final = date(2016, 11, 7)
_DAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})T.*")


class _Expression(BaseModel):
    start: int
    end: int
    type: str
    value: str = ""


class _PhraseResult(BaseModel):
    type: str = Field(alias="Type", default="")
    start: int = Field(alias="Start", default=-1)
    length: int = Field(alias="Length", default=0)


class _Row(BaseModel):
    text: str
    spec: str = ""
    created: str = ""
    expressions: list[_Expression] | None = None
    results: list[_PhraseResult] = []


@dataclass(frozen=True, slots=True)
class _Counts:
    """Mentions and gold expressions of one or more texts, and how many of them match."""

    found: int = 0
    gold: int = 0
    overlapping: int = 0
    exact: int = 0
    right_value: int = 0

    def __add__(self, other: _Counts) -> _Counts:
        return _Counts(
            self.found + other.found,
            self.gold + other.gold,
            self.overlapping + other.overlapping,
            self.exact + other.exact,
            self.right_value + other.right_value,
        )

    def f1(self, matched: int) -> float:
        """Harmonic mean of precision and recall when ``matched`` mentions are right."""
        return round(2 * matched / max(1, self.found + self.gold), 4)


def run(request: Request) -> Figures:
    """Score ``find_dates`` on a file of texts with marked expressions."""
    rows = list(_rows(required_data(request), request.limit))
    valued = all(row.expressions is not None for row in rows)
    started = time.perf_counter()
    mentions = [find_dates(row.text, _day(row)) for row in rows]
    seconds = time.perf_counter() - started
    total = sum((_score(row, found) for row, found in zip(rows, mentions, strict=True)), _Counts())
    figures: dict[str, float | int | str] = {
        "texts": len(rows),
        "gold": total.gold,
        "found": total.found,
        "extent_f1": total.f1(total.overlapping),
        "extent_strict_f1": total.f1(total.exact),
    }
    if valued:
        figures["value_f1"] = total.f1(total.right_value)
        figures["value_accuracy"] = round(total.right_value / max(1, total.overlapping), 4)
    return {**figures, "characters_per_s": round(sum(len(row.text) for row in rows) / max(seconds, 1e-9))}


def _rows(path: Path, limit: int) -> Iterator[_Row]:
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")
    lines = [line for line in text.split("\n") if line.strip()]
    for line in lines[:limit] if limit else lines:
        row = _Row.model_validate(json.loads(line))
        if row.expressions is not None or row.spec in _PHRASE_SPECS:
            yield row


def _day(row: _Row) -> date:
    return date.fromisoformat(row.created[:10]) if row.created else _NO_REFERENCE


def _gold(row: _Row) -> tuple[list[_Expression], list[_Expression]]:
    """The expressions to find, and those whose place is left out of account."""
    if row.expressions is not None:
        scored = [item for item in row.expressions if item.type in _SCORED]
        return scored, [item for item in row.expressions if item.type not in _SCORED]
    phrases = [item for item in row.results if item.start >= 0]
    return [
        _Expression(start=item.start, end=item.start + item.length, type=item.type) for item in phrases
    ], []


def _score(row: _Row, mentions: Iterable[DateMention]) -> _Counts:
    gold, ignored = _gold(row)
    left = list(gold)
    counts = _Counts(gold=len(gold))
    for mention in mentions:
        match = next((item for item in left if _overlap(mention, item)), None)
        if match is not None:
            left.remove(match)
            exact = (mention.start, mention.end) == (match.start, match.end)
            right = match.value != "" and _value(mention) == _comparable(match.value, mention)
            counts += _Counts(found=1, overlapping=1, exact=int(exact), right_value=int(right))
        elif not any(_overlap(mention, item) for item in ignored):
            counts += _Counts(found=1)
    return counts


def _overlap(mention: DateMention, item: _Expression) -> bool:
    return mention.start < item.end and item.start < mention.end


def _comparable(value: str, mention: DateMention) -> str:
    """A TIMEX3 value as ``_value`` would write it: times by their day, half-known seasons by our season."""
    day = _DAY.fullmatch(value)
    if day is not None:
        return day.group(1)
    return value if mention.precision is not Precision.RANGE else value.removesuffix("-WE")


def _value(mention: DateMention) -> str:
    """A mention as a TIMEX3 value: 1998-01-08, 1998-01, 1998-Q1, 1998, 1998-W02, 1998-SU, 199."""
    first, last = mention.first, mention.last
    if mention.precision is Precision.DAY:
        return first.isoformat()
    if mention.precision is Precision.MONTH:
        return f"{first:%Y-%m}"
    if mention.precision is Precision.QUARTER:
        return f"{first.year}-Q{(first.month + 2) // 3}"
    if mention.precision is Precision.YEAR:
        return f"{first.year}"
    return _range_value(mention, first, last)


def _range_value(mention: DateMention, first: date, last: date) -> str:
    """A range by the period that TIMEX3 names: a week, a decade, a season, or the month or year that a part is of."""
    if (last - first).days <= 6 and "week" in mention.text.casefold():
        year, week, _ = first.isocalendar()
        return f"{year}-W{week:02d}"
    if (first.month, last.month, last.year - first.year) == (1, 12, 9) or "0s" in mention.text:
        return f"{first.year // 10}"
    if first.year == last.year and (first.month, last.month) in {(1, 6), (7, 12)}:
        return f"{first.year}-H{1 if first.month == 1 else 2}"
    for season, code in (
        ("spring", "SP"),
        ("summer", "SU"),
        ("fall", "FA"),
        ("autumn", "FA"),
        ("winter", "WI"),
    ):
        if season in mention.text.casefold():
            return f"{first.year}-{code}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y-%m}"
    return f"{first.year}"
