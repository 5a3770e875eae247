"""Assembles the evidence pack of a theme: the sentences that say most about what happened, diverse and checkable.

Weight of a sentence: closeness to its event's and its theme's other sentences (centroid summarisation, Radev et al.
2004), how many other publishers say much the same, density of figures, dates and names, and its place in the article
(news puts what matters first).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from pipeline.models import Article, Dossier, Evidence
from pipeline.text.evidence import (
    SAME_FACT,
    Library,
    article_evidence,
    density,
    opening_of,
    select_diverse,
    unit_vector,
)
from pipeline.text.hashing import short_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from pipeline.models import Event, FloatMatrix, Theme
    from pipeline.settings import DossierSettings, PlanSettings

    Embed = Callable[[Sequence[str]], FloatMatrix]

ARTICLES_PER_EVENT = 5
SENTENCES_PER_ARTICLE = 24
CANDIDATES_PER_EVENT = 24


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

    ``score`` is the theme's, kept in the dossier for planning.
    """
    chosen = _recent_events([events[event_id] for event_id in theme.event_ids], settings)
    candidates = _candidates(chosen, library)
    if not candidates:
        return None
    vectors = embed([item.text for item in candidates])
    weighted = _weigh(candidates, vectors)
    picked = select_diverse(weighted, vectors, settings.max_evidence)
    evidence = tuple(weighted[index] for index in picked)
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
        score=score,
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
    ranked = sorted(evidence, key=lambda item: (-density(item) - 0.5 / (1 + item.ordinal), item.id))
    return ranked[:CANDIDATES_PER_EVENT]


def _telling_articles(event: Event, articles: Mapping[str, Article]) -> list[Article]:
    """One article per group of copies: the medoid first, then other publishers before second articles of the same."""
    groups: dict[str, Article] = {}
    for article_id in event.article_ids:
        article = articles[article_id]
        if article.group_id not in groups or article.is_representative:
            groups[article.group_id] = article
    ordered = list(groups.values())
    firsts: dict[str, Article] = {}
    for article in ordered:
        firsts.setdefault(article.publisher.casefold(), article)
    spread = [*firsts.values(), *(article for article in ordered if article not in firsts.values())]
    return spread[:ARTICLES_PER_EVENT]


def _weigh(candidates: Sequence[Evidence], vectors: FloatMatrix) -> list[Evidence]:
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
            0.35 * float(event_closeness[index])
            + 0.1 * float(theme_closeness[index])
            + 0.2 * float(echo[index])
            + 0.2 * density(item)
            + 0.15 / (1 + 0.35 * item.ordinal)
        )
        weighted.append(replace(item, weight=round(min(1.0, max(0.0, weight)), 4)))
    return weighted


def _echo(publishers: Sequence[str], vectors: FloatMatrix) -> list[float]:
    """For each sentence of an event, how many other publishers say much the same; three count in full, as 1.0."""
    alike = vectors @ vectors.T >= SAME_FACT
    tellers = [{publishers[int(other)] for other in np.flatnonzero(row)} for row in alike]
    return [min(3, len(names - {own})) / 3 for names, own in zip(tellers, publishers, strict=True)]
