"""Puts the parts of a draft together, and adds what only code may write: sources, dossiers, provenance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.models import (
    DossierRef,
    Draft,
    Horizon,
    Impact,
    Level,
    Sentiment,
    SourceRef,
    Tldr,
    Verification,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.models import Claim, DraftConnection, Evidence, Provenance, Section, Table, Timeline
    from pipeline.writers.llm.body import Outline
    from pipeline.writers.llm.closing import Advice, Summary
    from pipeline.writers.llm.desk import Desk
    from pipeline.writers.llm.doubts import Doubts

_WORDS_PER_MINUTE = 220


@dataclass(frozen=True, slots=True)
class Body:
    """What is written from the outline."""

    sections: tuple[Section, ...]
    connections: tuple[DraftConnection, ...]
    timeline: Timeline
    tables: tuple[Table, ...]

    def claims(self) -> tuple[Claim, ...]:
        """What doubts are sought about: the sections' sentences, then what stands beside them, each once."""
        found = [
            claim for section in self.sections for paragraph in section.paragraphs for claim in paragraph
        ]
        found += [end for link in self.connections for end in (link.from_claim, link.to_claim)]
        found += [entry.headline for entry in self.timeline.entries]
        return tuple({claim.text: claim for claim in found}.values())


def assemble(
    desk: Desk, outline: Outline, body: Body, doubts: Doubts, missing: tuple[str, ...], provenance: Provenance
) -> Draft:
    """The body as a draft of version 0, without closing parts. ``missing`` says which optional parts are not there."""
    plan = desk.plan
    draft = Draft(
        slug=plan.slug,
        version=0,
        kind=plan.kind,
        title=outline.headline,
        dek=outline.dek,
        published=desk.today,
        read_minutes=1,
        tags=plan.tags,
        tldr=Tldr(Sentiment.NEUTRAL, ()),
        impact=Impact(Level.LOW, Horizon.SHORT, None, ()),
        connections=body.connections,
        takeaways=(),
        sections=body.sections,
        timeline=body.timeline,
        tables=body.tables,
        practitioners=(),
        conflicts=doubts.conflicts,
        gaps=doubts.gaps + missing,
        sources=(),
        dossiers=tuple(
            DossierRef(item.id, item.theme_id, item.title, item.domain, len(item.article_ids))
            for item in plan.dossiers
        ),
        verification=Verification(),
        provenance=provenance,
    )
    return _numbered(desk, draft)


def finish(
    desk: Desk,
    draft: Draft,
    summary: Summary,
    advice: Advice,
    missing: tuple[str, ...],
    provenance: Provenance,
) -> Draft:
    """The draft with its closing parts."""
    closed = replace(
        draft,
        tldr=summary.tldr,
        impact=Impact(summary.level, summary.horizon, advice.action, advice.adoption),
        takeaways=summary.takeaways,
        practitioners=advice.practitioners,
        gaps=draft.gaps + missing,
        provenance=provenance,
    )
    return _numbered(desk, closed)


def _numbered(desk: Desk, draft: Draft) -> Draft:
    """The draft with its sources numbered in the order in which a reader meets them, and its minutes counted."""
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
