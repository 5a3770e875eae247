"""Made-up articles about made-up stories, with vectors near their story's direction."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from pipeline.almanac.lineage import Stamp
from pipeline.models import Article
from pipeline.stages.events import KnownEvents, Material, find_events

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.models import FloatMatrix, LineageEntry
    from pipeline.settings import EventSettings
    from pipeline.stages.events import EventUpdate

START = datetime(2026, 3, 1, tzinfo=UTC)
TODAY = Stamp(START.date(), "run 0")
STORIES = {
    "dam": (
        "Flood breaks the Orvik dam",
        "Water from the Orvik dam flooded farms; the mayor of Orvik blamed old gates.",
    ),
    "vote": (
        "Parliament of Tarna votes on salt tax",
        "Members in Tarna rejected the salt tax of minister Belmont.",
    ),
    "comet": (
        "Comet Hela seen over the south",
        "Astronomers photographed comet Hela, whose tail is green and long.",
    ),
    "strike": (
        "Ferry crews on Lunde strike",
        "Ferry crews of Lunde Lines stopped work over night shifts and pay.",
    ),
}


@dataclass(frozen=True, slots=True)
class Library:
    """Articles, their ids and their vectors, row by row."""

    articles: tuple[Article, ...]
    vectors: FloatMatrix

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(article.id for article in self.articles)

    @property
    def material(self) -> Material:
        """What events are made from."""
        return Material(self.articles, self.ids, self.vectors)

    def take(self, rows: Sequence[int]) -> Library:
        """Some of the articles, in the order given."""
        return Library(tuple(self.articles[row] for row in rows), self.vectors[list(rows)])

    def plus(self, other: Library) -> Library:
        """These articles and others."""
        return Library((*self.articles, *other.articles), np.concatenate((self.vectors, other.vectors)))

    def named(self, *prefixes: str) -> Library:
        """The articles whose ids begin so."""
        return self.take([row for row, name in enumerate(self.ids) if name.startswith(prefixes)])

    def shuffled(self, seed: int) -> Library:
        return self.take(np.random.default_rng(seed).permutation(len(self.articles)).tolist())


@dataclass(slots=True)
class Diary:
    """Runs one after the other: what each leaves to the next, and all that happened."""

    settings: EventSettings
    known: KnownEvents = field(default_factory=KnownEvents)
    entries: list[LineageEntry] = field(default_factory=list)
    runs: int = 0

    def take(self, library: Library, *edited: str) -> EventUpdate:
        """A run after which these articles are known, those of the runs before among them."""
        self.runs += 1
        stamp = Stamp(START.date() + timedelta(days=self.runs), f"run {self.runs}")
        known = replace(self.known, edited=frozenset(edited))
        update = find_events(library.material, known, stamp, self.settings)
        used = self.known.used_ids.union(event.id for event in update.events)
        self.known = KnownEvents(update.events, used, frozenset(), update.reviewed)
        self.entries.extend(update.traced.entries)
        return update

    def of(self, article_id: str) -> str:
        """The id of the event that an article is in."""
        (found,) = (event.id for event in self.known.events if article_id in event.article_ids)
        return found

    @property
    def groups(self) -> set[frozenset[str]]:
        """The articles of each event."""
        return {frozenset(event.article_ids) for event in self.known.events}


def make_article(name: str, title: str, text: str, day: float | None = 0.0, group: str = "") -> Article:
    return Article(
        id=name,
        revision=1,
        title=title,
        text=text,
        url="",
        publisher=f"Paper {name}",
        authors=(),
        published=None if day is None else START + timedelta(days=day),
        ingested=START,
        content_sha256=hashlib.sha256(text.encode()).hexdigest(),
        source="",
        group_id=group or name,
    )


def make_library(per_story: int = 4, spread: float = 0.3, seed: int = 1, *, dated: bool = True) -> Library:
    random = np.random.default_rng(seed)
    articles: list[Article] = []
    vectors: list[list[float]] = []
    for story, (title, text) in STORIES.items():
        center = random.normal(size=32)
        center /= np.linalg.norm(center)
        for number in range(per_story):
            body = f"{text} Report {number} adds detail {story}{number}."
            day = float(number) if dated else None
            articles.append(make_article(f"{story}-{number}", f"{title}: part {number}", body, day))
            vectors.append((center + spread * random.normal(size=32) / np.sqrt(32)).tolist())
    return Library(tuple(articles), np.array(vectors, dtype=np.float32))


def make_stories(names: Sequence[str], per_story: int = 3, start: float = 0.0, every: float = 1.0) -> Library:
    """Articles ``{name}-0`` to ``{name}-{per_story - 1}`` of stories that share no word, one every so many days."""
    articles: list[Article] = []
    vectors: list[FloatMatrix] = []
    for name in names:
        own = np.frombuffer(hashlib.sha256(name.encode()).digest(), dtype=np.uint32)
        random = np.random.default_rng(own)
        center = random.normal(size=96)
        words = [f"{name}{letter}" for letter in "abcdefghijklmnopqrst"]
        for number in range(per_story):
            chosen = " ".join(random.permutation(words)[:15])
            article = make_article(
                f"{name}-{number}", f"{name} report", f"{chosen}.", start + every * number, f"{name}-{number}"
            )
            articles.append(article)
            vectors.append((center + 0.3 * random.normal(size=96)).astype(np.float32))
    return Library(tuple(articles), np.stack(vectors))
