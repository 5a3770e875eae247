"""Puts the parts of a draft together, and adds what only code may write: sources, dossiers, provenance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.models import DossierRef, Draft, Impact, SourceRef, Verification

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.models import Claim, DraftConnection, Evidence, Provenance, Section, Table, Timeline
    from pipeline.writers.llm.body import Outline
    from pipeline.writers.llm.closing import Advice, Doubts, Summary
    from pipeline.writers.llm.desk import Desk

_WORDS_PER_MINUTE = 220


@dataclass(frozen=True, slots=True)
class Body:
    """What is written before the closing parts."""

    sections: tuple[Section, ...]
    connections: tuple[DraftConnection, ...]
    timeline: Timeline
    tables: tuple[Table, ...]

    def claims(self) -> tuple[Claim, ...]:
        """What the closing parts are written from: the sections' sentences, then what stands beside them, each once."""
        found = [
            claim for section in self.sections for paragraph in section.paragraphs for claim in paragraph
        ]
        found += [end for link in self.connections for end in (link.from_claim, link.to_claim)]
        found += [entry.headline for entry in self.timeline.entries]
        return tuple({claim.text: claim for claim in found}.values())


@dataclass(frozen=True, slots=True)
class Parts:
    """All that a model wrote for a draft. ``missing`` says in plain sentences which optional parts are not there."""

    outline: Outline
    body: Body
    summary: Summary
    advice: Advice
    doubts: Doubts
    missing: tuple[str, ...]


def assemble(desk: Desk, parts: Parts, provenance: Provenance) -> Draft:
    """The draft, version 0, its sources numbered in the order in which a reader meets them."""
    plan = desk.plan
    draft = Draft(
        slug=plan.slug,
        version=0,
        kind=plan.kind,
        title=parts.outline.headline,
        dek=parts.outline.dek,
        published=desk.today,
        read_minutes=1,
        tags=plan.tags,
        tldr=parts.summary.tldr,
        impact=Impact(parts.summary.level, parts.summary.horizon, parts.advice.action, parts.advice.adoption),
        connections=parts.body.connections,
        takeaways=parts.summary.takeaways,
        sections=parts.body.sections,
        timeline=parts.body.timeline,
        tables=parts.body.tables,
        practitioners=parts.advice.practitioners,
        conflicts=parts.doubts.conflicts,
        gaps=parts.doubts.gaps + parts.missing,
        sources=(),
        dossiers=tuple(
            DossierRef(item.id, item.theme_id, item.title, item.domain, len(item.article_ids))
            for item in plan.dossiers
        ),
        verification=Verification(),
        provenance=provenance,
    )
    sources = tuple(_sources(draft.claims(), (item.evidence for item in desk.items)))
    return replace(draft, sources=sources, read_minutes=_minutes(draft))


def _sources(claims: Iterable[Claim], evidence: Iterable[Evidence]) -> Iterable[SourceRef]:
    articles = {item.article_id: item for item in evidence}
    cited = dict.fromkeys(citation.article_id for claim in claims for citation in claim.citations)
    for number, article_id in enumerate(cited, start=1):
        item = articles[article_id]
        yield SourceRef(number, article_id, item.title, item.publisher, item.url, item.published.isoformat())


def _minutes(draft: Draft) -> int:
    words = sum(len(claim.text.split()) for claim in draft.claims())
    return max(1, round(words / _WORDS_PER_MINUTE))
