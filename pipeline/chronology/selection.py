"""The entries of a timeline: the weightiest moments, each with the statements that tell best what happened then.

A statement is good when it is close to the others on its moment (centroid summarization, Radev et al. 2004), stands
early in its article, gives the date early and no other date. What was told under one date is not told again under
another: of two dates for one fact, the weightier moment keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from pipeline.chronology.moments import Moment, Statement, Telling, tellings
from pipeline.chronology.ranking import rank_moments
from pipeline.clustering.lexical import SparseMatrix, tfidf, words_of_all
from pipeline.models import Precision
from pipeline.text.alignment import content_words, stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

_SAME_FACT: Final = 0.65
"""Share of the shorter statement's content words found in the other from which both tell the same fact."""
_LEAD: Final = 0.2
_LEAD_SENTENCES: Final = 3
_LATE_DATE: Final = 0.2
_OTHER_DATE: Final = 0.1
_LONG: Final = 0.01
_LONG_WORDS: Final = 35
_SPARE: Final = 3
"""So many moments are looked at for every entry wanted, because some tell nothing new."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a timeline covers, both ends inclusive."""

    first: date
    last: date

    def holds(self, moment: Moment) -> bool:
        """Whether the moment begins within the span."""
        return self.first <= moment.first <= self.last


@dataclass(frozen=True, slots=True)
class Entry:
    """A moment of a timeline and what happened then, best statement first."""

    moment: Moment
    weight: float
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    statement: Statement
    told: tuple[Telling, ...]
    words: frozenset[str]


def select_entries(
    statements: Sequence[Statement], span: Span, count: int, per_moment: int = 1, *, days_only: bool = False
) -> tuple[Entry, ...]:
    """Up to ``count`` entries in order of time, each with up to ``per_moment`` statements that give its moment.

    No moment occurs twice, and no fact under two moments. ``days_only`` leaves months and quarters out.
    """
    ranked = [
        item
        for item in rank_moments(statements)
        if span.holds(item.moment) and (item.moment.precision is Precision.DAY or not days_only)
    ][: _SPARE * count]
    best = _best_first({item.moment for item in ranked}, statements)
    chosen: list[Entry] = []
    told: list[_Candidate] = []
    for item in ranked:
        if len(chosen) == count:
            break
        fresh = _fresh(best[item.moment], told, per_moment)
        if fresh:
            told.extend(fresh)
            chosen.append(Entry(item.moment, item.weight, tuple(each.statement for each in fresh)))
    return tuple(sorted(chosen, key=lambda entry: entry.moment))


def _fresh(candidates: Iterable[_Candidate], told: Sequence[_Candidate], limit: int) -> list[_Candidate]:
    """The first ``limit`` candidates that repeat nothing told so far."""
    taken: list[_Candidate] = []
    for candidate in candidates:
        if len(taken) == limit:
            break
        if not any(_is_same_fact(candidate, other) for other in (*told, *taken)):
            taken.append(candidate)
    return taken


def _is_same_fact(one: _Candidate, other: _Candidate) -> bool:
    shorter = min(len(one.words), len(other.words))
    return one.statement.id == other.statement.id or (
        shorter > 0 and len(one.words & other.words) >= _SAME_FACT * shorter
    )


def _best_first(wanted: set[Moment], statements: Sequence[Statement]) -> dict[Moment, list[_Candidate]]:
    """For each moment the statements that tell what happened then, best first."""
    candidates = list(_candidates(wanted, statements))
    vectors = tfidf(words_of_all([item.statement.text for item in candidates]))
    rows: dict[Moment, list[int]] = {moment: [] for moment in wanted}
    for row, candidate in enumerate(candidates):
        for telling in candidate.told:
            if telling.moment in wanted:
                rows[telling.moment].append(row)
    return {
        moment: _by_score([candidates[row] for row in own], _closeness(vectors[own]), moment)
        for moment, own in rows.items()
    }


def _candidates(wanted: set[Moment], statements: Iterable[Statement]) -> Iterator[_Candidate]:
    for statement in statements:
        told = tuple(telling for telling in tellings(statement) if not telling.is_background)
        if any(telling.moment in wanted for telling in told):
            yield _Candidate(statement, told, frozenset(map(stem, content_words(statement.text))))


def _closeness(vectors: SparseMatrix) -> list[float]:
    """The cosine of each row with the mean of all."""
    total = np.asarray(vectors.sum(axis=0), dtype=np.float32).ravel()
    length = float(np.linalg.norm(total)) or 1.0
    return [float(cosine) for cosine in vectors @ (total / length)]


def _by_score(own: Sequence[_Candidate], closeness: Sequence[float], moment: Moment) -> list[_Candidate]:
    scores = {
        item.statement.id: near + _merit(item, moment) for item, near in zip(own, closeness, strict=True)
    }
    return sorted(own, key=lambda item: (-scores[item.statement.id], item.statement.id))


def _merit(candidate: _Candidate, moment: Moment) -> float:
    """What speaks for a statement by itself: weight, a place in the lead, one date given early, a moderate length."""
    statement = candidate.statement
    start = next(each.start for each in candidate.told if each.moment == moment)
    lead = _LEAD * (statement.ordinal < _LEAD_SENTENCES)
    late = _LATE_DATE * start / max(1, len(statement.text)) + _OTHER_DATE * (len(candidate.told) - 1)
    long = _LONG * max(0, len(statement.text.split()) - _LONG_WORDS)
    return statement.salience + lead - late - long
