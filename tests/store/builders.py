"""Values that the tests of the store put in and expect back."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from pipeline.models import (
    Article,
    Chunk,
    Draft,
    Event,
    Horizon,
    Impact,
    Level,
    Provenance,
    Sentiment,
    Theme,
    Timeline,
    Tldr,
    Verification,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.models import FloatMatrix
    from store.articles import SqlArticleRepository

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
SIGNATURE = b"\x01" * 16


def make_article(
    article_id: str, revision: int = 1, text: str = "", group_id: str = "", day: int = 0
) -> Article:
    text = text or f"The text of {article_id} in revision {revision}."
    return Article(
        id=article_id,
        revision=revision,
        title=f"Title of {article_id}",
        text=text,
        url=f"https://news.example/{article_id}",
        publisher="News",
        authors=("Ada Lovelace", "José Ñandú"),
        published=START + timedelta(days=day),
        ingested=START + timedelta(days=60),
        content_sha256=hashlib.sha256(text.encode()).hexdigest(),
        source="feed",
        group_id=group_id or article_id,
    )


def add_articles(repository: SqlArticleRepository, *articles: Article) -> None:
    repository.add(articles, [SIGNATURE] * len(articles))


def make_chunks(article_id: str, revision: int = 1, count: int = 2) -> list[Chunk]:
    return [
        Chunk(f"{article_id}.{revision}.{place}", article_id, revision, place, 10 * place, 10 * place + 9, 3)
        for place in range(count)
    ]


def make_vectors(count: int, dimension: int = 8, seed: int = 0) -> FloatMatrix:
    vectors: FloatMatrix = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def make_ids(count: int) -> list[str]:
    return [f"chunk-{place:05d}" for place in range(count)]


def make_event(event_id: str, first_day: date, last_day: date) -> Event:
    return Event(
        event_id, f"What happened in {event_id}", ("a", "b"), ("News",), first_day, last_day, "energy"
    )


def make_theme(theme_id: str, article_count: int, event_ids: Sequence[str] = ()) -> Theme:
    day = date(2026, 3, 1)
    return Theme(
        theme_id,
        "Label",
        ("grid", "power"),
        tuple(event_ids),
        article_count,
        ("News",),
        day,
        day,
        "energy",
        ("energy",),
    )


def make_draft(slug: str, title: str = "A title", published: date = date(2026, 4, 1)) -> Draft:
    return Draft(
        slug=slug,
        version=0,
        kind="insight",
        title=title,
        dek="A dek — with “quotation marks”.",
        published=published,
        read_minutes=3,
        tags=("energy",),
        tldr=Tldr(Sentiment.NEUTRAL, ()),
        impact=Impact(Level.LOW, Horizon.SHORT, None, ()),
        connections=(),
        takeaways=(),
        sections=(),
        timeline=Timeline("Timeline", "", ()),
        tables=(),
        practitioners=(),
        conflicts=(),
        gaps=("Nothing is said of costs.",),
        sources=(),
        dossiers=(),
        verification=Verification(),
        provenance=Provenance("run-1", "extractive", "", {}, 0, 0.0, "0" * 64),
    )
