"""Figures as readings (thing, measure, value): the ground of comparison tables and of conflicts between sources.

A reading is taken only where the sentence itself ties the value to a thing and a measure: "Kimi K2.6 scored 58.6% on
SWE-bench Pro" reads (Kimi K2.6, SWE-bench Pro, 58.6%); "Meyer led with 48.5% of the votes, compared to Hall's 35.9%"
reads a share of the votes for each. What cannot be tied so is left alone; hearsay and forecasts are marked as such.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipeline.models import QuantityKind
from pipeline.text.numerals import SMALL_NUMBERS
from pipeline.text.units import amount_of
from pipeline.text.words import word_set
from pipeline.writers.extractive.scales import measured_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.models import NameMention, Quantity
    from pipeline.writers.extractive.lines import Line
    from pipeline.writers.extractive.scales import Measured, Scale

_KINDS = (QuantityKind.MONEY, QuantityKind.PERCENT, QuantityKind.COUNT)
_PRICE = re.compile(
    r"\b(?:costs?|priced|prices?|sells?|charges?|lists?|available|fees?|tickets?)\b", re.IGNORECASE
)
_PER = re.compile(r"^\sper\s(?:(?:million|thousand|billion)\s)?(?:(?:input|output)\s)?[a-z]+")
_OF = re.compile(r"^\sof\s(?:the\s|all\s|its\s)?((?:[a-z-]+\s){0,2}[a-z-]+)")
_MONEY_MEASURE = re.compile(
    r"\b(penalt(?:y|ies)|fines?|revenues?|funding|valuation|contracts?|budget|sales|profits?|loss(?:es)?|damages|aid|bail|"
    r"settlement|wages?|salary|payroll|grants?|spending|debt|gross(?:ed)?)\b",
    re.IGNORECASE,
)
_NOT_A_MEASURE = re.compile(
    r"\d|^(?:mph|kph|km|m|miles?|kilomet(?:er|re)|inch|foot|yard|degree|pound|kilo|ton|person|man|woman|year|month|week|day|"
    r"hour|minute|second|times|other|acre|degrees|age|win|loss|record|no)s?$",
    re.IGNORECASE,
)
"""Units that say in what is counted, not what: winds and speed limits are both in miles an hour."""
_COMPOUND = re.compile(r"\w-[a-z]+$")
"""A number that belongs to the next noun: "a three-game streak"."""
_UNSURE = re.compile(
    r"\b(?:rumou?r\w*|reportedly|allegedly|appears? to|(?:went|going) round|it says|claims?|claimed|if so|might|"
    r"may|could|would|expect(?:s|ed)?|projected|forecasts?|predict\w*|estimates?|resellers?|goal|plans?|up to)\b|\?",
    re.IGNORECASE,
)
"""Wording of hearsay, forecast and claim."""
_JOINT = re.compile(
    r"(?:,\s|;\s|\s)?(?:(?:and|while|where|but|against|versus|(?:as )?compared (?:to|with)|followed by|ahead of|as)\s)?"
    r"(?:the\s)?",
    re.IGNORECASE,
)
"""What may stand between one pair of thing and value and the next."""
_VERB = r"(?:scored|scores|has|have|had|took|takes|accepts|accept|used|uses|won|received|reported|got|stands at|costs?)"
_THING_FIRST = re.compile(
    rf"(?:[’']s|,\s[DRI]-[A-Z][\w.-]*,?)?(?:\s|,\s|\s?\(|:\s|\s(?:at|with|for)\s|\s{_VERB}\s|\s(?:has|have|had)\s(?:reported|confirmed|won|recorded)\s)"
    r"(?:(?:about|some|around|nearly|roughly|a|an|its|the|by)\s){0,2}",
)
"""What may stand between a thing and its value after it."""
_OPENING = re.compile(r"\s(?:[a-z]+\s){1,5}")
"""What may stand between the first thing of a list and its value: any few words, "led the race with"."""
_PLACED = re.compile(r"\b(?:in|of|at|for|from|on|by|to|near)\s(?:the\s)?$", re.IGNORECASE)
_CONTRAST = re.compile(r"\b(?:against|versus|ahead of|behind|compared (?:to|with))\s(?:about |some |just )?$")
_VALUE_FIRST = re.compile(r"\s(?:in|for|from|at|by|to)\s(?:the\s)?(?:[A-Z][\w.-]*[’']s?\s)?")
_HAS = re.compile(
    r"\s(?:scored|has|have|had|accepts|carries|costs?|(?:has |have |had )?(?:reported|recorded|confirmed))\s"
    r"(?:(?:about|some|around|nearly|a|an)\s)?"
)
"""What ties a single value to the thing before it."""


_HAS_LISTED = re.compile(r"\s(?:has|have|had)\s")
_FEATURE_OF = re.compile(
    r"(?:\s(?:has|have|had)|,?\sand|,)\san?\s((?:[a-z]+\s)?[a-z]+)\sof\s(?:about\s|up\sto\s)?$"
)
"""What a thing has that is so much: "has 40 seats and a context window of" 256,000 tokens."""
_NOT_A_FEATURE = word_set(
    "total number record average maximum minimum lot couple handful majority minority series group team range list pair"
)
"""Nouns that say how something is counted, not what."""
_VERB_BEFORE = re.compile(r"\s(accepts?|used|uses|took|takes|won|wins|needs|needed)\s(?:\w+\s)?$")
_PARTICIPLES: Mapping[str, str] = MappingProxyType(
    {
        "accept": "accepted",
        "accepts": "accepted",
        "used": "used",
        "uses": "used",
        "took": "taken",
        "takes": "taken",
    }
    | {"won": "won", "wins": "won", "needs": "needed", "needed": "needed"}
)
_LASTING = frozenset({"parameter", "token"})
"""Units of what a thing has whatever happens."""
_NUMBER_WORDS = re.compile(
    rf"^(?:[\d.,]+|{'|'.join(SMALL_NUMBERS)}|an?)(?:[\s-](?:hundred|thousand|million|billion|trillion|dozen|"
    rf"{'|'.join(SMALL_NUMBERS)}))*[\s-]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of a measure of a thing, as one sentence gives it. ``thing`` and ``measure`` are as printed.

    ``occasion`` is the event that the value belongs to, "" for what a thing has whatever happens: a price, a score.
    """

    thing: str
    thing_key: str
    measure: str
    quantity: Quantity
    line: Line
    occasion: str = ""
    is_sure: bool = True
    """Whether the sentence states the value, and not as hearsay, claim or forecast."""
    scale_line: Line | None = None
    """The line right before that names what is measured by, None where the value's own sentence does."""

    @property
    def measure_key(self) -> str:
        """What it may be compared with: values of the same measure, dimension and occasion."""
        dimension = amount_of(self.quantity).dimension if self.quantity.kind is QuantityKind.MONEY else ""
        return f"{self.measure.casefold()}|{self.quantity.kind}|{dimension}|{self.occasion}"


