"""Fits the support score of claims again on claims whose unsupported words are marked (``wice-unsupported-tokens``).

Prints the coefficients of ``pipeline.verification.support``. The evidence of a claim is its supporting sentences and
others of its page, drawn with a fixed seed, 15 in all. The words' probabilities that the second regression is fitted on
are those of a five-fold cross-validation by claims.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

import numpy as np
from pydantic import BaseModel

from benchmarks.claims import read_lines
from benchmarks.task import required_data
from pipeline.embedders.minilm import MiniLmEmbedder
from pipeline.text.alignment import content_spans, word_weight
from pipeline.verification.support import FEATURES, WordSupport, mean_log, word_features, words_to_embed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.task import Figures, Request
    from pipeline.models import FloatMatrix, FloatVector, Span

_SENTENCES: Final = 15
_FOLDS: Final = 5
_PENALTY: Final = 3.0
"""Of the squared weights of standardized features."""
_FEWEST_WORDS: Final = 3


class _Row(BaseModel):
    claim: str
    claim_tokens: list[str]
    non_supported_spans: list[bool]
    supporting_sentences: list[list[int]]
    evidence: list[str]


@dataclass(frozen=True, slots=True)
class _Marked:
    """A claim's words: their places, features, and whether the evidence bears them out."""

    spans: tuple[Span, ...]
    weights: tuple[float, ...]
    features: FloatMatrix
    borne_out: FloatVector


@dataclass(frozen=True, slots=True)
class _Logistic:
    weights: FloatVector
    bias: float

    def probability(self, features: FloatMatrix) -> FloatVector:
        """Of each row."""
        result: FloatVector = 1 / (1 + np.exp(-(features @ self.weights + self.bias)))
        return result


def run(request: Request) -> Figures:
    """Fit both regressions and print their coefficients."""
    claims = _marked(required_data(request))
    words = _fit(
        np.vstack([claim.features for claim in claims]), np.concatenate([claim.borne_out for claim in claims])
    )
    pairs = [pair for fold in range(_FOLDS) for pair in _pairs(claims, fold)]
    means, labels = np.array([[mean] for mean, _ in pairs]), np.array([label for _, label in pairs])
    claim = _fit(means, labels)
    figures: dict[str, float | int | str] = {"claims": len(claims)}
    figures |= {name: round(float(weight), 4) for name, weight in zip(FEATURES, words.weights, strict=True)}
    return {
        **figures,
        "WORD_BIAS": round(words.bias, 4),
        "CLAIM_SLOPE": round(float(claim.weights[0]), 4),
        "CLAIM_BIAS": round(claim.bias, 4),
    }


def _marked(path: Path) -> list[_Marked]:
    random = Random(0)  # noqa: S311 - chooses sentences
    rows = [(row, _sentences(row, random)) for row in read_lines(path, _Row)]
    with tempfile.TemporaryDirectory() as folder:
        words = words_to_embed(text for row, sentences in rows for text in (row.claim, *sentences))
        vectors = dict(zip(words, MiniLmEmbedder(Path(folder)).embed(words), strict=True))
    claims = []
    for row, sentences in rows:
        spans = tuple(content_spans(row.claim))
        found = [row.claim[span.start : span.end] for span in spans]
        if found:
            marks = list(_unsupported(row))
            borne_out = [not any(a < span.end and span.start < b for a, b in marks) for span in spans]
            features = word_features(found, sentences, vectors)
            weights = tuple(word_weight(word) for word in found)
            claims.append(_Marked(spans, weights, features, np.array(borne_out, dtype=np.float32)))
    return claims


def _sentences(row: _Row, random: Random) -> list[str]:
    supporting = {at for group in row.supporting_sentences for at in group}
    others = [at for at in range(len(row.evidence)) if at not in supporting]
    random.shuffle(others)
    chosen = sorted(supporting | set(others[: max(0, _SENTENCES - len(supporting))]))
    return [row.evidence[at] for at in chosen]


def _unsupported(row: _Row) -> Iterator[tuple[int, int]]:
    """Start and end of the marked tokens within the claim."""
    at = 0
    for token, marked in zip(row.claim_tokens, row.non_supported_spans, strict=True):
        start = row.claim.find(token, at)
        if start >= 0:
            at = start + len(token)
            if marked:
                yield start, at


def _pairs(claims: Sequence[_Marked], fold: int) -> Iterator[tuple[float, float]]:
    """Of each claim of a fold the mean log probability with and without its unsupported words, with the label."""
    others = [claim for at, claim in enumerate(claims) if at % _FOLDS != fold]
    model = _fit(
        np.vstack([claim.features for claim in others]), np.concatenate([claim.borne_out for claim in others])
    )
    for claim in claims[fold::_FOLDS]:
        probabilities = model.probability(claim.features)
        words = [
            WordSupport(span, weight, float(probability), found=True)
            for span, weight, probability in zip(claim.spans, claim.weights, probabilities, strict=True)
        ]
        kept = [word for word, good in zip(words, claim.borne_out, strict=True) if good]
        if len(words) >= _FEWEST_WORDS:
            yield mean_log(words), 0.0
        if len(kept) >= _FEWEST_WORDS:
            yield mean_log(kept), 1.0


def _fit(features: FloatMatrix, labels: FloatVector) -> _Logistic:
    """Logistic regression with a ridge penalty on standardized features, by Newton's method."""
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-9
    design = np.c_[(features - mean) / spread, np.ones(len(features))].astype(np.float64)
    penalty = np.diag([_PENALTY] * features.shape[1] + [0.0])
    weights = np.zeros(design.shape[1])
    for _ in range(30):
        probability = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (labels - probability) - penalty @ weights
        curvature = (design * (probability * (1 - probability))[:, None]).T @ design + penalty
        weights = weights + np.linalg.solve(curvature, gradient)
    plain = weights[:-1] / spread
    return _Logistic(plain, float(weights[-1] - plain @ mean))
