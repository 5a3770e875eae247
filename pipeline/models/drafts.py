"""A draft and all its parts, down to the claim and its citations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum


class Basis(StrEnum):
    """Whether a claim restates its sources or concludes from them."""

    SOURCED = "sourced"
    INFERRED = "inferred"


class Verdict(StrEnum):
    """What the verifier found. A claim nobody checked is UNSUPPORTED: the default fails closed."""

    SUPPORTED = "supported"
    PARTIAL = "partial"
    UNSUPPORTED = "unsupported"
    CONFLICTING = "conflicting"


class Entailment(StrEnum):
    """A model's vote on whether cited sentences say what a claim says."""

    YES = "supported"
    PARTLY = "partly supported"
    NO = "not supported"


class Sentiment(StrEnum):
    """The tone of the facts of a TL;DR."""

    OPTIMISTIC = "optimistic"
    CAUTIONARY = "cautionary"
    CRITICAL = "critical"
    MIXED = "mixed"
    NEUTRAL = "neutral"


class Level(StrEnum):
    """How much an insight matters to those it concerns."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Horizon(StrEnum):
    """When it will be felt."""

    SHORT = "short-term"
    MEDIUM = "medium-term"
    LONG = "long-term"


@dataclass(frozen=True, slots=True)
class Citation:
    """The characters a claim leans on: ``quote == text[start:end]`` of that revision."""

    article_id: str
    revision: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Edit:
    """One recorded trimming of a quoted sentence: characters ``start:end`` of the first citation's quote become
    ``replacement``. ``reason`` is a short word: dateline, connective, dash, aside, date, capital, attribution, adverb,
    pronoun, name; or cell, for a table cell, where all around it is cut."""

    start: int
    end: int
    replacement: str
    reason: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of a draft. An extractive claim is its first quote with ``edits`` applied, which code can replay."""

    id: str
    text: str
    citations: tuple[Citation, ...]
    basis: Basis = Basis.SOURCED
    verdict: Verdict = Verdict.UNSUPPORTED
    reason: str = ""
    edits: tuple[Edit, ...] = ()
    verbatim: bool = False
    """Whether the text claims to be its first quote with the edits applied, and nothing else."""
    single_source: bool = False
    """Whether it stands where a reader leans on it most and rests on one source alone; it is PARTIAL then."""


@dataclass(frozen=True, slots=True)
class Tldr:
    """The summary for the busy."""

    sentiment: Sentiment
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """Who should do what, how much it matters and when."""

    level: Level
    horizon: Horizon
    action: Claim | None
    adoption: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class DraftConnection:
    """A connection as written: both ends, their domains and what joins them."""

    from_claim: Claim
    to_claim: Claim
    domains: tuple[str, str]
    why: Claim


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its paragraphs, each a run of claims."""

    id: str
    heading: str
    paragraphs: tuple[tuple[Claim, ...], ...]


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """What happened on a day, month or quarter. ``date`` is as exact as is known: 2026-04-07, 2026-04, 2026-Q2."""

    date: str
    headline: Claim
    detail: Claim | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The captioned timeline of a piece, in order of date."""

    title: str
    caption: str
    entries: tuple[TimelineEntry, ...]