@dataclass(frozen=True, slots=True)
class _Pair:
    """A value beside the name of its thing. ``listed`` marks one of several in a row."""

    name: NameMention
    quantity: Quantity
    listed: bool


def find_readings(lines: Iterable[Line]) -> list[Reading]:
    """All readings of the lines, in their order, each thing under its full name ("M3" as "MiniMax M3")."""
    found = [reading for each in measured_lines(lines) for reading in _readings(each)]
    full = _full_names({reading.thing_key for reading in found})
    return [replace(reading, thing_key=full[reading.thing_key]) for reading in found]


def _full_names(keys: set[str]) -> dict[str, str]:
    """Each name to the one longer name that is of the same thing ("m3" to "minimax m3"), else to itself."""
    full = {}
    for key in keys:
        longer = [each for each in keys if each != key and _is_short_for(key, each)]
        full[key] = longer[0] if len(longer) == 1 else key
    return full


def _is_short_for(key: str, longer: str) -> bool:
    """Whether a name stands within a longer one, not as the version of which that is a variant ("v4", "v4 pro")."""
    is_variant = key[-1:].isdigit() and not longer.endswith(key)
    return f" {key} " in f" {longer} " and not is_variant


def _readings(measured: Measured) -> Iterator[Reading]:
    line, scale = measured.line, measured.scale
    text = line.evidence.text
    is_sure = _UNSURE.search(text) is None
    things = [name for name in measured.names if scale is None or name.key != scale.key]
    for pair, measure, lasting in _tied(text, line.evidence.quantities, things, scale):
        by_scale = scale is not None and measure == scale.text
        yield Reading(
            thing=pair.name.text,
            thing_key=pair.name.key.replace("-", " "),
            measure=measure,
            quantity=pair.quantity,
            line=line,
            occasion="" if lasting else line.evidence.event_id,
            is_sure=is_sure,
            scale_line=scale.told_by if scale is not None and by_scale else None,
        )


