"""Numbers in English text with what they count, normalised: "$2.5B", "six weeks", "77.8 percent", "50 organisations".

Years and dates are no quantities. What a number is depends on what stands around it, so every number is found once and
then offered to the rules in turn: version, score, money, percentage, duration, multiple, ordinal, count.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from pipeline.models import Quantity, QuantityKind
from pipeline.text.dates import date_spans
from pipeline.text.numerals import ORDINALS, SMALL_NUMBERS, number_value, scale_value
from pipeline.text.quantity_patterns import (
    APPROXIMATE_AFTER,
    APPROXIMATE_BEFORE,
    CURRENCIES,
    FRACTIONS,
    MEASURES,
    MULTIPLIERS,
    NEVER_NUMBERS,
    NOUN_STOPS,
    NUMBER,
    PRECHECK,
    RANGE_JOIN,
    SCORE,
    SINGULAR_LIKE_PLURAL,
    TAILS,
    UNIT_WORDS,
    VERSION,
    WORDS_ALONE,
)
from pipeline.text.units import same_amount

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOLLOWING = re.compile(r"[\s-]([A-Za-z][A-Za-z’'-]*)")
_IRREGULAR = {
    "people": "person",
    "men": "man",
    "women": "woman",
    "children": "child",
    "feet": "foot",
    "lives": "life",
}
_MAX_NOUN_DISTANCE = 4


def find_quantities(text: str) -> list[Quantity]:
    """The quantities of a text in order, without overlaps.

    A score such as "42-0" is a COUNT with value 42 and unit "42-0", so that it equals nothing but itself. A version
    such as "GPT-5.4" is a VERSION with value 5.4 and unit "gpt-5.4". A range gives both ends, with the same unit.
    A multiple ("3x", "three times", "threefold") is a COUNT with unit "times".
    """
    if not PRECHECK.search(text):
        return []
    taken = bytearray(len(text))
    for span in date_spans(text):
        taken[span.start : span.end] = b"\x01" * (span.end - span.start)
    for match in NEVER_NUMBERS.finditer(text):
        taken[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
    found: list[Quantity] = []
    for rule in (_versions, _scores, _words_alone, _numbers, _ordinals):
        for quantity in rule(text):
            if 1 not in taken[quantity.start : quantity.end]:
                found.append(quantity)
                taken[quantity.start : quantity.end] = b"\x01" * (quantity.end - quantity.start)
    return sorted(found, key=lambda quantity: quantity.start)


def _versions(text: str) -> Iterator[Quantity]:
    for match in VERSION.finditer(text):
        number = re.search(r"\d+(?:\.\d+)?", match.group())
        if number is not None and not _is_counted(text, match):
            unit = re.sub(r"[\s-]+", "-", match.group().casefold())
            yield Quantity(*match.span(), match.group(), float(number.group()), unit, QuantityKind.VERSION)


def _is_counted(text: str, match: re.Match[str]) -> bool:
    """Whether a word and a number only stand side by side: "About 50 people", "Nvidia 3 percent"."""
    word = match.group("word")
    if word is None:
        return False
    if match.group("sure") is None and (
        TAILS["percent"].match(text, match.end()) or text[match.end() : match.end() + 1] == "%"
    ):
        return True
    return word.casefold() in NOUN_STOPS


def _scores(text: str) -> Iterator[Quantity]:
    for match in SCORE.finditer(text):
        first, second = match.group("first"), match.group("second")
        second = second if second.isdigit() else "0"
        told = match.group("told") is not None or match.group("votes") is not None
        if not told and (match.group("to") or not _is_score(text, match.end(), int(first), int(second))):
            continue
        start = match.start("first")
        yield Quantity(
            start,
            match.end(),
            text[start : match.end()],
            float(first),
            f"{first}-{second}",
            QuantityKind.COUNT,
        )


def _is_score(text: str, end: int, first: int, second: int) -> bool:
    """Whether "a-b" is a result and no range: falling, or with nothing counted after it."""
    return first > second or not _noun_after(text, end)[0]


def _numbers(text: str) -> Iterator[Quantity]:
    matches = [match for match in NUMBER.finditer(text) if _stands_alone(text, match)]
    for at, match in enumerate(matches):
        following = matches[at + 1] if at + 1 < len(matches) else None
        partner = following if following is not None and _is_range(text, match, following) else None
        quantity = _range_start(text, match, partner) if partner else _measured(text, match)
        if quantity is not None:
            yield quantity


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Whether a number is no part of a word, time of day, address or longer code."""
    before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 2]
    if before.isalnum() or before in {"#", "/", ":", "_", "@", "\\"} or (before == "." and match.start() > 1):
        return False
    if before == "-" and text[max(0, match.start() - 2) : match.start() - 1].isalpha():
        return False
    return (
        not re.match(r"[:/_@]\d|[A-Za-z]\w|\.\d", after)
        or bool(match.group("scale"))
        or bool(TAILS["ordinal"].match(text, match.end()))
        or bool(TAILS["unit"].match(text, match.end()))
    )


