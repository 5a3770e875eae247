"""Time expressions in English text, resolved to days against the day of publication.

Spans are found by patterns and resolved by our own arithmetic: dateparser's search reads the verbs "may" and "march" as
dates and knows no quarters, parts of months or tense. Weekdays and month-days without a year follow the tense of their
sentence (Chang and Manning 2012, "SUTime", resolve underspecified dates the same way).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.models import DateMention, Precision, Span
from pipeline.text.date_context import Context, Named
from pipeline.text.date_patterns import ABSOLUTE_KINDS, MONTH, PATTERN, PRECHECK, SEASON
from pipeline.text.date_rules import RULES
from pipeline.text.periods import month_period, quarter_period
from pipeline.text.wording import written_day
from pipeline.text.words import word_list

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

_SENTENCE_END = re.compile(r"(?<!\b[A-Z])[.!?][\"”’)]*\s+(?=[\"“‘(]?[A-Z\d])|\n")
_FUTURE = re.compile(
    r"\b(?:by|until|ahead\sof)(?=\s(?:early\s|mid-|late\s|the\s(?:end|start|middle)\sof\s)?$)"
    r"|\b(?:will|won't|would|shall|deadline|(?<!had been )(?:due(?!\sto\b)|scheduled|planned)"
    r"|next|upcoming|slated|set to|expected|plans?\sto"
    r"|going to|(?:is|are) to|expires|starting|begins|takes effect|effective|to (?:take|be|begin|start|open|vote))\b"
    r"|[’']ll\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:said|told|was|were|had|announced|reported|began|wrote|ended|died|won|signed|since|published|released"
    r"|launched|happened|last|ago|earlier|met|took|came|went|made|did|been|rose|fell|grew|struck|lost|gave|found|held"
    r"|(?!(?:succ|proc|exc|ind|n|f|sp)eed\b|hundred\b|un)\w{3,}ed)\b",
    re.IGNORECASE,
)
_PART = re.compile(r"\b(?:early|mid|late|beginning|start|end|middle)\b", re.IGNORECASE)
_MONTH = re.compile(MONTH)
_SEASON = re.compile(rf"\b{SEASON}\b")
_CUE_REACH = 60
_COMPARISON = re.compile(r"\byear(?:-|\s)(?:ago|earlier)\b|\b(?:quarter|period)\s.*year\b", re.IGNORECASE)
"""Names what is compared with, not what the text is about."""
_MONTHS = word_list("January February March April May June July August September October November December")


def find_dates(text: str, anchor: date) -> list[DateMention]:
    """Every time expression of a text in order, resolved against ``anchor``, the day on which the text was published.

    Expressions that name no day of the calendar (durations, "30 February", times of day) are left out.
    """
    if not PRECHECK.search(text):
        return []
    return list(_mentions(text, anchor))


def _mentions(text: str, anchor: date) -> Iterator[DateMention]:
    named: list[Named] = []
    for found in PATTERN.finditer(text):
        kind = found.lastgroup or ""
        period = RULES[kind](Context(text, found.start(), found.end(), anchor, _speaks_of_future, named))
        if period is not None:
            if not _COMPARISON.search(found.group()):
                named.append(Named(found.end(), period))
            yield DateMention(
                found.start(), found.end(), found.group(), period.first, period.last, period.precision
            )


def date_spans(text: str) -> list[Span]:
    """Where a text names calendar dates, months, quarters and years, without resolving them."""
    if not PRECHECK.search(text):
        return []
    return [Span(*found.span()) for found in PATTERN.finditer(text) if found.lastgroup in ABSOLUTE_KINDS]


def _speaks_of_future(text: str, start: int, end: int) -> bool:
    """Whether the words around a time expression, within its sentence, speak of what is to come."""
    before = text[max(0, start - _CUE_REACH) : start]
    before = _SENTENCE_END.split(before)[-1]
    after = _SENTENCE_END.split(text[end : end + _CUE_REACH // 2], maxsplit=1)[0]
    cues = list(_FUTURE.finditer(before))
    if cues and cues[-1].group() == "by" and text[end : end + 2] in {"'s", "’s"}:
        cues.pop()  # "disrupted by Friday's outage"
    if cues:
        return not _PAST.search(before, cues[-1].end())
    return not _PAST.search(before) and bool(_FUTURE.search(after)) and not _PAST.search(after)


def absolute_text(mention: DateMention) -> str:
    """A mention in words that need no context: "7 April 2026", "April 2026", "Q2 2026", "2026", "3-5 April 2026"."""
    first, last = mention.first, mention.last
    if mention.precision is Precision.DAY:
        return written_day(first)
    if mention.precision is Precision.MONTH:
        return f"{_MONTHS[first.month - 1]} {first.year}"
    if mention.precision is Precision.QUARTER:
        return f"Q{(first.month + 2) // 3} {first.year}"
    if mention.precision is Precision.YEAR:
        return str(first.year)
    return _part_text(mention) or days_text(first, last)


def _part_text(mention: DateMention) -> str:
    """Such as "early June 2026", "mid-2026", "end of 2026" for such parts of a month or year; else ""."""
    season = _SEASON.search(mention.text)
    part = _PART.search(mention.text)
    if season is not None and part is None:
        return f"{season.group().casefold()} {mention.last.year}"
    if part is None or season is not None:
        return ""
    word, year = part.group().casefold(), mention.first.year
    month = f"{_MONTHS[mention.first.month - 1]} " if _MONTH.search(mention.text) else ""
    if word == "mid":
        return f"mid-{month}{year}"
    return f"{word} {month}{year}" if word in {"early", "late"} else f"{word} of {month}{year}"


def days_text(first: date, last: date) -> str:
    """Days from first to last in words: "7 April 2026", "3-5 April 2026", "April to June 2026", "2025 to 2026"."""
    if first == last:
        return written_day(first)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year} to {last.year}"
    if (
        first == month_period(first.year, first.month).first
        and last == month_period(last.year, last.month).last
    ):
        head, tail = _MONTHS[first.month - 1], f"{_MONTHS[last.month - 1]} {last.year}"
        return f"{head} to {tail}" if first.year == last.year else f"{head} {first.year} to {tail}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}-{written_day(last)}"
    if first.year == last.year:
        return f"{first.day} {_MONTHS[first.month - 1]} to {written_day(last)}"
    return f"{written_day(first)} to {written_day(last)}"


def iso_text(mention: DateMention) -> str:
    """A mention as the timeline writes it, as exact as is known: 2026-04-07, 2026-04, 2026-Q2, 2026.

    A range of a week or less goes by its first day, a longer one by the month, quarter or year that holds it.
    """
    first, last = mention.first, mention.last
    quarter = (first.month + 2) // 3
    if mention.precision is Precision.DAY or (
        mention.precision is Precision.RANGE and (last - first).days < 7
    ):
        return first.isoformat()
    if mention.precision is Precision.MONTH or last <= month_period(first.year, first.month).last:
        return f"{first.year:04d}-{first.month:02d}"
    if mention.precision is Precision.QUARTER or last <= quarter_period(first.year, quarter).last:
        return f"{first.year:04d}-Q{quarter}"
    return f"{first.year:04d}" if last.year == first.year else first.isoformat()
