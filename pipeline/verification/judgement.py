"""The verdict on one claim: the checks in order, the first fault decides, and what is left is weighed by its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.models import Basis, Verdict
from pipeline.text.alignment import content_words, negation_mismatch, stem
from pipeline.text.sentences import sentence_spans
from pipeline.verification.clauses import (
    ANOTHER_SENSE,
    SAME_SENSE,
    joined_halves,
    replaced_word,
    unsaid_clause,
)
from pipeline.verification.facts import CitedText, dropped_bound, missing_fact, without_facts
from pipeline.verification.hedges import dropped_hedge
from pipeline.verification.inference import MARKERS_IN_WORDS, is_worded_as_inference, without_markers
from pipeline.verification.passages import passages_of
from pipeline.verification.replay import replay_fault
from pipeline.verification.slots import LIKE_BUILD, SAME_BUILD, dropped_speaker, swapped_slot, swapped_speaker
from pipeline.verification.support import support, word_support
from pipeline.verification.wording import overstated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.models import Claim
    from pipeline.verification.passages import Archive, Passage
    from pipeline.verification.support import Vectors, WordSupport


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Support scores, as probabilities, from which a claim without faults is supported or partly so; below ``partial``
    it is unsupported, unless it is inferred: it concludes more than its sources say, and is partly supported then."""

    supported: float = 0.5
    partial: float = 0.2


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its reason in words."""

    verdict: Verdict
    reason: str


DEFAULT_THRESHOLDS = Thresholds()
_OF_SOURCES = frozenset(
    map(stem, ("sentence", "source", "report", "finding", "passage", "say", "give", "state"))
)
"""What an inference may deny of its own sources: "neither report says how many"."""


def judge(
    claim: Claim, archive: Archive, vectors: Vectors, thresholds: Thresholds = DEFAULT_THRESHOLDS
) -> Judgement:
    """The verdict on a claim by its citations alone; never SUPPORTED unless every check was made and passed.

    ``vectors`` are those of ``support.words_to_embed`` of the claim and its quotations.
    """
    passages = passages_of(claim, archive)
    if isinstance(passages, str):
        return _unsupported(passages)
    if not claim.text.strip():
        return _unsupported("it has no words")
    if claim.verbatim:
        return _judge_replay(claim, passages)
    if claim.edits:
        return _unsupported("it records trimmings but does not say that it is verbatim")
    return _judge_words(claim, CitedText(passages), vectors, thresholds)


def _judge_words(claim: Claim, cited: CitedText, vectors: Vectors, thresholds: Thresholds) -> Judgement:
    """The verdict on a claim in words of its own."""
    fault = missing_fact(claim.text, cited) or contradiction(claim, cited)
    if fault:
        return _unsupported(fault)
    if claim.basis is Basis.INFERRED:
        return _judge_inference(claim, cited, vectors, thresholds)
    return _judge_wording(claim, cited, vectors, thresholds)


def _unsupported(reason: str) -> Judgement:
    return Judgement(Verdict.UNSUPPORTED, reason)


def _judge_replay(claim: Claim, passages: tuple[Passage, ...]) -> Judgement:
    fault = replay_fault(claim, passages)
    if fault:
        return _unsupported(fault)
    trimmed = "the cited words with recorded trimmings" if claim.edits else "the cited words"
    return Judgement(Verdict.SUPPORTED, trimmed)


def contradiction(claim: Claim, cited: CitedText) -> str:
    """What the claim turns round or blows up: a negation, a cause or degree, a reservation, who said it, who did what
    to whom, what goes together."""
    denied = negation_mismatch(claim.text, cited.text)
    if denied and not (claim.basis is Basis.INFERRED and denied in _OF_SOURCES):
        return f"the claim and the cited passages disagree on a negation at “{denied}”"
    if claim.basis is Basis.INFERRED:
        return ""
    hedge = dropped_hedge(claim.text, cited.text)
    if hedge:
        return f"the cited passages say it with the reservation “{hedge}”, which the claim drops"
    halves = joined_halves(claim.text, cited)
    if halves:
        return f"the cited articles do not say {halves} together: the claim joins halves of different reports"
    return (
        overstated(claim.text, cited)
        or swapped_speaker(claim.text, cited.text)
        or swapped_slot(claim.text, cited.text, cited.days[0], SAME_BUILD)
    )


def _judge_inference(claim: Claim, cited: CitedText, vectors: Vectors, thresholds: Thresholds) -> Judgement:
    if not is_worded_as_inference(claim.text):
        return _unsupported(
            f"it is inferred but not worded so: it has no word such as {MARKERS_IN_WORDS} that shows the step"
        )
    score, _ = _weighed(without_markers(claim.text), cited, vectors)
    if score >= thresholds.supported:
        return Judgement(Verdict.SUPPORTED, "inferred, and worded so; its facts are in the cited passages")
    return Judgement(
        Verdict.PARTIAL,
        "inferred, and worded so; its facts are in the cited passages, most of its words are not",
    )


def _judge_wording(claim: Claim, cited: CitedText, vectors: Vectors, thresholds: Thresholds) -> Judgement:
    score, words = _weighed(claim.text, cited, vectors)
    if score < thresholds.partial:
        return _unsupported(f"the cited passages speak of something else (support {score:.0%})")
    added = unsaid_clause(claim.text, words, share=0, probability=0.5)
    if added:
        return _unsupported(f"the cited passages do not say “{added}”")
    replaced = replaced_word(claim.text, cited, vectors, ANOTHER_SENSE, SAME_BUILD)
    if replaced:
        return _unsupported(replaced)
    reservation = _reservation(claim, cited, vectors, words)
    if reservation:
        return Judgement(Verdict.PARTIAL, reservation)
    if score < thresholds.supported:
        strange = [claim.text[word.span.start : word.span.end] for word in words if not word.found][:4]
        missing = f"; they do not have {', '.join(f'“{word}”' for word in strange)}" if strange else ""
        return Judgement(
            Verdict.PARTIAL,
            f"the cited passages bear out only part of its wording (support {score:.0%}){missing}",
        )
    return Judgement(Verdict.SUPPORTED, f"the cited passages bear out its wording (support {score:.0%})")


def _reservation(claim: Claim, cited: CitedText, vectors: Vectors, words: Sequence[WordSupport]) -> str:
    """Why a claim whose facts and words hold is not wholly supported, in words; "" when nothing speaks against it."""
    doubt = replaced_word(claim.text, cited, vectors, SAME_SENSE) or swapped_slot(
        claim.text, cited.text, cited.days[0], LIKE_BUILD
    )
    if doubt:
        return doubt
    added = unsaid_clause(claim.text, words, share=1 / 3, probability=0.6)
    if added:
        return f"the cited passages hardly say “{added}”"
    bound = dropped_bound(claim.text, cited)
    if bound:
        return f"the cited passages give “{bound}” as an approximate figure or a limit, the claim as an exact one"
    speaker = dropped_speaker(claim.text, cited.text)
    return f"the cited passages say it as what “{speaker}”, the claim as a fact" if speaker else ""


def _weighed(text: str, cited: CitedText, vectors: Vectors) -> tuple[float, tuple[WordSupport, ...]]:
    """The support score of a text without its figures and dates, which were checked, and that of its words."""
    wording = without_facts(text, cited)
    if not content_words(wording):
        return 1.0, ()
    sentences = [cited.with_titles[span.start : span.end] for span in sentence_spans(cited.with_titles)]
    words = word_support(wording, sentences, vectors)
    return support(words), words
