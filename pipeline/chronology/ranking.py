"""Which moments count: those that many articles about the subject tell of, above all long afterwards or in full.

The number of articles that mention a date is the strongest single sign of its importance (Tran et al. 2013; Ghalandari
and Ifrim 2020, "Examining the State-of-the-Art in News Timeline Summarization"). Here an article counts by how far it
is about what all are about, and a mention by what it took to make it: a date remembered days later, or given with its
year, was worth more to the writer than "today".
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.chronology.moments import Moment, Statement, Telling, tellings
from pipeline.clustering.lexical import NAME_MARK, features
from pipeline.clustering.terms import stop_words
from pipeline.models import Precision

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

_SUBJECT_SHARE: Final = 0.8
"""Words in at least this share of all articles are what the collection is about."""
_ABOUT_IN_FULL: Final = 0.5
"""An article that names the subject in this share of its sentences is wholly about it."""
_NAMED_YEAR: Final = 2.0
_LATER_DAYS: Final = 3
_TOLD_LATER: Final = 1.25
_COARSE: Final = 0.5
"""Months and quarters hold many days, and so collect mentions of many things."""
_PUBLISHED: Final = 0.05
"""An article that is merely published on a day. News tells of the day before as often."""


@dataclass(frozen=True, slots=True)
class RankedMoment:
    """A moment and its weight: about the number of articles that tell of it."""

    moment: Moment
    weight: float


def rank_moments(statements: Iterable[Statement]) -> tuple[RankedMoment, ...]:
    """The moments that statements tell of, weightiest first; of equals, the earlier first."""
    articles: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        articles[statement.article_id].append(statement)
    weights: defaultdict[Moment, float] = defaultdict(float)
    published: defaultdict[date, float] = defaultdict(float)
    for told, share in zip(articles.values(), _aboutness(list(articles.values())), strict=True):
        published[told[0].published] += _PUBLISHED * share
        for moment, weight in _told(told).items():
            weights[moment] += share * weight
    ranked = [
        RankedMoment(moment, weight + published[moment.first] * (moment.precision is Precision.DAY))
        for moment, weight in weights.items()
    ]
    return tuple(sorted(ranked, key=lambda item: (-item.weight, item.moment)))


def _told(article: Sequence[Statement]) -> Mapping[Moment, float]:
    """The moments of one article, each by its weightiest mention: an article counts once."""
    found: dict[Moment, float] = {}
    for statement in article:
        for telling in tellings(statement):
            worth = _worth(telling) * (1 + statement.salience)
            found[telling.moment] = max(worth, found.get(telling.moment, 0.0))
    return found


def _worth(telling: Telling) -> float:
    named = _NAMED_YEAR if telling.names_year else 1.0
    later = _TOLD_LATER if telling.lag >= _LATER_DAYS else 1.0
    return named * later * (1.0 if telling.moment.precision is Precision.DAY else _COARSE)


def _aboutness(articles: Sequence[Sequence[Statement]]) -> list[float]:
    """For each article how far it is about the common subject, 0 to 1; 1 for all when there is no common subject."""
    words = [[_words(statement.text) for statement in article] for article in articles]
    used = Counter(word for article in words for word in set().union(*article))
    subject = {word for word, count in used.items() if count >= _SUBJECT_SHARE * len(articles)}
    if not subject:
        return [1.0] * len(articles)
    return [_share_with(subject, article) for article in words]


def _share_with(subject: Collection[str], sentences: Sequence[frozenset[str]]) -> float:
    naming = sum(not words.isdisjoint(subject) for words in sentences)
    return min(1.0, naming / len(sentences) / _ABOUT_IN_FULL)


def _words(text: str) -> frozenset[str]:
    plain = (word for word in features(text) if word[0] != NAME_MARK and len(word) > 1 and word[0].isalpha())
    return frozenset(plain) - stop_words()
