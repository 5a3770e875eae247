"""How far cited sentences bear out a claim: a probability for every word of it, and one for the whole.

Of each word that carries meaning it is asked whether a cited sentence has it, or a word like it by the cosine of their
vectors: in the sentence that has most of the claim, in the best two, in any; and whether it has the words beside it. A
logistic regression makes of that the probability that the word is borne out. The claim's is a logistic function of the
weighted mean of the words' log probabilities, so that a stranger among its words counts and length does not.

Both regressions were fitted on the training part of WiCE's unsupported tokens (Kamoi et al. 2023): 374 claims with a
mark at each word that their evidence does not bear out. For the second, the whole claims are those not supported, and
what is left of them without the marked words those that are. ``python -m benchmarks support`` fits them again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from pipeline.text.alignment import content_spans, content_words, stem, word_weight
from pipeline.text.names import common_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.models import FloatMatrix, FloatVector, Span

    Vectors = Mapping[str, FloatVector]

FEATURES: Final = (
    "in the best sentence", "in the best two", "in any",
    "like a word of the best sentence", "like a word of the best two", "like a word of any",
    "its neighbors in the best two", "its neighbors like words of the best two",
    "capital", "digit", "rare", "capital or digit in the best two", "like a word of any, in none",
)  # fmt: skip
"""What is asked of each word, in the order of the weights."""
WORD_WEIGHTS: Final = (
    0.9934, -0.7999, 0.5628, -0.1658, -0.0847, 1.821, 0.8451, -0.3016, -1.021, -2.507, -0.1261, 1.638, -0.3569,
)  # fmt: skip
WORD_BIAS: Final = -0.6584
CLAIM_SLOPE: Final = 3.802
CLAIM_BIAS: Final = 1.458
_NO_LIKENESS: Final = 0.3
"""Cosine of the vectors of single words that have nothing to do with each other."""
_FULL_LIKENESS: Final = 0.9
_TINY: Final = 1e-6


@dataclass(frozen=True, slots=True)
class WordSupport:
    """A word of a claim and the probability that the cited sentences bear it out."""

    span: Span
    weight: float
    probability: float
    found: bool
    """Whether a cited sentence has it, inflected or not."""


def words_to_embed(texts: Iterable[str]) -> list[str]:
    """The words of texts whose vectors ``word_support`` compares, each once, sorted."""
    return sorted({word.casefold() for text in texts for word in content_words(text)})


def word_support(claim: str, sentences: Sequence[str], vectors: Vectors) -> tuple[WordSupport, ...]:
    """The support of each word of ``claim`` that carries meaning; () when it has none, or nothing is cited.

    ``vectors`` are of length 1, by word in lower case; a word without one is like no other.
    """
    spans = content_spans(claim)
    if not spans or not any(content_words(sentence) for sentence in sentences):
        return ()
    words = [claim[span.start : span.end] for span in spans]
    features = word_features(words, sentences, vectors)
    logits = features @ np.asarray(WORD_WEIGHTS) + WORD_BIAS
    return tuple(
        WordSupport(span, word_weight(word), _logistic(float(logit)), bool(row[2]))
        for span, word, logit, row in zip(spans, words, logits, features, strict=True)
    )


def support(words: Sequence[WordSupport]) -> float:
    """The probability that a claim with these words is borne out, 0 without words."""
    if not words:
        return 0.0
    return _logistic(CLAIM_SLOPE * mean_log(words) + CLAIM_BIAS)


def mean_log(words: Sequence[WordSupport]) -> float:
    """The weighted mean of the words' log probabilities."""
    weights = [word.weight for word in words]
    return float(np.average(np.log([max(word.probability, _TINY) for word in words]), weights=weights))


def word_features(words: Sequence[str], sentences: Sequence[str], vectors: Vectors) -> FloatMatrix:
    """``FEATURES`` of each word of a claim, shape (words, features)."""
    found, like = _matches(words, sentences, vectors)
    weights = np.array([word_weight(word) for word in words])
    likeness = np.clip((like - _NO_LIKENESS) / (_FULL_LIKENESS - _NO_LIKENESS), 0, 1)
    best = np.argsort(-(weights @ np.maximum(found, likeness)), kind="stable")[:2]
    capital = np.array([word[0].isupper() for word in words], dtype=np.float32)
    digit = np.array([word[0].isdigit() for word in words], dtype=np.float32)
    rare = np.array([word.casefold() not in common_words() for word in words], dtype=np.float32)
    found_two, like_two = found[:, best].max(axis=1), like[:, best].max(axis=1)
    found_any, like_any = found.max(axis=1), like.max(axis=1)
    columns = [
        found[:, best[0]], found_two, found_any, like[:, best[0]], like_two, like_any,
        _beside(found_two), _beside(like_two), capital, digit, rare,
        found_two * np.maximum(capital, digit), like_any * (1 - found_any),
    ]  # fmt: skip
    return np.stack(columns, axis=1).astype(np.float32)


def _matches(
    words: Sequence[str], sentences: Sequence[str], vectors: Vectors
) -> tuple[FloatMatrix, FloatMatrix]:
    """Whether each sentence has each word (1 or 0), and the cosine of its likest word; both (words, sentences)."""
    found = np.zeros((len(words), len(sentences)), dtype=np.float32)
    like = np.zeros_like(found)
    own = _stacked(words, vectors)
    for at, sentence in enumerate(sentences):
        theirs = content_words(sentence)
        stems = {stem(word) for word in theirs}
        found[:, at] = [stem(word) in stems for word in words]
        if theirs:
            like[:, at] = (own @ _stacked(theirs, vectors).T).max(axis=1)
    return found, np.maximum(like, found)


def _stacked(words: Sequence[str], vectors: Vectors) -> FloatMatrix:
    width = len(next(iter(vectors.values()))) if vectors else 1
    nothing = np.zeros(width, dtype=np.float32)
    return np.stack([vectors.get(word.casefold(), nothing) for word in words])


def _beside(values: FloatVector) -> FloatVector:
    """The mean over the words before and after; at the ends, the word itself stands for the missing one."""
    padded = np.pad(values, 1, mode="edge")
    mean: FloatVector = ((padded[:-2] + padded[2:]) / 2).astype(np.float32)
    return mean


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))
