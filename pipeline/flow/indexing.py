"""articles → chunks → vectors → index. Each step asks the store what is missing, so an interrupted run goes on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from pipeline.stages.chunk import chunk_article, embedding_text
from pipeline.text.hashing import short_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.flow.recorder import Recorder
    from pipeline.flow.services import Services
    from pipeline.models import Chunk, FloatMatrix

CHUNKING_BATCH = 500
EMBEDDING_BATCH = 1_024
"""Vectors are stored after so many chunks: what a killed run loses."""


def chunk_articles(services: Services, recorder: Recorder) -> None:
    """Cut every article revision that has no chunks yet."""
    waiting = services.chunks.unchunked()
    with recorder.stage("chunk", len(waiting)) as tally:
        tally.items_in, tally.reused = len(waiting), not waiting
        tokens = services.tokens() if waiting else None
        for start in range(0, len(waiting), CHUNKING_BATCH):
            chunks: list[Chunk] = []
            for article_id, revision in waiting[start : start + CHUNKING_BATCH]:
                article = services.articles.get(article_id, revision)
                if article is not None and tokens is not None:
                    chunks.extend(chunk_article(article, tokens, services.settings.chunks))
            services.chunks.add(chunks)
            tally.items_out += len(chunks)
            recorder.reporter.advanced("chunk", start + CHUNKING_BATCH)


def embed_chunks(services: Services, recorder: Recorder) -> None:
    """Embed every live chunk that has no vector of the present model."""
    unembedded = services.chunks.unembedded(services.model_id)
    waiting = sorted(unembedded, key=lambda chunk: (chunk.article_id, chunk.ordinal))
    with recorder.stage("embed", len(waiting)) as tally:
        tally.items_in, tally.reused = len(waiting), not waiting
        embedder = services.embedder() if waiting else None
        for start in range(0, len(waiting), EMBEDDING_BATCH):
            batch = waiting[start : start + EMBEDDING_BATCH]
            if embedder is not None:
                vectors = embedder.embed(_texts(services, batch))
                services.chunks.add_vectors(services.model_id, [chunk.id for chunk in batch], vectors)
            tally.items_out += len(batch)
            recorder.reporter.advanced("embed", tally.items_out)


def _texts(services: Services, chunks: Sequence[Chunk]) -> list[str]:
    """What to embed for chunks that come article by article, so that each article is read once."""
    texts: list[str] = []
    for (article_id, revision), group in groupby(
        chunks, key=lambda chunk: (chunk.article_id, chunk.revision)
    ):
        article = services.articles.get(article_id, revision)
        texts.extend(embedding_text(article, chunk) if article is not None else "" for chunk in group)
    return texts


def sync_index(services: Services, recorder: Recorder) -> None:
    """Bring the vector index in line with the store."""
    with syncing_index(services, recorder):
        """Nothing to do meanwhile."""


@contextmanager
def syncing_index(services: Services, recorder: Recorder) -> Iterator[None]:
    """Bring the vector index in line with the store while the block runs: another process does it, and nothing else
    in a run looks at it. The time recorded is that of waiting for it afterwards.
    """
    ids = services.chunks.embedded(services.model_id)
    with ThreadPoolExecutor(max_workers=1) as executor:
        done = executor.submit(_synced, services, ids)
        yield
        with recorder.stage("index") as tally:
            tally.items_in = tally.items_out = len(ids)
            tally.note = done.result()


def _synced(services: Services, ids: Sequence[str]) -> str:
    """What was done to the index."""
    if services.index.holds(ids):
        return "unchanged"
    return services.index.sync(*services.chunks.vectors(services.model_id))


def cached_embed(services: Services) -> Callable[[Sequence[str]], FloatMatrix]:
    """An embedding function for single sentences that embeds each text once in the life of the workspace."""

    def embed(texts: Sequence[str]) -> FloatMatrix:
        keys = [short_hash(text) for text in texts]
        known = services.vector_cache.get(services.model_id, keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            fresh = services.embedder().embed(list(missing.values()))
            services.vector_cache.put(services.model_id, list(missing), fresh)
            known = {**known, **dict(zip(missing, fresh, strict=True))}
        return np.vstack([known[key] for key in keys])

    return embed
