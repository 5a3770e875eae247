"""Finds what the store says to a question: dense and lexical search, fused, and the evidence of the best articles.

Fusion is a convex combination of min-max normalised scores, which beats reciprocal ranks when both lists are scored by
similarity (Bruch, Gai and Ingber 2023, "An Analysis of Fusion Functions for Hybrid Retrieval").
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.models import Dossier, Event
from pipeline.text.evidence import (
    article_evidence,
    density,
    opening_of,
    read_sentences,
    select_diverse,
)
from pipeline.text.hashing import short_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pipeline.models import Article, Evidence, FloatMatrix, FloatVector
    from pipeline.ports import Hit

    Embed = Callable[[Sequence[str]], FloatMatrix]

DENSE_SHARE = 0.55
SENTENCES_PER_ARTICLE = 40
MAX_EVIDENCE = 40
MIN_RELEVANCE = 0.38
"""Cosine of a sentence with the question below which it does not answer it (all-MiniLM-L6-v2)."""


def fuse(dense: Sequence[Hit], lexical: Sequence[Hit], limit: int) -> list[str]:
    """Article ids, best first. An id may come several times in either list; its best score counts."""
    one, other = _normalised(dense), _normalised(lexical)
    scores = {
        key: DENSE_SHARE * one.get(key, 0.0) + (1 - DENSE_SHARE) * other.get(key, 0.0)
        for key in one.keys() | other.keys()
    }
    return sorted(scores, key=lambda key: (-scores[key], key))[:limit]


def _normalised(hits: Sequence[Hit]) -> dict[str, float]:
    best: dict[str, float] = {}
    for hit in hits:
        best[hit.id] = max(hit.score, best.get(hit.id, hit.score))
    if not best:
        return {}
    low, high = min(best.values()), max(best.values())
    spread = (high - low) or 1.0
    return {key: 0.1 + 0.9 * (score - low) / spread for key, score in best.items()}


def question_dossier(
    question: str,
    question_vector: FloatVector,
    articles: Sequence[Article],
    originals: Mapping[str, str],
    events: Mapping[str, Event],
    embed: Embed,
) -> Dossier | None:
    """The evidence that the articles hold for a question, or None when no sentence answers it.

    ``originals`` are the first revisions' texts of edited articles. ``events`` maps article ids to their events; an
    article without one is an event of its own.
    """
    found: list[Evidence] = []
    told: dict[str, Event] = {}
    for article in articles:
        event = events.get(article.id) or _alone(article)
        told[event.id] = event
        sentences = read_sentences(opening_of(article, SENTENCES_PER_ARTICLE))
        found.extend(article_evidence(article, event, sentences, originals.get(article.id, "")))
    if not found:
        return None
    vectors = embed([item.text for item in found])
    relevance = vectors @ question_vector
    keep = [row for row in range(len(found)) if relevance[row] >= MIN_RELEVANCE]
    if not keep:
        return None
    weighted = [_weighed(found[row], float(relevance[row])) for row in keep]
    picked = select_diverse(weighted, np.ascontiguousarray(vectors[keep]), MAX_EVIDENCE)
    return _dossier(question, tuple(weighted[row] for row in picked), told)


def _alone(article: Article) -> Event:
    return Event(
        f"e-{article.id}",
        article.title,
        (article.id,),
        (article.publisher,),
        article.day,
        article.day,
        "other",
    )


def _weighed(item: Evidence, relevance: float) -> Evidence:
    return replace(
        item, weight=round(min(1.0, 0.75 * relevance + 0.15 * density(item) + 0.1 / (1 + item.ordinal)), 4)
    )


def _dossier(question: str, evidence: tuple[Evidence, ...], told: Mapping[str, Event]) -> Dossier:
    events = tuple(told[event_id] for event_id in dict.fromkeys(item.event_id for item in evidence))
    return Dossier(
        id="q" + short_hash(question, *(item.id for item in evidence)),
        theme_id="",
        title=question,
        domain=events[0].domain or "other",
        terms=(),
        events=events,
        article_ids=tuple(dict.fromkeys(item.article_id for item in evidence)),
        publishers=tuple(sorted({name for event in events for name in event.publishers})),
        evidence=evidence,
        score=1.0,
    )