def _tied(
    text: str, quantities: Sequence[Quantity], things: Sequence[NameMention], scale: Scale | None
) -> Iterator[tuple[_Pair, str, bool]]:
    """The values that stand beside a name, each with its measure and whether this lasts beyond the event."""
    special = [*_two_prices(text, quantities, things), *_features(text, quantities, things)]
    yield from special
    told = {pair.quantity.start for pair, _, _ in special}
    pairs = _pairs(
        text, [each for each in quantities if each.kind in _KINDS and each.start not in told], things
    )
    listed = [pair.quantity for pair in pairs if pair.listed]
    for pair in pairs:
        own_scale = scale if pair.listed or (scale is not None and scale.told_by is None) else None
        measure, lasting = _measure(
            text, pair.quantity, listed if pair.listed else [pair.quantity], own_scale
        )
        if measure:
            yield pair, measure, lasting


def _two_prices(
    text: str, quantities: Sequence[Quantity], things: Sequence[NameMention]
) -> Iterator[tuple[_Pair, str, bool]]:
    """Two prices of each thing, as in "A costs $1 per input and $4 per output, while B costs $5 and $25": what the
    first two are per, the others are too."""
    measures: tuple[str, str] | None = None
    money = [each for each in quantities if each.kind is QuantityKind.MONEY]
    for one, other in pairwise(money):
        pair = _beside(text, one, things, first=True)
        if pair is None or text[_after_unit(text, one) : other.start] != " and " or not _PRICE.search(text):
            continue
        units = tuple(_PER.match(text[each.end :]) for each in (one, other))
        if units[0] and units[1]:
            measures = (f"price{units[0].group()}", f"price{units[1].group()}")
        elif any(units):
            continue
        if measures is not None:
            yield pair, measures[0], True
            yield replace(pair, quantity=other), measures[1], True


def _features(
    text: str, quantities: Sequence[Quantity], things: Sequence[NameMention]
) -> Iterator[tuple[_Pair, str, bool]]:
    """What the only subject of "has" in a sentence has that is so much: "a context window of 256,000 tokens"."""
    owners = [name for name in things if _HAS_LISTED.match(text, _after_name(text, name))]
    for quantity in quantities if len(owners) == 1 else ():
        feature = _feature(text[: quantity.start]) if quantity.start > owners[0].end else ""
        between = [name for name in things if owners[0].end < name.start < quantity.start]
        counts = quantity.kind is not QuantityKind.COUNT or bool(_noun(quantity))
        if feature and counts and quantity.kind in _KINDS and not between:
            yield _Pair(owners[0], quantity, listed=False), feature, quantity.unit in _LASTING


def _feature(before: str) -> str:
    """What the words before a value say that something has so much of, "" when they name nothing by itself."""
    found = _FEATURE_OF.search(before)
    feature = found.group(1) if found is not None else ""
    return "" if feature.rpartition(" ")[2] in _NOT_A_FEATURE else feature


def _after_name(text: str, name: NameMention) -> int:
    """Where a name ends, with the comma that closes it off where one opens it: "The largest, V4-Pro, has"."""
    return name.end + (text[: name.start].endswith(", ") and text.startswith(",", name.end))


def _pairs(text: str, quantities: Sequence[Quantity], names: Sequence[NameMention]) -> list[_Pair]:
    """The values that stand beside a name: those of a list in a row, or else single ones that a verb ties to it."""
    beside = [_beside(text, quantity, names, first=True) for quantity in quantities]
    opened = [pair or _opening(text, each, names) for pair, each in zip(beside, quantities, strict=True)]
    after = [_beside(text, quantity, names, first=False) for quantity in quantities]
    row = max((_row(text, pairs) for pairs in (beside, opened, after)), key=len)
    if len(row) > 1:
        return row
    return [pair for each in quantities if (pair := _owned(text, each, names)) is not None]


def _beside(text: str, quantity: Quantity, names: Sequence[NameMention], *, first: bool) -> _Pair | None:
    """The value with the name right before it (``first``) or right after it. After "against" the name follows."""
    if first and not _CONTRAST.search(text[: quantity.start]):
        before = (name for name in names if name.end <= quantity.start and not _is_place(text, name))
        found = [name for name in before if _THING_FIRST.fullmatch(text[name.end : quantity.start])]
    else:
        after = (name for name in names if quantity.end <= name.start)
        end = _after_unit(text, quantity)
        found = [name for name in after if _VALUE_FIRST.fullmatch(text[end : name.start])]
    return _Pair(found[-1], quantity, listed=True) if found else None


def _is_place(text: str, name: NameMention) -> bool:
    """Whether a preposition makes a name the place or the object of something, and not what has the value."""
    before = text[: name.start]
    return _PLACED.search(before) is not None and _CONTRAST.search(before) is None


