"""Evidence packs, the connections between them, and the plan of a piece."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pipeline.models.clusters import Event
from pipeline.models.language import DateMention, NameMention, Quantity


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
    fact: str = ""
    """The id of the sentence of its dossier that stands for what this one tells; "" where nobody compared them."""
    echoes: tuple[str, ...] = ()
    """Ids of sentences of its dossier that tell the same of its event, by other publishers, nearest first."""


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
    TOPIC = "topic"
    FIGURE = "figure"
    MEASURE = "measure"
    DATE = "date"
    CAUSE = "cause"
    SEQUENCE = "sequence"


@dataclass(frozen=True, slots=True)
class SharedGround:
    """One piece of ground that two findings share, in words a reader understands ("Nvidia", "42-0", "7 April 2026").

    For a measure it is the value of either finding; for a cause or a sequence the clause of the one that points at what
    the other tells of.
    """

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


class PlanAction(StrEnum):
    """What becomes of a planned piece."""

    WRITE = "write"
    UPDATE = "update"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Appraisal:
    """Whether a planned piece is worth writing now, and why, in words.

    ``since_version`` is the last version of the piece, 0 when there is none, and ``since`` its day. ``news`` are the
    ids of the sentences of evidence that tell what neither that version nor another piece rests on; of a first version,
    none.
    """

    action: PlanAction = PlanAction.WRITE
    reason: str = ""
    since_version: int = 0
    since: date | None = None
    news: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InsightPlan:
    """Which dossiers make a piece: the first one leads, the others are joined to it by the connections.

    ``thesis`` is what code can say of the whole before anything is written: which findings meet, and on what ground.
    """

    slug: str
    kind: str
    dossiers: tuple[Dossier, ...]
    connections: tuple[Connection, ...]
    tags: tuple[str, ...]
    evidence_sha256: str
    question: str = ""
    """What the reader asked, for a brief."""
    thesis: str = ""
    appraisal: Appraisal = Appraisal()

    def evidence(self) -> Iterator[Evidence]:
        """All sentences of its dossiers, dossier by dossier."""
        for dossier in self.dossiers:
            yield from dossier.evidence
