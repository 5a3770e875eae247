"""Themes: coarse clusters of events, the running stories that events belong to, with labels and domains.

A plain nearest-neighbor graph of the events is cut coarsely (Leiden), and a part that is a mixture of stories is cut
again. All events are cut anew whenever one changed, since there are few of them, but only new ones take their place
from that; those that had a theme move only when the themes are reviewed, and then only for a clear gain.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.almanac.lineage import Silence, Traced, dormancy, trace
from pipeline.almanac.naming import Naming, named_themes
from pipeline.clustering.dividing import DivisionRule, divide
from pipeline.clustering.domains import TrackedTopics, domains_of
from pipeline.clustering.identity import new_id
from pipeline.clustering.lexical import leads, tfidf, words_of_all
from pipeline.clustering.neighbors import nearest, plain_graph
from pipeline.clustering.settling import SettlingRule, settled
from pipeline.clustering.similarity import TimeDecay, make_space, unit_vectors
from pipeline.models import GroupKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pipeline.almanac.lineage import Stamp
    from pipeline.clustering.lexical import WordsOf
    from pipeline.clustering.similarity import IntVector, Space
    from pipeline.models import Article, Event, FloatMatrix, FloatVector, Theme
    from pipeline.settings import ThemeSettings

_FREE_DAYS = 14.0
_DECAY_FLOOR = 0.6
_FEW_EVENTS = 80.0
_FEW_EVENTS_RESOLUTION = 2.0
"""A corpus of few events is read more closely: cut as coarsely as a large one it would be a single theme."""
_TRIED_RESOLUTION = 1.0
_LEAST_SIZE = 8
_LEAST_NEIGHBORS = 3
_TEXTS_PER_EVENT = 3
_NEIGHBORS_PER_ROOT = 0.6
_REVIEW = "all themes were reviewed"


@dataclass(frozen=True, slots=True)
class Corpus:
    """Events with what they are made of. ``vectors`` has one row per id in ``article_ids``."""

    events: tuple[Event, ...]
    articles: Mapping[str, Article]
    article_ids: tuple[str, ...]
    vectors: FloatMatrix
    words: WordsOf = words_of_all


@dataclass(frozen=True, slots=True)
class KnownThemes:
    """What the last run left. ``used_ids`` are all that were ever given; ``merged_events`` the events that ended since,
    each with the one it became part of; ``reviewed`` the number of events when the themes were last reviewed."""

    themes: tuple[Theme, ...] = ()
    used_ids: frozenset[str] = frozenset()
    merged_events: Mapping[str, str] = field(default_factory=dict)
    reviewed: int = 0


@dataclass(frozen=True, slots=True)
class ThemeUpdate:
    """All themes of today, largest first; the events, each with its domain, in the order in which they came; and what
    happened since."""

    themes: tuple[Theme, ...]
    events: tuple[Event, ...]
    traced: Traced
    reviewed: int


@dataclass(frozen=True, slots=True)
class _Items:
    """The events to compare, sorted by id, with the beginnings of the texts that speak for each."""

    events: tuple[Event, ...]
    texts: tuple[tuple[str, ...], ...]
    space: Space


def find_themes(
    corpus: Corpus, tracked: TrackedTopics, known: KnownThemes, stamp: Stamp, settings: ThemeSettings
) -> ThemeUpdate:
    """The themes of the events of ``corpus``; every event is in exactly one.

    A theme that goes on keeps its id, and its name until it is of quite another size.
    """
    if not corpus.events:
        return ThemeUpdate((), (), Traced({}, ()), 0)
    items = _items(corpus, tracked, settings)
    due = items.space.size >= known.reviewed * (1 + settings.review_growth)
    labels = _settled(items, known, _review_rule(settings) if due else _NOBODY_MOVES, settings)
    silence = Silence(max(article.day for article in corpus.articles.values()), settings.quiet_days)
    occasion = replace(stamp, occasion=_REVIEW) if due and known.themes else stamp
    groups, dormant, traced = _traced(items.events, labels, known, silence, occasion)
    old = {theme.id: theme for theme in known.themes}
    texts = {event.id: own for event, own in zip(items.events, items.texts, strict=True)}
    themes = named_themes(groups, dormant, Naming(corpus.articles, texts, old, settings.label_terms))
    by_id = {event.id: event for event in items.events}
    return ThemeUpdate(
        themes=themes,
        events=tuple(by_id[event.id] for event in corpus.events),
        traced=traced,
        reviewed=items.space.size if due else known.reviewed,
    )


def cluster(space: Space, settings: ThemeSettings) -> IntVector:
    """The theme of every event of ``space``, shape (n,), numbered by first appearance."""
    wanted = round(_NEIGHBORS_PER_ROOT * math.sqrt(space.size))
    neighbors = min(settings.neighbors, max(_LEAST_NEIGHBORS, wanted))
    graph = plain_graph(nearest(space, neighbors, settings.min_similarity))
    first = max(settings.resolution, min(_FEW_EVENTS_RESOLUTION, _FEW_EVENTS / space.size))
    rule = DivisionRule(first, _TRIED_RESOLUTION, settings.cohesion, _LEAST_SIZE, settings.seed)
    return divide(space, graph, rule)


def _items(corpus: Corpus, tracked: TrackedTopics, settings: ThemeSettings) -> _Items:
    """The events with their domains, ready to be compared."""
    ordered = replace(corpus, events=tuple(sorted(corpus.events, key=lambda event: event.id)))
    texts = _texts(ordered)
    space = _space(ordered, [" ".join(filter(None, corpus.words(own))) for own in texts], settings)
    domains = domains_of(space.dense, [own[0] for own in texts], tracked, settings.min_domain_similarity)
    events = tuple(
        event if event.domain == domain else replace(event, domain=domain)
        for event, domain in zip(ordered.events, domains, strict=True)
    )
    return _Items(events, tuple(map(tuple, texts)), space)


def _settled(items: _Items, known: KnownThemes, rule: SettlingRule, settings: ThemeSettings) -> IntVector:
    """The theme of every event: as a cut of all has it, but events that had a theme leave it only by ``rule``."""
    number = {event_id: place for place, theme in enumerate(known.themes) for event_id in theme.event_ids}
    before = np.array([number.get(event.id, -1) for event in items.events], dtype=np.int64)
    return settled(items.space, before, cluster(items.space, settings), rule)


def _review_rule(settings: ThemeSettings) -> SettlingRule:
    """What divides a theme (``DivisionRule``) is also what it takes to leave one, and what keeps two apart."""

    def gain(similarity: FloatVector) -> FloatVector:
        return 1 + similarity / np.float32(settings.cohesion)

    return SettlingRule(leaving=gain, merging=gain)


_NOBODY_MOVES = SettlingRule(
    leaving=lambda similarity: np.full_like(similarity, 1e9),
    merging=np.zeros_like,
)


def _traced(
    events: Sequence[Event], labels: IntVector, known: KnownThemes, silence: Silence, stamp: Stamp
) -> tuple[dict[str, tuple[Event, ...]], frozenset[str], Traced]:
    """The events of each theme by its id, by first day; which themes are dormant; what happened since the last run."""
    groups = _groups(events, labels)
    before = {theme.id: frozenset(theme.event_ids) for theme in known.themes}
    now = {name: frozenset(event.id for event in own) for name, own in groups.items()}
    traced = trace(GroupKind.THEME, before, now, known.used_ids, stamp, known.merged_events)
    named = {traced.ids[name]: own for name, own in groups.items()}
    dormant, entries = dormancy(
        GroupKind.THEME,
        {name: max(event.last_day for event in own) for name, own in named.items()},
        {theme.id: theme.last_day for theme in known.themes if theme.is_dormant},
        silence,
        stamp,
    )
    return named, dormant, replace(traced, entries=(*traced.entries, *entries))


def _groups(events: Sequence[Event], labels: IntVector) -> dict[str, tuple[Event, ...]]:
    """The events of each theme, by first day, under an id made from the first."""
    groups: dict[str, tuple[Event, ...]] = {}
    for label in range(int(labels.max()) + 1):
        own = sorted((events[index] for index in np.flatnonzero(labels == label).tolist()), key=_by_day)
        groups[new_id("t", own[0].id)] = tuple(own)
    return groups


def _by_day(event: Event) -> tuple[date, str]:
    return event.first_day, event.id


def _space(corpus: Corpus, words: Sequence[str], settings: ThemeSettings) -> Space:
    """The events as items to compare: mean vector, words of the most central articles, middle day."""
    row = {article_id: index for index, article_id in enumerate(corpus.article_ids)}
    vectors = unit_vectors(corpus.vectors)
    dense = np.zeros((len(corpus.events), vectors.shape[1]), dtype=np.float32)
    for index, event in enumerate(corpus.events):
        rows = [row[article_id] for article_id in event.article_ids if article_id in row]
        if rows:
            dense[index] = vectors[rows].mean(axis=0)
    days = [_middle_day(corpus, event) for event in corpus.events]
    return make_space(
        dense,
        tfidf(words),
        np.array(days, dtype=np.float32),
        dense_weight=settings.dense_weight,
        decay=TimeDecay(settings.half_life_days, _FREE_DAYS, _DECAY_FLOOR),
    )


def _middle_day(corpus: Corpus, event: Event) -> float:
    """The mean publication day of an event, NaN when no article is dated."""
    published = [corpus.articles[article_id].published for article_id in event.article_ids]
    days = [moment.date().toordinal() for moment in published if moment is not None]
    return sum(days) / len(days) if days else math.nan


def _spokesmen(corpus: Corpus, event: Event, count: int) -> list[Article]:
    """The most central articles of an event that are no copies of each other."""
    by_group: dict[str, Article] = {}
    for article_id in event.article_ids:
        article = corpus.articles[article_id]
        by_group.setdefault(article.group_id, article)
    return list(by_group.values())[:count]


def _texts(corpus: Corpus) -> list[list[str]]:
    """For each event the beginnings of its most central articles."""
    spokesmen = [_spokesmen(corpus, event, _TEXTS_PER_EVENT) for event in corpus.events]
    beginnings = iter(leads([(article.title, article.text) for own in spokesmen for article in own]))
    return [[next(beginnings) for _ in own] for own in spokesmen]
