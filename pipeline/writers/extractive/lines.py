"""Lines: sentences of the evidence, trimmed so that they stand alone, and the shelf that hands each fact out once."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from pipeline.models import Basis, Citation, Claim, Edit, QuantityKind
from pipeline.text.edits import apply_edits
from pipeline.text.names import names_everywhere
from pipeline.text.publishers import publisher_key
from pipeline.text.quantities import same_quantity
from pipeline.text.trimming import opens_definite, stands_alone, trim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pipeline.models import Dossier, Evidence, NameMention

_WORD = re.compile(r"[a-z0-9][a-z0-9.,'’-]*", re.IGNORECASE)
_SAME_FACT = 0.42
"""Share of the shorter line's content words found in another line from which both tell the same fact."""
_SAME_DEED = 0.25
"""The same share where both tell of one day and of one thing."""
_FIGURES = frozenset({QuantityKind.MONEY, QuantityKind.PERCENT, QuantityKind.COUNT})
_A_FEW = 12
_ECHO = 0.34
"""Overlap from which two lines of one event are taken to tell of the same fact."""
_STOP = frozenset(
    "a an the of in on at to for from by with and or but as is are was were be been has have had will would can could "  # noqa: SIM905 - a list of words reads better as words
    "that this these those it its their his her they he she which who what when where than then also not no more most "
    "after before over under about into said says say new one two first last year years".split()
)


