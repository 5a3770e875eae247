"""The domain: frozen values that travel between the stages, in the order in which they come into being.

Offsets are character offsets into the stored text of one revision of one article, half open: ``text[start:end]``.
Timestamps are timezone-aware UTC datetimes; days are ``datetime.date``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FloatMatrix: TypeAlias = npt.NDArray[np.float32]
FloatVector: TypeAlias = npt.NDArray[np.float32]

SCHEMA_VERSION = 1
"""Version of every JSON document that Throughline writes."""


# --- articles ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Skipped:
    """An item that was left out, and why: an expected failure, reported and never raised.

    ``item`` names the file, line, feed entry, theme or call; ``remedy`` says what the user can do ("" if nothing).
    """

    item: str
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class RawArticle:
    """An article as a source gave it, text extracted, nothing normalised yet. ``origin`` is file:line or feed URL."""

    origin: str
    text: str
    title: str = ""
    url: str = ""
    external_id: str = ""
    published: str = ""
    publisher: str = ""
    authors: tuple[str, ...] = ()
    source: str = ""
    url_is_shared: bool = False
    """Whether other articles of the source have the same URL, so that it does not tell which article this is."""
    notes: tuple[str, ...] = ()
    """What was guessed while reading it."""


@dataclass(frozen=True, slots=True)
class Article:
    """One revision of an article. The id is the same for all revisions; the newest revision is the article's present.

    ``group_id`` names the group of exact and near duplicates it belongs to: the id of the group's representative.
    """

    id: str
    revision: int
    title: str
    text: str
    url: str
    publisher: str
    authors: tuple[str, ...]
    published: datetime | None
    ingested: datetime
    content_sha256: str
    source: str
    group_id: str

    @property
    def is_representative(self) -> bool:
        """Whether this article speaks for its group of duplicates."""
        return self.group_id == self.id

    @property
    def day(self) -> date:
        """The day it was published, or taken in when no publication date is known."""
        return (self.published or self.ingested).date()


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of whole sentences of one article revision, small enough for the embedder. ``tokens`` are o200k tokens."""

    id: str
    article_id: str
    revision: int
    ordinal: int
    start: int
    end: int
    tokens: int


# --- what a text says -------------------------------------------------------------------------------------------------


class QuantityKind(StrEnum):
    """What a number counts; numbers of different kinds are never compared."""

    MONEY = "money"
    PERCENT = "percent"
    DURATION = "duration"
    ORDINAL = "ordinal"
    VERSION = "version"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text, normalised: "$2.5B" is value 2.5e9, unit "USD", kind MONEY.

    ``unit`` is lower case or ISO 4217.

    ``approximate`` marks "about", "nearly", "more than" and alike.
    """

    start: int
    end: int
    text: str
    value: float
    unit: str
    kind: QuantityKind
    approximate: bool = False


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class DateMention:
    """A time expression in a text, resolved to the days it covers (both ends inclusive)."""

    start: int
    end: int
    text: str
    first: date
    last: date
    precision: Precision


@dataclass(frozen=True, slots=True)
class NameMention:
    """A proper name in a text; ``key`` is its normal form ("the Commerce Department's" -> "commerce department")."""

    start: int
    end: int
    text: str
    key: str


# --- events, themes, topics -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Topic:
    """What a reader tracks, from ``topics/<name>.yaml``. ``domain`` is the field it belongs to, in a few words."""

    name: str
    title: str
    domain: str
    tracks: str
    keywords: tuple[str, ...]
    excluded_terms: tuple[str, ...] = ()
    preferred_sources: tuple[str, ...] = ()
    excluded_sources: tuple[str, ...] = ()
    source_tiers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """One story: what happened, told by one or more articles. ``publishers`` are independent ones only.

    ``article_ids`` start with the most central article, whose title names the event; duplicates are included.
    """

    id: str
    title: str
    article_ids: tuple[str, ...]
    publishers: tuple[str, ...]
    first_day: date
    last_day: date
    domain: str


@dataclass(frozen=True, slots=True)
class Theme:
    """What events belong to: a coarse cluster. ``terms`` are its c-TF-IDF terms, strongest first."""

    id: str
    label: str
    terms: tuple[str, ...]
    event_ids: tuple[str, ...]
    article_count: int
    publishers: tuple[str, ...]
    first_day: date
    last_day: date
    domain: str
    domains: tuple[str, ...]


# --- evidence ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence of one article that a draft may lean on, with all that code needs to check it.

    ``before`` and ``after`` are the neighbouring sentences, for context only. ``publishers`` are the independent
    publishers of the event it belongs to. ``weight`` in [0, 1] is centrality to its dossier.
    """

    id: str
    article_id: str
    revision: int
    start: int
    end: int
    text: str
    event_id: str
    title: str
    publisher: str
    url: str
    published: date
    publishers: tuple[str, ...]
    weight: float
    quantities: tuple[Quantity, ...] = ()
    dates: tuple[DateMention, ...] = ()
    names: tuple[NameMention, ...] = ()
    before: str = ""
    after: str = ""
    ordinal: int = 0
    """Index of the sentence within its article, 0 for the first."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """The evidence pack of one theme: diversified sentences, best first, and the events they tell of."""

    id: str
    theme_id: str
    title: str
    domain: str
    terms: tuple[str, ...]
    events: tuple[Event, ...]
    article_ids: tuple[str, ...]
    publishers: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    score: float

    def by_id(self) -> dict[str, Evidence]:
        """Its evidence by id."""
        return {item.id: item for item in self.evidence}


class GroundKind(StrEnum):
    """What two dossiers of different domains share."""

    NAME = "name"
    FIGURE = "figure"
    DATE = "date"
    CAUSE = "cause"
    SEQUENCE = "sequence"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class SharedGround:
    """One piece of ground that two findings share, in words a reader understands ("Nvidia", "42-0", "7 April 2026")."""

    kind: GroundKind
    text: str


@dataclass(frozen=True, slots=True)
class Connection:
    """Two findings of different domains that belong together. ``strength`` in [0, 1]."""

    id: str
    from_dossier: str
    to_dossier: str
    from_evidence: Evidence
    to_evidence: Evidence
    domains: tuple[str, str]
    ground: tuple[SharedGround, ...]
    strength: float


@dataclass(frozen=True, slots=True)
class InsightPlan:
    """Which dossiers make a piece: the first one leads, the others are joined to it by the connections."""

    slug: str
    kind: str
    dossiers: tuple[Dossier, ...]
    connections: tuple[Connection, ...]
    tags: tuple[str, ...]
    evidence_sha256: str
    question: str = ""
    """What the reader asked, for a brief."""


# --- drafts -----------------------------------------------------------------------------------------------------------


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
    pronoun; or cell, for a table cell, where all around it is cut."""

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


# --- runs -------------------------------------------------------------------------------------------------------------


class RunStatus(StrEnum):
    """How a run ended."""

    RUNNING = "running"
    DONE = "done"
    PARTIAL = "partial"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class StageReport:
    """What one stage did: how many items came in and went out, how long it took, whether its work was already done."""

    name: str
    items_in: int
    items_out: int
    seconds: float
    reused: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did, spent and skipped."""

    id: str
    started: datetime
    finished: datetime | None
    status: RunStatus
    stages: tuple[StageReport, ...]
    skipped: tuple[Skipped, ...]
    drafts: tuple[str, ...]
    """Slugs with versions of what was written, such as ``the-great-closure/v002``."""
    tokens: int = 0
    cost_usd: float = 0.0
    notes: tuple[Skipped, ...] = ()
    """Kept, but worth knowing: an article without a date, a claim that was dropped."""
