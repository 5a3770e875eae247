"""Article files for benchmarks: read, cut into chunks and embedded with the product's own code and defaults."""

from __future__ import annotations

import gzip
import hashlib
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.task import BenchmarkError
from pipeline.embedders.minilm import MiniLmEmbedder
from pipeline.models import Article
from pipeline.settings import ChunkSettings
from pipeline.stages.chunk import chunk_article, embedding_text
from pipeline.text.tokens import TokenCounter

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.models import FloatMatrix
    from pipeline.ports import Embedder, Tokens

_INGESTED = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class GoldCorpus:
    """Articles in file order and the gold cluster of each ("" where the file has none)."""

    articles: tuple[Article, ...]
    gold: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EmbeddedCorpus:
    """A gold corpus with one vector per article, shape (n, dimension), and how long embedding took."""

    articles: tuple[Article, ...]
    gold: tuple[str, ...]
    vectors: FloatMatrix
    seconds: float


def read_corpus(path: Path, limit: int = 0) -> GoldCorpus:
    """Articles of a ``.jsonl`` or ``.jsonl.gz`` file with ``id``, ``text`` and perhaps ``title``, ``published``,
    ``publisher`` and ``gold``. ``limit`` 0 reads all.

    Raises:
        BenchmarkError: a line is no article.
    """
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")
    lines = [line for line in text.split("\n") if line.strip()]
    try:
        rows = [dict(json.loads(line)) for line in (lines[:limit] if limit else lines)]
        articles = tuple(_article(row) for row in rows)
    except (ValueError, KeyError, TypeError) as error:
        raise BenchmarkError(f"{path} is not an article file: {error!r}") from error
    return GoldCorpus(articles, tuple(str(row.get("gold", "")) for row in rows))


def embedded_corpus(path: Path, cache: Path, limit: int = 0) -> EmbeddedCorpus:
    """The articles of a file with their vectors by the local embedder, which keeps what it builds in ``cache``."""
    corpus = read_corpus(path, limit)
    embedder, tokens = MiniLmEmbedder(cache), TokenCounter(cache)
    started = time.perf_counter()
    vectors = article_vectors(corpus.articles, embedder, tokens)
    return EmbeddedCorpus(corpus.articles, corpus.gold, vectors, time.perf_counter() - started)


def _article(row: dict[str, object]) -> Article:
    text = str(row.get("text") or row.get("body") or "")
    day = str(row.get("published") or row.get("date") or "")
    return Article(
        id=str(row["id"]),
        revision=1,
        title=str(row.get("title") or ""),
        text=text,
        url=str(row.get("url") or ""),
        publisher=str(row.get("publisher") or row.get("source") or ""),
        authors=(),
        published=datetime.fromisoformat(day[:10]).replace(tzinfo=UTC) if day else None,
        ingested=_INGESTED,
        content_sha256=hashlib.sha256(text.encode()).hexdigest(),
        source="benchmark",
        group_id=str(row["id"]),
    )


def article_vectors(articles: tuple[Article, ...], embedder: Embedder, tokens: Tokens) -> FloatMatrix:
    """Vectors of shape (len(articles), dimension): of each article the mean over its chunks, of length 1."""
    settings = ChunkSettings()
    owners: list[int] = []
    texts: list[str] = []
    for index, article in enumerate(articles):
        chunks = chunk_article(article, tokens, settings)
        owners.extend([index] * len(chunks))
        texts.extend(embedding_text(article, chunk) for chunk in chunks)
    total = np.zeros((len(articles), embedder.dimension), dtype=np.float32)
    np.add.at(total, owners, embedder.embed(texts))
    lengths = np.linalg.norm(total, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    vectors: FloatMatrix = (total / lengths).astype(np.float32)
    return vectors