def _is_range(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    return RANGE_JOIN.fullmatch(text, first.end(), second.start()) is not None


def _range_start(text: str, first: re.Match[str], second: re.Match[str]) -> Quantity | None:
    """The lower end of a range takes scale, currency and unit of the upper end: "five to ten billion dollars"."""
    own, upper = _measured(text, first), _measured(text, second)
    if upper is None or (
        own is not None and (own.kind, own.unit) == (upper.kind, upper.unit) and first.group("scale")
    ):
        return own
    value = number_value(first.group("number"))
    if value is None or upper.kind is QuantityKind.VERSION:
        return own
    scale = scale_value(first.group("scale") or second.group("scale") or "")
    start = first.start()
    return Quantity(
        start,
        first.end(),
        text[start : first.end()],
        value * scale,
        upper.unit,
        upper.kind,
        _is_approximate(text, start, first.end()),
    )


def _measured(text: str, match: re.Match[str]) -> Quantity | None:
    base = number_value(match.group("number"))
    if base is None:
        return None
    value, end = base * scale_value(match.group("scale") or ""), match.end()
    kind, unit, end = _kind_of(text, match, end)
    if kind is None:
        return None
    start = match.start()
    approximate = _is_approximate(text, start, match.end()) or _is_approximate(text, start, end)
    return Quantity(start, end, text[start:end], value, unit, kind, approximate)


def _kind_of(text: str, match: re.Match[str], end: int) -> tuple[QuantityKind | None, str, int]:
    """Kind, unit and end of a number: None as kind when it is no quantity after all."""
    if sign := match.group("currency"):
        return QuantityKind.MONEY, CURRENCIES[sign.strip().casefold()], _end_of_tail(text, "dollars", end)
    for name in ("money", "percent", "points", "unit", "duration", "times"):
        tail = TAILS[name].match(text, end)
        if tail is not None:
            return _from_tail(name, tail)
    if TAILS["ordinal"].match(text, end):
        return None, "", end
    unit, unit_end = _noun_after(text, end)
    if (
        match.group("number").casefold() in {"one", "1"}
        and not match.group("scale")
        and text[end : end + 1] != "-"
    ):
        unit = ""  # what follows "one" in the plural is a verb
    if not unit and _is_filler(match):
        return None, "", end
    return QuantityKind.COUNT, unit, unit_end if unit else end


def _end_of_tail(text: str, name: str, end: int) -> int:
    tail = TAILS[name].match(text, end)
    return tail.end() if tail else end


def _from_tail(name: str, tail: re.Match[str]) -> tuple[QuantityKind, str, int]:
    if name == "money":
        return QuantityKind.MONEY, CURRENCIES[tail.group("unit").casefold().rstrip("s")], tail.end()
    if name == "percent":
        return QuantityKind.PERCENT, "%", tail.end()
    if name == "points":
        return QuantityKind.PERCENT, f"{tail.group('unit').casefold()} point", tail.end()
    if name == "unit":
        return QuantityKind.COUNT, UNIT_WORDS[str(tail.lastgroup)], tail.end()
    if name == "duration":
        return QuantityKind.DURATION, _singular(tail.group("unit").casefold()), tail.end()
    return QuantityKind.COUNT, "times", tail.end()


def _is_filler(match: re.Match[str]) -> bool:
    """Whether a number with no noun is a pronoun ("one", "two of them") or a year."""
    number = match.group("number")
    if match.group("scale"):
        return False
    return number.casefold() in {"one", "zero"} or bool(re.fullmatch(r"(?:1[89]|20)\d\d", number))


def _noun_after(text: str, end: int) -> tuple[str, int]:
    """The noun that a number counts, singular, and where it ends: the first plural among the next few words, else the
    word that follows at once if it is joined by a hyphen or the number is abbreviated. ("", end) when there is none."""
    at = end
    for distance in range(_MAX_NOUN_DISTANCE):
        found = _FOLLOWING.match(text, at)
        if found is None:
            return "", end
        word = found.group(1).rstrip("’'-")
        folded = word.casefold().removesuffix("’s").removesuffix("'s")
        if folded in NOUN_STOPS or (distance == 0 and folded in SMALL_NUMBERS):
            return "", end
        if distance == 0 and folded in MEASURES:
            return folded, found.start(1) + len(word)
        if text[at] == "-" and distance == 0:
            return _singular(folded.partition("-")[0]), found.start(1) + len(word)
        if _is_plural(folded):
            return _singular(folded), found.start(1) + len(word)
        at = found.end()
    return "", end


def _is_plural(word: str) -> bool:
    if word in _IRREGULAR:
        return True
    return (
        word.endswith("s")
        and len(word) > 3
        and not word.endswith(("ss", "us", "is", "ous"))
        and word not in SINGULAR_LIKE_PLURAL
    )


def _singular(word: str) -> str:
    """The singular in American spelling: "organisations" -> "organization", "queries" -> "query"."""
    word = _IRREGULAR.get(word, word)
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    word = word.replace("isation", "ization")
    return {"licence": "license", "programme": "program", "centre": "center", "centurie": "century"}.get(
        word, word
    )


def _ordinals(text: str) -> Iterator[Quantity]:
    for match in TAILS["ordinals"].finditer(text):
        written = match.group().casefold()
        digits = re.match(r"\d+", written)
        value = float(digits.group()) if digits else float(ORDINALS[written])
        yield Quantity(*match.span(), match.group(), value, "", QuantityKind.ORDINAL)


def _words_alone(text: str) -> Iterator[Quantity]:
    """Such as "twice", "doubled", "threefold", "half of", "two-thirds"."""
    for match in WORDS_ALONE.finditer(text):
        word = re.sub(r"[\s-]+", " ", match.group("word").casefold())
        approximate = _is_approximate(text, match.start(), match.end())
        if word in FRACTIONS:
            yield Quantity(
                *match.span(), match.group(), FRACTIONS[word], "%", QuantityKind.PERCENT, approximate
            )
        elif word in MULTIPLIERS:
            yield Quantity(
                *match.span(), match.group(), MULTIPLIERS[word], "times", QuantityKind.COUNT, approximate
            )


def _is_approximate(text: str, start: int, end: int) -> bool:
    return text[end - 1] == "+" or bool(
        APPROXIMATE_BEFORE.search(text[max(0, start - 24) : start]) or APPROXIMATE_AFTER.match(text, end)
    )


def start_with_bound(text: str, quantity: Quantity) -> int:
    """Where a quantity starts with the "about", "at least" or "nearly" before it, if there is one."""
    before = text[max(0, quantity.start - 24) : quantity.start]
    bound = APPROXIMATE_BEFORE.search(before)
    return quantity.start - len(before) + bound.start() if bound is not None else quantity.start


def same_quantity(first: Quantity, second: Quantity) -> bool:
    """Whether two quantities say the same: kind, value and unit agree after normalisation ("$2.5B", "2.5 billion
    dollars"; "two weeks", "14 days"; "1,500 m", "1.5 km"). An empty unit agrees with any; approximation is left out of
    account."""
    if first.kind is not second.kind:
        return False
    if first.kind is QuantityKind.VERSION:
        return first.unit == second.unit
    if "" in {first.unit, second.unit} and not (_is_score_unit(first) or _is_score_unit(second)):
        return math.isclose(first.value, second.value, rel_tol=1e-9, abs_tol=1e-12)
    return same_amount(first, second)


def _is_score_unit(quantity: Quantity) -> bool:
    return quantity.unit[:1].isdigit()
