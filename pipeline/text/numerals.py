"""Numbers as they are written in English: digits, words, scales ("1,200", "2.5", "sixteen", "twenty-two", "B")."""

from __future__ import annotations

import math
import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipeline.text.words import word_list

if TYPE_CHECKING:
    from collections.abc import Mapping

_ONES = word_list(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen",
    "seventeen  eighteen nineteen",
)
_TENS = word_list("twenty thirty forty fifty sixty seventy eighty ninety")
_ORDINAL_WORDS = word_list(
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth",
    "fourteenth  fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
)

SMALL_NUMBERS: Mapping[str, int] = MappingProxyType(
    {word: value for value, word in enumerate(_ONES)} | {word: 20 + 10 * at for at, word in enumerate(_TENS)}
)
"""Values of "zero" to "nineteen" and of the tens."""

ORDINALS: Mapping[str, int] = MappingProxyType(
    {word: value for value, word in enumerate(_ORDINAL_WORDS) if value}
    | {f"{word[:-1]}ieth": 20 + 10 * at for at, word in enumerate(_TENS)}
    | {
        f"{tens}-{_ORDINAL_WORDS[one]}": 20 + 10 * at + one
        for at, tens in enumerate(_TENS)
        for one in range(1, 10)
    }
)
"""Values of "first" to "ninety-ninth"."""

SCALES: Mapping[str, float] = MappingProxyType(
    {
        "k": 1e3,
        "thousand": 1e3,
        "m": 1e6,
        "mn": 1e6,
        "mln": 1e6,
        "million": 1e6,
        "b": 1e9,
        "bn": 1e9,
        "billion": 1e9,
        "t": 1e12,
        "tn": 1e12,
        "trillion": 1e12,
        "hundred": 1e2,
        "dozen": 12.0,
    }
)
"""What a word or letter after a number multiplies it by."""

_ANY_OF = "|".join(sorted(SMALL_NUMBERS, key=len, reverse=True))
WORD_NUMBER = (
    rf"(?:(?:{_ANY_OF})(?:[- ](?:{'|'.join(_ONES[1:10])}))?\b"
    rf"(?:\s(?:hundred|thousand)\b(?:\s(?:and\s)?(?:{_ANY_OF})(?:-(?:{'|'.join(_ONES[1:10])}))?\b)?)?)"
)
"""Pattern of a number in words, up to "nine hundred and ninety-nine thousand"; case is the caller's choice."""
DIGIT_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
"""Pattern of a number in digits."""

_DIGITS = re.compile(DIGIT_NUMBER)
_AND_A_HALF = " and a half"
_HALVES = frozenset({"half a", "half an"})
_PART = re.compile(r"[a-z]+")
_SCALE_BREAKS = re.compile(r"[\s.-]+")


def number_value(text: str) -> float | None:
    """The value of a number in digits or words, None when ``text`` is not one. "a" and "an" count as one."""
    folded = text.strip().casefold()
    if folded.endswith(_AND_A_HALF):
        whole = number_value(folded.removesuffix(_AND_A_HALF))
        return None if whole is None else whole + 0.5
    if _DIGITS.fullmatch(folded):
        return float(folded.replace(",", ""))
    return 0.5 if folded in _HALVES else _words_value(folded)


def _words_value(folded: str) -> float | None:
    total, current, seen = 0.0, 0.0, False
    for word in _PART.findall(folded):
        if word in SMALL_NUMBERS:
            current += SMALL_NUMBERS[word]
        elif word in {"a", "an"}:
            current += 1
        elif word == "hundred":
            current = (current or 1) * 100
        elif word == "thousand":
            total, current = total + (current or 1) * 1000, 0.0
        elif word != "and":
            return None
        seen = True
    return total + current if seen else None


def scale_value(text: str) -> float:
    """What a scale multiplies by: 1e6 for "million" and "M", 1e5 for "hundred thousand", 1 for an unknown one."""
    return math.prod(SCALES.get(word, 1.0) for word in _SCALE_BREAKS.split(text.casefold()))
