"""Which events have to do with each other: alike in meaning, about the same rare names, and not the same story again.

The cosine of two event vectors says that they are of one subject; a name that few events know says that they are about
the same thing. Names weigh by rarity (inverse document frequency, Spärck Jones 1972), as they do in connections.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.almanac.magnitude import lead
from pipeline.clustering.lexical import normal_form
from pipeline.models import RelatedEvent
from pipeline.text.names import find_names, names_everywhere

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from pipeline.models import Article, FloatMatrix, FloatVector
    from pipeline.settings import RelatedSettings

_BLOCK_CELLS = 4_000_000
"""Cells of the similarity matrix held at a time (16 MB as float32)."""
_SHORTLIST = 60
"""The most similar events of one whose names and titles are looked at."""
NAMED_ARTICLES = 2
_NAME_WEIGHT = 0.15
"""What one name that no other event knows adds to a similarity; the two rarest names count."""
_NAMES_COUNTED = 2
_LEAST_RARITY = 0.4
"""A name counts that at most n ** 0.6 of n events know: 16 of 100, 250 of 10,000."""
_TITLE_OVERLAP = 0.6
"""Titles that share so large a part of their words (Jaccard 1901) tell the same story in hardly other words."""
_LEAST_TITLE_WORDS = 3
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Stories:
    """All present events, row by row: unit ``vectors`` (n, dimension), titles, and names by key as written."""

    ids: tuple[str, ...]
    titles: tuple[str, ...]
    vectors: FloatMatrix
    names: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Fame:
    """How many of ``events`` know each name, for the names that are asked for."""

    counts: Mapping[str, int]
    events: int

    def rarity(self, key: str) -> float:
        """Inverse document frequency, scaled to [0, 1]."""
        total = 1 + self.events
        return math.log(total / self.counts[key]) / math.log(total)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A possible relation with what it is ranked by."""

    row: int
    similarity: float
    names: tuple[str, ...]
    relevance: float


def event_names(articles: Sequence[Article]) -> dict[str, str]:
    """The names in titles and leads of an event's central articles, which are the first of ``articles``: key -> as
    first written. Names of states and institutions that all news mentions are left out."""
    found: dict[str, str] = {}
    for article in articles[:NAMED_ARTICLES]:
        for line in lead(article).split("\n"):
            for name in find_names(line):
                if len(name.key) > 2 and name.key not in names_everywhere():
                    found.setdefault(name.key, name.text)
    return found


def find_related(
    changed: Sequence[str], stories: Stories, settings: RelatedSettings
) -> tuple[RelatedEvent, ...]:
    """For each of ``changed`` (ids among ``stories``) at most ``settings.most`` related events, best first.

    Every relation has the changed event as ``first``. Two events are related when their cosine is at least
    ``min_similarity`` and they share a rare name, or at least ``alone_similarity`` without one. Never related are
    events above ``max_similarity`` and those whose titles say the same: that is one story told twice. Memory is
    bounded; time grows with changed times all.
    """
    rows = _rows(changed, stories.ids)
    fame = _fame(rows, stories)
    found: list[RelatedEvent] = []
    for row, similarity in _similarities(rows, stories.vectors):
        candidates = (
            _candidate(row, other, float(similarity[other]), stories, fame)
            for other in _shortlist(row, similarity, settings)
            if not _tell_the_same(stories.titles[row], stories.titles[other])
        )
        kept = [one for one in candidates if one.names or one.similarity >= settings.alone_similarity]
        best = sorted(kept, key=lambda one: (-one.relevance, stories.ids[one.row]))[: settings.most]
        found.extend(
            RelatedEvent(stories.ids[row], stories.ids[one.row], round(one.similarity, 4), one.names)
            for one in best
        )
    return tuple(found)


def earlier_similarities(
    changed: Sequence[str], ids: Sequence[str], vectors: FloatMatrix, first_days: Sequence[date]
) -> dict[str, float]:
    """For each of ``changed`` the greatest cosine to an event that began on an earlier day, 0.0 when there is none.

    ``vectors`` (n, dimension) of length 1 and ``first_days`` are those of the events ``ids``, row by row.
    """
    days = np.array([day.toordinal() for day in first_days], dtype=np.int64)
    rows = _rows(changed, ids)
    return {
        ids[row]: float(np.clip(similarity[days < days[row]].max(initial=0.0), 0.0, 1.0))
        for row, similarity in _similarities(rows, vectors)
    }


def _rows(changed: Sequence[str], ids: Sequence[str]) -> list[int]:
    row = {event_id: number for number, event_id in enumerate(ids)}
    return [row[event_id] for event_id in changed]


def _similarities(rows: Sequence[int], vectors: FloatMatrix) -> Iterator[tuple[int, FloatVector]]:
    """Each of some rows with its cosines to all rows, shape (n,), computed block by block."""
    height = max(1, _BLOCK_CELLS // max(1, len(vectors)))
    for start in range(0, len(rows), height):
        block = rows[start : start + height]
        yield from zip(block, vectors[block] @ vectors.T, strict=True)


def _shortlist(row: int, similarity: FloatVector, settings: RelatedSettings) -> list[int]:
    """The most similar others between floor and ceiling."""
    near = np.flatnonzero((similarity >= settings.min_similarity) & (similarity <= settings.max_similarity))
    near = near[near != row]
    if near.size > _SHORTLIST:
        near = near[np.argpartition(-similarity[near], _SHORTLIST)[:_SHORTLIST]]
    return [int(other) for other in near]


def _candidate(row: int, other: int, similarity: float, stories: Stories, fame: _Fame) -> _Candidate:
    mine, theirs = stories.names[row], stories.names[other]
    rarity = {key: fame.rarity(key) for key in mine if key in theirs}
    telling = sorted(
        (key for key in rarity if rarity[key] >= _LEAST_RARITY), key=lambda key: (-rarity[key], key)
    )
    gain = _NAME_WEIGHT * sum(rarity[key] for key in telling[:_NAMES_COUNTED])
    return _Candidate(other, similarity, tuple(mine[key] for key in telling), similarity + gain)


def _fame(rows: Sequence[int], stories: Stories) -> _Fame:
    wanted = {key for row in rows for key in stories.names[row]}
    counts = Counter(key for names in stories.names for key in names if key in wanted)
    return _Fame(counts, len(stories.ids))


def _tell_the_same(first: str, second: str) -> bool:
    one, other = _title_words(first), _title_words(second)
    if min(len(one), len(other)) < _LEAST_TITLE_WORDS:
        return bool(one) and one == other
    return len(one & other) >= _TITLE_OVERLAP * len(one | other)


def _title_words(title: str) -> set[str]:
    return {normal_form(word) for word in _WORD.findall(title)}
