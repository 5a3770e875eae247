"""A corpus in dated batches, as runs every few hours would bring it: what events and themes look like after each."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from pipeline.almanac.lineage import Stamp, replay
from pipeline.clustering.domains import TrackedTopics
from pipeline.models import Change
from pipeline.settings import EventSettings, ThemeSettings
from pipeline.stages.events import KnownEvents, Material, find_events
from pipeline.stages.themes import Corpus, KnownThemes, find_themes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.corpora import EmbeddedCorpus
    from pipeline.models import Event, LineageEntry, Theme
    from pipeline.stages.events import EventUpdate

_FIRST_DAY = date(2026, 1, 1)


@dataclass(slots=True)
class Stream:
    """The state after some batches, and everything that happened until then.

    ``moved`` are the articles whose event id was another one after some batch, ``unrecorded`` those of them for which
    no split or merger of the lineage says so. ``seconds`` is the time of the last batch, by kind of group.
    """

    with_themes: bool
    events: KnownEvents = field(default_factory=KnownEvents)
    themes: KnownThemes = field(default_factory=KnownThemes)
    entries: list[LineageEntry] = field(default_factory=list)
    moved: set[str] = field(default_factory=set)
    unrecorded: set[str] = field(default_factory=set)
    articles: int = 0
    runs: int = 0
    event_seconds: float = 0.0
    theme_seconds: float = 0.0

    def take(self, corpus: EmbeddedCorpus, rows: Sequence[int]) -> None:
        """A run after which the articles in these rows are known; they include those of the runs before."""
        self.runs += 1
        articles = tuple(corpus.articles[row] for row in rows)
        material = Material(articles, tuple(article.id for article in articles), corpus.vectors[list(rows)])
        stamp = Stamp(_FIRST_DAY + timedelta(days=self.runs), f"batch {self.runs}")
        before = event_of(self.events.events)
        started = time.perf_counter()
        found = find_events(material, self.events, stamp, EventSettings())
        self.event_seconds = time.perf_counter() - started
        self._note_moves(before, event_of(found.events), found.traced.entries)
        used = self.events.used_ids.union(event.id for event in found.events)
        self.events = KnownEvents(found.events, used, frozenset(), found.reviewed)
        self.entries.extend(found.traced.entries)
        self.articles = len(articles)
        if self.with_themes:
            self._take_themes(material, found, stamp)

    def _take_themes(self, material: Material, events: EventUpdate, stamp: Stamp) -> None:
        articles = {article.id: article for article in material.articles}
        corpus = Corpus(events.events, articles, material.article_ids, material.vectors)
        nothing = TrackedTopics((), np.zeros((0, material.vectors.shape[1]), dtype=np.float32))
        known = replace(self.themes, merged_events=events.traced.merged)
        started = time.perf_counter()
        found = find_themes(corpus, nothing, known, stamp, ThemeSettings())
        self.theme_seconds = time.perf_counter() - started
        used = self.themes.used_ids.union(theme.id for theme in found.themes)
        self.themes = KnownThemes(found.themes, used, {}, found.reviewed)
        self.entries.extend(found.traced.entries)

    def _note_moves(
        self, before: Mapping[str, str], now: Mapping[str, str], entries: Sequence[LineageEntry]
    ) -> None:
        told = {
            (member, entry.id, entry.other)
            for entry in entries
            if entry.change in {Change.SPLIT, Change.MERGED}
            for member in entry.members
        }
        moved = {article_id for article_id, old in before.items() if now[article_id] != old}
        self.moved |= moved
        self.unrecorded |= {one for one in moved if (one, before[one], now[one]) not in told}

    @property
    def stable_ids(self) -> float:
        """The share of articles whose event id never changed but by a recorded split or merger."""
        return 1 - len(self.unrecorded) / max(self.articles, 1)

    @property
    def unmoved(self) -> float:
        """The share of articles whose event id never changed at all."""
        return 1 - len(self.moved) / max(self.articles, 1)

    @property
    def is_replayed(self) -> bool:
        """Whether following the lineage from the beginning gives just the present events and themes."""
        state = replay(self.entries)
        events = {event.id: frozenset(event.article_ids) for event in self.events.events}
        themes = {theme.id: frozenset(theme.event_ids) for theme in self.themes.themes}
        return state.events.members == events and (not self.with_themes or state.themes.members == themes)


def streamed(corpus: EmbeddedCorpus, batches: int, *, with_themes: bool) -> Stream:
    """The corpus in so many batches of equal size, oldest articles first; undated ones in the order of the file."""
    order = sorted(range(len(corpus.articles)), key=lambda row: (corpus.articles[row].day, row))
    stream = Stream(with_themes)
    for batch in range(1, batches + 1):
        stream.take(corpus, order[: len(order) * batch // batches])
    return stream


def event_of(events: Sequence[Event]) -> dict[str, str]:
    """The event id of every article id."""
    return {article_id: event.id for event in events for article_id in event.article_ids}


def theme_of(themes: Sequence[Theme], events: Sequence[Event]) -> dict[str, str]:
    """The theme id of every article id."""
    home = {event_id: theme.id for theme in themes for event_id in theme.event_ids}
    return {article_id: home[event.id] for event in events for article_id in event.article_ids}
