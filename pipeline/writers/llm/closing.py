"""The last steps of a draft, written from the claims so far: summary, advice, doubts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.models import Basis, Conflict, Level, Sentiment, Tldr
from pipeline.writers.llm.answers import AdviceAnswer, DoubtsAnswer, SummaryAnswer
from pipeline.writers.llm.evidence import without_dates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.models import Claim, Horizon
    from pipeline.writers.llm.answers import Based, Sourced
    from pipeline.writers.llm.body import Outline
    from pipeline.writers.llm.desk import Desk
    from pipeline.writers.llm.evidence import Numbered


@dataclass(frozen=True, slots=True)
class Summary:
    """What the busy reader gets."""

    tldr: Tldr
    takeaways: tuple[Claim, ...]
    level: Level
    horizon: Horizon


@dataclass(frozen=True, slots=True)
class Advice:
    """Who should do what by when."""

    action: Claim | None = None
    adoption: tuple[Claim, ...] = ()
    practitioners: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubts:
    """What is disputed and what is not known."""

    conflicts: tuple[Conflict, ...] = ()
    gaps: tuple[str, ...] = ()


def write_summary(desk: Desk, outline: Outline, claims: Sequence[Claim]) -> Summary:
    """TL;DR and takeaways, from nothing but the claims and the evidence that they cite."""
    desk.progress("summary")
    answer = desk.ask("summary", SummaryAnswer, _cited(desk, claims), _values(desk, outline, claims))
    return Summary(
        Tldr(Sentiment(answer.sentiment), _sourced(desk, "tldr", answer.tldr)),
        _sourced(desk, "takeaway", answer.takeaways),
        Level(answer.level),
        answer.horizon,
    )


def write_advice(desk: Desk, outline: Outline, claims: Sequence[Claim]) -> Advice:
    """What practitioners should do, each piece of advice tied to what it rests on."""
    desk.progress("advice")
    values = {**_values(desk, outline, claims), "today": desk.today.isoformat()}
    answer = desk.ask("advice", AdviceAnswer, _cited(desk, claims), values)
    action = _based(desk, "action", [answer.action])[0] if answer.action is not None else None
    return Advice(
        action, _based(desk, "adoption", answer.adoption), _based(desk, "practitioner", answer.practitioners)
    )


def write_doubts(desk: Desk, outline: Outline, claims: Sequence[Claim]) -> Doubts:
    """Where sources disagree, and what none of them says. All evidence is shown: what was left out may disagree."""
    desk.progress("doubts")
    answer = desk.ask("doubts", DoubtsAnswer, without_dates(desk.items), _values(desk, outline, claims))
    conflicts = tuple(
        Conflict(_sourced(desk, f"conflict-{number}", item.claims), item.note)
        for number, item in enumerate(answer.conflicts, start=1)
    )
    return Doubts(conflicts, tuple(answer.gaps))


def _cited(desk: Desk, claims: Sequence[Claim]) -> tuple[Numbered, ...]:
    spans = {(citation.article_id, citation.start) for claim in claims for citation in claim.citations}
    return without_dates(
        item for item in desk.items if (item.evidence.article_id, item.evidence.start) in spans
    )


def _values(desk: Desk, outline: Outline, claims: Sequence[Claim]) -> Mapping[str, str]:
    labels = {(item.evidence.article_id, item.evidence.start): item.label for item in desk.items}
    lines = [
        f"- {desk.marker.mark(claim.text)} "
        f"({', '.join(labels[citation.article_id, citation.start] for citation in claim.citations)})"
        for claim in claims
    ]
    return {
        "headline": desk.marker.mark(outline.headline),
        "thesis": outline.thesis,
        "claims": "\n".join(lines),
    }


def _sourced(desk: Desk, name: str, answers: Sequence[Sourced]) -> tuple[Claim, ...]:
    return tuple(
        desk.claim(f"{name}-{number}", answer.text, answer.evidence)
        for number, answer in enumerate(answers, start=1)
    )


def _based(desk: Desk, name: str, answers: Sequence[Based]) -> tuple[Claim, ...]:
    return tuple(
        desk.claim(f"{name}-{number}", answer.text, answer.evidence, Basis(answer.basis))
        for number, answer in enumerate(answers, start=1)
    )
