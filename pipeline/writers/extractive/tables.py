"""Tables of comparable figures: things by measures, and what moved from one value to another.

A table compares like with like or is not made: the same measure in the same unit, of one occasion unless the measure
lasts, and every cell an excerpt of the sentence that gives it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING

from pipeline.models import QuantityKind, Table, TableRow
from pipeline.text.quantities import start_with_bound
from pipeline.text.units import amount_of
from pipeline.text.wording import count
from pipeline.writers.extractive.cells import excerpt, reports
from pipeline.writers.extractive.lines import excerpt_claim, to_claim
from pipeline.writers.extractive.tolls import toll_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.models import Claim, Quantity
    from pipeline.writers.extractive.lines import Line
    from pipeline.writers.extractive.readings import Reading

MIN_THINGS = 3
MIN_THINGS_OF_ONE_SENTENCE = 4
"""A table of one sentence only restates it, unless the sentence lists more than an eye takes in at once."""
MIN_SHARED = 2
MIN_CHANGES = 2
MAX_TABLES = 2
MAX_ROWS = 8
MAX_COLUMNS = 4
_MOVED = (
    r"(?:rose|risen|rises?|fell|fallen|falls?|jumped|climbed|grew|grown|dropped|declined|decreased|increased|slipped|"
    r"surged|plunged|soared|shrank|went|surging|jumping|rising|falling|spiked)(?:\s(?:slightly|sharply|further|again|only))?"
)
_SET = r"(?:raised|lowered|increased|cut|reduced|lifted)"
_LOOSE = r"(?:just |about |nearly |roughly |some |around |an? (?:average|median|record low) of |a |an )?"
_WHEN = r"(?:\s(?:in|on|at)\s(?:[A-Z][a-z]+\.?\s?)?(?:\d{1,2}(?:, )?)?(?:\d{4})?)?"
_MOVES_FROM = re.compile(rf"(?P<subject>[^;]+?)\s(?:has |have |had )?{_MOVED}\sfrom\s{_LOOSE}$")
_SETS_FROM = re.compile(
    rf"(?P<subject>[^;,]+?)\s(?:has |have |had )?{_SET}\s(?:the\s|its\s)(?P<object>[^;,]+?)\sfrom\s{_LOOSE}$"
)
_MOVES_TO = re.compile(rf"(?P<subject>[^;]+?)\s(?:has |have |had )?{_MOVED}\sto\s{_LOOSE}$")
_IS = re.compile(rf"(?P<subject>[^;]+?)(?:\s(?:now )?(?:is|was|are|were|costs?)|:|\s[-–—])\s{_LOOSE}$")
_TO = re.compile(rf"{_WHEN}\sto\s{_LOOSE}")
_FROM = re.compile(rf"{_WHEN},?\sfrom\s{_LOOSE}")
_UP_FROM = re.compile(rf"{_WHEN},\s(?:up|down)\sfrom\s{_LOOSE}")
_NO_SUBJECT = re.compile(
    r"^(?:it|they|he|she|we|which|that|this|these|those|who|and|but|there|its|their|his|her|our|one)\b|"
    r"\b(?:said|says|which|who|that|when|after|its|their|his|her|our)\b",
    re.IGNORECASE,
)
_MAX_SUBJECT_WORDS = 10


def make_tables(readings: Sequence[Reading], lines: Sequence[Line]) -> tuple[Table, ...]:
    """At most two: a comparison of things, a count by day of report, a table of changes, a comparison by other
    measures, the first that there are."""
    comparisons = _comparisons(readings)
    found = (*comparisons[:1], *toll_table(lines), *_change_table(lines), *comparisons[1:])
    return found[:MAX_TABLES]


# --- things by measures -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Column:
    """A measure with the newest reading of each thing, by its key."""

    key: str
    cells: dict[str, Reading]

    @property
    def sentences(self) -> frozenset[str]:
        """Ids of the sentences that give its cells."""
        return frozenset(reading.line.evidence.id for reading in self.cells.values())


def _comparisons(readings: Sequence[Reading]) -> list[Table]:
    """Tables of the measures that go together, those with most figures first, no measure in two of them."""
    ranked = sorted(_columns(readings), key=lambda column: (-len(column.cells), column.key))
    found = []
    while groups := [
        group for first in ranked if _says_more_than_a_sentence(group := _joined(first, ranked))
    ]:
        columns = max(groups, key=lambda group: sum(len(column.cells) for column in group))
        found.append(_table(columns))
        ranked = [column for column in ranked if column not in columns]
    return found


def _joined(first: _Column, ranked: Sequence[_Column]) -> list[_Column]:
    """A column with the others that are known of two or more of its things."""
    others = (
        other
        for other in ranked
        if other is not first and len(other.cells.keys() & first.cells.keys()) >= MIN_SHARED
    )
    return [first, *others][:MAX_COLUMNS]


def _says_more_than_a_sentence(columns: Sequence[_Column]) -> bool:
    """Whether columns compare enough things, and more of them or by more than one sentence does."""
    sentences = frozenset[str]().union(*(column.sentences for column in columns))
    least = MIN_THINGS if len(sentences) > 1 else MIN_THINGS_OF_ONE_SENTENCE
    return len(columns[0].cells) >= least


def _table(columns: Sequence[_Column]) -> Table:
    """The measures as columns, the things as rows, blanks left blank."""
    labels = [_capital(next(iter(column.cells.values())).measure) for column in columns]
    things = _things(columns)
    rows = tuple(_row(thing, columns) for thing in things)
    used = [column.cells[thing].line for column in columns for thing in things if thing in column.cells]
    caption = f"{reports(used)}; a blank means that no source gives a figure."
    more = f" and {count(len(columns) - 1, 'more measure')}" if len(columns) > 1 else ""
    return Table(f"{labels[0]}{more} compared", caption, ("", *labels), rows)


def _columns(readings: Sequence[Reading]) -> list[_Column]:
    by_measure: dict[str, dict[str, Reading]] = defaultdict(dict)
    # The newest report of a value wins.
    sure = filter(attrgetter("is_sure"), readings)
    for reading in sorted(sure, key=lambda item: (item.line.evidence.published, item.line.evidence.id)):
        by_measure[reading.measure_key][reading.thing_key] = reading
    return [_Column(key, cells) for key, cells in by_measure.items()]


def _things(columns: Sequence[_Column]) -> list[str]:
    """Row keys: those with most cells first, then by the first measure, largest first."""
    keys = {thing for column in columns for thing in column.cells}
    first = columns[0].cells

    def rank(thing: str) -> tuple[int, float, str]:
        filled = sum(thing in column.cells for column in columns)
        return (-filled, -amount_of(first[thing].quantity).value if thing in first else 0.0, thing)

    return sorted(keys, key=rank)[:MAX_ROWS]


def _row(thing: str, columns: Sequence[_Column]) -> TableRow:
    readings = [column.cells.get(thing) for column in columns]
    label = max((reading.thing for reading in readings if reading is not None), key=len)
    return TableRow(label, tuple(_cell(reading) for reading in readings))


def _cell(reading: Reading | None) -> Claim | None:
    if reading is None:
        return None
    claim = excerpt(reading.line, reading.quantity)
    if reading.scale_line is None:
        return claim
    return replace(claim, citations=(*claim.citations, *to_claim("", reading.scale_line).citations))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- changes ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """What a sentence says moved from one value to another; the offsets are those of the cells' words."""

    subject: str
    before: tuple[int, int]
    after: tuple[int, int]
    dimension: str
    line: Line


