"""Assembles the evidence pack of a theme: the sentences that say most about what happened, diverse and checkable.

Of a theme only the events around its lead are told: what it holds beside them would make a second, unrelated piece.

Weight of a sentence: closeness to its event's and its theme's other sentences (centroid summarisation, Radev et al.
2004) and to its event's title, how many other publishers say much the same, density of figures, dates and names, and
its place in the article (news puts what matters first).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from pipeline.models import Article, Dossier, Evidence
from pipeline.text.cues import denies, duty
from pipeline.text.evidence import (
    SAME_FACT,
    Library,
    article_evidence,
    density,
    echoes_of,
    opening_of,
    select_diverse,
    unit_vector,
    with_echoes,
)
from pipeline.text.genres import is_opinion
from pipeline.text.hashing import short_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from pipeline.models import Event, FloatMatrix, FloatVector, Theme
    from pipeline.settings import DossierSettings, PlanSettings

    Embed = Callable[[Sequence[str]], FloatMatrix]

ARTICLES_PER_EVENT, NEWEST_PER_EVENT = 6, 2
SENTENCES_PER_ARTICLE = 24
CANDIDATES_PER_EVENT = 24
RETOLD = 0.78
"""Cosine from which a sentence adds nothing to another, so that a piece has one of them (all-MiniLM-L6-v2)."""
MAX_TWINS = 24
"""Sentences that a dossier holds because they tell what a weightier one of it tells, by another publisher."""
WEIGHTIEST = 3
MIDDLING = 5.0
"""Importance, of 1 to 10, that changes nothing."""
NEAR_EVENT = 0.5
"""Cosine of the centers of two events' sentences from which they belong in one piece (all-MiniLM-L6-v2)."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A dossier with the vector of each of its sentences, row by row in the order of ``dossier.evidence``."""

    dossier: Dossier
    vectors: FloatMatrix


def eligible(theme: Theme, settings: DossierSettings, *, tracked: bool) -> bool:
    """Whether a theme has enough independent reports for a piece, and, where topics are ``tracked``, belongs to one."""
    enough = theme.article_count >= settings.min_articles and len(theme.publishers) >= settings.min_publishers
    return enough and not (tracked and theme.domain == "other")


def theme_score(theme: Theme, newest: date) -> float:
    """How much a theme deserves a piece: breadth of reporting, independence and freshness.

    Freshness halves every 60 days before ``newest``, the newest day of the corpus.
    """
    breadth = math.log1p(theme.article_count) * (1 + 0.5 * math.log1p(len(theme.publishers)))
    meeting = 1 + 0.25 * (len([name for name in theme.domains if name != "other"]) > 1)
    known = 1.0 if theme.domain != "other" else 0.6
    freshness = math.pow(0.5, max(0, (newest - theme.last_day).days) / 60)
    return breadth * meeting * known * freshness


def deserving(
    themes: Sequence[Theme], newest: date, settings: PlanSettings, wanted: Sequence[str] = ()
) -> list[tuple[float, Theme]]:
    """As many themes as the plan could use, with their scores: the ``wanted`` first, then those that deserve most."""
    scored = [(theme_score(theme, newest), theme) for theme in themes]
    scored.sort(key=lambda item: (item[1].id not in wanted, -item[0], item[1].id))
    return scored[: max(settings.max_insights * settings.max_dossiers, len(wanted))]


def build_dossier(
    theme: Theme,
    events: Mapping[str, Event],
    library: Library,
    embed: Embed,
    settings: DossierSettings,
    score: float,
) -> Pack | None:
    """The dossier of a theme, or None when its articles hold no usable sentence.

    ``score`` is the theme's; the dossier has more or less of it, for planning, as its events are most of the theme and
    matter: a theme whose events have little to do with each other gives little of a piece.
    """
    chosen = _recent_events([events[event_id] for event_id in theme.event_ids], settings)
    candidates, vectors = _told_together(chosen, library, embed)
    if not candidates:
        return None
    weighted = _weigh(candidates, vectors, _title_vectors(candidates, chosen, embed))
    picked = select_diverse(weighted, vectors, settings.max_evidence)
    picked += _twins(weighted, vectors, picked)
    evidence = with_echoes(
        _with_facts([weighted[index] for index in picked], vectors[picked]), vectors[picked]
    )
    told = {item.event_id for item in evidence}
    kept_events = tuple(event for event in chosen if event.id in told)
    dossier = Dossier(
        id="d" + short_hash(theme.id, *(item.id for item in evidence)),
        theme_id=theme.id,
        title=theme.label,
        domain=theme.domain,
        terms=theme.terms,
        events=kept_events,
        article_ids=tuple(dict.fromkeys(item.article_id for item in evidence)),
        publishers=tuple(sorted({name for event in kept_events for name in event.publishers})),
        evidence=evidence,
        score=score * _yield(kept_events, chosen),
    )
    return Pack(dossier, np.ascontiguousarray(vectors[picked]))


