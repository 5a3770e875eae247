"""Turns an article into evidence: its sentences with offsets, and the figures, dates and names that each holds."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from datetime import date  # noqa: TC003 - read when sentences are stored as JSON
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from pipeline.models import Article, DateMention, Evidence, NameMention, Precision, Quantity, Span
from pipeline.text.alignment import word_overlap
from pipeline.text.dates import find_dates
from pipeline.text.full_names import with_full_names
from pipeline.text.hashing import short_hash
from pipeline.text.instructions import holds_address, planted_places
from pipeline.text.names import find_names
from pipeline.text.publishers import publisher_key
from pipeline.text.quantities import find_quantities
from pipeline.text.sentences import sentence_spans
from pipeline.text.trimming import is_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pipeline.models import Event, FloatMatrix, FloatVector

Mention = TypeVar("Mention", Quantity, DateMention, NameMention)

OPENING_CHARACTERS = 20_000
LATE_WEEKDAY = 4
"""Days; news names the weekday of what happened within so many days before."""
SAME_FACT = 0.72
"""Cosine of two sentences from which they are taken to tell of the same fact (all-MiniLM-L6-v2)."""
_ECHO_IN_WORDS, _ECHOED_WORDS = 0.45, 0.45
"""A less near sentence, from the first of these, tells the same when it has this share of the other's weighty words."""
_NOVELTY = 0.35
"""Weight of diversity in maximal marginal relevance; 1 - this goes to relevance."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its offsets, and the figures, dates and names inside it with offsets into the sentence."""

    start: int
    end: int
    quantities: tuple[Quantity, ...]
    dates: tuple[DateMention, ...]
    names: tuple[NameMention, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """What is read of an article: the first ``limit`` sentences of ``text``, with dates as seen from ``day``."""

    text: str
    day: date
    limit: int


def opening_of(article: Article, limit: int) -> Opening:
    """The opening of an article, of at most ``limit`` sentences and OPENING_CHARACTERS."""
    return Opening(article.text[:OPENING_CHARACTERS], article.day, limit)


def read_sentences(opening: Opening) -> tuple[Sentence, ...]:
    """The first sentences of a text, in order, with what they mention."""
    spans = sentence_spans(opening.text)[: opening.limit]
    read = opening.text[: spans[-1].end] if spans else ""
    quantities, dates = find_quantities(read), find_dates(read, opening.day)
    names = with_full_names(read, find_names(read))
    return tuple(
        Sentence(span.start, span.end, _inside(span, quantities), _inside(span, dates), _inside(span, names))
        for span in spans
    )


def read_all(openings: Sequence[Opening]) -> list[tuple[Sentence, ...]]:
    """``read_sentences`` of each."""
    return [read_sentences(opening) for opening in openings]


def _inside(span: Span, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions that lie within a span, with offsets into it."""
    return tuple(
        replace(mention, start=mention.start - span.start, end=mention.end - span.start)
        for mention in mentions
        if span.start <= mention.start and mention.end <= span.end
    )


@dataclass(frozen=True, slots=True)
class Library:
    """The newest revisions of articles by id, and the first revision's text of those that were edited since.

    ``read`` is ``read_all``, or something that remembers what that gave.
    """

    articles: Mapping[str, Article]
    originals: Mapping[str, str]
    read: Callable[[Sequence[Opening]], Sequence[tuple[Sentence, ...]]] = read_all


def article_evidence(
    article: Article, event: Event, sentences: Sequence[Sentence], original: str = ""
) -> list[Evidence]:
    """The usable ones among the first ``sentences`` of an article, in order, not yet weighed.

    ``original`` is the text of the first revision of an article that was edited.
    """
    planted = planted_places(article.text, sentences)
    texts = [
        "" if ordinal in planted else article.text[sentence.start : sentence.end]
        for ordinal, sentence in enumerate(sentences)
    ]
    found = []
    for ordinal, (sentence, text) in enumerate(zip(sentences, texts, strict=True)):
        if _usable(text):
            dates = _certain_dates(article, sentence, original)
            before = texts[ordinal - 1] if ordinal else ""
            after = texts[ordinal + 1] if ordinal + 1 < len(texts) else ""
            item = _evidence(article, event, replace(sentence, dates=dates), ordinal)
            found.append(replace(item, before=before, after=after))
    return found


def _usable(text: str) -> bool:
    if holds_address(text):
        return False
    return 5 <= len(text.split()) <= 60 and "\n" not in text and is_whole(text.lstrip('-–—•*“"( '))


def _certain_dates(article: Article, sentence: Sentence, original: str) -> tuple[DateMention, ...]:
    """The dates of a sentence that are sure to mean the days they were resolved to."""

    def is_certain(mention: DateMention) -> bool:
        if is_doubtful(mention, article.day):
            return False
        if article.published is None:
            # Without a publication date nothing relative can be resolved: only dates that name their year are kept.
            return str(mention.first.year) in mention.text
        # An edit was made some time after publication: its "Thursday" need not be that of the publication date.
        old = article.revision == 1 or _was_there(sentence.start, mention, article.text, original)
        return old or _is_absolute(mention)

    return tuple(filter(is_certain, sentence.dates))


_BARE_WEEKDAY = re.compile(
    r"(?:(?:early|late)\s)?(?:mon|tues|wednes|thurs|fri|satur|sun)day(?:\s(?:morning|afternoon|evening|night))?",
    re.IGNORECASE,
)


def is_doubtful(mention: DateMention, day: date) -> bool:
    """Whether a bare weekday, or a part of one, would lie so long before the report that it was more likely meant for a
    day to come, or was written into the text later."""
    bare = mention.precision is Precision.DAY and _BARE_WEEKDAY.fullmatch(mention.text) is not None
    return bare and (day - mention.first).days > LATE_WEEKDAY


def _is_absolute(mention: DateMention) -> bool:
    return any(character.isdigit() for character in mention.text)


def _was_there(offset: int, mention: DateMention, text: str, original: str) -> bool:
    """Whether the words around a date stand unchanged in the original."""
    return text[max(0, offset + mention.start - 40) : offset + mention.end + 10] in original


def _evidence(article: Article, event: Event, sentence: Sentence, ordinal: int) -> Evidence:
    start, end = sentence.start, sentence.end
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
        quantities=sentence.quantities,
        dates=sentence.dates,
        names=sentence.names,
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


def echoes_of(row: int, items: Sequence[Evidence], vectors: FloatMatrix) -> list[int]:
    """Rows of sentences that tell what a row tells, by other publishers of its event, nearest first."""
    own = items[row]
    closeness = vectors @ vectors[row]
    found = [
        other
        for other in map(int, np.flatnonzero(closeness >= _ECHO_IN_WORDS))
        if items[other].event_id == own.event_id
        and publisher_key(items[other].publisher) != publisher_key(own.publisher)
        and (closeness[other] >= SAME_FACT or word_overlap(own.text, items[other].text) >= _ECHOED_WORDS)
    ]
    return sorted(found, key=lambda other: (-float(closeness[other]), other))


def with_echoes(items: Sequence[Evidence], vectors: FloatMatrix) -> tuple[Evidence, ...]:
    """The sentences, each with the ids of those among them that tell the same by other publishers."""
    return tuple(
        replace(item, echoes=tuple(items[other].id for other in echoes_of(row, items, vectors)))
        for row, item in enumerate(items)
    )


def unit_vector(vector: FloatVector) -> FloatVector:
    """The vector at length 1; a zero vector stays as it is."""
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector
