"""Words for a theme without a model: a label, and the sentence of a central article that says most of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.ports import ThemeWords
from pipeline.text.dates import find_dates
from pipeline.text.edits import apply_edits
from pipeline.text.evidence import LATE_WEEKDAY
from pipeline.text.names import common_words, find_names, name_key, names_everywhere
from pipeline.text.trimming import MIN_WORDS, is_whole, opens_definite, stands_alone, trim
from pipeline.text.wording import count, listed, written_day
from pipeline.writers.extractive.headline import clean_title, is_statement
from pipeline.writers.extractive.labelling import label_of, own_texts
from pipeline.writers.extractive.phrases import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from pipeline.models import DateMention
    from pipeline.ports import DigestLead, ThemeDigest

MAX_WORDS = 27
_RELATIVE_CLAUSE = re.compile(r",\s(?:which|who|whose|where)\s[^,]*\.$|\s[–—-]\s[^–—]*\.$")
_WORD = re.compile(r"[^\W_]+(?:[-.'’&][^\W_]+)*")
_TERM_DECAY = 0.2
_EVENT_DECAY = 0.15
_LABEL_WEIGHT = 2.0
_MOST_OF_LABEL = 0.6
_HALF = 0.5
_SHARED = 2
_SHOWN_TERMS = 3
_OPENING_WEIGHT = 0.5
_OPENING_WORDS = 6
_NOT_NEWS = re.compile(r"!|^\d{4}\s?[—–:-]|^Welcome\b|\bcommission\.$")
"""Exclamations, entries of chronicles, greetings, and disclosures of a shop."""
_CIRCUMSTANCE = re.compile(
    r"(?:after|as|amid|at|before|because|by|during|for|from|if|in|on|since|when|while|with|under|arguably|more)\s",
    re.IGNORECASE,
)


def describe_theme(digest: ThemeDigest) -> ThemeWords:
    """The words of a theme, all of them its texts' own."""
    label = label_of(digest)
    return ThemeWords(label, _central_sentence(digest, label) or _span_and_size(digest, label))


def _central_sentence(digest: ThemeDigest, label: str) -> str:
    """The sentence with most of the label and of the terms, of an important event; "" if none is on the theme."""
    wanted = _keys(label)
    scored: list[tuple[float, str]] = []
    for rank, event in enumerate(digest.events):
        for text in (text for lead in event.leads for text in _printable(lead, wanted)):
            told = len(_keys(text) & wanted) / max(1, len(wanted))
            ranks = _ranks_of_terms(text, digest.terms)
            if len(digest.events) == 1 or told >= _MOST_OF_LABEL or (told >= _HALF and len(ranks) > 1):
                terms = sum(1 / (1 + _TERM_DECAY * place) for place in ranks)
                value = _LABEL_WEIGHT * told + terms + _OPENING_WEIGHT * _opens_with(text, wanted)
                scored.append((value / (1 + _EVENT_DECAY * rank), text))
    return max(scored, default=(0.0, ""))[1]


def _ranks_of_terms(text: str, terms: Sequence[str]) -> list[int]:
    """Which of the terms a text has, by their place."""
    has = _keys(text)
    return [rank for rank, term in enumerate(terms) if _keys(term) <= has]


def _opens_with(text: str, wanted: frozenset[str]) -> bool:
    """Whether a sentence begins with what the theme is about, rather than with a circumstance."""
    return bool(_keys(" ".join(text.split()[:_OPENING_WORDS])) & wanted) and not _CIRCUMSTANCE.match(text)


def _printable(lead: DigestLead, wanted: frozenset[str]) -> Iterator[str]:
    """The sentences of a lead, trimmed, that a reader understands who sees nothing else.

    Each has a name in it, or all of the words ``wanted``.
    """
    for sentence in lead.sentences:
        text = _shortened(apply_edits(sentence, trim(sentence, _certain_dates(sentence, lead.day))))
        named = bool(find_names(text)) or wanted <= _keys(text)
        is_plain = len(text.split()) <= MAX_WORDS and not _NOT_NEWS.search(text)
        if is_plain and not opens_definite(text) and stands_alone(text, named=named):
            yield text


def _certain_dates(sentence: str, day: date | None) -> list[DateMention]:
    """Dates that are sure to mean the days they resolve to: a weekday long before the report may be one to come,
    and one after it may be one that is past."""
    if day is None:
        return []
    return [
        mention
        for mention in find_dates(sentence, day)
        if 0 <= (day - mention.first).days <= LATE_WEEKDAY or not mention.text.casefold().endswith("day")
    ]


def _shortened(text: str) -> str:
    """A sentence that is too long without the relative clause or the afterthought that it ends with."""
    if len(text.split()) <= MAX_WORDS:
        return text
    cut = _RELATIVE_CLAUSE.sub(".", text)
    return cut if len(cut.split()) >= MIN_WORDS and is_whole(cut) else text


def _span_and_size(digest: ThemeDigest, label: str) -> str:
    """How many events over which days, and on what several of them are, else the first; of a single one its title."""
    if digest.event_count == 1 and digest.events:
        return f"{clean_title(digest.events[0].title)}."
    said = _keys(label)
    texts = [_keys(" ".join(own_texts(event))) for event in digest.events]
    others = [
        term
        for term in digest.terms
        if _tells_alone(term)
        and not _keys(term) & said
        and sum(_keys(term) <= text for text in texts) >= _SHARED
    ][:_SHOWN_TERMS]
    first, last = digest.first_day, digest.last_day
    period = (
        f"on {written_day(first)}" if first == last else f"from {written_day(first)} to {written_day(last)}"
    )
    size = f"{count(digest.event_count, 'event')} {period}"
    if len(others) > 1:
        return f"{size}, on {listed(others)}."
    titles = [clean_title(event.title) for event in digest.events]
    told = next((title for title in titles if is_statement(title) and not title.startswith(label)), "")
    return f"{size}, among them: {told}." if told else f"{size}."


def _tells_alone(term: str) -> bool:
    """Whether a term is a name or a phrase: a single common word is often a piece of a longer expression, and a country
    tells little."""
    words = term.split()
    if name_key(term) in names_everywhere():
        return False
    return len(words) > 1 or (not term.islower() and fold(term) not in common_words())


def _keys(text: str) -> frozenset[str]:
    return frozenset(filter(None, map(fold, _WORD.findall(text))))
