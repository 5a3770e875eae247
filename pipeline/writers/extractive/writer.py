"""Composes the piece: each part takes what it needs from the shelf, so that no fact is told twice."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.models import (
    Basis,
    Citation,
    Claim,
    Connection,
    DossierRef,
    Draft,
    DraftConnection,
    GroundKind,
    InsightPlan,
    Provenance,
    QuantityKind,
    SourceRef,
    Tldr,
    Verification,
)
from pipeline.ports import Spending, WriterContext
from pipeline.text.wording import listed
from pipeline.writers.extractive import figures, gaps, headline, practice, sections, timeline, tone
from pipeline.writers.extractive.answering import answer
from pipeline.writers.extractive.describing import describe_theme
from pipeline.writers.extractive.lines import Line, Shelf, make_lines, to_claim

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.models import Dossier, Evidence
    from pipeline.ports import EventDigest, ThemeDigest, ThemeWords

WORDS_PER_MINUTE = 220
"""Silent reading of non-fiction: 238 words a minute on average (Brysbaert 2019), less for figures and tables."""
MIN_TLDR, MAX_TLDR = 4, 5
FEW_LINES = 20
MAX_TAKEAWAYS = 4
VERSION = "1"
"""Raised whenever the same plan would give another draft."""
_CONSEQUENCE = re.compile(
    r"\b(?:means?|could|would|will|likely|expected|results?|therefore|leads? to|first time|shows?|suggests?|signals?|"
    r"indicates?|more than|less than|compared|because)\b",
    re.IGNORECASE,
)
"""Wording of a consequence, a comparison or an expectation."""


class ExtractiveWriter:
    """A writer that only selects, trims and orders sentences; every claim can be replayed from its source."""

    name = "extractive"
    fingerprint = f"extractive-{VERSION}"

    def write(self, plan: InsightPlan, context: WriterContext) -> Draft:
        """A draft of the plan. Parts that the sources give nothing for are left out and named among the gaps."""
        context.progress(f"writing {plan.slug}")
        lines = make_lines(plan.dossiers)
        shelf = Shelf(lines)
        headings = headline.event_headings(plan.dossiers)
        readings = figures.find_readings(lines)
        summary = _summary(plan, shelf)
        panel = practice.impact(plan, shelf)
        advice = practice.practitioners(shelf)
        # With so few lines the summary would leave the body empty: it may then tell them again.
        body_shelf = shelf if len(lines) >= FEW_LINES else Shelf(lines)
        body = sections.make_sections(plan, body_shelf, headings)
        draft = Draft(
            slug=plan.slug,
            version=0,
            kind=plan.kind,
            title=_title(plan, headings),
            dek=headline.dek(plan),
            published=context.today,
            read_minutes=1,
            tags=plan.tags,
            tldr=Tldr(tone.sentiment(claim.text for claim in summary), summary),
            impact=panel,
            connections=tuple(_draft_connection(item, lines) for item in plan.connections),
            takeaways=_takeaways(shelf),
            sections=body,
            timeline=timeline.make_timeline(lines, f"{plan.dossiers[0].title}: what happened when"),
            tables=figures.make_tables(readings),
            practitioners=advice or _only_action(panel.action),
            conflicts=figures.find_conflicts(readings),
            gaps=gaps.find_gaps(plan, lines, headings),
            sources=(),
            dossiers=tuple(_dossier_ref(dossier) for dossier in plan.dossiers),
            verification=Verification(),
            provenance=Provenance(context.run_id, self.name, "", {}, 0, 0.0, plan.evidence_sha256),
        )
        draft = replace(draft, gaps=(*draft.gaps, *gaps.parts_left_out(draft)))
        return replace(draft, sources=number_sources(plan, draft), read_minutes=read_minutes(draft))

    def repair(self, claim: Claim, evidence: Sequence[Evidence], reason: str) -> Claim | None:  # noqa: ARG002 - the port's
        """Nothing to mend: a sentence that is not in its source is dropped."""
        return None

    def describe(self, digest: ThemeDigest, context: WriterContext) -> ThemeWords:  # noqa: ARG002 - the port's
        """The phrase and the sentence of the theme's own texts that say most of it."""
        return describe_theme(digest)

    def opinion(self, digest: EventDigest, context: WriterContext) -> float | None:  # noqa: ARG002 - the port's
        """None: sentences can be selected without a judgement of one's own."""
        return None

    def spent(self) -> Spending:
        """Nothing."""
        return Spending()


def _title(plan: InsightPlan, headings: dict[str, str]) -> str:
    return plan.question or headline.headline(plan, headings)


def _summary(plan: InsightPlan, shelf: Shelf) -> tuple[Claim, ...]:
    """One line for each of the weightiest events, in turn of the dossiers; of a brief, what answers its question."""
    if plan.question:
        return answer(shelf)
    chosen: list[Line] = []
    for enough in (MAX_TLDR, MIN_TLDR):  # the second round only fills a thin summary
        for event_id in _events_in_turn(plan):
            if len(chosen) < enough:
                ranked = sorted(
                    _of_event(shelf, event_id), key=lambda line: (-line.news_value, line.evidence.id)
                )
                chosen.extend(shelf.take(ranked, 1))
    return tuple(to_claim("tldr", line, shelf.corroborating(line)) for line in chosen)


