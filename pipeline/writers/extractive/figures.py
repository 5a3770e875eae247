"""Figures as readings (thing, measure, value): the ground of comparison tables and of conflicts between sources.

A reading is taken only where the sentence itself ties the value to a thing and a measure: "Kimi K2.6 scored 58.6% on
SWE-bench Pro" reads (Kimi K2.6, SWE-bench Pro, 58.6%). What cannot be tied so is left alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from pipeline.models import Conflict, QuantityKind, Table, TableRow
from pipeline.text.names import name_key
from pipeline.text.wording import count
from pipeline.writers.extractive.lines import Line, excerpt_claim, overlap, to_claim

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.models import Claim, NameMention, Quantity

MIN_THINGS = 3
MAX_ROWS = 8
MAX_COLUMNS = 4
CONFLICT_DAYS = 10
_MONEY_MEASURE = re.compile(
    r"\b(penalt(?:y|ies)|fines?|prices?|costs?|revenues?|funding|valuation|investments?|contracts?|budget|sales|profits?|"
    r"loss(?:es)?|damages|aid|bail|settlement|wages?|salary|subsid(?:y|ies)|grants?|spending|debt)\b",
    re.IGNORECASE,
)
_PER = re.compile(
    r"^\s*(per|a|an)\s((?:million|thousand|billion)?\s?(?:input |output )?[a-z]+)", re.IGNORECASE
)
_OF = re.compile(r"^\s*of\s(?:the\s|all\s|its\s)?((?:[a-z-]+\s){0,2}[a-z-]+)")
_NOT_A_MEASURE = re.compile(
    r"\d|^(?:mph|kph|km|miles?|kilomet(?:er|re)s?|inch(?:es)?|foot|feet|yards?|degrees?|pounds?|kilos?|tons?|points?|people|"
    r"persons?|man|men|woman|women|years?|months?|weeks?|days?|hours?|minutes?|seconds?|times?|others?)$",
    re.IGNORECASE,
)
"""Units that say in what is counted, not what: winds and speed limits are both in miles an hour."""
_CLAUSE_END = re.compile(r"[;:]|,\s(?:and|but|while|against|compared|versus|up|down)\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of a measure of a thing, as one sentence gives it. ``thing`` and ``measure`` are as printed."""

    thing: str
    thing_key: str
    measure: str
    quantity: Quantity
    line: Line

    @property
    def key(self) -> tuple[str, str]:
        """What the value belongs to: thing and measure with its kind and unit."""
        return (self.thing_key, f"{self.measure.casefold()}|{self.quantity.kind}|{self.quantity.unit}")


def find_readings(lines: Iterable[Line]) -> list[Reading]:
    """All readings of the lines, in their order, each thing under its full name ("M3" as "MiniMax M3")."""
    found = [reading for line in lines for reading in _readings(line)]
    full = _full_names({reading.thing_key for reading in found})
    return [replace(reading, thing_key=full[reading.thing_key]) for reading in found]


def _readings(line: Line) -> Iterator[Reading]:
    text, names = line.evidence.text, line.evidence.names
    quantities = [
        quantity
        for quantity in line.evidence.quantities
        if quantity.kind in (QuantityKind.MONEY, QuantityKind.PERCENT, QuantityKind.COUNT)
    ]
    scale = _named_scale(text, names)
    previous_end = 0
    for quantity in quantities:
        measure = _measure(text, quantity, scale)
        thing = _thing(text, quantity, names, previous_end, scale)
        previous_end = quantity.end
        if measure and thing is not None:
            yield Reading(thing.text, thing.key, measure, quantity, line)


def _named_scale(text: str, names: Sequence[NameMention]) -> NameMention | None:
    """The benchmark, index or test that a sentence measures on: a name after "on" or "in the", or one called so."""
    for name in names:
        before, after = text[: name.start], text[name.end : name.end + 12].lower()
        if re.search(r"\b[Oo]n\s(?:the\s)?$", before) and re.search(
            r"\b(?:scor|point|percent|%)", text, re.IGNORECASE
        ):
            return name
        if re.match(r"\s(?:scores?|index|benchmark|test)\b", after):
            return name
    return None


def _measure(text: str, quantity: Quantity, scale: NameMention | None) -> str:
    after = text[quantity.end : quantity.end + 60]
    per = _PER.match(after)
    if quantity.kind is QuantityKind.MONEY:
        if per and per.group(1).lower() == "per":
            return f"price {per.group(0).strip()}"
        nearby = text[max(0, quantity.start - 40) : quantity.start] + " " + after[:25]
        found = _MONEY_MEASURE.findall(nearby)
        return str(found[-1]).lower() if found else ""
    if scale is not None and quantity.kind is QuantityKind.PERCENT:
        return scale.text
    if quantity.kind is QuantityKind.COUNT:
        return "" if not quantity.unit or _NOT_A_MEASURE.search(quantity.unit) else quantity.unit
    share = _OF.match(after)
    return f"share of {share.group(1)}" if share else ""


