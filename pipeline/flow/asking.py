"""question → retrieval → dossier → brief → verify. Changes nothing in the store unless the brief is saved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.flow import keys
from pipeline.flow.composing import compose
from pipeline.flow.indexing import cached_embed
from pipeline.ports import Hit
from pipeline.stages.plan import make_plan, slugify
from pipeline.stages.retrieve import fuse, question_dossier

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pipeline.flow.services import Services
    from pipeline.models import Article, Chunk, Draft, Event, FloatVector
    from pipeline.ports import WriterContext

CANDIDATES = 200
ARTICLES = 14


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. ``since`` leaves out older articles; ``topic``, a topic's name or domain, leaves out others."""

    text: str
    since: date | None = None
    topic: str = ""


def ask(services: Services, question: Question, context: WriterContext) -> Draft | None:
    """A cited brief of version 0 that answers the question, or None when the sources do not."""
    events = _events_by_article(services)
    context.progress("searching")
    vector = services.embedder().embed([question.text])[0]
    dense = [Hit(chunk.article_id, hit.score) for hit, chunk in _chunk_hits(services, vector)]
    lexical = services.articles.search(question.text, CANDIDATES)
    articles = _readable(services, fuse(dense, lexical, CANDIDATES), question, events)
    edited = services.articles.texts([(article.id, 1) for article in articles if article.revision > 1])
    originals = {article_id: text for (article_id, _), text in edited.items()}
    dossier = question_dossier(question.text, vector, articles, originals, events, cached_embed(services))
    if dossier is None:
        return None
    plan = make_plan(f"brief-{slugify(question.text, 48)}", "brief", [dossier], (), question.text)
    writer = services.writer.for_piece(context.run_id, plan.slug)
    checked = compose(replace(services, writer=writer), plan, context).draft
    return checked if checked.tldr.claims else None


def save(services: Services, draft: Draft) -> Draft:
    """Store a brief as the next version of its slug."""
    return services.drafts.add(
        draft, keys.piece_key(draft.provenance.evidence_sha256, services.writer.fingerprint)
    )


def _chunk_hits(services: Services, vector: FloatVector) -> list[tuple[Hit, Chunk]]:
    services.index.sync(*services.chunks.vectors(services.model_id))
    hits = services.index.search(vector, CANDIDATES)
    return list(zip(hits, services.chunks.get([hit.id for hit in hits]), strict=True))


def _events_by_article(services: Services) -> dict[str, Event]:
    return {article_id: event for event in services.clusters.events() for article_id in event.article_ids}


def _readable(
    services: Services, ranked: Sequence[str], question: Question, events: Mapping[str, Event]
) -> list[Article]:
    """The first articles of the ranking that pass the filters, one of each group of copies."""
    named = (each.domain for each in services.topics if question.topic in (each.name, each.title))
    domain = next(named, question.topic)
    found: dict[str, Article] = {}
    for article_id in ranked:
        article = services.articles.get(article_id)
        if article is None or (question.since is not None and article.day < question.since):
            continue
        if domain and (article_id not in events or events[article_id].domain != domain):
            continue
        found.setdefault(article.group_id, article)
        if len(found) == ARTICLES:
            break
    return list(found.values())