@dataclass(frozen=True, slots=True)
class TableRow:
    """A label and one cell per column after the first; an empty cell is None."""

    label: str
    cells: tuple[Claim | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A captioned comparison. ``columns`` names the label column and then each cell's column."""

    title: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sources that disagree, set against each other."""

    claims: tuple[Claim, ...]
    note: str


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A numbered source of a draft; everything in it comes from the store."""

    n: int
    article_id: str
    title: str
    publisher: str
    url: str
    published: str


@dataclass(frozen=True, slots=True)
class DossierRef:
    """A dossier that a draft draws on. ``articles`` counts the articles of its theme."""

    id: str
    theme_id: str
    title: str
    domain: str
    articles: int


@dataclass(frozen=True, slots=True)
class Verification:
    """Counts of verdicts over the claims that stayed, and how many were dropped."""

    claims: int = 0
    supported: int = 0
    partial: int = 0
    unsupported: int = 0
    conflicting: int = 0
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a draft comes from, enough to make it again."""

    run_id: str
    writer: str
    model: str
    prompts: Mapping[str, str]
    tokens: int
    cost_usd: float
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class News:
    """What a version tells that the one before it did not: the ids of claims that cite new evidence."""

    since_version: int
    since: date
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """An insight, brief or guide, as in the contract. Version 0 means not yet stored."""

    slug: str
    version: int
    kind: str
    title: str
    dek: str
    published: date
    read_minutes: int
    tags: tuple[str, ...]
    tldr: Tldr
    impact: Impact
    connections: tuple[DraftConnection, ...]
    takeaways: tuple[Claim, ...]
    sections: tuple[Section, ...]
    timeline: Timeline
    tables: tuple[Table, ...]
    practitioners: tuple[Claim, ...]
    conflicts: tuple[Conflict, ...]
    gaps: tuple[str, ...]
    sources: tuple[SourceRef, ...]
    dossiers: tuple[DossierRef, ...]
    verification: Verification
    provenance: Provenance
    news: News | None = None
    """None for a first version."""

    def claims(self) -> Iterator[Claim]:
        """Every claim, in reading order."""
        yield from self.tldr.claims
        if self.impact.action is not None:
            yield self.impact.action
        yield from self.impact.adoption
        for connection in self.connections:
            yield from (connection.from_claim, connection.to_claim, connection.why)
        yield from self.takeaways
        for section in self.sections:
            for paragraph in section.paragraphs:
                yield from paragraph
        for entry in self.timeline.entries:
            yield entry.headline
            if entry.detail is not None:
                yield entry.detail
        for table in self.tables:
            for row in table.rows:
                yield from (cell for cell in row.cells if cell is not None)
        yield from self.practitioners
        for conflict in self.conflicts:
            yield from conflict.claims

    def citations(self) -> Iterator[Citation]:
        """Every citation of every claim, in reading order."""
        for claim in self.claims():
            yield from claim.citations

    def with_claims(self, kept: Mapping[str, Claim]) -> Draft:
        """The same draft with each claim replaced by ``kept[claim.id]``; claims not in ``kept`` are left out, and with
        them what cannot stand without them: a connection that lost an end, a row that lost all cells, an empty
        paragraph, section, table or conflict."""
        return _rebuild(self, kept)


def _some(claims: tuple[Claim, ...], kept: Mapping[str, Claim]) -> tuple[Claim, ...]:
    return tuple(kept[claim.id] for claim in claims if claim.id in kept)


def _one(claim: Claim | None, kept: Mapping[str, Claim]) -> Claim | None:
    return kept.get(claim.id) if claim is not None else None


def _kept_connections(draft: Draft, kept: Mapping[str, Claim]) -> Iterator[DraftConnection]:
    for old in draft.connections:
        first, second, why = _one(old.from_claim, kept), _one(old.to_claim, kept), _one(old.why, kept)
        if first is not None and second is not None and why is not None:
            yield DraftConnection(first, second, old.domains, why)


def _kept_sections(draft: Draft, kept: Mapping[str, Claim]) -> Iterator[Section]:
    for section in draft.sections:
        paragraphs = tuple(p for old in section.paragraphs if (p := _some(old, kept)))
        if paragraphs:
            yield replace(section, paragraphs=paragraphs)


def _kept_entries(draft: Draft, kept: Mapping[str, Claim]) -> Iterator[TimelineEntry]:
    for entry in draft.timeline.entries:
        headline = _one(entry.headline, kept)
        if headline is not None:
            yield TimelineEntry(entry.date, headline, _one(entry.detail, kept))


def _kept_tables(draft: Draft, kept: Mapping[str, Claim]) -> Iterator[Table]:
    for table in draft.tables:
        rows = [TableRow(row.label, tuple(_one(cell, kept) for cell in row.cells)) for row in table.rows]
        filled = tuple(row for row in rows if any(cell is not None for cell in row.cells))
        if filled:
            yield replace(table, rows=filled)


def _rebuild(draft: Draft, kept: Mapping[str, Claim]) -> Draft:
    conflicts = [replace(old, claims=_some(old.claims, kept)) for old in draft.conflicts]
    return replace(
        draft,
        tldr=replace(draft.tldr, claims=_some(draft.tldr.claims, kept)),
        impact=replace(
            draft.impact,
            action=_one(draft.impact.action, kept),
            adoption=_some(draft.impact.adoption, kept),
        ),
        connections=tuple(_kept_connections(draft, kept)),
        takeaways=_some(draft.takeaways, kept),
        sections=tuple(_kept_sections(draft, kept)),
        timeline=replace(draft.timeline, entries=tuple(_kept_entries(draft, kept))),
        tables=tuple(_kept_tables(draft, kept)),
        practitioners=_some(draft.practitioners, kept),
        conflicts=tuple(conflict for conflict in conflicts if len(conflict.claims) > 1),
    )
