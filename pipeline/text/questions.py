"""What a question asks: the words that carry it, the names and figures an answer must speak of, and the time meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from pipeline.text.dates import find_dates
from pipeline.text.names import find_names
from pipeline.text.words import word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.models import DateMention

_WORD: Final = re.compile(r"[^\W_]+(?:[.,]\d+|['’][^\W_]+)*")
_POSSESSIVE: Final = re.compile(r"['’]s$")
REPORTING_DAYS: Final = 3
"""News of a period is still written so many days after its end."""
_FUNCTION_WORDS: Final = word_set(
    "a an the of in on at to for from by with without and or but as is are was were be been being am has have had do",
    "does did done will would can could shall should may might must that this these those it its their his her hers",
    "they he she them him i we us our you your my me mine who whom whose which what when where why how than then also",
    "not no nor so if about into over under after before during between through until since up down out off own same",
    "such only very just because while there here all any both each few more most other some many much ever tell say",
    "happen happens happened happening know knows known learn learned going",
    "says said according what’s who’s it’s what's who's it's",
)
"""Words of grammar and of asking; they tell nothing of what is asked."""
_OPEN_START: Final = re.compile(r"\b(?:since|after|from|starting|beginning)\s+(?:the\s+)?$", re.IGNORECASE)
_OPEN_END: Final = re.compile(r"\b(?:before|until|till|up to|prior to|by)\s+(?:the\s+)?$", re.IGNORECASE)
_ENDINGS: Final = re.compile(r"(?:ations?|ings?|ies|ed|es|s|ly|e|y|ion|ions|er|ers)$")
_SHORTEST_STEM: Final = 3


_ASKS_AMOUNT: Final = re.compile(r"\bhow much\b|\bwhat (?:price|cost|sum|fine)\b", re.IGNORECASE)
_ASKS_FIGURE: Final = re.compile(
    r"\bhow (?:many|long|old|far|high|big|large|often|fast)\b|\b(?:share|percentage|percent|number|rate) of\b",
    re.IGNORECASE,
)
_ASKS_DATE: Final = re.compile(r"\bwhen\b|\b(?:what|which|on what) (?:date|day|month|year)\b", re.IGNORECASE)
_ASKS_NAME: Final = re.compile(
    r"\bwho(?:m|se)?\b|\b(?:which|where|what (?:country|city|company))\b", re.IGNORECASE
)


class Wanted(StrEnum):
    """What the answer to a question has to hold."""

    AMOUNT = "amount"
    FIGURE = "figure"
    DATE = "date"
    NAME = "name"
    ANYTHING = "anything"


@dataclass(frozen=True, slots=True)
class Window:
    """The days that a question is about, both ends inclusive."""

    first: date
    last: date

    @property
    def last_report(self) -> date:
        """The last day on which news of it is still written."""
        return self.last + timedelta(days=REPORTING_DAYS)

    def meets(self, first: date, last: date) -> bool:
        """Whether it has a day in common with another period."""
        return first <= self.last and self.first <= last


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart, as asked on ``day``.

    ``words`` carry it, in order and each once; ``stems`` are theirs, those of time left out. ``names`` are the stems of
    each name and figure: a text with none of them is about something else. ``window`` is the time that the question
    names, None when it names none; ``wanted`` what an answer has to hold.
    """

    text: str
    day: date
    words: tuple[str, ...]
    stems: frozenset[str]
    names: tuple[frozenset[str], ...]
    window: Window | None
    wanted: Wanted


def take_apart(question: str, day: date) -> Asked:
    """What ``question`` asks when it is asked on ``day``."""
    times = [mention for mention in find_dates(question, day) if mention.first <= day]
    timeless = _blanked(question, times)
    return Asked(
        text=question,
        day=day,
        words=tuple(dict.fromkeys(content_words(question) or word_tokens(question))),
        stems=stems_of(timeless),
        names=tuple(stems for text in _named(timeless) if (stems := stems_of(text))),
        window=_window(question, times, day),
        wanted=_wanted(question),
    )


def _wanted(question: str) -> Wanted:
    asks = {
        Wanted.AMOUNT: _ASKS_AMOUNT,
        Wanted.FIGURE: _ASKS_FIGURE,
        Wanted.DATE: _ASKS_DATE,
        Wanted.NAME: _ASKS_NAME,
    }
    return next((wanted for wanted, pattern in asks.items() if pattern.search(question)), Wanted.ANYTHING)


_COMMON_INITIALS: Final = word_set("ai it tv pc ceo cfo cto pr hr")
"""Abbreviations that name nothing."""


def _named(text: str) -> list[str]:
    """The names of a text, and its figures."""
    names = [text[name.start : name.end] for name in find_names(text) if name.key not in _COMMON_INITIALS]
    return names + [word for word in _WORD.findall(text) if word[0].isdigit()]


def word_tokens(text: str) -> list[str]:
    """The words and figures of a text in lower case."""
    return [_POSSESSIVE.sub("", found.casefold()) for found in _WORD.findall(text)]


def content_words(text: str) -> list[str]:
    """The words of a text, in lower case, that are more than grammar."""
    return [word for word in word_tokens(text) if word not in _FUNCTION_WORDS]


def stems_of(text: str) -> frozenset[str]:
    """The content words of a text without their endings, so that "resigned" meets "resigns" and "resignation"."""
    return frozenset(map(_stem, content_words(text)))


def _stem(word: str) -> str:
    cut = _ENDINGS.sub("", word)
    return cut if len(cut) >= _SHORTEST_STEM else word


def _blanked(text: str, mentions: Sequence[DateMention]) -> str:
    for mention in mentions:
        text = text[: mention.start] + " " * (mention.end - mention.start) + text[mention.end :]
    return text


def _window(question: str, times: Sequence[DateMention], day: date) -> Window | None:
    """From the first to the last day that is named; open where the question says since or until."""
    ends = [_ends(question, mention, day) for mention in times]
    if not ends:
        return None
    return Window(min(first for first, _ in ends), max(last for _, last in ends))


def _ends(question: str, mention: DateMention, day: date) -> tuple[date, date]:
    before = question[: mention.start]
    first, last = mention.first, min(mention.last, day)
    if _OPEN_START.search(before):
        return first, day
    if _OPEN_END.search(before):
        return date.min, last
    return first, last
