"""Ranks articles for a question: nearness in meaning and in words, and the time that the question is about.

Fusion is a convex combination of standardised scores, which beats reciprocal ranks when both lists are scored by
similarity (Bruch, Gai and Ingber 2023, "An Analysis of Fusion Functions for Hybrid Retrieval"). To it is added what an
article's date earns (Li and Croft 2003, "Time-based language models", let relevance decay with age in the same way); an
article without a date earns nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.ports import Hit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from pipeline.models import FloatVector
    from pipeline.text.questions import Asked, Window

DENSE_SHARE = 0.7
TIME_SHARE = 0.4
"""What the right date earns, relative to the best article's meaning and words together."""
HALF_LIFE_DAYS = 14.0
SAME_EVENT_COST = 0.03
SAME_PUBLISHER_COST = 0.01
"""What every article already chosen of the same event, or publisher, takes from the score of a further one."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What the searches say of all articles, row by row.

    ``dense`` is similarity in meaning, ``lexical`` the score of the words (BM25, 0 without any), ``days`` the
    publication day as a proleptic Gregorian ordinal, NaN where there is none; each of shape (len(ids),).
    """

    ids: Sequence[str]
    dense: FloatVector
    lexical: FloatVector
    days: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Teller:
    """Which event an article tells of, and who published it."""

    event_id: str
    publisher: str


def rank(signals: Signals, asked: Asked, limit: int) -> list[Hit]:
    """Ids of the best articles with their scores, best first; of equal ones the earlier id."""
    if not signals.ids:
        return []
    fused = DENSE_SHARE * standardised(signals.dense) + (1 - DENSE_SHARE) * standardised(signals.lexical)
    best = float(fused.max())
    relative = fused / best if best > 0 else fused
    return best_first(signals.ids, relative + TIME_SHARE * timeliness(signals.days, asked), limit)


def best_first(ids: Sequence[str], scores: npt.NDArray[np.floating], limit: int) -> list[Hit]:
    """The ``limit`` best-scored ids, best first; of equal ones the earlier id."""
    rows = np.argsort(-scores, kind="stable")[:limit]
    found = [Hit(ids[int(row)], float(scores[row])) for row in rows]
    return sorted(found, key=lambda hit: (-hit.score, hit.id))


def standardised(scores: FloatVector) -> FloatVector:
    """Scores as standard deviations above their mean over all articles; zeros when all are equal."""
    spread = float(scores.std())
    return ((scores - scores.mean()) / spread).astype(np.float32) if spread > 0 else np.zeros_like(scores)


def timeliness(days: npt.NDArray[np.float64], asked: Asked) -> npt.NDArray[np.float64]:
    """How well publication days fit the question, from 0 to 1; 0 where there is none.

    The recent is wanted: 1 on the day of the question, half for every HALF_LIFE_DAYS before it, 0 for what was not yet
    known. When the question names a time that is half of it; the other is 1 within that time, and half for every
    HALF_LIFE_DAYS outside.
    """
    age = asked.day.toordinal() - days
    recent = np.where(age >= 0, np.exp2(-np.maximum(age, 0) / HALF_LIFE_DAYS), 0.0)
    fit = recent if asked.window is None else (recent + _within(days, asked.window)) / 2
    return np.nan_to_num(fit)


def _within(days: npt.NDArray[np.float64], window: Window) -> npt.NDArray[np.float64]:
    early = window.first.toordinal() - days
    late = days - window.last_report.toordinal()
    outside = np.maximum(np.maximum(early, late), 0)
    return np.asarray(np.exp2(-outside / HALF_LIFE_DAYS), dtype=np.float64)


def diversify(ranked: Sequence[Hit], tellers: Mapping[str, Teller], limit: int) -> list[str]:
    """Ids of up to ``limit`` articles, best first, of many events and publishers rather than of a few.

    Each choice lowers what else there is of its event and publisher, as in maximal marginal relevance (Carbonell and
    Goldstein 1998). Only articles with a teller are chosen.
    """
    left = {hit.id: hit.score for hit in ranked if hit.id in tellers}
    events: Counter[str] = Counter()
    publishers: Counter[str] = Counter()
    chosen: list[str] = []

    def worth(key: str) -> float:
        teller = tellers[key]
        same_publisher = publishers[teller.publisher] if teller.publisher else 0
        return left[key] - SAME_EVENT_COST * events[teller.event_id] - SAME_PUBLISHER_COST * same_publisher

    while left and len(chosen) < limit:
        best = min(left, key=lambda key: (-worth(key), key))
        chosen.append(best)
        del left[best]
        events[tellers[best].event_id] += 1
        publishers[tellers[best].publisher] += 1
    return chosen
