"""What a writer is told of an event or a theme: titles, days, sizes, and how the central articles open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.ports import DigestLead, EventDigest, ThemeDigest
from pipeline.text.publishers import publisher_key
from pipeline.text.sentences import sentence_spans
from pipeline.text.trimming import MAX_WORDS, MIN_WORDS, is_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from pipeline.models import Article, Event, Theme

MAX_EVENTS = 40
LEADING_EVENTS = 12
"""Events whose articles are quoted; of the others the digest has the title alone."""
_LEADS = 24
"""Leads of a theme in all: with few events, each has more."""
_FEWEST_LEADS, _MOST_LEADS = 2, 6
_READ_CHARACTERS = 1_500
_READ_SENTENCES = 5
_LEAD_SENTENCES = 2
_TITLE_CHARACTERS = 200


def theme_digest(theme: Theme, events: Sequence[Event], articles: Mapping[str, Article]) -> ThemeDigest:
    """The digest of a theme from its ``events`` (others are passed over) and their articles by id."""
    members = frozenset(theme.event_ids)
    own = sorted((event for event in events if event.id in members), key=_rank)
    told = own[:MAX_EVENTS]
    count = min(_MOST_LEADS, max(_FEWEST_LEADS, _LEADS // max(1, len(told))))
    leads = [count if rank < LEADING_EVENTS else 0 for rank in range(len(told))]
    everyone = {articles[each].publisher for event in own for each in event.article_ids if each in articles}
    return ThemeDigest(
        theme_id=theme.id,
        terms=theme.terms,
        events=tuple(event_digest(event, articles, most) for event, most in zip(told, leads, strict=True)),
        domains=theme.domains,
        publishers=_named_once(everyone),
        event_count=len(theme.event_ids),
        first_day=theme.first_day,
        last_day=theme.last_day,
    )


def event_digest(event: Event, articles: Mapping[str, Article], leads: int = _MOST_LEADS) -> EventDigest:
    """The digest of an event with up to ``leads`` leads, of articles that are no copies of each other."""
    by_group: dict[str, DigestLead] = {}
    for article_id in event.article_ids:
        article = articles.get(article_id)
        if len(by_group) == leads:
            break
        if article is not None and article.group_id not in by_group:
            text = _lead(article.text[:_READ_CHARACTERS])
            if text:
                by_group[article.group_id] = DigestLead(article.id, _written_on(article), text)
    return EventDigest(
        event_id=event.id,
        title=" ".join(event.title.split())[:_TITLE_CHARACTERS],
        day=event.first_day,
        articles=len(event.article_ids),
        publishers=event.publishers,
        leads=tuple(by_group.values()),
    )


def _rank(event: Event) -> tuple[float, int, str]:
    """The most important first; of events that were not rated, the largest."""
    score = event.importance.score if event.importance is not None else 0.0
    return (-score, -len(event.article_ids), event.id)


def _named_once(publishers: Iterable[str]) -> tuple[str, ...]:
    return tuple({publisher_key(name): name for name in sorted(publishers) if name}.values())


def _written_on(article: Article) -> date | None:
    """The day of the words; an edit was made some time after publication."""
    return article.day if article.published is not None and article.revision == 1 else None


def _lead(text: str) -> tuple[str, ...]:
    """The first sentences of a text that are whole and neither captions nor paragraphs."""
    spans = sentence_spans(text)[:_READ_SENTENCES]
    sentences = (text[span.start : span.end] for span in spans)
    return tuple(filter(_is_usable, sentences))[:_LEAD_SENTENCES]


def _is_usable(sentence: str) -> bool:
    return MIN_WORDS <= len(sentence.split()) <= MAX_WORDS and "\n" not in sentence and is_whole(sentence)