def _change_table(lines: Iterable[Line]) -> tuple[Table, ...]:
    """The changes of the dimension that most have: money beside money, percentages beside percentages."""
    by_dimension: dict[str, dict[str, Change]] = defaultdict(dict)
    for line in sorted(lines, key=lambda each: (each.evidence.published, each.evidence.id)):
        for change in find_changes(line):
            by_dimension[change.dimension][change.subject.casefold()] = change
    group = max(by_dimension.items(), key=lambda item: (len(item[1]), item[0]), default=("", {}))[1]
    if len(group) < MIN_CHANGES:
        return ()
    changes = list(group.values())[-MAX_ROWS:]
    rows = tuple(
        TableRow(each.subject, (_part(each, each.before), _part(each, each.after))) for each in changes
    )
    caption = f"{reports([each.line for each in changes])}; each row as one source gives both values."
    return (Table("Before and after", caption, ("", "Before", "After"), rows),)


def _part(change: Change, span: tuple[int, int]) -> Claim:
    return excerpt_claim("table", change.line, *span)


def find_changes(line: Line) -> Iterator[Change]:
    """Every "X rose from A to B", "X rose to B from A", "X is B, up from A" and "N raised X from A to B" of a line."""
    text = line.evidence.text
    for first, second in pairwise(line.evidence.quantities):
        if not _alike(first, second):
            continue
        head, between = text[: first.start], text[first.end : second.start]
        subject, falls_back = _moved(head, between)
        if subject:
            spans = (_span(text, first), _span(text, second))
            before, after = (spans[1], spans[0]) if falls_back else spans
            yield Change(subject, before, after, _dimension(first, second), line)


def _alike(first: Quantity, second: Quantity) -> bool:
    return first.kind is second.kind and (
        amount_of(first).dimension == amount_of(second).dimension or "" in {first.unit, second.unit}
    )


def _dimension(first: Quantity, second: Quantity) -> str:
    if first.kind is QuantityKind.COUNT:
        return f"{first.kind} {first.unit or second.unit}"
    return f"{first.kind} {amount_of(first).dimension}"


def _moved(head: str, between: str) -> tuple[str, bool]:
    """What moved, "" when nothing did, and whether the later value comes first."""
    if _TO.fullmatch(between):
        if found := _SETS_FROM.search(head):
            return _set_subject(found["subject"], found["object"]), False
        if found := _MOVES_FROM.search(head):
            return _subject(found["subject"]), False
    if _FROM.fullmatch(between) and (found := _MOVES_TO.search(head)):
        return _subject(found["subject"]), True
    if _UP_FROM.fullmatch(between) and (found := _IS.search(head) or _MOVES_TO.search(head)):
        return _subject(found["subject"]), True
    return "", False


def _subject(words: str) -> str:
    """The subject of the last clause as a row's label, "" when it is a pronoun or too long to be one."""
    clause = re.split(r"[,:;(]\s?|\sthat\s|^[-–•*]\s?", words.strip())[-1].strip(' “"')
    bare = re.sub(r"^(?:the|a|an)\s", "", clause, flags=re.IGNORECASE)
    if not bare or len(bare.split()) > _MAX_SUBJECT_WORDS or _NO_SUBJECT.search(bare) or len(bare) < 3:
        return ""
    return _capital(bare)


def _set_subject(actor: str, thing: str) -> str:
    name, what = _subject(actor), _subject(thing)
    return f"{name}: {what[:1].lower()}{what[1:]}" if name and what else ""


def _span(text: str, quantity: Quantity) -> tuple[int, int]:
    """The figure with its "in 2019" or "in June", where that follows."""
    when = re.match(
        r"\s(?:in|on)\s(?:[A-Z][a-z]+\.?(?:\s\d{1,2})?(?:,?\s\d{4})?|\d{4})(?=\W|$)", text[quantity.end :]
    )
    return (start_with_bound(text, quantity), quantity.end + (when.end() if when else 0))
