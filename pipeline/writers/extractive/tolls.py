"""What is counted anew while an event goes on (the dead, the ill, the missing), as a table by day of report.

A later count is an update of the earlier one, not a contradiction. Counts of one event are taken for the same only
while they never fall: a count that falls is of something else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipeline.models import QuantityKind, Table, TableRow
from pipeline.text.dates import days_text
from pipeline.text.words import word_set
from pipeline.writers.extractive.cells import excerpt, reports

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from pipeline.models import Quantity
    from pipeline.writers.extractive.lines import Line

    Counts = dict[date, tuple[Quantity, Line]]

MIN_DAYS, MIN_DAYS_BESIDE = 3, 2
"""Fewest days of report of the fullest count, and of any other beside it."""
_PEOPLE = word_set("person people patient resident child man woman worker human")
_STATES: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "Dead": re.compile(r"\b(?:killed|died|dead|deaths?|fatalit(?:y|ies))\b"),
        "Ill": re.compile(r"\b(?:sickened|fallen ill|became ill|infected|illness(?:es)?|sick|ill)\b"),
        "Hospitalized": re.compile(r"\bhospitali[sz](?:ed|ations?)\b"),
        "Injured": re.compile(r"\b(?:injured|wounded|hurt)\b"),
        "Missing": re.compile(r"\b(?:missing|unaccounted)\b"),
    }
)
_BEFORE = re.compile(
    r"\b(killed|killing|injured|injuring|wounded|wounding)\s(?:at least |about |more than |nearly |some )?$"
)
_CLAUSE_END = re.compile(r"[,;.]|\sand\s")
_REACH = 45
"""Characters after a count in which its clause must say of whom it is."""


def toll_table(lines: Iterable[Line]) -> tuple[Table, ...]:
    """The counts of the event that most days report on: days as rows, who is counted as columns, blanks left blank."""
    by_event: dict[str, dict[str, Counts]] = defaultdict(lambda: defaultdict(dict))
    for line in lines:
        for state, quantity in _counted(line):
            _keep_larger(by_event[line.evidence.event_id][state], quantity, line)
    found = [columns for states in by_event.values() if (columns := _rising(states))]
    if not found:
        return ()
    return (_table(max(found, key=lambda columns: sum(map(len, columns.values())))),)


def _counted(line: Line) -> Iterator[tuple[str, Quantity]]:
    """The counts of people in a line with what has become of them."""
    text = line.evidence.text
    for quantity in line.evidence.quantities:
        if quantity.kind is QuantityKind.COUNT:
            after = _CLAUSE_END.split(text[quantity.end : quantity.end + _REACH])[0]
            before = _BEFORE.search(text[: quantity.start])
            told = before.group(1).replace("ing", "ed") if before is not None else quantity.text + after
            of_people = quantity.unit in _PEOPLE or any(
                each.search(quantity.text) for each in _STATES.values()
            )
            state = next((name for name, pattern in _STATES.items() if pattern.search(told)), "")
            if of_people and state:
                yield state, quantity


def _keep_larger(counts: Counts, quantity: Quantity, line: Line) -> None:
    """Of a day's counts the largest: the others are of a part."""
    known = counts.get(line.evidence.published)
    if known is None or quantity.value > known[0].value:
        counts[line.evidence.published] = (quantity, line)


def _rising(states: Mapping[str, Counts]) -> dict[str, Counts]:
    """The counts that never fall and do rise, fullest first; {} when none has enough days."""
    fit = {name: counts for name, counts in states.items() if _rises([counts[day] for day in sorted(counts)])}
    longest = max(map(len, fit.values()), default=0)
    return dict(sorted(fit.items(), key=lambda item: (-len(item[1]), item[0]))) if longest >= MIN_DAYS else {}


def _rises(counts: Sequence[tuple[Quantity, Line]]) -> bool:
    values = [quantity.value for quantity, _ in counts]
    return len(values) >= MIN_DAYS_BESIDE and values == sorted(values) and values[0] < values[-1]


def _table(columns: Mapping[str, Counts]) -> Table:
    days = sorted({day for counts in columns.values() for day in counts})
    rows = tuple(
        TableRow(
            days_text(day, day),
            tuple(
                excerpt(counts[day][1], counts[day][0]) if day in counts else None
                for counts in columns.values()
            ),
        )
        for day in days
    )
    used = [line for counts in columns.values() for _, line in counts.values()]
    newest = max(used, key=lambda line: line.evidence.published)
    caption = f"{reports(used)}, of “{newest.evidence.title}”; each row is newer than the one above it."
    return Table("Counts by day of report", caption, ("Reported on", *columns), rows)
