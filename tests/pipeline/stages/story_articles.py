"""Made-up articles about made-up stories, with vectors near their story's direction."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from pipeline.models import Article

if TYPE_CHECKING:
    from pipeline.models import FloatMatrix

START = datetime(2026, 3, 1, tzinfo=UTC)
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

    def shuffled(self, seed: int) -> Library:
        order = np.random.default_rng(seed).permutation(len(self.articles))
        return Library(tuple(self.articles[index] for index in order), self.vectors[order])


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
