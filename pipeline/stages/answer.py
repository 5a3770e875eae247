"""Which sentences of the found articles answer a question, and whether any does: the evidence pack of a brief.

A sentence answers when it is near the question in meaning and its surroundings hold what the question names: every
name and figure, and most of what its other words weigh. Nearness alone would answer any question with something.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.models import Dossier, Event, Evidence, NameMention, QuantityKind
from pipeline.text.evidence import (
    Library,
    article_evidence,
    density,
    opening_of,
    select_diverse,
    with_echoes,
)
from pipeline.text.hashing import short_hash
from pipeline.text.names import find_names
from pipeline.text.questions import Wanted, stems_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pipeline.models import Article, FloatMatrix, FloatVector
    from pipeline.text.questions import Asked

    Embed = Callable[[Sequence[str]], FloatMatrix]

SENTENCES_PER_ARTICLE = 40
SHORTLIST = 24
"""Sentences whose meaning is compared with the question's because of their words."""
LEADS = 2
"""Sentences of each article whose meaning is compared in any case."""
MAX_EVIDENCE = 20
MIN_RELEVANCE = 0.36
"""Cosine of a sentence with the question below which it is no evidence (all-MiniLM-L6-v2)."""
MIN_NEARNESS, SURE_NEARNESS, CERTAIN_NEARNESS = 0.45, 0.62, 0.7
"""Cosine from which a sentence may answer, and from which it may do so in other words, or in quite other words."""
MIN_COVERAGE, NAMED, TOUCHED = 0.52, 0.5, 0.2
"""Shares of the question's words, by weight, that the surroundings of a sentence hold at these three: the names and a
little more, the names, some of it."""
OTHER_TIME = 0.75
"""What a sentence keeps of its weight when its dates are not those asked for."""
NOT_WANTED = 0.75
"""The same when it holds no such thing as is asked for."""
NEAR_THE_BEST = 0.7
"""Sentences less relevant than so much of the best are left out."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence, its stems, and those of its surroundings: the title, the sentence and its neighbours."""

    evidence: Evidence
    stems: frozenset[str]
    around: frozenset[str]
    place: int
    """Of its article among those found, 0 for the best."""
    lateness: float
    """Share of the articles that are not later than its own."""


def question_dossier(
    asked: Asked,
    vector: FloatVector,
    library: Library,
    events: Mapping[str, Event],
    embed: Embed,
) -> Dossier | None:
    """The evidence that the library's articles, best first, hold for a question; None when no sentence answers it.

    Args:
        asked: The question.
        vector: The question's vector, of length 1.
        library: The articles to read.
        events: Events by the id of their articles; an article without one is an event of its own.
        embed: Gives sentences their vectors.
    """
    told = {article.id: events.get(article.id) or _alone(article) for article in library.articles.values()}
    candidates = _candidates(library, told)
    weights = _weights(asked, candidates)
    short = _distinct([*_shortlist(candidates, weights), *_leads(candidates)])
    if not short:
        return None
    vectors = embed([item.evidence.text for item in short])
    nearness = vectors @ vector
    if not any(_answers(asked, weights, item, near) for item, near in zip(short, nearness, strict=True)):
        return None
    weighed = [
        _weighed(item, asked, weights, float(near)) for item, near in zip(short, nearness, strict=True)
    ]
    least = NEAR_THE_BEST * max(item.weight for item in weighed)
    keep = [
        row for row, item in enumerate(weighed) if item.weight >= least and nearness[row] >= MIN_RELEVANCE
    ]
    near = np.ascontiguousarray(vectors[keep])
    picked = select_diverse([weighed[row] for row in keep], near, MAX_EVIDENCE)
    evidence = with_echoes([weighed[keep[place]] for place in picked], near[picked])
    return _dossier(asked.text, evidence, told)


def _candidates(library: Library, told: Mapping[str, Event]) -> list[_Candidate]:
    articles = list(library.articles.values())
    read = library.read([opening_of(article, SENTENCES_PER_ARTICLE) for article in articles])
    found: list[_Candidate] = []
    for place, (article, sentences) in enumerate(zip(articles, read, strict=True)):
        title = stems_of(article.title)
        lateness = sum(other.day <= article.day for other in articles) / len(articles)
        original = library.originals.get(article.id, "")
        evidence = article_evidence(article, told[article.id], sentences, original)
        for item in evidence:
            own = stems_of(item.text)
            around = own | title | stems_of(item.before) | stems_of(item.after)
            found.append(_Candidate(item, own, around, place, lateness))
    return found


def _weights(asked: Asked, candidates: Sequence[_Candidate]) -> dict[str, float]:
    """Of each stem of the question its share of the whole: the rarer among the candidates, the more.

    Names have half of it: that a text names the right things does not yet say what is asked about them.
    """
    counts = Counter(stem for item in candidates for stem in item.stems & asked.stems)
    rarity = {stem: math.log((1 + len(candidates)) / (0.5 + counts[stem])) for stem in asked.stems}
    names = asked.stems & frozenset[str]().union(*asked.names)
    shares: dict[str, float] = {}
    for group in (names, asked.stems - names):
        whole = 1.0 if group == asked.stems else 0.5
        total = sum(rarity[stem] for stem in group) or 1.0
        shares.update((stem, whole * rarity[stem] / total) for stem in group)
    return shares


