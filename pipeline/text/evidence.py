"""Turns an article into evidence: its sentences with offsets, and the figures, dates and names that each holds."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.models import Article, DateMention, Evidence, NameMention, Precision, Quantity, Span
from pipeline.text.dates import find_dates
from pipeline.text.names import find_names
from pipeline.text.quantities import find_quantities
from pipeline.text.sentences import sentence_spans
from pipeline.text.trimming import is_whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pipeline.models import Event, FloatMatrix, FloatVector

OPENING_CHARACTERS = 20_000
LATE_WEEKDAY = 4
"""Days; news names the weekday of what happened within so many days before."""
_NOVELTY = 0.35
"""Weight of diversity in maximal marginal relevance; 1 - this goes to relevance."""


@dataclass(frozen=True, slots=True)
class Library:
    """The newest revisions of articles by id, and the first revision's text of those that were edited since."""

    articles: Mapping[str, Article]
    originals: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Analysis:
    """What an article's opening says, with offsets into the article."""

    quantities: tuple[Quantity, ...]
    dates: tuple[DateMention, ...]
    names: tuple[NameMention, ...]


def article_evidence(article: Article, event: Event, limit: int, original: str = "") -> list[Evidence]:
    """The usable ones among the first ``limit`` sentences of an article, in order, not yet weighed.

    ``original`` is the text of the first revision of an article that was edited.
    """
    spans = sentence_spans(article.text[:OPENING_CHARACTERS])[:limit]
    if not spans:
        return []
    analysis = _analyse(article, article.text[: spans[-1].end], original)
    texts = [article.text[span.start : span.end] for span in spans]
    found = []
    for ordinal, (span, text) in enumerate(zip(spans, texts, strict=True)):
        if _usable(text):
            item = _evidence(article, event, span, ordinal, analysis)
            before = texts[ordinal - 1] if ordinal else ""
            after = texts[ordinal + 1] if ordinal + 1 < len(texts) else ""
            found.append(replace(item, before=before, after=after))
    return found


def _usable(text: str) -> bool:
    return 5 <= len(text.split()) <= 60 and "\n" not in text and is_whole(text.lstrip('-–—•*“"( '))


def _analyse(article: Article, opening: str, original: str) -> _Analysis:
    dates = [
        mention for mention in find_dates(opening, article.day) if not _is_doubtful(mention, article.day)
    ]
    if article.published is None:
        # Without a publication date nothing relative can be resolved: only dates that name their year are kept.
        dates = [mention for mention in dates if str(mention.first.year) in mention.text]
    elif article.revision > 1:
        # An edit was made some time after publication: its "Thursday" need not be that of the publication date.
        dates = [
            mention for mention in dates if _is_absolute(mention) or _was_there(mention, opening, original)
        ]
    return _Analysis(tuple(find_quantities(opening)), tuple(dates), tuple(find_names(opening)))


def _is_doubtful(mention: DateMention, day: date) -> bool:
    """Whether a bare weekday would lie so long before the report that it was more likely meant for a day to come, or
    was written into the text later."""
    bare = (
        mention.precision is Precision.DAY
        and mention.text.casefold().endswith("day")
        and " " not in mention.text
    )
    return bare and (day - mention.first).days > LATE_WEEKDAY


def _is_absolute(mention: DateMention) -> bool:
    return any(character.isdigit() for character in mention.text)


def _was_there(mention: DateMention, text: str, original: str) -> bool:
    """Whether the words around a date stand unchanged in the original."""
    return text[max(0, mention.start - 40) : mention.end + 10] in original


def _evidence(article: Article, event: Event, span: Span, ordinal: int, analysis: _Analysis) -> Evidence:
    start, end = span.start, span.end

    def inside(mention: Quantity | DateMention | NameMention) -> bool:
        return start <= mention.start and mention.end <= end

    return Evidence(
        id="s" + short_hash(article.id, str(article.revision), str(start), str(end)),
        article_id=article.id,
        revision=article.revision,
        start=start,
        end=end,
        text=article.text[start:end],
        event_id=event.id,
        title=article.title,
        publisher=article.publisher,
        url=article.url,
        published=article.day,
        publishers=event.publishers,
        weight=0.0,
        quantities=tuple(
            replace(q, start=q.start - start, end=q.end - start) for q in analysis.quantities if inside(q)
        ),
        dates=tuple(
            replace(d, start=d.start - start, end=d.end - start) for d in analysis.dates if inside(d)
        ),
        names=tuple(
            replace(n, start=n.start - start, end=n.end - start) for n in analysis.names if inside(n)
        ),
        ordinal=ordinal,
    )


def density(item: Evidence) -> float:
    """Figures, dates and names per sentence, saturating: 1.0 is a sentence full of checkable things."""
    points = len(item.quantities) + 0.7 * len(item.dates) + 0.6 * len({name.key for name in item.names})
    return 1 - math.exp(-points / 2)


def select_diverse(items: Sequence[Evidence], vectors: FloatMatrix, limit: int) -> list[int]:
    """Indices by maximal marginal relevance, best first (Carbonell and Goldstein 1998)."""
    weights = np.array([item.weight for item in items], dtype=np.float32)
    nearest = np.zeros(len(items), dtype=np.float32)
    open_rows = np.ones(len(items), dtype=bool)
    picked: list[int] = []
    while len(picked) < min(limit, len(items)):
        gain = np.where(open_rows, (1 - _NOVELTY) * weights - _NOVELTY * nearest, -np.inf)
        best = int(np.argmax(gain))
        picked.append(best)
        open_rows[best] = False
        nearest = np.maximum(nearest, vectors @ vectors[best])
    return picked


def unit_vector(vector: FloatVector) -> FloatVector:
    """The vector at length 1; a zero vector stays as it is."""
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector


def short_hash(*parts: str) -> str:
    """Twelve hexadecimal digits of the SHA-256 of the parts: enough for ids within a workspace."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]
