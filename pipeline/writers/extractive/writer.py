"""Composes the piece: each part takes what it needs from the shelf, so that no fact is told twice."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.models import (
    Claim,
    DossierRef,
    Draft,
    InsightPlan,
    Provenance,
    SourceRef,
    Tldr,
    Verification,
)
from pipeline.ports import Spending, WriterContext
from pipeline.writers.extractive import conflicts, gaps, headline, practice, sections, tables, timeline, tone
from pipeline.writers.extractive.answering import answer
from pipeline.writers.extractive.connecting import draft_connection
from pipeline.writers.extractive.describing import describe_theme
from pipeline.writers.extractive.lines import Line, Shelf, content_words, make_lines, to_claim, whole_lines
from pipeline.writers.extractive.readings import find_readings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.models import Dossier, Entailment, Evidence
    from pipeline.ports import EventDigest, ThemeDigest, ThemeWords

WORDS_PER_MINUTE = 220
"""Silent reading of non-fiction: 238 words a minute on average (Brysbaert 2019), less for figures and tables."""
MIN_TLDR, MAX_TLDR = 4, 5
FEW_LINES = 20
MAX_TAKEAWAYS = 4
VERSION = "5"
"""Raised whenever the same plan would give another draft."""
_CONSEQUENCE = re.compile(
    r"\b(?:means? that|which means|would mean|as a result|resulted in|result of|therefore|le(?:d|ads?|ading) to|"
    r"the first (?:time|[a-z]+ (?:to|in|since))|signals?|indicates?|compared (?:with|to)|(?:up|down) from|"
    r"(?:higher|lower|more|less|fewer|faster|slower) than|because of|caused by|after which|record (?:high|low)|"
    r"doubl\w+|tripl\w+|for the first time|(?:pav|clear)es? the way|expected to (?:rise|fall|cost|lead|affect))\b",
    re.IGNORECASE,
)
"""Wording of a consequence, a comparison or a first."""


class ExtractiveWriter:
    """A writer that only selects, trims and orders sentences; every claim can be replayed from its source."""

    name = "extractive"
    fingerprint = f"extractive-{VERSION}"

    def for_piece(self, run_id: str, slug: str) -> ExtractiveWriter:  # noqa: ARG002 - the port's
        """Itself: it asks nobody."""
        return self

    def write(self, plan: InsightPlan, context: WriterContext) -> Draft:
        """A draft of the plan, closing parts included. Parts that the sources give nothing for are left out and named
        among the gaps."""
        context.progress(f"writing {plan.slug}")
        lines = make_lines(plan.dossiers)
        shelf = Shelf(lines, plan.evidence())
        whole = whole_lines(plan.dossiers)
        headings = headline.event_headings(plan.dossiers, lines)
        summary = _summary(plan, shelf, headings)
        panel = practice.impact(plan, shelf)
        advice = practice.practitioners(shelf)
        # With so few lines the summary would leave the body empty: it may then tell them again.
        body_shelf = shelf if len(lines) >= FEW_LINES else Shelf(lines, plan.evidence())
        body = sections.make_sections(plan, body_shelf, headings)
        draft = Draft(
            slug=plan.slug,
            version=0,
            kind=plan.kind,
            title=_title(plan, headings),
            dek=headline.dek(plan, headings, lines),
            published=context.today,
            read_minutes=1,
            tags=plan.tags,
            tldr=Tldr(tone.sentiment(claim.text for claim in summary), summary),
            impact=panel,
            connections=tuple(draft_connection(item, lines) for item in plan.connections),
            takeaways=_takeaways(shelf),
            sections=body,
            timeline=timeline.make_timeline(
                [line for line in lines if not line.is_overtaken],
                f"{plan.dossiers[0].title}: what happened when",
            ),
            tables=tables.make_tables(find_readings(whole), whole),
            practitioners=advice or _only_action(panel.action),
            conflicts=conflicts.find_conflicts(find_readings(lines), lines),
            gaps=gaps.find_gaps(plan, lines, headings),
            sources=(),
            dossiers=tuple(_dossier_ref(dossier) for dossier in plan.dossiers),
            verification=Verification(),
            provenance=Provenance(context.run_id, self.name, "", {}, 0, 0.0, plan.evidence_sha256),
        )
        draft = replace(draft, gaps=(*draft.gaps, *gaps.parts_left_out(draft)))
        return replace(draft, sources=number_sources(plan, draft), read_minutes=read_minutes(draft))

    def close(self, plan: InsightPlan, draft: Draft, context: WriterContext) -> Draft:  # noqa: ARG002 - the port's
        """The draft as it is: its closing parts are sentences of the sources like all others, each verified by itself,
        and were chosen together with the body so that no fact is told twice."""
        return draft

    def repair(self, claim: Claim, evidence: Sequence[Evidence], reason: str) -> Claim | None:  # noqa: ARG002 - the port's
        """Nothing to mend: a sentence that is not in its source is dropped."""
        return None

    def entails(self, claims: Sequence[Claim], evidence: Sequence[Evidence]) -> Mapping[str, Entailment]:  # noqa: ARG002
        """None: whether other words say the same is not for this writer to judge."""
        return {}

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


def _summary(plan: InsightPlan, shelf: Shelf, headings: dict[str, str]) -> tuple[Claim, ...]:
    """One line for each of the weightiest events, in turn of the dossiers; of a brief, what answers its question."""
    if plan.question:
        return answer(shelf)
    chosen: list[Line] = []
    for enough in (MAX_TLDR, MIN_TLDR):  # the second round only fills a thin summary
        for event_id in sorted(
            _events_in_turn(plan), key=lambda key: not headline.is_statement(headings[key])
        ):
            if len(chosen) < enough:
                chosen.extend(shelf.take(_gist(shelf, event_id, headings[event_id]), 1))
    return tuple(to_claim("tldr", line, shelf.corroborating(line)) for line in chosen)


def _gist(shelf: Shelf, event_id: str, heading: str) -> list[Line]:
    """The lines of an event, those first that say what its heading says, and are news."""
    wanted = content_words(heading)

    def value(line: Line) -> float:
        return line.news_value + 0.3 * len(wanted & line.words) / max(1, len(wanted))

    return sorted(_of_event(shelf, event_id), key=lambda line: (-value(line), line.evidence.id))


def _of_event(shelf: Shelf, event_id: str) -> list[Line]:
    def wanted(line: Line) -> bool:
        told = line.evidence.event_id == event_id and line.opens_cold and line.is_concrete
        return told and not practice.is_advice(line) and not sections.is_limit(line)

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
    found = shelf.fresh(
        lambda line: line.opens_cold and line.is_concrete and bool(_CONSEQUENCE.search(line.text))
    )
    ranked = sorted(
        found, key=lambda line: (-line.salience - 0.15 * bool(line.evidence.quantities), line.evidence.id)
    )
    return tuple(to_claim("takeaway", line) for line in shelf.take(ranked, MAX_TAKEAWAYS))


def _only_action(action: Claim | None) -> tuple[Claim, ...]:
    return (replace(action, id=action.id.replace("action-", "practice-")),) if action is not None else ()


def _dossier_ref(dossier: Dossier) -> DossierRef:
    return DossierRef(dossier.id, dossier.theme_id, dossier.title, dossier.domain, len(dossier.article_ids))


def number_sources(plan: InsightPlan, draft: Draft) -> tuple[SourceRef, ...]:
    """The cited articles, numbered in the order in which the piece first cites them; all facts from the evidence."""
    known = {item.article_id: item for dossier in plan.dossiers for item in dossier.evidence}
    cited = dict.fromkeys(citation.article_id for citation in draft.citations())
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
