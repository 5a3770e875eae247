"""What changed inside a claim: its words, and its figures and dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING

from pipeline.text.dates import find_dates
from pipeline.text.quantities import find_quantities, same_quantity

if TYPE_CHECKING:
    from datetime import date

    from pipeline.models import DateMention, Quantity

_WORD = re.compile(r"\S+\s*|\s+")
_PLAIN = re.compile(r"[^\w%$€£.,-]+")


class Run(StrEnum):
    """What became of a run of words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Words:
    """A run of words with their spaces; KEPT and REMOVED runs give the old text, KEPT and ADDED the new one."""

    run: Run
    text: str


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure or date that another took the place of, as written."""

    before: str
    after: str


def word_changes(before: str, after: str) -> tuple[Words, ...]:
    """The runs of words that lead from one text to the other, in order."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    runs: list[Words] = []
    for operation, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            runs.append(Words(Run.KEPT, "".join(old[i1:i2])))
            continue
        if i2 > i1:
            runs.append(Words(Run.REMOVED, "".join(old[i1:i2])))
        if j2 > j1:
            runs.append(Words(Run.ADDED, "".join(new[j1:j2])))
    return tuple(runs)


def figure_changes(before: str, after: str, day: date) -> tuple[FigureChange, ...]:
    """Figures and dates that stand in one text only, paired in order; ``day`` resolves relative dates.

    What is only written in another way ("$5m", "5 million dollars") has not changed; a figure that is merely left out
    or added is no change of a figure but of words.
    """
    old, new = find_quantities(before), find_quantities(after)
    gone = [one for one in old if not any(same_quantity(one, two) for two in new)]
    come = [one for one in new if not any(same_quantity(one, two) for two in old)]
    figures = [FigureChange(one.text, two.text) for one, two in zip(gone, come, strict=False)]
    return (*figures, *_date_changes(before, after, day))


def _date_changes(before: str, after: str, day: date) -> list[FigureChange]:
    old, new = find_dates(before, day), find_dates(after, day)
    gone = [one for one in old if not any(_same_days(one, two) for two in new)]
    come = [one for one in new if not any(_same_days(one, two) for two in old)]
    return [FigureChange(one.text, two.text) for one, two in zip(gone, come, strict=False)]


def _same_days(one: DateMention, two: DateMention) -> bool:
    return (one.first, one.last) == (two.first, two.last)


def same_but_for_figures(before: str, after: str, day: date) -> bool:
    """Whether two texts have the same words once figures and dates are left out."""
    return _without_figures(before, day) == _without_figures(after, day)


def _without_figures(text: str, day: date) -> list[str]:
    spans: list[Quantity | DateMention] = [*find_quantities(text), *find_dates(text, day)]
    kept = list(text)
    for span in spans:
        kept[span.start : span.end] = " " * (span.end - span.start)
    return _PLAIN.sub(" ", "".join(kept)).casefold().split()
