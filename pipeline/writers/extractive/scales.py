"""Scales: the benchmark, index or test by which a sentence measures, and the names of what is measured on it.

"On Quill Bench M3 scored 59%" names the scale itself; "K2 scored 58.6% and M4 scored 57%" measures by the scale that
the sentence right before it names, where this is one that the piece knows as a scale.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.models import NameMention, QuantityKind
from pipeline.text.names import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.models import Evidence
    from pipeline.writers.extractive.lines import Line

_SCORES = re.compile(r"\bscor(?:e|es|ed|ing)\b", re.IGNORECASE)
_ON = re.compile(r"\b[Oo]n\s(?:the\s)?$")
_IS_CALLED_SCALE = re.compile(r"\s(?:score|index|benchmark|test)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scale:
    """What a sentence measures by. ``told_by`` is the line right before that names it, None where its own does."""

    text: str
    key: str
    told_by: Line | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """A line with its scale, if any, and the names of what may be measured in it."""

    line: Line
    names: tuple[NameMention, ...]
    scale: Scale | None


def measured_lines(lines: Iterable[Line]) -> list[Measured]:
    """Each line with its names told apart from the scale, and the scale, be it named right before."""
    lines = tuple(lines)
    whole = {line.evidence.id: tuple(_with_versions(line.evidence)) for line in lines}
    known = {name.key for names in whole.values() for name in names}
    scales = {
        name.key
        for line in lines
        if (name := _named_scale(line.evidence.text, whole[line.evidence.id])) is not None
    }
    names = {key: tuple(_split(each, scales, known)) for key, each in whole.items()}
    by_place = {(line.evidence.article_id, line.evidence.text): line for line in lines}
    return [Measured(line, names[line.evidence.id], _scale(line, names, scales, by_place)) for line in lines]


def _with_versions(item: Evidence) -> Iterator[NameMention]:
    """The names of a sentence, each with the version that belongs to it: "Fable" as "Fable 5"."""
    ends = {each.start: each.end for each in item.quantities if each.kind is QuantityKind.VERSION}
    for name in item.names:
        end = max(name.end, ends.get(name.start, name.end))
        text = item.text[name.start : end]
        yield name if end == name.end else replace(name, end=end, text=text, key=name_key(text))


def _split(names: Sequence[NameMention], scales: set[str], known: set[str]) -> Iterator[NameMention]:
    """The names, a scale and the thing right after it told apart: "On Quill Bench M3 scored" names two."""
    for name in names:
        yield from _parted(name, scales, known) or (name,)


def _parted(name: NameMention, scales: set[str], known: set[str]) -> tuple[NameMention, ...]:
    for gap in re.finditer(r"\s", name.text):
        scale, thing = name.text[: gap.start()], name.text[gap.end() :]
        if name_key(scale) in scales and name_key(thing) in known:
            middle = name.start + gap.start()
            return (
                NameMention(name.start, middle, scale, name_key(scale)),
                NameMention(middle + 1, name.end, thing, name_key(thing)),
            )
    return ()


def _named_scale(text: str, names: Sequence[NameMention]) -> NameMention | None:
    """A name after "on" in a sentence of scores, or one called an index, a benchmark or a test there."""
    if not _SCORES.search(text):
        return None
    for name in names:
        if _ON.search(text[: name.start]) or _IS_CALLED_SCALE.match(text, name.end):
            return name
    return None


def _scale(
    line: Line,
    names: Mapping[str, tuple[NameMention, ...]],
    scales: set[str],
    by_place: Mapping[tuple[str, str], Line],
) -> Scale | None:
    """The scale that a sentence of scores names, or else the only one in the last sentence before it that is not itself
    one of such scores."""
    item = line.evidence
    own = _named_scale(item.text, names[item.id])
    if own is not None:
        return Scale(own.text, own.key)
    at: Line | None = line
    while at is not None and _SCORES.search(at.evidence.text):
        at = by_place.get((item.article_id, at.evidence.before))
        before = {name.key: name for name in names[at.evidence.id] if name.key in scales} if at else {}
        if len(before) == 1:
            (name,) = before.values()
            return Scale(name.text, name.key, at)
    return None
