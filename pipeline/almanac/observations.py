"""What an operator should know of a corpus: nothing of it stops a run, but all of it colours what comes out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pipeline.models import Skipped
from pipeline.text.wording import count

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pipeline.models import Article, Event

_LATE_DAYS = 60
_GIANT_ARTICLES = 500
_GIANT_SHARE = 0.2
_MANY_COPIES = 100
_FEW_WORDS = 5
_FEW_CHARACTERS = 40


def observations(
    articles: Sequence[Article], events: Sequence[Event], before: Sequence[Event]
) -> tuple[Skipped, ...]:
    """Notes on articles that are new since ``before`` (without a date, of a few words, late), and on events that are
    much larger than others or mostly copies."""
    known = {article_id for event in before for article_id in event.article_ids}
    fresh = [article for article in articles if article.id not in known]
    notes = (*_undated(fresh), *_short(fresh), *_late(fresh, before), *_giants(events, len(articles)))
    return (*notes, *_copies(articles, fresh))


def _undated(fresh: Sequence[Article]) -> list[Skipped]:
    found = sum(article.published is None for article in fresh)
    if not found:
        return []
    reason = f"{count(found, 'new article')} without a date: placed by words alone, and counted on the day of taking in"
    return [Skipped("dates", reason, "Give them a date if it is known.")]


def _short(fresh: Sequence[Article]) -> list[Skipped]:
    found = sum(_is_short(f"{article.title} {article.text}".strip()) for article in fresh)
    if not found:
        return []
    return [Skipped("words", f"{count(found, 'new article')} of at most {_FEW_WORDS} words, title included")]


def _is_short(text: str) -> bool:
    # Chinese, Japanese and Thai put no spaces between words.
    return len(text.split()) <= _FEW_WORDS and len(text) <= _FEW_CHARACTERS


def _late(fresh: Sequence[Article], before: Sequence[Event]) -> list[Skipped]:
    newest: date | None = max((event.last_day for event in before), default=None)
    if newest is None:
        return []
    found = sum(
        article.published is not None and (newest - article.day).days > _LATE_DAYS for article in fresh
    )
    if not found:
        return []
    reason = f"{count(found, 'new article')} came more than {_LATE_DAYS} days late, and joined the events of their time"
    return [Skipped("dates", reason)]


def _giants(events: Sequence[Event], total: int) -> list[Skipped]:
    return [
        Skipped(f"event {event.id}", f"{len(event.article_ids):,} articles tell of it: {event.title}")
        for event in events
        if len(event.article_ids) >= max(_GIANT_ARTICLES, round(_GIANT_SHARE * total))
    ]


def _copies(articles: Sequence[Article], fresh: Sequence[Article]) -> list[Skipped]:
    grown = {article.group_id for article in fresh}
    copies = Counter(article.group_id for article in articles if article.group_id in grown)
    return [
        Skipped(f"article {group_id}", f"{found - 1:,} copies of it: they count once")
        for group_id, found in sorted(copies.items())
        if found > _MANY_COPIES
    ]