def _recent_events(events: Sequence[Event], settings: DossierSettings) -> list[Event]:
    """The events of the window that most independent publishers tell of, newest first among equals."""
    newest = max(event.last_day for event in events)
    since = newest - timedelta(days=settings.window_days)
    recent = [event for event in events if event.last_day >= since]

    def rank(event: Event) -> tuple[float, date, str]:
        breadth = math.log1p(len(event.publishers)) + 0.5 * math.log1p(len(event.article_ids))
        age = (newest - event.last_day).days / settings.window_days
        return (breadth - 0.4 * age, event.last_day, event.id)

    return sorted(recent, key=rank, reverse=True)[: settings.max_events]


def _told_together(
    events: Sequence[Event], library: Library, embed: Embed
) -> tuple[list[Evidence], FloatMatrix]:
    """The candidates of the lead event and of those near it, with their vectors."""
    found = _candidates(events, library)
    if not found:
        return [], np.zeros((0, 0), dtype=np.float32)
    vectors = embed([item.text for item in found])
    near = _around_lead(events, found, vectors)
    rows = [row for row, item in enumerate(found) if item.event_id in near]
    return [found[row] for row in rows], np.ascontiguousarray(vectors[rows])


def _around_lead(events: Sequence[Event], candidates: Sequence[Evidence], vectors: FloatMatrix) -> set[str]:
    """Ids of the lead event, which has the most reports around it, and of the events near it."""
    owners = np.array([item.event_id for item in candidates])
    told = [event for event in events if event.id in set(owners)]
    centers = np.stack([unit_vector(vectors[owners == event.id].mean(axis=0)) for event in told])
    near = centers @ centers.T
    near[near < NEAR_EVENT] = 0
    reports = np.array([_breadth([event]) for event in told])
    lead = int(np.argmax(near @ reports))
    return {event.id for row, event in enumerate(told) if near[lead, row] > 0}


def _title_vectors(
    candidates: Sequence[Evidence], events: Sequence[Event], embed: Embed
) -> dict[str, FloatVector]:
    """The vectors of the titles of the events that have a candidate, by the event's id."""
    owners = {item.event_id for item in candidates}
    titled = [event for event in events if event.id in owners]
    return dict(zip((event.id for event in titled), embed([event.title for event in titled]), strict=True))


def _yield(kept: Sequence[Event], chosen: Sequence[Event]) -> float:
    """What share of a theme's recent reports the kept events have, times how much the weightiest of these matter.

    Events that were never rated count as middling.
    """
    ratings = sorted(
        (event.importance.score if event.importance else MIDDLING for event in kept), reverse=True
    )
    return _breadth(kept) / _breadth(chosen) * sum(ratings[:WEIGHTIEST]) / (WEIGHTIEST * MIDDLING)


def _breadth(events: Sequence[Event]) -> float:
    """How much was reported of some events, the tenth report of one adding less than the first of another."""
    return sum(math.log1p(len(event.article_ids)) for event in events)


def _with_facts(items: Sequence[Evidence], vectors: FloatMatrix) -> tuple[Evidence, ...]:
    """The sentences, each with the id of the first of them that tells the same fact."""
    firsts: list[int] = []
    told = []
    for row, item in enumerate(items):
        same = next((first for first in firsts if float(vectors[row] @ vectors[first]) >= RETOLD), row)
        firsts.extend([row] if same == row else [])
        told.append(replace(item, fact=items[same].id))
    return tuple(told)


