"""How large a thing is that the beginning of an article reports: money, people killed, hurt or affected, percentages.

Figures of different kinds become comparable on logarithmic scales, one for each kind: ten times as much is always one
step more. News reports such figures in its first sentences; a number further down is as often about something else.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipeline.models import QuantityKind
from pipeline.text.quantities import find_quantities
from pipeline.text.sentences import sentence_spans
from pipeline.text.words import word_set

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.models import Article, Quantity


class FigureKind(StrEnum):
    """What a figure measures; each kind has its own scale."""

    MONEY = "money"
    KILLED = "killed"
    HURT = "hurt"
    AFFECTED = "affected"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Scale:
    """A logarithmic scale: 0 up to ``low``, ``top`` from ``high`` on."""

    low: float
    high: float
    top: float = 1.0

    def share(self, value: float) -> float:
        """Where a value stands, 0 to ``top``."""
        if value <= self.low:
            return 0.0
        return self.top * min(1.0, math.log(value / self.low) / math.log(self.high / self.low))


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a lead: ``value`` in US dollars, people or percent, ``text`` as the article writes it."""

    kind: FigureKind
    value: float
    text: str

    @property
    def share(self) -> float:
        """How large it is for its kind, 0 to 1."""
        return SCALES[self.kind].share(self.value)

    @property
    def shown(self) -> str:
        """The figure in words, such as "12 people killed"."""
        said = self.kind not in (FigureKind.KILLED, FigureKind.HURT) or _HARM_NOUN.search(self.text)
        return self.text if said else f"{self.text} {self.kind}"


SCALES: Mapping[FigureKind, Scale] = MappingProxyType(
    {
        FigureKind.MONEY: Scale(1e6, 1e12),
        FigureKind.KILLED: Scale(0.1, 1e4),
        FigureKind.HURT: Scale(1.0, 1e5),
        FigureKind.AFFECTED: Scale(1e3, 1e9),
        FigureKind.PERCENT: Scale(1.0, 1e2, top=0.25),
    }
)
"""A life weighs as much as ten hurt people. A percentage says little without what it is of, so it never reaches far."""

US_DOLLARS: Mapping[str, float] = MappingProxyType(
    {
        "USD": 1.0,
        "USX": 0.01,
        "AUD": 0.67,
        "CAD": 0.73,
        "CNY": 0.14,
        "EUR": 1.1,
        "GBP": 1.27,
        "HKD": 0.128,
        "INR": 0.012,
        "JPY": 0.0067,
        "KRW": 0.00074,
    }
)
"""What a unit of each currency was worth in the middle of 2024, roughly. Fixed on purpose: scores must not move with
exchange rates, and a rate that is wrong by a tenth moves a share by less than 0.01."""