def _of_event(shelf: Shelf, event_id: str) -> list[Line]:
    def wanted(line: Line) -> bool:
        return line.evidence.event_id == event_id and line.opens_cold and not practice.is_advice(line)

    return shelf.fresh(wanted)


def _events_in_turn(plan: InsightPlan) -> list[str]:
    longest = max(len(dossier.events) for dossier in plan.dossiers)
    return [
        dossier.events[rank].id
        for rank in range(longest)
        for dossier in plan.dossiers
        if rank < len(dossier.events)
    ]


def _takeaways(shelf: Shelf) -> tuple[Claim, ...]:
    """What the sources say follows: lines of consequence and expectation that no other part has told."""
    found = shelf.fresh(lambda line: line.opens_cold and bool(_CONSEQUENCE.search(line.text)))
    ranked = sorted(
        found, key=lambda line: (-line.salience - 0.15 * bool(line.evidence.quantities), line.evidence.id)
    )
    return tuple(to_claim("takeaway", line) for line in shelf.take(ranked, MAX_TAKEAWAYS))


def _only_action(action: Claim | None) -> tuple[Claim, ...]:
    return (replace(action, id=action.id.replace("action-", "practice-")),) if action is not None else ()


def _draft_connection(connection: Connection, lines: Sequence[Line]) -> DraftConnection:
    by_id = {line.evidence.id: line for line in lines}
    first, second = by_id.get(connection.from_evidence.id), by_id.get(connection.to_evidence.id)
    return DraftConnection(
        from_claim=_end("from", connection.from_evidence, first, connection.id),
        to_claim=_end("to", connection.to_evidence, second, connection.id),
        domains=connection.domains,
        why=_why(connection),
    )


def _end(part: str, evidence: Evidence, line: Line | None, connection_id: str) -> Claim:
    whole = Claim("", evidence.text, (_cite(evidence),), verbatim=True)
    claim = to_claim(part, line) if line is not None else whole
    return replace(claim, id=f"{part}-{connection_id}")


def _cite(evidence: Evidence) -> Citation:
    return Citation(evidence.article_id, evidence.revision, evidence.start, evidence.end, evidence.text)


def _why(connection: Connection) -> Claim:
    """The shared ground in words, as an inference that cites both ends."""
    return Claim(
        id=f"why-{connection.id}",
        text=_ground_in_words(connection),
        citations=(_cite(connection.from_evidence), _cite(connection.to_evidence)),
        basis=Basis.INFERRED,
    )


def _ground_in_words(connection: Connection) -> str:
    texts = {kind: [item.text for item in connection.ground if item.kind is kind] for kind in GroundKind}
    shared = texts[GroundKind.NAME][:3] + texts[GroundKind.FIGURE][:2]
    verb = "is" if len(shared) == 1 else "are"
    subject = f"{listed(shared)} {verb} in both{_figures_of_both(connection, texts[GroundKind.FIGURE])}"
    if texts[GroundKind.CAUSE]:
        return f"{subject}; the sources speak of cause (“{texts[GroundKind.CAUSE][0]}”)."
    if texts[GroundKind.DATE]:
        return f"{subject}; both give {texts[GroundKind.DATE][0]}."
    if texts[GroundKind.SEQUENCE]:
        return f"{subject}; the sources put them in sequence (“{texts[GroundKind.SEQUENCE][0]}”)."
    return f"{subject}."


def _figures_of_both(connection: Connection, shared: Sequence[str]) -> str:
    """The first money or percentage of each end, where both have one and it is not the shared figure itself."""
    first, second = (
        next(
            (each for each in end.quantities if each.kind in (QuantityKind.MONEY, QuantityKind.PERCENT)), None
        )
        for end in (connection.from_evidence, connection.to_evidence)
    )
    if first is None or second is None or shared or first.kind is not second.kind:
        return ""
    return f": {first.text} in the one, {second.text} in the other"


def _dossier_ref(dossier: Dossier) -> DossierRef:
    return DossierRef(dossier.id, dossier.theme_id, dossier.title, dossier.domain, len(dossier.article_ids))


def number_sources(plan: InsightPlan, draft: Draft) -> tuple[SourceRef, ...]:
    """The cited articles, numbered in the order in which the piece first cites them; all facts from the evidence."""
    known = {item.article_id: item for dossier in plan.dossiers for item in dossier.evidence}
    cited = dict.fromkeys(citation.article_id for claim in draft.claims() for citation in claim.citations)
    return tuple(_source(number, known[article_id]) for number, article_id in enumerate(cited, start=1))


def _source(number: int, item: Evidence) -> SourceRef:
    return SourceRef(
        number, item.article_id, item.title, item.publisher, item.url, item.published.isoformat()
    )


def read_minutes(draft: Draft) -> int:
    """Whole minutes to read all claims, at least one."""
    return max(1, round(_words(draft.claims()) / WORDS_PER_MINUTE))


def _words(claims: Iterable[Claim]) -> int:
    return sum(len(claim.text.split()) for claim in claims)
