"""Claims judged against given evidence by the support score alone, without a model: F1 of the class "supported".

A claim's score is the best over its pieces of evidence; it counts as supported from the product's threshold on. Beside
it stand always saying yes, and the plain overlap of words at its best threshold for this file, which it could not know.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.claims import read_claims
from benchmarks.task import required_data
from pipeline.embedders.minilm import MiniLmEmbedder
from pipeline.text.alignment import word_overlap
from pipeline.verification.judgement import DEFAULT_THRESHOLDS
from pipeline.verification.support import support, word_support, words_to_embed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.claims import GoldClaim
    from benchmarks.task import Figures, Request


def run(request: Request) -> Figures:
    """Score a file of claims with evidence."""
    claims = read_claims(required_data(request))
    claims = claims[: request.limit] if request.limit else claims
    scores = _scores(claims)
    gold = [claim.supported for claim in claims]
    found = [score >= DEFAULT_THRESHOLDS.supported for score in scores]
    overlap = [max(word_overlap(claim.text, " ".join(piece)) for piece in claim.evidence) for claim in claims]
    return {
        "claims": len(claims),
        "supported": sum(gold),
        "f1": _f1(gold, found),
        "accuracy": round(sum(a == b for a, b in zip(gold, found, strict=True)) / len(gold), 4),
        "balanced_accuracy": _balanced(gold, found),
        "auc": _auc(gold, scores),
        "always_yes_f1": _f1(gold, [True] * len(gold)),
        "overlap_best_f1": max(
            _f1(gold, [score >= cut for score in overlap]) for cut in sorted(set(overlap))
        ),
        "overlap_auc": _auc(gold, overlap),
    }


def _scores(claims: Sequence[GoldClaim]) -> list[float]:
    texts = [text for claim in claims for piece in claim.evidence for text in (claim.text, *piece)]
    words = words_to_embed(texts)
    with tempfile.TemporaryDirectory() as folder:
        vectors = dict(zip(words, MiniLmEmbedder(Path(folder)).embed(words), strict=True))
    return [
        max(support(word_support(claim.text, piece, vectors)) for piece in claim.evidence) for claim in claims
    ]


def _f1(gold: Sequence[bool], found: Sequence[bool]) -> float:
    both = sum(a and b for a, b in zip(gold, found, strict=True))
    return round(2 * both / max(1, sum(gold) + sum(found)), 4)


def _balanced(gold: Sequence[bool], found: Sequence[bool]) -> float:
    """The mean of the shares of supported and of other claims that are judged rightly."""
    shares = []
    for side in (True, False):
        ours = [b for a, b in zip(gold, found, strict=True) if a is side]
        shares.append(sum(b is side for b in ours) / max(1, len(ours)))
    return round(sum(shares) / 2, 4)


def _auc(gold: Sequence[bool], scores: Sequence[float]) -> float:
    """The chance that a supported claim scores above another one, ties counted half."""
    yes = [score for label, score in zip(gold, scores, strict=True) if label]
    no = [score for label, score in zip(gold, scores, strict=True) if not label]
    wins = sum((a > b) + 0.5 * (a == b) for a in yes for b in no)
    return round(wins / max(1, len(yes) * len(no)), 4)
