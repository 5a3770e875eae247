"""The domain: frozen values that travel between the stages, in the order in which they come into being.

Offsets are character offsets into the stored text of one revision of one article, half open: ``text[start:end]``.
Timestamps are timezone-aware UTC datetimes; days are ``datetime.date``.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from pipeline.models.articles import Article, Chunk, RawArticle, Skipped, Span
from pipeline.models.clusters import (
    DayCount,
    Event,
    Importance,
    ImportancePart,
    RelatedEvent,
    Theme,
    Topic,
)
from pipeline.models.drafts import (
    Basis,
    Citation,
    Claim,
    Conflict,
    DossierRef,
    Draft,
    DraftConnection,
    Edit,
    Entailment,
    Horizon,
    Impact,
    Level,
    News,
    Provenance,
    Section,
    Sentiment,
    SourceRef,
    Table,
    TableRow,
    Timeline,
    TimelineEntry,
    Tldr,
    Verdict,
    Verification,
)
from pipeline.models.evidence import (
    Appraisal,
    Connection,
    Dossier,
    Evidence,
    GroundKind,
    InsightPlan,
    PlanAction,
    SharedGround,
)
from pipeline.models.language import DateMention, NameMention, Precision, Quantity, QuantityKind
from pipeline.models.lineage import Change, GroupKind, LineageEntry
from pipeline.models.pages import Feed, FeedEntry, Page, Sitemap, SitemapEntry, Subscription
from pipeline.models.runs import RunReport, RunStatus, StageReport

FloatMatrix: TypeAlias = npt.NDArray[np.float32]
FloatVector: TypeAlias = npt.NDArray[np.float32]

SCHEMA_VERSION = 1
"""Version of every JSON document that Throughline writes."""

__all__ = [
    "SCHEMA_VERSION",
    "Appraisal",
    "Article",
    "Basis",
    "Change",
    "Chunk",
    "Citation",
    "Claim",
    "Conflict",
    "Connection",
    "DateMention",
    "DayCount",
    "Dossier",
    "DossierRef",
    "Draft",
    "DraftConnection",
    "Edit",
    "Entailment",
    "Event",
    "Evidence",
    "Feed",
    "FeedEntry",
    "FloatMatrix",
    "FloatVector",
    "GroundKind",
    "GroupKind",
    "Horizon",
    "Impact",
    "Importance",
    "ImportancePart",
    "InsightPlan",
    "Level",
    "LineageEntry",
    "NameMention",
    "News",
    "Page",
    "PlanAction",
    "Precision",
    "Provenance",
    "Quantity",
    "QuantityKind",
    "RawArticle",
    "RelatedEvent",
    "RunReport",
    "RunStatus",
    "Section",
    "Sentiment",
    "SharedGround",
    "Sitemap",
    "SitemapEntry",
    "Skipped",
    "SourceRef",
    "Span",
    "StageReport",
    "Subscription",
    "Table",
    "TableRow",
    "Theme",
    "Timeline",
    "TimelineEntry",
    "Tldr",
    "Topic",
    "Verdict",
    "Verification",
]