_CHECKABLE = 2
_WIDELY = 5
"""Articles of a piece from which a name is taken to be known to its reader."""
_SOON = 2
"""Days after which a report of the same event may know how an expectation turned out."""
_STALE = 21
"""Days after which an expectation is old news even if its event was not reported on again."""
_OPENS_WITH_QUOTE = ("“", '"', "‘", "'")
_CIRCUMSTANCE = re.compile(
    r"(?:if|while|although|though|despite|when|as|with|during|amid|because|unlike|perhaps|for)\s",
    re.IGNORECASE,
)
_LONG_AGO = 180
"""Days before a report from which a date is background."""
_SPEAKS = re.compile(r"\s(?:said|says|told|wrote|added|argued)\b")
_EXPECTS = re.compile(
    r"\b(?:(?:is|are|was|were) (?:set|slated|scheduled|poised|due|likely|about|planning|preparing) to|will|expected|"
    r"to be held|upcoming|ha(?:s|ve) yet to|(?:is|are) now|currently|(?:now )?(?:forecast|predicted|projected) to|"
    r"could (?:also )?become|closing in|is the latest)\b"
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
    is_overtaken: bool = False
    """Whether it looks ahead to what a later report of its event looks back on, or may."""
    days_behind: int = 0
    """Days from its report to the last one of its event."""

    @property
    def opens_cold(self) -> bool:
        """Whether it can stand where nothing came before it."""
        return not opens_definite(self.text) and not self.text.startswith(_OPENS_WITH_QUOTE)

    @property
    def is_concrete(self) -> bool:
        """Whether it holds enough that can be checked: a figure or a day beside a name, or two names."""
        names = {name.key for name in self.evidence.names}
        return len(names) + bool(self.evidence.quantities) + bool(self.evidence.dates) >= _CHECKABLE

    @property
    def salience(self) -> float:
        """Weight, more for what independent publishers repeat (three of them count in full)."""
        return self.evidence.weight + 0.08 * min(3, self.echo)

    @property
    def news_value(self) -> float:
        """Salience, more for who did what, when and how much, less for too many words or too few."""
        told = 0.15 * bool(self.evidence.quantities) + 0.1 * bool(self.evidence.dates)
        subject = 0.1 * any(name.start <= 24 for name in self.evidence.names)
        lead = 0.2 / (1 + self.evidence.ordinal)
        length_cost = 0.012 * max(0, self.length - 26) + 0.03 * max(0, 13 - self.length)
        aside = 0.15 * bool(_CIRCUMSTANCE.match(self.text))
        late = 0.02 * min(10, self.days_behind)
        return self.salience + told + subject + lead - length_cost - aside - late - 0.2 * self.is_background

    @property
    def is_background(self) -> bool:
        """Whether all its dates lie long before its report."""
        days = [(self.evidence.published - mention.last).days for mention in self.evidence.dates]
        return bool(days) and min(days) > _LONG_AGO

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
    known = _widely_named(dossiers)
    seen: set[str] = set()
    lines = []
    for dossier in dossiers:
        ends = {event.id: event.last_day for event in dossier.events}
        newest = max((item.published for item in dossier.evidence), default=date.min)
        for item in dossier.evidence:
            line = _line(item, dossier, known, (ends.get(item.event_id, item.published), newest))
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


def _widely_named(dossiers: Sequence[Dossier]) -> frozenset[str]:
    """Keys of the names that so many articles of the piece have that no reader needs them in full each time."""
    tellers: dict[str, set[str]] = defaultdict(set)
    for item in (item for dossier in dossiers for item in dossier.evidence):
        for name in item.names:
            tellers[name.key].add(item.article_id)
    return frozenset(key for key, articles in tellers.items() if len(articles) >= _WIDELY)


def _echo(line: Line, lines: Sequence[Line]) -> int:
    tellers = {
        other.evidence.publisher
        for other in lines
        if other.evidence.event_id == line.evidence.event_id and overlap(line, other) >= _ECHO
    }
    return len(tellers - {line.evidence.publisher})


def _line(item: Evidence, dossier: Dossier, known: frozenset[str], ends: tuple[date, date]) -> Line | None:
    """A sentence as a line, None when it cannot stand alone. ``ends`` are its event's and its dossier's last days."""
    unknown = [name for name in item.names if name.key not in known]
    edits = trim(item.text, item.dates, unknown)
    text = apply_edits(item.text, edits)
    if not stands_alone(text, named=bool(item.names)) or any(
        _speaks_unknown(item.text, name) for name in unknown
    ):
        return None
    return Line(
        item,
        dossier.id,
        dossier.domain,
        text,
        edits,
        content_words(text),
        is_overtaken=_is_overtaken(item, *ends),
        days_behind=max(0, (ends[0] - item.published).days),
    )


def _speaks_unknown(text: str, name: NameMention) -> bool:
    """Whether somebody speaks of whom the reader knows no more than a family name."""
    alone = " " not in name.key and not name.full and name.key not in names_everywhere()
    return alone and bool(_SPEAKS.match(text[name.end : name.end + 12]))


def _is_overtaken(item: Evidence, last_day: date, newest: date) -> bool:
    """Whether the day that a sentence looks ahead to had come by the last report of its event, or, where it names none,
    whether a later report could tell how it went."""
    ahead = [mention for mention in item.dates if mention.first > item.published]
    if ahead:
        return all(mention.first <= last_day for mention in ahead)
    waited = (last_day - item.published).days >= _SOON or (newest - item.published).days >= _STALE
    return waited and bool(_EXPECTS.search(item.text))


def overlap(first: Line, second: Line) -> float:
    """Share of the content words of the line with fewer of them that the other has too (overlap coefficient)."""
    shorter = min(len(first.words), len(second.words))
    return len(first.words & second.words) / shorter if shorter else 0.0


def tells_same(first: Line, second: Line) -> bool:
    """Whether two lines tell the same fact: one sentence, one meaning by their dossier, or much the same words."""
    same = first.evidence.id == second.evidence.id or _same_meaning(first, second)
    limit = _SAME_DEED if _same_day_and_name(first, second) else _SAME_FACT
    return same or overlap(first, second) >= limit


def _same_day_and_name(first: Line, second: Line) -> bool:
    """Whether two lines tell of one day and of one thing: then fewer words in common make one deed."""
    days, others = ({mention.first for mention in line.evidence.dates} for line in (first, second))
    names, theirs = ({name.key for name in line.evidence.names} for line in (first, second))
    return bool(days & others and (names & theirs) - names_everywhere())


def _same_meaning(first: Line, second: Line) -> bool:
    return bool(first.evidence.fact) and first.evidence.fact == second.evidence.fact


def to_claim(part: str, line: Line, others: Iterable[Evidence] = ()) -> Claim:
    """The line as a claim of a part of the piece. ``others`` are further sentences that report the same."""
    return Claim(
        id=f"{part}-{line.evidence.id}",
        text=line.text,
        citations=tuple(_citation(item) for item in (line.evidence, *others)),
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

    def __init__(self, lines: Sequence[Line], evidence: Iterable[Evidence] = ()) -> None:
        """``evidence`` are all sentences of the piece: what bears a line out need not stand alone."""
        self.lines = tuple(lines)
        self._evidence = {item.id: item for item in evidence}
        self._told: list[Line] = []

    def is_fresh(self, line: Line) -> bool:
        """Whether nothing told so far says what the line says."""
        return not any(tells_same(line, other) for other in self._told)

    def fresh(self, wanted: Callable[[Line], bool]) -> list[Line]:
        """Untold lines that satisfy ``wanted``, heaviest first."""
        found = [
            line for line in self.lines if not line.is_overtaken and wanted(line) and self.is_fresh(line)
        ]
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

    def corroborating(self, line: Line, limit: int = 2) -> list[Evidence]:
        """Sentences of other publishers that tell the same and have at least half of its figures."""
        echoes = [self._evidence[key] for key in line.evidence.echoes if key in self._evidence]
        found: dict[str, Evidence] = {}
        for echo in echoes:
            if _agree(line.evidence, echo):
                found.setdefault(publisher_key(echo.publisher), echo)
        return list(found.values())[:limit]


def _agree(one: Evidence, other: Evidence) -> bool:
    """Whether the second has half of the first's figures, those aside that only count a few or put in order."""
    figures = [each for each in one.quantities if each.kind in _FIGURES and abs(each.value) > _A_FEW]
    shared = sum(any(same_quantity(mine, theirs) for theirs in other.quantities) for mine in figures)
    return 2 * shared >= len(figures)
