"""ROUGE-1 and ROUGE-2 of timelines, aligned by date and content (Martschat and Markert 2017, "align+ m:1").

Every date of one timeline is aligned to the date of the other at which (1 - 1 / (days apart + 1)) * (1 - ROUGE-1 F1)
is least; several may share one. The n-grams that aligned summaries have in common count 1 / (days apart + 1). Precision
sums over the dates of the timeline that is judged, recall over those of the reference: a micro-average over n-grams.

As in their toolkit, words are lower-cased and stemmed, and stop words and punctuation are left out. Stemmer and stop
words are the project's own, not Porter's and SMART's, so figures differ a little from theirs.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from pipeline.clustering.terms import stop_words
from pipeline.text.alignment import stem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

Timeline: TypeAlias = "Mapping[date, Sequence[str]]"
"""Sentences by date."""
_Grams: TypeAlias = "Counter[tuple[str, ...]]"
_WORD: Final = re.compile(r"[^\W_]+(?:[.,'’-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class RougeScore:
    """Precision and recall, 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean; 0 when both are 0."""
        return f1(self.precision, self.recall)


def f1(precision: float, recall: float) -> float:
    """The harmonic mean of two shares; 0 when both are 0."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def aligned_rouge(timeline: Timeline, reference: Timeline, size: int) -> RougeScore:
    """Alignment-based ROUGE of n-grams of ``size`` 1 or 2."""
    return RougeScore(_covered(timeline, reference, size), _covered(reference, timeline, size))


def _covered(source: Timeline, target: Timeline, size: int) -> float:
    """The share of the n-grams of ``source`` that the dates aligned to in ``target`` have, by nearness in time."""
    words = {day: _words(sentences) for day, sentences in target.items()}
    found, total = 0.0, 0
    for day, sentences in source.items():
        own = _words(sentences)
        total += _grams(own, size).total()
        if words:
            partner = min(words, key=lambda other: (_cost(day, own, other, words[other]), other))
            shared = (_grams(own, size) & _grams(words[partner], size)).total()
            found += _nearness(day, partner) * shared
    return found / total if total else 0.0


def _cost(day: date, words: Sequence[str], other: date, others: Sequence[str]) -> float:
    distance = 1 - _nearness(day, other)
    if not distance or not words or not others:
        return distance
    shared = (_grams(words, 1) & _grams(others, 1)).total()
    return distance * (1 - f1(shared / len(words), shared / len(others)))


def _nearness(one: date, other: date) -> float:
    return 1 / (abs((one - other).days) + 1)


def _words(sentences: Sequence[str]) -> list[str]:
    found = (word.casefold() for sentence in sentences for word in _WORD.findall(sentence))
    return [stem(word) for word in found if word not in stop_words()]


def _grams(words: Sequence[str], size: int) -> _Grams:
    return Counter((word,) for word in words) if size == 1 else Counter(pairwise(words))
