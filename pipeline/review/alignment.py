"""Which claim of an older version became which claim of a newer one.

Ids of claims are made anew with every version, so claims are matched by what they say, what they cite and where they
stand: the assignment of greatest total likeness (Kuhn 1955; Jonker and Volgenant 1987, as in SciPy), of which only
pairs that are alike enough are kept.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linear_sum_assignment

from pipeline.text.alignment import content_words, stem, word_weight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.models import Claim
    from pipeline.review.places import PlacedClaim

_ALIKE = 0.45
"""Likeness from which on two claims are one claim reworded."""
_WORDS = 0.7
_SLOT = 0.3
_SAME_PART = 0.05
_ORDER = 0.01


def matched(before: Sequence[PlacedClaim], after: Sequence[PlacedClaim]) -> list[tuple[int, int]]:
    """Pairs of positions, in the order of ``after``; no position occurs twice."""
    if not before or not after:
        return []
    likeness = np.array([[likeness_of(old, new) for new in after] for old in before])
    # What is equally alike is told apart by its part, then by its order.
    nearness = np.array(
        [[_nearness(i / len(before), old, j / len(after), new) for j, new in enumerate(after)]
         for i, old in enumerate(before)]
    )  # fmt: skip
    rows, columns = linear_sum_assignment(likeness + nearness, maximize=True)
    pairs = [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if likeness[i, j] >= _ALIKE]
    return sorted(pairs, key=lambda pair: pair[1])


def likeness_of(old: PlacedClaim, new: PlacedClaim) -> float:
    """How far two claims are one: 1 for the same words, else from words and citations, 0 to 1.

    A cell of the same row and column, or an entry of the same date, is more alike than its few words tell.
    """
    if old.claim.text == new.claim.text and (old.slot == new.slot or not old.slot):
        return 1.0
    words = _word_likeness(old.claim.text, new.claim.text)
    likeness = _WORDS * words + (1 - _WORDS) * _citation_likeness(old.claim, new.claim)
    if old.slot and new.slot:
        likeness += _SLOT if (old.part, old.slot) == (new.part, new.slot) else -_SLOT
    return min(likeness, 0.99)


def _nearness(at: float, old: PlacedClaim, there: float, new: PlacedClaim) -> float:
    return (_SAME_PART if old.part == new.part else 0.0) + _ORDER * (1 - abs(at - there))


def _word_likeness(one: str, two: str) -> float:
    """Share of the weight of their content words that two texts have in common (Dice 1945, weighted)."""
    first, second = _weights(one), _weights(two)
    total = sum(first.values()) + sum(second.values())
    return 2 * sum((first & second).values()) / total if total else float(one == two)


def _weights(text: str) -> Counter[str]:
    """Twice the weight of each word, so that it is whole."""
    weights: Counter[str] = Counter()
    for word in content_words(text):
        weights[stem(word)] += round(2 * word_weight(word))
    return weights


def _citation_likeness(old: Claim, new: Claim) -> float:
    """Share of quoted passages that overlap: the same characters of the same article, whatever its revision."""
    if not old.citations or not new.citations:
        return float(not old.citations and not new.citations)
    shared = sum(
        any(
            one.article_id == two.article_id and (one.quote in two.quote or two.quote in one.quote)
            for two in new.citations
        )
        for one in old.citations
    )
    return shared / max(len(old.citations), len(new.citations))