def _twins(items: Sequence[Evidence], vectors: FloatMatrix, picked: Sequence[int]) -> list[int]:
    """Rows of sentences that tell what a picked one tells, by another publisher, where none of these is picked.

    A choice of diverse sentences leaves out just those that make a fact rest on two sources.
    """
    taken = set(picked)
    twins: list[int] = []
    for row in picked:
        rows = echoes_of(row, items, vectors)
        if rows and not taken.intersection(rows) and len(twins) < MAX_TWINS:
            twins.append(rows[0])
            taken.add(rows[0])
    return twins


def _candidates(events: Sequence[Event], library: Library) -> list[Evidence]:
    """The densest sentences of each event, event by event."""
    told = [(event, article) for event in events for article in _telling_articles(event, library.articles)]
    read = library.read([opening_of(article, SENTENCES_PER_ARTICLE) for _, article in told])
    found: dict[str, list[Evidence]] = {}
    for (event, article), sentences in zip(told, read, strict=True):
        original = library.originals.get(article.id, "")
        found.setdefault(event.id, []).extend(article_evidence(article, event, sentences, original))
    return [item for own in found.values() for item in _densest(own)]


def _densest(evidence: Sequence[Evidence]) -> list[Evidence]:
    ranked = sorted(evidence, key=lambda item: (-_promise(item), item.id))
    return ranked[:CANDIDATES_PER_EVENT]


def _promise(item: Evidence) -> float:
    """How likely a sentence is of use: full of checkable things, near the top, or telling what to do or what speaks
    against the rest, which are rare and needed."""
    rare = 0.3 * (duty(item.text) > 0 or denies(item.text))
    return density(item) + 0.5 / (1 + item.ordinal) + rare


def _telling_articles(event: Event, articles: Mapping[str, Article]) -> list[Article]:
    """One article per group of copies: the medoid first, then other publishers before second articles of the same; and
    the newest, without which an event's later turns would never be told."""
    groups: dict[str, Article] = {}
    for article_id in event.article_ids:
        article = articles.get(article_id)  # those that were withdrawn are no evidence
        if article is None or is_opinion(article.title):
            continue
        if article.group_id not in groups or article.is_representative:
            groups[article.group_id] = article
    ordered = list(groups.values())
    firsts: dict[str, Article] = {}
    for article in ordered:
        firsts.setdefault(article.publisher.casefold(), article)
    spread = [*firsts.values(), *(article for article in ordered if article not in firsts.values())]
    telling = spread[: ARTICLES_PER_EVENT - NEWEST_PER_EVENT]
    rest = sorted(spread[len(telling) :], key=lambda article: (article.day, article.id), reverse=True)
    return [*telling, *rest[:NEWEST_PER_EVENT]]


def _weigh(
    candidates: Sequence[Evidence], vectors: FloatMatrix, titles: Mapping[str, FloatVector]
) -> list[Evidence]:
    """The sentences with their weights. ``titles`` are the vectors of the events' titles, by event."""
    theme_closeness = vectors @ unit_vector(vectors.mean(axis=0))
    members: dict[str, list[int]] = {}
    for index, item in enumerate(candidates):
        members.setdefault(item.event_id, []).append(index)
    event_closeness = np.zeros(len(candidates), dtype=np.float32)
    echo = np.zeros(len(candidates), dtype=np.float32)
    for rows in members.values():
        event_closeness[rows] = vectors[rows] @ unit_vector(vectors[rows].mean(axis=0))
        echo[rows] = _echo([candidates[row].publisher for row in rows], vectors[rows])
    weighted = []
    for index, item in enumerate(candidates):
        weight = (
            0.25 * float(event_closeness[index])
            + 0.2 * float(vectors[index] @ titles[item.event_id])
            + 0.1 * float(theme_closeness[index])
            + 0.15 * float(echo[index])
            + 0.15 * density(item)
            + 0.15 / (1 + 0.35 * item.ordinal)
        )
        weighted.append(replace(item, weight=round(min(1.0, max(0.0, weight)), 4)))
    return weighted


def _echo(publishers: Sequence[str], vectors: FloatMatrix) -> list[float]:
    """For each sentence of an event, how many other publishers say much the same; three count in full, as 1.0."""
    alike = vectors @ vectors.T >= SAME_FACT
    tellers = [{publishers[int(other)] for other in np.flatnonzero(row)} for row in alike]
    return [min(3, len(names - {own})) / 3 for names, own in zip(tellers, publishers, strict=True)]
