"""Lines: sentences of the evidence, trimmed so that they stand alone, and the shelf that hands each fact out once."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.models import Basis, Citation, Claim, Edit
from pipeline.text.edits import apply_edits
from pipeline.text.trimming import opens_definite, stands_alone, trim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pipeline.models import Dossier, Evidence

_WORD = re.compile(r"[a-z0-9][a-z0-9.,'’-]*", re.IGNORECASE)
_SAME_FACT = 0.42
"""Share of the shorter line's content words found in another line from which both tell the same fact."""
_ECHO = 0.34
"""Overlap from which two lines of one event are taken to tell of the same fact."""
_STOP = frozenset(
    "a an the of in on at to for from by with and or but as is are was were be been has have had will would can could "  # noqa: SIM905 - a list of words reads better as words
    "that this these those it its their his her they he she which who what when where than then also not no more most "
    "after before over under about into said says say new one two first last year years".split()
)


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence ready to be printed: ``text`` is the evidence with ``edits`` applied, ``words`` its content words."""

    evidence: Evidence
    dossier_id: str
    domain: str
    text: str
    edits: tuple[Edit, ...]
    words: frozenset[str]
    echo: int = 0
    """How many other publishers tell much the same in the same event."""

    @property
    def opens_cold(self) -> bool:
        """Whether it can stand where nothing came before it."""
        return not opens_definite(self.text)

    @property
    def salience(self) -> float:
        """Weight, more for what independent publishers repeat (three of them count in full)."""
        return self.evidence.weight + 0.08 * min(3, self.echo)

    @property
    def news_value(self) -> float:
        """Salience, more for who did what, when and how much, less for too many words or too few."""
        told = 0.15 * bool(self.evidence.quantities) + 0.1 * bool(self.evidence.dates)
        subject = 0.1 * any(name.start <= 24 for name in self.evidence.names)
        lead = 0.1 * (self.evidence.ordinal == 0)
        length_cost = 0.012 * max(0, self.length - 26) + 0.03 * max(0, 13 - self.length)
        return self.salience + told + subject + lead - length_cost

    @property
    def length(self) -> int:
        """Words of the printed text."""
        return len(self.text.split())


def content_words(text: str) -> frozenset[str]:
    """Lower-case words that carry meaning, crudely stemmed by dropping a plural or verbal ending."""
    words = (word.strip(".,'’-").casefold() for word in _WORD.findall(text))
    return frozenset(
        re.sub(r"(?:ies|es|s|ed|ing)$", "", word) or word
        for word in words
        if word not in _STOP and len(word) > 1
    )


def make_lines(dossiers: Sequence[Dossier]) -> tuple[Line, ...]:
    """Every sentence of the dossiers that stands alone once trimmed, each once, in the dossiers' order."""
    seen: set[str] = set()
    lines = []
    for dossier in dossiers:
        for item in dossier.evidence:
            line = _line(item, dossier)
            if line is not None and line.text not in seen:
                seen.add(line.text)
                lines.append(line)
    return tuple(replace(line, echo=_echo(line, lines)) for line in lines)


def whole_lines(dossiers: Sequence[Dossier]) -> tuple[Line, ...]:
    """Every sentence of the dossiers as it stands, for figures that are shown without their sentence."""
    return tuple(
        Line(item, dossier.id, dossier.domain, item.text, (), content_words(item.text))
        for dossier in dossiers
        for item in dossier.evidence
    )


def _echo(line: Line, lines: Sequence[Line]) -> int:
    tellers = {
        other.evidence.publisher
        for other in lines
        if other.evidence.event_id == line.evidence.event_id and overlap(line, other) >= _ECHO
    }
    return len(tellers - {line.evidence.publisher})


def _line(item: Evidence, dossier: Dossier) -> Line | None:
    edits = trim(item.text, item.dates)
    text = apply_edits(item.text, edits)
    if not stands_alone(text, named=bool(item.names)):
        return None
    return Line(item, dossier.id, dossier.domain, text, edits, content_words(text))


def overlap(first: Line, second: Line) -> float:
    """Share of the content words of the line with fewer of them that the other has too (overlap coefficient)."""
    shorter = min(len(first.words), len(second.words))
    return len(first.words & second.words) / shorter if shorter else 0.0


def to_claim(part: str, line: Line, others: Iterable[Line] = ()) -> Claim:
    """The line as a claim of a part of the piece. ``others`` are further lines that report the same."""
    return Claim(
        id=f"{part}-{line.evidence.id}",
        text=line.text,
        citations=tuple(_citation(item.evidence) for item in (line, *others)),
        basis=Basis.SOURCED,
        edits=line.edits,
        verbatim=True,
    )


def excerpt_claim(part: str, line: Line, start: int, end: int) -> Claim:
    """Characters ``start:end`` of the line's sentence alone, as for a table cell: all around them is cut, on record."""
    quote = line.evidence.text
    cuts = (Edit(0, start, "", "cell"), Edit(end, len(quote), "", "cell"))
    return Claim(
        id=f"{part}-{line.evidence.id}-{start}",
        text=quote[start:end],
        citations=(_citation(line.evidence),),
        edits=tuple(edit for edit in cuts if edit.start < edit.end),
        verbatim=True,
    )


def _citation(item: Evidence) -> Citation:
    return Citation(item.article_id, item.revision, item.start, item.end, item.text)


class Shelf:
    """All lines of a piece, and which facts have been told. Taking a line marks its fact as told."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = tuple(lines)
        self._told: list[Line] = []

    def is_fresh(self, line: Line) -> bool:
        """Whether nothing told so far says what the line says."""
        return all(
            other.evidence.id != line.evidence.id and overlap(line, other) < _SAME_FACT
            for other in self._told
        )

    def fresh(self, wanted: Callable[[Line], bool]) -> list[Line]:
        """Untold lines that satisfy ``wanted``, heaviest first."""
        found = [line for line in self.lines if wanted(line) and self.is_fresh(line)]
        return sorted(found, key=lambda line: (-line.salience, line.evidence.id))

    def tell(self, line: Line) -> Line:
        """Mark the line's fact as told and give the line back."""
        self._told.append(line)
        return line

    def take(self, ranked: Iterable[Line], limit: int) -> list[Line]:
        """Tell up to ``limit`` lines in the order given, skipping those that would repeat a fact."""
        taken: list[Line] = []
        for line in ranked:
            if len(taken) == limit:
                break
            if self.is_fresh(line):
                taken.append(self.tell(line))
        return taken

    def corroborating(self, line: Line, limit: int = 2) -> list[Line]:
        """Lines of other publishers on the same event that give the same figures in much the same words."""
        figures = {(quantity.value, quantity.unit) for quantity in line.evidence.quantities}
        found: dict[str, Line] = {}
        for other in self.lines:
            if (
                other.evidence.event_id != line.evidence.event_id
                or other.evidence.publisher == line.evidence.publisher
            ):
                continue
            theirs = {(quantity.value, quantity.unit) for quantity in other.evidence.quantities}
            if figures <= theirs and overlap(line, other) >= 0.5:
                found.setdefault(other.evidence.publisher, other)
        return list(found.values())[:limit]