def _after_unit(text: str, quantity: Quantity) -> int:
    """Where a value ends with its "per million tokens"."""
    per = _PER.match(text[quantity.end :])
    return quantity.end + (per.end() if per else 0)


def _opening(text: str, quantity: Quantity, names: Sequence[NameMention]) -> _Pair | None:
    """The value with the subject before it, as a list opens: "Meyer led the race with 48.5%"."""
    before = [name for name in names if name.end <= quantity.start]
    if not before or _is_place(text, before[-1]):
        return None
    opens = _OPENING.fullmatch(text[before[-1].end : quantity.start])
    return _Pair(before[-1], quantity, listed=True) if opens else None


def _row(text: str, pairs: Sequence[_Pair | None]) -> list[_Pair]:
    """The longest run of pairs that follow each other as a list does, of one unit, each of another thing."""
    best: list[_Pair] = []
    run: list[_Pair] = []
    for pair in pairs:
        if pair is None:
            run = []
            continue
        run = [*run, pair] if run and _goes_on(text, run, pair) else [pair]
        best = max(best, run, key=len)
    return best


def _goes_on(text: str, run: Sequence[_Pair], pair: _Pair) -> bool:
    last = run[-1]
    gap = text[max(last.name.end, last.quantity.end) : min(pair.name.start, pair.quantity.start)]
    kinds = {last.quantity.kind, pair.quantity.kind}
    units = {each.quantity.unit for each in (*run, pair)} - {""}
    new = all(pair.name.key != each.name.key for each in run)
    return len(kinds) == 1 and len(units) <= 1 and new and _is_joint(gap)


def _is_joint(gap: str) -> bool:
    """Whether the words between two pairs only join them; titles ("former Rep.") and what is in brackets may stand."""
    bare = re.sub(r"^[^,;()]{0,24}\)", "", gap)
    bare = re.sub(r"^\sper(?:\s[a-z]+){1,3}(?=[,;\s])", "", bare)
    bare = re.sub(r"^\s(?:on [A-Z][\w-]*(?: [A-Z]\w*)?|of the votes?|in [A-Z][a-z]+)(?=[,;\s])", "", bare)
    bare = re.sub(r"\b(?:(?:former|state|secretary)|[A-Z][a-z]*\.)\s", "", bare)
    return _JOINT.fullmatch(bare) is not None


def _owned(text: str, quantity: Quantity, names: Sequence[NameMention]) -> _Pair | None:
    """A single value that a verb ties to the name before it, or that is "per" something and "for" the name after."""
    before = [name for name in names if name.end <= quantity.start]
    if before and _HAS.fullmatch(text[_after_name(text, before[-1]) : quantity.start]):
        return _Pair(before[-1], quantity, listed=False)
    return None


def _measure(text: str, quantity: Quantity, row: Sequence[Quantity], scale: Scale | None) -> tuple[str, bool]:
    """What the values of a row measure, "" when the sentence does not say, and whether it lasts beyond the event."""
    after = [text[each.end : each.end + 60] for each in row]
    if scale is not None and (quantity.kind is QuantityKind.PERCENT or not quantity.unit):
        return scale.text, True
    if quantity.kind is QuantityKind.MONEY:
        per = next((found.group().strip() for each in after if (found := _PER.match(each))), "")
        if per and _PRICE.search(text):
            return f"price {per}", True
        named = {found.group(1).casefold() for found in _MONEY_MEASURE.finditer(text)}
        return (named.pop() if len(named) == 1 else ""), False
    if quantity.kind is QuantityKind.PERCENT:
        share = next((found.group(1) for each in after if (found := _OF.match(each))), "")
        return (f"share of the {share}" if share else ""), False
    return _counted(text, row), any(each.unit in _LASTING for each in row)


def _counted(text: str, row: Sequence[Quantity]) -> str:
    """What a row of counts counts, as the source writes it, and how: "output tokens used", "fatalities"."""
    noun = next(filter(None, map(_noun, row)), "")
    verb = next(filter(None, (_VERB_BEFORE.search(text[: each.start]) for each in row)), None)
    how = _PARTICIPLES.get(verb.group(1).casefold(), "") if verb is not None else ""
    return f"{noun} {how}".strip() if noun else ""


def _noun(quantity: Quantity) -> str:
    """The counted noun with its adjectives, "" for units and for nouns that only say in what is counted."""
    if (
        not quantity.unit[:1].isalpha()
        or _NOT_A_MEASURE.search(quantity.unit)
        or _COMPOUND.search(quantity.text)
    ):
        return ""
    noun = _NUMBER_WORDS.sub("", quantity.text)
    return "" if noun[:1].isdigit() else noun
