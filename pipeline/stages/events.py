"""Events: fine clusters of articles that tell of one thing that happened.

How they are told apart is in ``pipeline.clustering.stories``; which of them is which of yesterday's in
``pipeline.almanac.lineage``. No order of input changes the result.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.almanac.lineage import Silence, Traced, dormancy, trace
from pipeline.clustering.identity import new_id
from pipeline.clustering.lexical import LEAD_CHARACTERS, leads, tfidf, words_of_all
from pipeline.clustering.similarity import TimeDecay, centrality, make_space
from pipeline.clustering.stories import cluster_again, cluster_near
from pipeline.models import DayCount, Event, GroupKind
from pipeline.text.publishers import independent_publishers
from pipeline.text.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from pipeline.almanac.lineage import Stamp
    from pipeline.clustering.lexical import WordsOf
    from pipeline.clustering.similarity import IntVector, Space
    from pipeline.models import Article, FloatMatrix
    from pipeline.settings import EventSettings

_FREE_DAYS = 3.0
_DECAY_FLOOR = 0.5
_TITLE_CHARACTERS = 120
_REVIEW = "all articles were compared anew"


@dataclass(frozen=True, slots=True)
class Material:
    """What events are made from. ``vectors`` has one row per id in ``article_ids``; an article without one is placed by
    its words alone."""

    articles: tuple[Article, ...]
    article_ids: tuple[str, ...]
    vectors: FloatMatrix
    words: WordsOf = words_of_all


@dataclass(frozen=True, slots=True)
class KnownEvents:
    """What the last run left. ``used_ids`` are all that were ever given, ``edited`` the ids of articles whose text is
    not what it was then, ``reviewed`` the number of articles (copies aside) when all were last compared with all; 0
    has them all compared now."""

    events: tuple[Event, ...] = ()
    used_ids: frozenset[str] = frozenset()
    edited: frozenset[str] = frozenset()
    reviewed: int = 0


@dataclass(frozen=True, slots=True)
class EventUpdate:
    """All events of today, by first day and id; which of them are new or have other articles or texts than before; and
    what happened since."""

    events: tuple[Event, ...]
    changed: frozenset[str]
    traced: Traced
    reviewed: int


@dataclass(frozen=True, slots=True)
class _Nodes:
    """What is clustered: one article per group of copies, sorted by id, and all articles that go where it goes."""

    articles: tuple[Article, ...]
    followers: tuple[tuple[Article, ...], ...]


@dataclass(frozen=True, slots=True)
class _Occasion:
    """What a change of events is stamped with."""

    stamp: Stamp
    silence: Silence
    reviewed: int


def find_events(material: Material, known: KnownEvents, stamp: Stamp, settings: EventSettings) -> EventUpdate:
    """The events that the articles tell of; every article is in exactly one. ``domain`` is left empty.

    New and edited articles are clustered together with the events that they come near; the others stay as they are.
    Only when the corpus has grown by ``settings.review_growth`` since all were last compared, all are again. Copies
    join the event of their group's representative. Ids and lineage are those of ``pipeline.almanac.lineage``.
    """
    nodes = _nodes(material.articles)
    if not nodes.articles:
        return EventUpdate((), frozenset(), Traced({}, ()), 0)
    beginnings = leads([(article.title, article.text) for article in nodes.articles])
    space = _space(nodes, material.words(beginnings), _rows(nodes, material), settings)
    before = _previous_labels(nodes, known)
    due = space.size >= known.reviewed * (1 + settings.review_growth)
    labels = (cluster_again if due else cluster_near)(space, before, settings)
    order = np.lexsort((np.arange(labels.size), -centrality(space, labels), labels))
    members: dict[int, list[int]] = defaultdict(list)
    for index in order:
        members[int(labels[index])].append(int(index))
    found = [_event(nodes, indices) for indices in members.values()]
    today = max(article.day for article in nodes.articles)
    occasion = _Occasion(
        stamp=replace(stamp, occasion=_REVIEW) if due and known.events else stamp,
        silence=Silence(today, settings.quiet_days),
        reviewed=space.size if due else known.reviewed,
    )
    return _traced(found, known, occasion)


def _previous_labels(nodes: _Nodes, known: KnownEvents) -> IntVector:
    """The number of the event that each node was in, shape (n,); -1 where it is new or edited. Articles that turn out
    to be copies of another go where that is."""
    number = {
        article_id: place for place, event in enumerate(known.events) for article_id in event.article_ids
    }
    labels = np.full(len(nodes.articles), -1, dtype=np.int64)
    for index, (article, followers) in enumerate(zip(nodes.articles, nodes.followers, strict=True)):
        homes = Counter(number[item.id] for item in followers if item.id in number)
        if homes and not any(item.id in known.edited for item in followers):
            labels[index] = number.get(article.id, max(sorted(homes), key=homes.__getitem__))
    return labels


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


def _rows(nodes: _Nodes, material: Material) -> FloatMatrix:
    """The vector of each node, zeros where it has none."""
    row = {article_id: index for index, article_id in enumerate(material.article_ids)}
    width = material.vectors.shape[1] if material.vectors.ndim == 2 else 1
    dense = np.zeros((len(nodes.articles), width), dtype=np.float32)
    for index, article in enumerate(nodes.articles):
        if article.id in row:
            dense[index] = material.vectors[row[article.id]]
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
        activity=_activity(articles),
    )


def _activity(articles: Sequence[Article]) -> tuple[DayCount, ...]:
    """How many of some articles appeared on each day; those without a date count on the day they were taken in."""
    counts = Counter(article.day for article in articles)
    return tuple(DayCount(day, counts[day]) for day in sorted(counts))


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


def _traced(found: Sequence[Event], known: KnownEvents, occasion: _Occasion) -> EventUpdate:
    """Give every event its id, and keep those that did not change as they were."""
    old = {event.id: event for event in known.events}
    traced = trace(GroupKind.EVENT, _members(known.events), _members(found), known.used_ids, occasion.stamp)
    named = [replace(event, id=traced.ids[event.id]) for event in found]
    dormant, entries = dormancy(
        GroupKind.EVENT,
        {event.id: event.last_day for event in named},
        {event.id: event.last_day for event in known.events if event.is_dormant},
        occasion.silence,
        occasion.stamp,
    )
    events: list[Event] = []
    changed: set[str] = set()
    for event in named:
        before = old.get(event.id)
        if before is not None and _tells_the_same(event, before, known.edited):
            events.append(_with_silence(before, is_dormant=event.id in dormant))
        else:
            events.append(_with_silence(event, is_dormant=event.id in dormant))
            changed.add(event.id)
    events.sort(key=lambda event: (event.first_day, event.id))
    return EventUpdate(
        tuple(events),
        frozenset(changed),
        replace(traced, entries=(*traced.entries, *entries)),
        occasion.reviewed,
    )


def _tells_the_same(event: Event, before: Event, edited: AbstractSet[str]) -> bool:
    """Whether neither the articles of an event nor their texts and days are others than before."""
    same = set(event.article_ids) == set(before.article_ids) and event.activity == before.activity
    return same and edited.isdisjoint(event.article_ids)


def _with_silence(event: Event, *, is_dormant: bool) -> Event:
    return event if event.is_dormant == is_dormant else replace(event, is_dormant=is_dormant)


def _members(events: Iterable[Event]) -> dict[str, frozenset[str]]:
    return {event.id: frozenset(event.article_ids) for event in events}
