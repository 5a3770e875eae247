"""question → retrieval → dossier → brief → verify. Changes nothing in the store unless the brief is saved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.errors import UnansweredError
from pipeline.flow import keys
from pipeline.flow.composing import compose
from pipeline.flow.drafting import library_of
from pipeline.flow.indexing import cached_embed
from pipeline.stages.answer import question_dossier
from pipeline.stages.plan import make_plan, slugify
from pipeline.stages.retrieve import Teller, diversify, rank
from pipeline.text.questions import Window, take_apart
from pipeline.text.wording import count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pipeline.flow.searching import Searcher
    from pipeline.flow.services import Services
    from pipeline.models import Article, Dossier, Draft, Event
    from pipeline.ports import Hit, WriterContext
    from pipeline.text.questions import Asked

RANKED = 400
"""Articles that are looked at when options leave some out."""
CONSIDERED = 24
"""Articles from which those to read are chosen, so that they are not all of one event."""
READ = 12


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. ``since`` leaves out older articles; ``topic``, a topic's name or domain, leaves out others."""

    text: str
    since: date | None = None
    topic: str = ""


def ask(searcher: Searcher, question: Question, context: WriterContext) -> Draft | None:
    """A cited brief of version 0 that answers the question, or None when the sources do not.

    The searcher may live on and answer the next question faster. ``context.today`` is the day of the question.
    """
    services = searcher.services
    dossier = _found(searcher, question, context)
    if dossier is None:
        return None
    plan = make_plan(f"brief-{slugify(question.text, 48)}", "brief", [dossier], (), question.text)
    writer = services.writer.for_piece(context.run_id, plan.slug)
    try:
        checked = compose(replace(services, writer=writer), plan, context).draft
    except UnansweredError:
        return None
    return checked if checked.tldr.claims else None


def save(services: Services, draft: Draft) -> Draft:
    """Store a brief as the next version of its slug."""
    return services.drafts.add(
        draft, keys.piece_key(draft.provenance.evidence_sha256, services.writer.fingerprint)
    )


def _found(searcher: Searcher, question: Question, context: WriterContext) -> Dossier | None:
    """The evidence for an answer, None when the sources do not say."""
    services = searcher.services
    context.progress("searching")
    asked = _asked(question, context.today)
    vector = services.embedder().embed([question.text])[0]
    events = searcher.events()
    ranked = rank(searcher.signals(asked, vector), asked, RANKED)
    articles = _chosen(services, ranked, question, events, asked)
    context.progress(f"reading {count(len(articles), 'article')}")
    library = library_of(services, articles)
    return question_dossier(asked, vector, library, events, cached_embed(services))


def _asked(question: Question, today: date) -> Asked:
    """The question taken apart; ``since`` is its time when its words name none."""
    asked = take_apart(question.text, today)
    if asked.window is None and question.since is not None and question.since <= today:
        return replace(asked, window=Window(question.since, today))
    return asked


def _chosen(
    services: Services,
    ranked: Sequence[Hit],
    question: Question,
    events: Mapping[str, Event],
    asked: Asked,
) -> list[Article]:
    """The articles to read, best first, of the time that is asked for and of several events and publishers."""
    found = _candidates(services, ranked, question, events)
    candidates = {article.id: article for article in _in_time(found, asked)}
    tellers = {
        key: Teller(events[key].id if key in events else key, article.publisher)
        for key, article in candidates.items()
    }
    return [candidates[key] for key in diversify(ranked, tellers, READ)]


def _candidates(
    services: Services, ranked: Sequence[Hit], question: Question, events: Mapping[str, Event]
) -> list[Article]:
    """The first articles of the ranking that pass the options, one of each group of copies."""
    named = (each.domain for each in services.topics if question.topic in (each.name, each.title))
    domain = next(named, question.topic)
    withdrawn = services.notices.withdrawn()
    found: dict[str, Article] = {}
    for hit in ranked:
        is_outside = domain and (hit.id not in events or events[hit.id].domain != domain)
        if is_outside or hit.id in withdrawn:
            continue
        article = services.articles.get(hit.id)
        if article is None or (question.since is not None and article.day < question.since):
            continue
        found.setdefault(article.group_id, article)
        if len(found) == CONSIDERED:
            break
    return list(found.values())


def _in_time(articles: Sequence[Article], asked: Asked) -> list[Article]:
    """Only those of the time that the question names, if there are any of it: the others tell of another time."""
    window = asked.window
    if window is None:
        return list(articles)
    inside = [article for article in articles if window.first <= article.day <= window.last_report]
    return inside or list(articles)
