"""Events: fine clusters of articles that tell of one thing that happened.

A mutual nearest-neighbor graph over vectors, words, names and time is cut into small communities (Leiden); a split
review takes loose ones apart, and a merge review joins the parts of one story. Every limit is a similarity or relative
to one, so nothing depends on the size of the corpus, and no order of input changes the result.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.clustering.identity import new_id, stable_ids
from pipeline.clustering.leiden import communities
from pipeline.clustering.lexical import LEAD_CHARACTERS, leads, tfidf, words_of_all
from pipeline.clustering.merging import MergeRule, merge_groups
from pipeline.clustering.neighbors import mutual_graph, nearest, plain_graph
from pipeline.clustering.similarity import TimeDecay, centrality, make_space
from pipeline.clustering.splitting import SplitRule, split_groups
from pipeline.models import Event
from pipeline.text.publishers import independent_publishers
from pipeline.text.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.clustering.lexical import WordsOf
    from pipeline.clustering.similarity import IntVector, Space
    from pipeline.models import Article, FloatMatrix
    from pipeline.settings import EventSettings

_FREE_DAYS = 3.0
_DECAY_FLOOR = 0.5
_ARTICLES_PER_RESOLUTION = 100.0
"""Modularity compares with the whole graph, so its resolution grows with it to keep events local (Fortunato and
Barthelemy 2007 on the resolution limit)."""
_LEAST_RESOLUTION = 8.0
_SPLIT_FACTOR = 3.0
_TITLE_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class _Nodes:
    """What is clustered: one article per group of copies, sorted by id, and all articles that go where it goes."""

    articles: tuple[Article, ...]
    followers: tuple[tuple[Article, ...], ...]


def find_events(
    articles: Sequence[Article],
    article_ids: Sequence[str],
    vectors: FloatMatrix,
    previous: Sequence[Event],
    settings: EventSettings,
    words: WordsOf = words_of_all,
) -> tuple[Event, ...]:
    """The events that ``articles`` tell of; every article is in exactly one. Sorted by first day, then id.

    ``vectors`` has one row per id in ``article_ids``; an article without one is placed by its words alone. Copies join
    the event of their group's representative. An event that shares most of its articles with one of ``previous`` keeps
    its id. ``domain`` is left empty.
    """
    nodes = _nodes(articles)
    if not nodes.articles:
        return ()
    beginnings = leads([(article.title, article.text) for article in nodes.articles])
    space = _space(nodes, words(beginnings), _rows(nodes, article_ids, vectors), settings)
    labels = cluster(space, settings)
    order = np.lexsort((np.arange(labels.size), -centrality(space, labels), labels))
    members: dict[int, list[int]] = defaultdict(list)
    for index in order:
        members[int(labels[index])].append(int(index))
    events = [_event(nodes, indices) for indices in members.values()]
    return _with_stable_ids(events, previous)


def cluster(space: Space, settings: EventSettings) -> IntVector:
    """The event of every item of ``space``, shape (n,), numbered by first appearance."""
    near = nearest(space, settings.neighbors, settings.min_similarity)
    mutual = mutual_graph(near)
    resolution = settings.resolution * max(_LEAST_RESOLUTION, space.size / _ARTICLES_PER_RESOLUTION)
    labels = communities(mutual, resolution, settings.seed)
    split = SplitRule(settings.split_similarity, resolution, _SPLIT_FACTOR, settings.seed)
    labels = split_groups(space, labels, mutual, split)
    return merge_groups(
        space, labels, plain_graph(near), MergeRule(settings.merge_ratio, settings.merge_floor)
    )


def _nodes(articles: Sequence[Article]) -> _Nodes:
    """One node per group of copies. Articles with the same words are copies whatever their group says."""
    by_group: dict[str, list[Article]] = defaultdict(list)
    for article in sorted(articles, key=lambda item: item.id):
        by_group[article.group_id].append(article)
    by_words: dict[str, list[Article]] = defaultdict(list)
    for group in by_group.values():
        by_words[_word_key(_speaker(group))].extend(group)
    nodes = sorted(
        ((_speaker(group), tuple(group)) for group in by_words.values()), key=lambda node: node[0].id
    )
    return _Nodes(tuple(node[0] for node in nodes), tuple(node[1] for node in nodes))


def _speaker(group: Sequence[Article]) -> Article:
    return min(group, key=lambda item: (not item.is_representative, item.id))


def _word_key(article: Article) -> str:
    return " ".join(f"{article.title}\n{article.text[:LEAD_CHARACTERS]}".split()) or article.id


def _rows(nodes: _Nodes, article_ids: Sequence[str], vectors: FloatMatrix) -> FloatMatrix:
    """The vector of each node, zeros where it has none."""
    row = {article_id: index for index, article_id in enumerate(article_ids)}
    dense = np.zeros((len(nodes.articles), vectors.shape[1] if vectors.ndim == 2 else 1), dtype=np.float32)
    for index, article in enumerate(nodes.articles):
        if article.id in row:
            dense[index] = vectors[row[article.id]]
    return dense


def _space(nodes: _Nodes, words: Sequence[str], dense: FloatMatrix, settings: EventSettings) -> Space:
    days = [item.published.date().toordinal() if item.published else np.nan for item in nodes.articles]
    return make_space(
        dense,
        tfidf(words),
        np.array(days, dtype=np.float32),
        dense_weight=settings.dense_weight,
        decay=TimeDecay(settings.half_life_days, _FREE_DAYS, _DECAY_FLOOR),
    )


def _event(nodes: _Nodes, indices: Sequence[int]) -> Event:
    """The event of some nodes, most central first, named by its earliest article."""
    articles = [nodes.articles[index] for index in indices]
    members = [member for index in indices for member in nodes.followers[index]]
    central = {item.id for item in articles}
    copies = sorted(
        (item for item in members if item.id not in central), key=lambda item: (item.day, item.id)
    )
    everyone = [*articles, *copies]
    days = [item.day for item in everyone]
    return Event(
        id=new_id("e", min(everyone, key=lambda item: (item.day, item.id)).id),
        title=event_title(articles[0]),
        article_ids=tuple(item.id for item in everyone),
        publishers=independent_publishers(sorted(everyone, key=lambda item: (item.day, item.id))),
        first_day=min(days),
        last_day=max(days),
        domain="",
    )


def event_title(article: Article) -> str:
    """The title of an article, or else the beginning of its first sentence."""
    title = " ".join(article.title.split())
    if title:
        return title
    text = " ".join(article.text[:2_000].split())
    spans = sentence_spans(text)
    first = text[spans[0].start : spans[0].end] if spans else text
    if len(first) <= _TITLE_CHARACTERS:
        return first
    return first[:_TITLE_CHARACTERS].rsplit(" ", 1)[0].rstrip(" ,;:–-") + " …"


def _with_stable_ids(events: Sequence[Event], previous: Sequence[Event]) -> tuple[Event, ...]:
    ids = stable_ids(
        {event.id: frozenset(event.article_ids) for event in events},
        {event.id: frozenset(event.article_ids) for event in previous},
    )
    named = (replace(event, id=ids[event.id]) for event in events)
    return tuple(sorted(named, key=lambda event: (event.first_day, event.id)))