def _coverage(stems: frozenset[str], weights: Mapping[str, float]) -> float:
    return sum(weights[stem] for stem in stems & weights.keys())


def _shortlist(candidates: Sequence[_Candidate], weights: Mapping[str, float]) -> list[_Candidate]:
    """The candidates whose own words, or those around them, cover most of the question; each text once."""

    def promise(item: _Candidate) -> float:
        lead = 0.1 / (1 + item.evidence.ordinal)
        return _coverage(item.stems, weights) + 0.5 * _coverage(item.around, weights) + lead

    return _distinct(sorted(candidates, key=lambda item: (-promise(item), item.evidence.id)))[:SHORTLIST]


def _leads(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The first usable sentences of each article: they say what it is about, if in none of the question's words."""
    counts: Counter[int] = Counter()
    leads = []
    for item in candidates:
        counts[item.place] += 1
        if counts[item.place] <= LEADS:
            leads.append(item)
    return leads


def _distinct(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Each text once, the first time that it comes."""
    return list({item.evidence.text: item for item in reversed(candidates)}.values())[::-1]


def _answers(asked: Asked, weights: Mapping[str, float], item: _Candidate, nearness: float) -> bool:
    """Whether the sentence speaks of what is asked, of its time, with all that the question names around it."""
    return (
        nearness >= MIN_NEARNESS
        and _coverage(item.around, weights) >= _least_coverage(nearness)
        and all(name & item.around for name in asked.names)
        and _holds(_with_neighbors(item.evidence), asked)
        and _is_of_the_time(item.evidence, asked)
    )


def _least_coverage(nearness: float) -> float:
    if nearness >= CERTAIN_NEARNESS:
        return TOUCHED
    return NAMED if nearness >= SURE_NEARNESS else MIN_COVERAGE


def _with_neighbors(item: Evidence) -> Evidence:
    """The sentence with the names of those beside it: "it" and "the company" are often named there."""
    nearby = (name for text in (item.before, item.after) for name in find_names(text))
    return replace(item, names=(*item.names, *nearby))


def _weighed(item: _Candidate, asked: Asked, weights: Mapping[str, float], nearness: float) -> Evidence:
    """The sentence with its relevance as weight: meaning, words, how well its article was found, and what it adds.

    Later reports know more. A sentence without what is wanted, or of another time, keeps a part of its weight.
    """
    words = 0.6 * _coverage(item.stems, weights) + 0.4 * _coverage(item.around, weights)
    found = 0.08 / (1 + item.place / 4) + 0.08 * item.lateness
    weight = 0.42 * max(0.0, nearness) + 0.3 * words + found + 0.12 * _news(item.evidence, asked)
    weight *= 1.0 if _holds(item.evidence, asked) else NOT_WANTED
    weight *= OTHER_TIME if _is_of_another_time(item.evidence, asked) else 1.0
    return replace(item.evidence, weight=round(min(1.0, weight), 4))


def _news(item: Evidence, asked: Asked) -> float:
    """How much of what can be checked a sentence adds to its question: ``density`` without the names asked about."""
    return density(replace(item, names=_new_names(item, asked)))


def _new_names(item: Evidence, asked: Asked) -> tuple[NameMention, ...]:
    return tuple(name for name in item.names if not stems_of(name.text) <= asked.stems)


def _holds(item: Evidence, asked: Asked) -> bool:
    """Whether the sentence holds such a thing as the question asks for."""
    if asked.wanted is Wanted.AMOUNT:
        return any(each.kind in {QuantityKind.MONEY, QuantityKind.PERCENT} for each in item.quantities)
    if asked.wanted is Wanted.FIGURE:
        return bool(item.quantities)
    if asked.wanted is Wanted.DATE:
        return bool(item.dates)
    return asked.wanted is Wanted.ANYTHING or bool(_new_names(item, asked))


def _is_of_the_time(item: Evidence, asked: Asked) -> bool:
    """Whether the sentence was published in the time that the question names, or names it; True when none is named."""
    window = asked.window
    if window is None or window.first <= item.published <= window.last_report:
        return True
    return any(window.meets(each.first, each.last) for each in item.dates)


def _is_of_another_time(item: Evidence, asked: Asked) -> bool:
    """Whether all dates of the sentence lie outside the time that the question names."""
    window = asked.window
    if window is None or not item.dates:
        return False
    return not any(window.meets(each.first, each.last) for each in item.dates)


def _alone(article: Article) -> Event:
    return Event(
        f"e-{article.id}",
        article.title,
        (article.id,),
        (article.publisher,),
        article.day,
        article.day,
        "other",
    )


def _dossier(question: str, evidence: tuple[Evidence, ...], told: Mapping[str, Event]) -> Dossier:
    events = tuple({item.event_id: told[item.article_id] for item in evidence}.values())
    return Dossier(
        id="q" + short_hash(question, *(item.id for item in evidence)),
        theme_id="",
        title=question,
        domain=events[0].domain or "other",
        terms=(),
        events=events,
        article_ids=tuple(dict.fromkeys(item.article_id for item in evidence)),
        publishers=tuple(sorted({name for event in events for name in event.publishers})),
        evidence=evidence,
        score=1.0,
    )
