"""Decides when the page of a cited article is looked at again, and what a look says about the article.

A page is evidence against an article only when it is plainly the same article: it must have at least half of the
stored sentences. A feed's summary, the stub of a paywall or a notice about cookies says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from pipeline.ports import NoticeKind, Recheck
from pipeline.text.quotations import quotation_key
from pipeline.text.retractions import retraction
from pipeline.text.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipeline.models import Article, Page

AGAIN = timedelta(days=1)
"""After a look that decided nothing; and the least time between two looks that find a page gone."""
_SAME_ARTICLE = 0.5
_READ = 20_000


class Finding(StrEnum):
    """What a look found."""

    SAME = "same"
    CHANGED = "changed"
    RETRACTED = "retracted"
    GONE = "gone"
    UNKNOWN = "unknown"


def look_at(page: Page, article: Article, quotes: Sequence[str]) -> tuple[Finding, str]:
    """What a page says about an article of which this is quoted, and the words that say it ("" unless retracted)."""
    words = retraction(page.title, page.text)
    if words and not retraction(article.title, article.text):
        return Finding.RETRACTED, words
    if page.problem or not page.text.strip():
        return Finding.UNKNOWN, ""
    present = quotation_key(page.text)
    text = article.text[:_READ]
    sentences = [quotation_key(text[span.start : span.end]) for span in sentence_spans(text)]
    shared = sum(sentence in present for sentence in sentences)
    if not shared or shared < _SAME_ARTICLE * len(sentences):
        return Finding.UNKNOWN, ""
    if all(quotation_key(quote) in present for quote in quotes):
        return Finding.SAME, ""
    return Finding.CHANGED, ""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a look leads to: when the next one is due, and what is to be noted of the article, if anything."""

    recheck: Recheck
    notice: NoticeKind | None = None


def conclude(
    finding: Finding,
    before: Recheck,
    taken_in: datetime,
    now: datetime,
    ages: Sequence[int],
    *,
    is_withdrawn: bool,
) -> Conclusion:
    """What follows from a look at ``now``.

    Args:
        finding: What the look found.
        before: What was known before it.
        taken_in: When the article's newest revision was.
        now: The time of the look.
        ages: Days from then, or from when its page was first gone, at which it is looked at.
        is_withdrawn: Whether the article counts as withdrawn already.
    """
    gone_since = _gone_since(finding, before, now)
    is_confirmed = gone_since is not None and now - gone_since >= AGAIN
    notice = None
    if not is_withdrawn and (finding is Finding.RETRACTED or (finding is Finding.GONE and is_confirmed)):
        notice = NoticeKind.WITHDRAWN
    elif is_withdrawn and before.gone_since is not None and gone_since is None:
        notice = NoticeKind.RETURNED
    later = next_look(gone_since or taken_in, now, ages)
    is_open = finding in (Finding.GONE, Finding.UNKNOWN) and not is_withdrawn and notice is None
    due = now + AGAIN if is_open and (later is not None or gone_since is not None) else later
    return Conclusion(Recheck(before.article_id, before.revision, due, gone_since), notice)


def _gone_since(finding: Finding, before: Recheck, now: datetime) -> datetime | None:
    """Since when every look that could tell has found the page gone."""
    if finding in (Finding.GONE, Finding.RETRACTED):
        return before.gone_since or now
    return before.gone_since if finding is Finding.UNKNOWN else None


def next_look(since: datetime, now: datetime, ages: Sequence[int]) -> datetime | None:
    """The first of the ages, in days from ``since``, that lies after ``now``; None when all are past."""
    later = (at for days in sorted(ages) if (at := since + timedelta(days=days)) > now)
    return next(later, None)
