"""Themes: coarse clusters of events, the running stories that events belong to, with labels and domains.

A plain nearest-neighbor graph of the events is cut coarsely (Leiden), and a part that is a mixture of stories is cut
again. Labels come from the terms that set a theme's texts apart (c-TF-IDF).
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.clustering.dividing import DivisionRule, divide
from pipeline.clustering.domains import OTHER, TrackedTopics, domains_of
from pipeline.clustering.identity import new_id, stable_ids
from pipeline.clustering.labels import labels_of, names_publisher
from pipeline.clustering.lexical import leads, tfidf, words_of_all
from pipeline.clustering.neighbors import nearest, plain_graph
from pipeline.clustering.similarity import TimeDecay, make_space, unit_vectors
from pipeline.clustering.terms import class_terms
from pipeline.models import Theme
from pipeline.text.publishers import independent_publishers, publisher_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.clustering.lexical import WordsOf
    from pipeline.clustering.similarity import IntVector, Space
    from pipeline.clustering.terms import Term
    from pipeline.models import Article, Event, FloatMatrix
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
_LABEL_TEXTS = 15
_MANY_EVENTS = 4
_LABEL_CHARACTERS = 400
_NEIGHBORS_PER_ROOT = 0.6
_DOMAIN_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Corpus:
    """Events with what they are made of. ``vectors`` has one row per id in ``article_ids``."""

    events: tuple[Event, ...]
    articles: Mapping[str, Article]
    article_ids: tuple[str, ...]
    vectors: FloatMatrix


@dataclass(frozen=True, slots=True)
class Themes:
    """Themes, largest first, and the events, each now with its domain, in the order in which they came."""

    themes: tuple[Theme, ...]
    events: tuple[Event, ...]


def find_themes(
    corpus: Corpus,
    tracked: TrackedTopics,
    previous: Sequence[Theme],
    settings: ThemeSettings,
    words: WordsOf = words_of_all,
) -> Themes:
    """The themes of the events of ``corpus``; every event is in exactly one.

    A theme that shares most of its events with one of ``previous`` keeps its id.
    """
    if not corpus.events:
        return Themes((), ())
    order = sorted(range(len(corpus.events)), key=lambda index: corpus.events[index].id)
    ordered = replace(corpus, events=tuple(corpus.events[index] for index in order))
    texts = _texts(ordered)
    joined = [" ".join(filter(None, words(own))) for own in texts]
    space = _space(ordered, joined, settings)
    domains = domains_of(space.dense, [own[0] for own in texts], tracked, settings.min_domain_similarity)
    events = tuple(
        replace(event, domain=domain) for event, domain in zip(ordered.events, domains, strict=True)
    )
    labels = cluster(space, settings)
    themes = _named(_themes(replace(ordered, events=events), texts, labels, settings), previous)
    domain_of = {event.id: event for event in events}
    return Themes(themes, tuple(domain_of[event.id] for event in corpus.events))


def cluster(space: Space, settings: ThemeSettings) -> IntVector:
    """The theme of every event of ``space``, shape (n,), numbered by first appearance."""
    wanted = round(_NEIGHBORS_PER_ROOT * math.sqrt(space.size))
    neighbors = min(settings.neighbors, max(_LEAST_NEIGHBORS, wanted))
    graph = plain_graph(nearest(space, neighbors, settings.min_similarity))
    first = max(settings.resolution, min(_FEW_EVENTS_RESOLUTION, _FEW_EVENTS / space.size))
    rule = DivisionRule(first, _TRIED_RESOLUTION, settings.cohesion, _LEAST_SIZE, settings.seed)
    return divide(space, graph, rule)


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


def _themes(
    corpus: Corpus, texts: Sequence[Sequence[str]], labels: IntVector, settings: ThemeSettings
) -> list[Theme]:
    groups = [np.flatnonzero(labels == label).tolist() for label in range(int(labels.max()) + 1)]
    publishers = {article.publisher for article in corpus.articles.values() if article.publisher}
    barred = names_publisher(publisher_key(name) for name in publishers)
    pairs = list(zip(corpus.events, texts, strict=True))
    classes = [_label_texts([pairs[index] for index in group]) for group in groups]
    terms = class_terms(classes, barred, settings.label_terms)
    named = zip(groups, terms, labels_of(terms), strict=True)
    return [
        _theme(corpus, [corpus.events[index] for index in group], own, label) for group, own, label in named
    ]


def _label_texts(group: Sequence[tuple[Event, Sequence[str]]]) -> list[list[str]]:
    """What a theme is labelled from: the texts of its events, of the largest if there are many.

    With few events every article speaks for itself.
    """
    largest = sorted(group, key=lambda pair: (-len(pair[0].article_ids), pair[0].id))[:_LABEL_TEXTS]
    count = max(1, _LABEL_TEXTS // len(largest))
    texts = [[text[:_LABEL_CHARACTERS] for text in own[:count]] for _, own in largest]
    return texts if len(texts) >= _MANY_EVENTS else [[text] for own in texts for text in own]


def _theme(corpus: Corpus, group: Sequence[Event], terms: Sequence[Term], label: str) -> Theme:
    ordered = sorted(group, key=lambda event: (event.first_day, event.id))
    articles = [corpus.articles[article_id] for event in ordered for article_id in event.article_ids]
    weights: Counter[str] = Counter()
    for event in ordered:
        weights[event.domain] += len(event.article_ids)
    counts = Counter(event.domain for event in ordered)
    ranked = sorted(counts, key=lambda domain: (-weights[domain], domain))
    founder = min(articles, key=lambda article: (article.day, article.id))
    return Theme(
        id=new_id("t", founder.id),
        label=(label if len(ordered) > 1 else "") or ordered[0].title,
        terms=tuple(term.text for term in terms),
        event_ids=tuple(event.id for event in ordered),
        article_count=len(articles),
        publishers=independent_publishers(sorted(articles, key=lambda article: (article.day, article.id))),
        first_day=min(event.first_day for event in ordered),
        last_day=max(event.last_day for event in ordered),
        domain=ranked[0],
        domains=_domains(ranked, counts, len(ordered)),
    )


def _domains(ranked: Sequence[str], counts: Counter[str], events: int) -> tuple[str, ...]:
    """Domains with a fair share of the events, the theme's own first; "other" is one only when it is the theme's."""
    shared = (domain for domain in ranked[1:] if domain != OTHER and counts[domain] >= _DOMAIN_SHARE * events)
    return (ranked[0], *shared)


def _named(themes: Sequence[Theme], previous: Sequence[Theme]) -> tuple[Theme, ...]:
    ids = stable_ids(
        {theme.id: frozenset(theme.event_ids) for theme in themes},
        {theme.id: frozenset(theme.event_ids) for theme in previous},
    )
    named = (replace(theme, id=ids[theme.id]) for theme in themes)
    return tuple(sorted(named, key=lambda theme: (-theme.article_count, theme.id)))
