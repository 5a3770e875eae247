"""Which domain an event belongs to: the one of the topic that is nearest in meaning and in words."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.clustering.similarity import unit_vectors

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.models import FloatMatrix, FloatVector, Topic

OTHER = "other"
"""The domain of what no topic is about."""
_KEYWORD_WEIGHT = 0.3
"""What all the keywords of a topic together would add to the cosine."""
_KEYWORD_REST = 0.6
"""Every keyword found takes the share still missing down to this much of itself: the first ones count most."""
_EXCLUDED_PENALTY = 0.3
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class TrackedTopics:
    """The topics a reader tracks, with the vector of the ``topic_text`` of each, row by row."""

    topics: tuple[Topic, ...]
    vectors: FloatMatrix


def domains_of(
    vectors: FloatMatrix, texts: Sequence[str], tracked: TrackedTopics, least_similarity: float
) -> list[str]:
    """The domain of each item, given its vector (n, dimension) and its text; OTHER below ``least_similarity``.

    An item's score for a topic is the cosine of their vectors, plus a part for keywords found in the text, less one for
    every excluded term. Of equal topics the first wins.
    """
    if not tracked.topics:
        return [OTHER] * len(texts)
    scores = unit_vectors(vectors) @ unit_vectors(tracked.vectors).T
    spaced = [_spaced(text) for text in texts]
    places = _places(spaced)
    for column, topic in enumerate(tracked.topics):
        found = _hits(spaced, places, topic.keywords)
        scores[:, column] += _KEYWORD_WEIGHT * (1 - _KEYWORD_REST**found)
        scores[:, column] -= _EXCLUDED_PENALTY * _hits(spaced, places, topic.excluded_terms)
    best = scores.argmax(axis=1)
    enough = scores[np.arange(len(texts)), best] >= least_similarity
    return [tracked.topics[topic].domain if good else OTHER for topic, good in zip(best, enough, strict=True)]


def _spaced(text: str) -> str:
    """The words of a text in lower case with single spaces around each."""
    return f" {_BETWEEN_WORDS.sub(' ', text.casefold())} "


def _places(spaced: Sequence[str]) -> dict[str, list[int]]:
    """In which texts each word occurs."""
    places: dict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(spaced):
        for word in set(text.split()):
            places[word].append(number)
    return places


def _hits(spaced: Sequence[str], places: Mapping[str, Sequence[int]], terms: Iterable[str]) -> FloatVector:
    """How many of some terms occur in each text, in singular or plural, shape (n,)."""
    found = np.zeros(len(spaced), dtype=np.float32)
    for term in terms:
        forms = _forms(term)
        if forms[0].strip():
            found[list({number for form in forms for number in _holders(spaced, places, form)})] += 1
    return found


def _holders(spaced: Sequence[str], places: Mapping[str, Sequence[int]], form: str) -> list[int]:
    """Which texts hold a form: only those are searched that hold its first word, where words are spaced."""
    likely = places.get(form.split(maxsplit=1)[0], ()) if form.startswith(" ") else range(len(spaced))
    return [number for number in likely if form in spaced[number]]


def _forms(term: str) -> tuple[str, str]:
    """The two strings to look for, empty when the term has no word."""
    words = _spaced(term).strip()
    if _UNSPACED.search(words):
        return words, words
    stem = words.removesuffix("s") if len(words) > 3 else words
    return f" {stem} ", f" {stem}s "
