"""The moments that a sentence tells of: the dates it gives exactly enough, less those that belong to the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.models import DateMention, Precision
from pipeline.text.dates import iso_text
from pipeline.text.evidence import is_doubtful

if TYPE_CHECKING:
    from datetime import date

    from pipeline.models import Evidence

_BACKGROUND: Final = re.compile(
    r"\b(?:since|until|as of|founded (?:in|on)|born(?: in| on)?"
    r"|(?:produced|made|manufactured|packaged|sold|bought|purchased?|distributed)(?:\s(?:on|in|before|after|between))?)"
    r"\s*(?:the\s)?$",
    re.IGNORECASE,
)
"""A date after these words tells when something began or ends that is not the news."""
_BEFORE: Final = 28
_PAGE_NOTE: Final = re.compile(
    r"\b(?:last updated|page last|updated at|first published|house rules"
    r"|(?:was|were|been) (?:amended|corrected|updated|removed) (?:on|at|because))\b",
    re.IGNORECASE,
)
"""A note on the page itself, whose date is when it was edited."""
_SHORT_RANGE_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an article, with the dates in it (offsets within ``text``).

    ``ordinal`` is its index within the article, 0 for the first; ``salience`` in [0, 1] what is known of its weight
    from elsewhere.
    """

    id: str
    text: str
    article_id: str
    published: date
    ordinal: int
    dates: tuple[DateMention, ...]
    salience: float = 0.0


def statement_of(evidence: Evidence, salience: float = 0.0) -> Statement:
    """A sentence of evidence as a statement."""
    return Statement(
        evidence.id,
        evidence.text,
        evidence.article_id,
        evidence.published,
        evidence.ordinal,
        evidence.dates,
        salience,
    )


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """When something happened: its first day, and ISO 8601 as exact as is known (2026-04-07, 2026-04, 2026-Q2)."""

    first: date
    label: str
    precision: Precision


@dataclass(frozen=True, slots=True)
class Telling:
    """A moment as one statement gives it: ``start`` is where in the text, ``lag`` the days until the report.

    ``is_background`` marks the date from or until which something held ("since 3 May", "born on 3 May"), and a past
    month or quarter, of which a report of the event itself would give the day: they point to the moment, but do not say
    what happened then.
    """

    moment: Moment
    start: int
    names_year: bool
    lag: int
    is_background: bool


def tellings(statement: Statement) -> tuple[Telling, ...]:
    """The moments of a statement in order, each once."""
    if _PAGE_NOTE.search(statement.text):
        return ()
    found: dict[Moment, Telling] = {}
    for mention in statement.dates:
        if _is_news(mention, statement):
            telling = _telling(mention, statement)
            found.setdefault(telling.moment, telling)
    return tuple(found.values())


def _telling(mention: DateMention, statement: Statement) -> Telling:
    precision = Precision.DAY if mention.precision is Precision.RANGE else mention.precision
    lag = (statement.published - mention.first).days
    before = statement.text[max(0, mention.start - _BEFORE) : mention.start]
    return Telling(
        Moment(mention.first, iso_text(mention), precision),
        mention.start,
        str(mention.first.year) in mention.text,
        lag,
        bool(_BACKGROUND.search(before)) or (lag >= 0 and precision is not Precision.DAY),
    )


def _is_news(mention: DateMention, statement: Statement) -> bool:
    """Whether the mention says exactly enough when something happens or happened, and is not the article's own date."""
    if not _is_exact(mention) or is_doubtful(mention, statement.published):
        return False
    return not (mention.first == statement.published and str(mention.first.year) in mention.text)


def _is_exact(mention: DateMention) -> bool:
    """A day, month or quarter, or some days of the calendar ("3-5 April"); "last week" and years are too coarse."""
    if mention.precision is not Precision.RANGE:
        return mention.precision is not Precision.YEAR
    is_short = (mention.last - mention.first).days < _SHORT_RANGE_DAYS
    return is_short and any(character.isdigit() for character in mention.text)