def _thing(
    text: str, quantity: Quantity, names: Sequence[NameMention], since: int, scale: NameMention | None
) -> NameMention | None:
    """The nearest name before the value in its clause, else "for NAME" or "by NAME" right after it."""
    scale_key = scale.key if scale is not None else ""
    before = [
        name for name in names if since <= name.start and name.end <= quantity.start and name.key != scale_key
    ]
    if before and not _CLAUSE_END.search(text[before[-1].end : quantity.start]):
        return before[-1]
    for name in names:
        gap = text[quantity.end : name.start] if name.start >= quantity.end else ""
        if name.key != scale_key and re.fullmatch(
            r"\s(?:for|by|from)\s(?:the\s)?(?:[A-Z][\w.-]*['’]s?\s)?", gap
        ):
            owned = text[name.end : name.end + 2] in ("'s", "’s")
            return _owned(name, names) if owned else name
    return None


def _owned(owner: NameMention, names: Sequence[NameMention]) -> NameMention:
    """What belongs to a name in the possessive: in "Moonshot's Kimi K2.6" the model, not the company."""
    return next((name for name in names if owner.end < name.start <= owner.end + 3), owner)


def make_tables(readings: Sequence[Reading]) -> tuple[Table, ...]:
    """At most one comparison: the measures that most things share as columns, the things as rows, blanks left blank."""
    by_measure: dict[str, dict[str, Reading]] = defaultdict(dict)
    for reading in sorted(readings, key=lambda item: (item.line.evidence.published, item.line.evidence.id)):
        # The newest report of a value wins.
        by_measure[reading.key[1]][reading.thing_key] = reading
    wide = [(key, cells) for key, cells in by_measure.items() if len(cells) >= MIN_THINGS]
    wide.sort(key=lambda item: (-len(item[1]), item[0]))
    if not wide:
        return ()
    columns = _compatible(wide)[:MAX_COLUMNS]
    things = _things(columns)
    rows = tuple(_row(thing, columns) for thing in things)
    labels = tuple(_column_label(next(iter(cells.values()))) for _, cells in columns)
    articles = {cell.line.evidence.article_id for _, cells in columns for cell in cells.values()}
    publishers = {cell.line.evidence.publisher for _, cells in columns for cell in cells.values()}
    reports = f"{count(len(articles), 'article')} by {count(len(publishers), 'publisher')}"
    caption = f"As reported in {reports}; a blank means that no source gives a figure."
    return (Table(f"{labels[0]} compared", caption, ("", *labels), rows),)


def _full_names(keys: set[str]) -> dict[str, str]:
    """Each name to the one longer name that ends or begins with its words ("m3" to "minimax m3"), else to itself."""
    full = {}
    for key in keys:
        longer = [
            each for each in keys if each != key and (each.endswith(f" {key}") or each.startswith(f"{key} "))
        ]
        full[key] = longer[0] if len(longer) == 1 else key
    return full


def _compatible(wide: Sequence[tuple[str, dict[str, Reading]]]) -> list[tuple[str, dict[str, Reading]]]:
    """The widest measure and those that share at least two things with it."""
    first = wide[0]
    return [first, *(other for other in wide[1:] if len(other[1].keys() & first[1].keys()) >= 2)]


def _things(columns: Sequence[tuple[str, dict[str, Reading]]]) -> list[str]:
    filled: dict[str, int] = defaultdict(int)
    for _, cells in columns:
        for thing in cells:
            filled[thing] += 1
    first = columns[0][1]

    def rank(thing: str) -> tuple[int, float, str]:
        return (-filled[thing], -first[thing].quantity.value if thing in first else 0.0, thing)

    return sorted(filled, key=rank)[:MAX_ROWS]


def _row(thing: str, columns: Sequence[tuple[str, dict[str, Reading]]]) -> TableRow:
    readings = [cells.get(thing) for _, cells in columns]
    label = max((reading.thing for reading in readings if reading is not None), key=len)
    return TableRow(label, tuple(_cell(reading) for reading in readings))


def _cell(reading: Reading | None) -> Claim | None:
    if reading is None:
        return None
    return excerpt_claim("table", reading.line, reading.quantity.start, reading.quantity.end)


def _column_label(reading: Reading) -> str:
    label = reading.measure
    return label[:1].upper() + label[1:]


def find_conflicts(readings: Sequence[Reading], limit: int = 3) -> tuple[Conflict, ...]:
    """Pairs of independent reports of the same event, close in time, that give different values of the same measure."""
    by_key: dict[tuple[str, str, str], list[Reading]] = defaultdict(list)
    for reading in readings:
        by_key[(reading.line.evidence.event_id, *reading.key)].append(reading)
    found = []
    for group in by_key.values():
        pair = next((pair for pair in combinations(group, 2) if _disagree(*pair)), None)
        if pair is not None:
            found.append(_conflict(*pair))
    return tuple(found[:limit])


def _disagree(first: Reading, second: Reading) -> bool:
    one, other = first.line.evidence, second.line.evidence
    if one.article_id == other.article_id or name_key(one.publisher) == name_key(other.publisher):
        return False
    low, high = sorted((abs(first.quantity.value), abs(second.quantity.value)))
    apart = low > 0 and 1.02 <= high / low <= 20
    near = abs((one.published - other.published).days) <= CONFLICT_DAYS
    return apart and near and overlap(first.line, second.line) >= 0.3


def _conflict(first: Reading, second: Reading) -> Conflict:
    note = (
        f"On {first.thing} ({first.measure}), {first.line.evidence.publisher} gives {first.quantity.text}, "
        f"{second.line.evidence.publisher} gives {second.quantity.text}."
    )
    return Conflict((to_claim("conflict", first.line), to_claim("conflict", second.line)), note)