LEAD_SENTENCES = 3
LEAD_CHARACTERS = 600
_PEOPLE = word_set(
    "person child woman man adult teen teenager baby infant toddler boy girl student pupil teacher resident civilian",
    "soldier troop officer policeman firefighter worker employee staffer miner passenger tourist visitor traveler",
    "migrant refugee evacuee hostage prisoner inmate patient customer user subscriber member household home family",
    "voter citizen american palestinian israeli ukrainian russian job victim survivor protester spectator fan other",
    "driver rider crew pedestrian shopper villager farmer journalist medic nurse doctor account",
)
"""Whom or whose livelihood a count can be of, singular as ``find_quantities`` gives its units."""
_NOUNS = MappingProxyType(
    {
        "death": FigureKind.KILLED,
        "fatality": FigureKind.KILLED,
        "life": FigureKind.KILLED,
        "injury": FigureKind.HURT,
        "casualty": FigureKind.HURT,
    }
)
_HARM_NOUN = re.compile(r"\b(?:deaths?|fatalit|li(?:fe|ves)\b|injur|casualt)", re.IGNORECASE)
_KILLED = r"kill(?:s|ed|ing)?|dead|die[sd]?|dying|slain|murder(?:s|ed|ing)?|massacred"
_HURT = r"injur(?:es?|ed|ing)|wound(?:s|ed|ing)?|hurt(?:s|ing)?|sicken(?:s|ed|ing)|hospitali[sz](?:es|ed|ing)"
_HARM = rf"(?:(?P<killed>{_KILLED})|(?P<hurt>{_HURT}))"
_ROUGHLY = (
    r"(?:\s(?:at\s(?:least|most)|(?:more|less|fewer)\sthan|about|around|nearly|almost|some|over|up\sto|as\smany\sas|an?|estimated"
    r"|the|another))*"
)
_HARM_BEFORE = re.compile(rf"\b{_HARM}{_ROUGHLY}\s$", re.IGNORECASE)
"""A verb of which the number is the object: "killing at least 12"."""
_TOLL_BEFORE = re.compile(
    rf"\b(?:death\stoll\b[^.;:,]*|deaths?\sof|li(?:fe|ves)\sof){_ROUGHLY}\s$", re.IGNORECASE
)
_HARM_AFTER = re.compile(rf"(?:\s[\w’'-]+){{0,5}}?(?:(?<=shot\sand)|(?<!\sand))\s{_HARM}\b", re.IGNORECASE)
"""A verb of which the number is the subject, within a few words of the same part of the sentence: "12 people were
killed", but not "hit 12 people and killed one"."""
_LOOK_BACK, _LOOK_AHEAD = 80, 60


def lead(article: Article) -> str:
    """The title and the first sentences of an article, one a line, in full as far as LEAD_CHARACTERS reach."""
    opening = article.text[:LEAD_CHARACTERS]
    spans = sentence_spans(opening)[:LEAD_SENTENCES]
    if len(spans) > 1 and spans[-1].end == len(opening.rstrip()) < len(article.text.rstrip()):
        spans = spans[:-1]  # cut off in the middle: half a number is another number
    return "\n".join([" ".join(article.title.split()), *(opening[span.start : span.end] for span in spans)])


def greatest_figure(leads: Iterable[str]) -> Figure | None:
    """The figure that is largest on the scale of its kind, the first of equals; None when no text has any."""
    figures = [figure for text in leads for figure in figures_of(text)]
    return max(figures, key=lambda figure: figure.share, default=None)


def figures_of(text: str) -> list[Figure]:
    """The figures of a text in order: amounts of money, people who were killed, hurt or affected, percentages."""
    found = ((quantity, _kind(text, quantity)) for quantity in find_quantities(text))
    return [_figure(quantity, kind) for quantity, kind in found if kind is not None]


def _figure(quantity: Quantity, kind: FigureKind) -> Figure:
    rate = US_DOLLARS.get(quantity.unit, 0.0) if kind is FigureKind.MONEY else 1.0
    return Figure(kind, abs(quantity.value) * rate, " ".join(quantity.text.split()))


def _kind(text: str, quantity: Quantity) -> FigureKind | None:
    if quantity.kind is QuantityKind.MONEY:
        return FigureKind.MONEY
    if quantity.kind is QuantityKind.PERCENT and quantity.unit == "%":
        return FigureKind.PERCENT
    if quantity.kind is not QuantityKind.COUNT:
        return None
    return _NOUNS.get(quantity.unit) or _people_kind(text, quantity)


def _people_kind(text: str, quantity: Quantity) -> FigureKind | None:
    """What happened to the people that a number counts; a number of nothing ("21 dead") may count people, too."""
    if quantity.unit and quantity.unit not in _PEOPLE:
        return None
    before = text[max(0, quantity.start - _LOOK_BACK) : quantity.start]
    after = text[quantity.end : quantity.end + _LOOK_AHEAD].partition("\n")[0]
    if _TOLL_BEFORE.search(before):
        return FigureKind.KILLED
    harm = _HARM_BEFORE.search(before) or _HARM_AFTER.match(after)
    if harm is not None:
        return FigureKind.KILLED if harm["killed"] else FigureKind.HURT
    return FigureKind.AFFECTED if quantity.unit else None
