"""The verdict on one claim: the checks in order, the first fault decides, and what is left is weighed by its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.models import Basis, Verdict
from pipeline.text.alignment import content_words, negation_mismatch, support_score
from pipeline.verification.facts import CitedText, missing_fact, without_facts
from pipeline.verification.passages import passages_of
from pipeline.verification.replay import replay_fault
from pipeline.verification.slots import swapped_slot, swapped_speaker
from pipeline.verification.wording import overstated

if TYPE_CHECKING:
    from pipeline.models import Claim
    from pipeline.verification.passages import Archive, Passage


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Support scores from which a claim without faults is supported or partly so; below ``partial`` it is unsupported.

    An inferred claim concludes more than its words say: it is supported from ``inferred`` on and else partial.
    """

    supported: float = 0.6
    partial: float = 0.3
    inferred: float = 0.5


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its reason in words."""

    verdict: Verdict
    reason: str


DEFAULT_THRESHOLDS = Thresholds()


def judge(claim: Claim, archive: Archive, thresholds: Thresholds = DEFAULT_THRESHOLDS) -> Judgement:
    """The verdict on a claim by its citations alone; never SUPPORTED unless every check was made and passed."""
    passages = passages_of(claim, archive)
    if isinstance(passages, str):
        return Judgement(Verdict.UNSUPPORTED, passages)
    if not claim.text.strip():
        return Judgement(Verdict.UNSUPPORTED, "it has no words")
    if claim.verbatim:
        return _judge_replay(claim, passages)
    if claim.edits:
        return Judgement(Verdict.UNSUPPORTED, "it records trimmings but does not say that it is verbatim")
    return _judge_wording(claim, CitedText(passages), thresholds)


def _judge_replay(claim: Claim, passages: tuple[Passage, ...]) -> Judgement:
    fault = replay_fault(claim, passages)
    if fault:
        return Judgement(Verdict.UNSUPPORTED, fault)
    trimmed = "the cited words with recorded trimmings" if claim.edits else "the cited words"
    return Judgement(Verdict.SUPPORTED, trimmed)


def _judge_wording(claim: Claim, cited: CitedText, thresholds: Thresholds) -> Judgement:
    fault = missing_fact(claim.text, cited) or _contradiction(claim, cited)
    if fault:
        return Judgement(Verdict.UNSUPPORTED, fault)
    wording = without_facts(claim.text, cited)
    score = support_score(wording, cited.with_titles) if content_words(wording) else 1.0
    if claim.basis is Basis.INFERRED:
        if score >= thresholds.inferred:
            return Judgement(
                Verdict.SUPPORTED, f"inferred; facts and {score:.0%} of its wording are in the cited passages"
            )
        return Judgement(
            Verdict.PARTIAL, f"inferred; its facts are in the cited passages, {score:.0%} of its wording is"
        )
    if score >= thresholds.supported:
        return Judgement(Verdict.SUPPORTED, f"{score:.0%} of its wording is in the cited passages")
    if score >= thresholds.partial:
        return Judgement(Verdict.PARTIAL, f"only {score:.0%} of its wording is in the cited passages")
    return Judgement(
        Verdict.UNSUPPORTED, f"the cited passages speak of something else ({score:.0%} of its wording)"
    )


def _contradiction(claim: Claim, cited: CitedText) -> str:
    """What the claim turns round or blows up: a negation, a cause or degree, who said it, who did what to whom."""
    denied = negation_mismatch(claim.text, cited.text)
    if denied:
        return f"the claim and the cited passages disagree on a negation at “{denied}”"
    if claim.basis is Basis.INFERRED:
        return ""
    return (
        overstated(claim.text, cited)
        or swapped_speaker(claim.text, cited.text)
        or swapped_slot(claim.text, cited.text, cited.days[0])
    )
