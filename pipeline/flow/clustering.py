"""vectors → events → themes → importance. Redone only when articles, topics, settings or the embedder changed.

What the last run left is read, what is new is fitted into it, and what changed is stored in one transaction together
with the lineage that leads there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from operator import methodcaller
from typing import TYPE_CHECKING

import numpy as np

from pipeline.almanac.lineage import Stamp
from pipeline.almanac.observations import observations
from pipeline.clustering.domains import TrackedTopics
from pipeline.clustering.lexical import words_of
from pipeline.flow import keys
from pipeline.flow.rating import rate_events
from pipeline.flow.remembering import PureFunction, remembered
from pipeline.flow.wording import word_themes
from pipeline.models import Change, GroupKind
from pipeline.ports import ClusterUpdate
from pipeline.stages.events import KnownEvents, Material, find_events
from pipeline.stages.themes import Corpus, KnownThemes, find_themes
from pipeline.topics import topic_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.almanac.lineage import Traced
    from pipeline.flow.rating import Almanac
    from pipeline.flow.recorder import Recorder
    from pipeline.flow.services import Services
    from pipeline.models import Article, Event, FloatMatrix, LineageEntry, Theme
    from pipeline.stages.events import EventUpdate
    from pipeline.stages.themes import ThemeUpdate

WORDS: PureFunction[str, str] = PureFunction(
    name="words-2", compute=words_of, key=str, encode=methodcaller("encode"), decode=methodcaller("decode")
)


@dataclass(frozen=True, slots=True)
class Clusters:
    """The present events and themes. ``key`` is the hash of everything they were made from."""

    key: str
    events: tuple[Event, ...]
    themes: tuple[Theme, ...]


@dataclass(frozen=True, slots=True)
class _Before:
    """What the last run left. ``rule`` says by which settings and vectors, ``newest`` when its newest text was taken in
    (ISO 8601), and the others how many articles and events there were at the last review of all."""

    events: tuple[Event, ...]
    themes: tuple[Theme, ...]
    articles_reviewed: int
    events_reviewed: int
    newest: str


def find_clusters(services: Services, recorder: Recorder, articles: Sequence[Article]) -> Clusters:
    """Events and themes of all articles, brought up to date or, when nothing changed, read from the store."""
    key = keys.clusters_key(services)
    if services.runs.mark(keys.CLUSTERS_MARK) == key:
        return stored_clusters(services, recorder, key)
    before = _before(services)
    material = _material(services, articles, before)
    stamp = Stamp(recorder.started.date(), recorder.run_id)
    with recorder.stage("events", len(material.articles)) as tally:
        known = _known_events(services, before, material)
        events = find_events(material, known, stamp, services.settings.events)
        tally.items_in, tally.items_out = len(material.articles), len(events.events)
    corpus = _corpus(material, events.events)
    tracked = TrackedTopics(services.topics, _topic_vectors(services))
    with recorder.stage("themes", len(events.events)) as tally:
        known_themes = _known_themes(services, before, events.traced)
        themes = find_themes(corpus, tracked, known_themes, stamp, services.settings.themes)
        tally.items_in, tally.items_out = len(events.events), len(themes.themes)
    with recorder.stage("importance", len(events.events)) as tally:
        same_rule = services.runs.mark(keys.RATING_MARK) == keys.rating_key(services)
        changed = events.changed if same_rule else frozenset(event.id for event in themes.events)
        almanac = rate_events(services, recorder, replace(corpus, events=themes.events), tracked, changed)
        tally.items_in, tally.items_out = len(almanac.events), len(almanac.looked_at)
    with recorder.stage("words", len(themes.themes)) as tally:
        worded = word_themes(services, recorder, themes.themes, almanac.events, corpus.articles)
        fresh = sum(one is not other for one, other in zip(worded, themes.themes, strict=True))
        tally.items_in, tally.items_out = len(worded), fresh
    recorder.notes.extend(observations(material.articles, almanac.events, before.events))
    lineage = (*events.traced.entries, *themes.traced.entries)
    services.clusters.save(_update(before, almanac, worded, lineage))
    _set_marks(services, key, events, themes, material.articles)
    return Clusters(key, almanac.events, worded)


def stored_clusters(services: Services, recorder: Recorder, key: str) -> Clusters:
    """The clusters of the last run."""
    with recorder.stage("events") as tally:
        events = services.clusters.events()
        tally.items_in, tally.items_out, tally.reused = len(events), len(events), True
    with recorder.stage("themes") as tally:
        themes = services.clusters.themes()
        tally.items_in, tally.items_out, tally.reused = len(themes), len(themes), True
    return Clusters(key, tuple(events), tuple(themes))


def _before(services: Services) -> _Before:
    """What the last run left; made by another rule, it counts as never reviewed, and all is compared anew."""
    same_rule = services.runs.mark(keys.RULE_MARK) == keys.rule_key(services)
    marks = [keys.EVENTS_REVIEWED_MARK, keys.THEMES_REVIEWED_MARK]
    articles_reviewed, events_reviewed = (
        int(services.runs.mark(mark) or 0) if same_rule else 0 for mark in marks
    )
    return _Before(
        events=tuple(services.clusters.events()),
        themes=tuple(services.clusters.themes()),
        articles_reviewed=articles_reviewed,
        events_reviewed=events_reviewed,
        newest=services.runs.mark(keys.NEWEST_MARK),
    )


def _material(services: Services, articles: Sequence[Article], before: _Before) -> Material:
    """The articles with vectors, and those that have an event already."""
    ids, vectors = services.chunks.article_vectors(services.model_id)
    present = set(ids).union(*(event.article_ids for event in before.events))
    return Material(
        tuple(article for article in articles if article.id in present),
        tuple(ids),
        vectors,
        remembered(services.results, WORDS),
    )


def _known_events(services: Services, before: _Before, material: Material) -> KnownEvents:
    edited = (article.id for article in material.articles if _moment(article.ingested) > before.newest)
    return KnownEvents(
        before.events,
        frozenset(services.clusters.used_ids(GroupKind.EVENT)),
        frozenset(edited),
        before.articles_reviewed,
    )


def _known_themes(services: Services, before: _Before, traced: Traced) -> KnownThemes:
    return KnownThemes(
        before.themes,
        frozenset(services.clusters.used_ids(GroupKind.THEME)),
        traced.merged,
        before.events_reviewed,
    )


def _corpus(material: Material, events: tuple[Event, ...]) -> Corpus:
    return Corpus(
        events,
        {article.id: article for article in material.articles},
        material.article_ids,
        material.vectors,
        material.words,
    )


def _update(
    before: _Before, almanac: Almanac, themes: Sequence[Theme], lineage: tuple[LineageEntry, ...]
) -> ClusterUpdate:
    """What is to be stored: only what is not as it was."""
    old_events = {event.id: event for event in before.events}
    old_themes = {theme.id: theme for theme in before.themes}
    return ClusterUpdate(
        events=tuple(event for event in almanac.events if event != old_events.get(event.id)),
        gone_events=_merged(lineage, GroupKind.EVENT),
        themes=tuple(theme for theme in themes if theme != old_themes.get(theme.id)),
        gone_themes=_merged(lineage, GroupKind.THEME),
        lineage=lineage,
        related=almanac.related,
        related_anew=almanac.looked_at,
    )


def _merged(lineage: Sequence[LineageEntry], kind: GroupKind) -> tuple[str, ...]:
    """The ids of a kind that ended."""
    return tuple(entry.id for entry in lineage if entry.kind is kind and entry.change is Change.MERGED)


def _set_marks(
    services: Services, key: str, events: EventUpdate, themes: ThemeUpdate, articles: Sequence[Article]
) -> None:
    """Note by what and from what this was made. The key comes last: without it the next run looks again."""
    newest = max((_moment(article.ingested) for article in articles), default="")
    services.runs.set_mark(keys.RULE_MARK, keys.rule_key(services))
    services.runs.set_mark(keys.RATING_MARK, keys.rating_key(services))
    services.runs.set_mark(keys.NEWEST_MARK, newest)
    services.runs.set_mark(keys.EVENTS_REVIEWED_MARK, str(events.reviewed))
    services.runs.set_mark(keys.THEMES_REVIEWED_MARK, str(themes.reviewed))
    services.runs.set_mark(keys.CLUSTERS_MARK, key)


def _moment(when: datetime) -> str:
    """A moment as text that sorts like it."""
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def _topic_vectors(services: Services) -> FloatMatrix:
    if not services.topics:
        return np.zeros((0, 0), dtype=np.float32)
    return services.embedder().embed([topic_text(topic) for topic in services.topics])
