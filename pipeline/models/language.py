"""What a text says: figures, dates and names, with their places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class QuantityKind(StrEnum):
    """What a number counts; numbers of different kinds are never compared."""

    MONEY = "money"
    PERCENT = "percent"
    DURATION = "duration"
    ORDINAL = "ordinal"
    VERSION = "version"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text, normalised: "$2.5B" is value 2.5e9, unit "USD", kind MONEY.

    ``unit`` is lower case or ISO 4217.

    ``approximate`` marks "about", "nearly", "more than" and alike.
    """

    start: int
    end: int
    text: str
    value: float
    unit: str
    kind: QuantityKind
    approximate: bool = False


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class DateMention:
    """A time expression in a text, resolved to the days it covers (both ends inclusive)."""

    start: int
    end: int
    text: str
    first: date
    last: date
    precision: Precision


@dataclass(frozen=True, slots=True)
class NameMention:
    """A proper name in a text; ``key`` is its normal form ("the Commerce Department's" -> "commerce department").

    ``full`` is, for a family name that stands alone, the person's name as printed before it; else "".
    """

    start: int
    end: int
    text: str
    key: str
    full: str = ""
