"""A label like a desk's slug: the phrase that the events of a theme share and that sets it apart.

A phrase is worth the more, the more events have it (reach), the more of the theme's own terms it holds
(distinctiveness), and the more it reads like a slug (two to four words, a name and what it is about). A bare name or a
bare phrase is completed by the other half: in the sources' own wording where they join the two, else behind a colon.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.clustering.labels import names_publisher
from pipeline.text.edits import apply_edits
from pipeline.text.names import name_key, names_everywhere
from pipeline.text.publishers import publisher_key
from pipeline.text.trimming import trim
from pipeline.writers.extractive.headline import clean_title, is_statement
from pipeline.writers.extractive.label_words import CONNECTORS, NO_ENDINGS, NO_NOUNS
from pipeline.writers.extractive.phrases import find_phrases, fold, read_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.ports import EventDigest, ThemeDigest
    from pipeline.writers.extractive.phrases import Phrase, Texts

MAX_CHARACTERS = 60
_READABLE = {1: 0.5, 2: 1.0, 3: 1.1, 4: 1.0, 5: 0.85, 6: 0.75}
_NAME_ONLY = 0.8
_NAME_AND_MORE = 1.2
_OFF_TERMS = 0.5
"""What a phrase counts that has none of the theme's terms: many events of many themes may have it."""
_STRANGER = 0.6
"""What each word costs that is no term of the theme and that few of its events have."""
_OPEN = 0.35
"""What a place counts where the phrase seems to go on."""
_REACH_POWER = 0.85
_RANK_DECAY = 0.25
_LONGER_TERM = 0.6
"""A term of several words weighs more than one of one word, but not as much as several."""
_REACH_WEIGHT = 0.4
_MOST_EVENTS = 0.4
_MANY_EVENTS = 0.3
_SHARED = 2
_TOGETHER = 0.15
_STRONG_TERMS = 4
_SEVERAL_EVENTS = 4
_SHORT = 2
_HALF = 0.5
_TITLE_BREAK = re.compile(
    r"\s?[:;?–—|]\s|,\s|\s(?=(?:as|after|before|amid|while|because|but|when|that|which|to be)\s)"
)
_TITLE_WORDS = 9


def label_of(digest: ThemeDigest) -> str:
    """The label of a theme; the title of its first event, shortened, where its events share no phrase."""
    if not digest.events:
        return digest.terms[0][:MAX_CHARACTERS] if digest.terms else ""
    shared = shared_label(digest) if len(digest.events) > 1 else ""
    return shared or short_title(_telling_title(digest))


def _telling_title(digest: ThemeDigest) -> str:
    """The title with most of the terms; of equal ones a statement, then that of the more important event."""
    terms = [set(filter(None, map(fold, term.split()))) for term in digest.terms]

    def value(title: str) -> tuple[int, bool]:
        words = set(filter(None, map(fold, title.split())))
        return sum(term <= words for term in terms), is_statement(clean_title(title))

    return max((event.title for event in digest.events), key=value)


def shared_label(digest: ThemeDigest) -> str:
    """The best phrase of two or more events, completed; "" if they share none that tells anything."""
    texts = read_texts((unit, text) for unit, event in enumerate(digest.events) for text in own_texts(event))
    ranking = Ranking(digest, texts)
    is_publisher = names_publisher(publisher_key(name) for name in digest.publishers)
    phrases = [phrase for phrase in find_phrases(texts) if not is_publisher(phrase.key)]
    ranked = sorted(phrases, key=lambda phrase: (-ranking.score(phrase), phrase.key))
    leading = [phrase for phrase in ranked if ranking.may_lead(phrase)]
    best = next((phrase for phrase in leading if not _is_everywhere(phrase)), None)
    if best is None and leading:
        best = leading[0]
    return _completed(best, ranked, ranking) if best is not None else ""


def _is_everywhere(phrase: Phrase) -> bool:
    """Whether it is a country, a capital or alike, which by itself tells nothing."""
    return name_key(plain(phrase)) in names_everywhere()


def own_texts(event: EventDigest) -> Iterator[str]:
    """The title and the leads of an event, without labels, datelines and connectives in front."""
    yield clean_title(event.title)
    for lead in event.leads:
        for sentence in lead.sentences:
            yield apply_edits(sentence, trim(sentence, ()))


def short_title(title: str) -> str:
    """A title of at most MAX_CHARACTERS, cut where a clause ends, else at a word that can end a phrase."""
    whole = title.removesuffix("...").removesuffix("…")
    cleaned = clean_title(whole)
    if whole == title and len(cleaned) <= MAX_CHARACTERS and len(cleaned.split()) <= _TITLE_WORDS:
        return cleaned
    cuts = [
        found.start() + found.group().startswith("?")
        for found in _TITLE_BREAK.finditer(cleaned)
        if found.start() <= MAX_CHARACTERS
    ]
    wholes = [cleaned[:cut] for cut in cuts if len(cleaned[:cut].split()) >= 3]
    return wholes[-1] if wholes else _cut_at_word(cleaned)


def _cut_at_word(title: str) -> str:
    if len(title) <= MAX_CHARACTERS:
        return title
    words = title[: MAX_CHARACTERS + 1].split()[:-1] or [title[:MAX_CHARACTERS]]
    while len(words) > 1 and (not fold(words[-1]) or words[-1].casefold() in NO_NOUNS | NO_ENDINGS):
        words.pop()
    return " ".join(words).rstrip(",;: ")


class Ranking:
    """Weighs the phrases of a theme's texts."""

    def __init__(self, digest: ThemeDigest, texts: Texts) -> None:
        self.count = len(digest.events)
        self.reach = texts.reach()
        self.terms = [tuple(filter(None, map(fold, term.split()))) for term in digest.terms]
        self.weights: dict[str, float] = {}
        for rank, term in enumerate(self.terms):
            for word in term:
                weight = (1 + _LONGER_TERM * (len(term) - 1)) / len(term) / (1 + _RANK_DECAY * rank)
                self.weights.setdefault(word, weight)

    def share(self, key: str) -> float:
        """Share of the events that have a word."""
        return self.reach.get(key, 0) / self.count

    def is_known(self, key: str) -> bool:
        """Whether a word belongs to the theme: a term of it, or a word of many of its events."""
        return key in self.weights or self.share(key) >= _MOST_EVENTS

    def is_strong_term(self, phrase: Phrase) -> bool:
        """Whether a phrase of several words is among the strongest terms, which all of the theme's texts gave."""
        return len(phrase.key) > 1 and phrase.key in self.terms[:_STRONG_TERMS]

    def score(self, phrase: Phrase) -> float:
        """How good a label the phrase would make; 0 for one that is too long."""
        if len(written(phrase)) > MAX_CHARACTERS:
            return 0.0
        content = sorted(phrase.content)
        reached = (len(phrase.closed) + _OPEN * (len(phrase.units) - len(phrase.closed))) / self.count
        gain = sum(self.weights.get(key, 0.0) + _REACH_WEIGHT * self.share(key) for key in content)
        kind = _NAME_ONLY if phrase.is_name else _NAME_AND_MORE if phrase.has_name else 1.0
        strangers = sum(not self.is_known(key) for key in content)
        readable = _READABLE.get(len(phrase.words), _READABLE[6])
        if self.weights.keys().isdisjoint(content):
            readable *= _OFF_TERMS
        return float(reached**_REACH_POWER * gain * kind * readable * _STRANGER**strangers)

    def may_lead(self, phrase: Phrase) -> bool:
        """Whether a phrase can be a label, or a half of one: shared, and more than a common word."""
        shared = len(phrase.units) >= _SHARED or (
            self.count >= _SEVERAL_EVENTS and self.is_strong_term(phrase)
        )
        return shared and (len(phrase.words) > 1 or phrase.is_name) and self.score(phrase) > 0


# --- the other half ---------------------------------------------------------------------------------------------------


def _completed(best: Phrase, ranked: Sequence[Phrase], ranking: Ranking) -> str:
    fuller = next((phrase for phrase in ranked if _completes(best, phrase, ranking)), None)
    if fuller is not None:
        return written(fuller)
    other = next((phrase for phrase in ranked if _is_other_half(best, phrase, ranking)), None)
    if other is None:
        return written(best)
    name, phrase = (best, other) if best.has_name else (other, best)
    label = f"{written(name)}: {plain(phrase)}"
    return label if len(label) <= MAX_CHARACTERS else written(best)


def _completes(best: Phrase, phrase: Phrase, ranking: Ranking) -> bool:
    """Whether a longer phrase says what ``best`` says and more that the theme is about, in wording of the texts."""
    more = phrase.content - best.content
    if not more or not phrase.has_name or not _is_within(best, phrase) or not ranking.score(phrase):
        return False
    if not phrase.closed or not all(ranking.reach.get(key, 0) > 1 and ranking.is_known(key) for key in more):
        return False
    if best.is_name:
        return not phrase.is_name or _is_linked(phrase)
    return (
        len(phrase.units) > 1 or not best.has_name or all(ranking.share(key) >= _MOST_EVENTS for key in more)
    )


def _is_within(part: Phrase, whole: Phrase) -> bool:
    size = len(part.key)
    return any(whole.key[at : at + size] == part.key for at in range(len(whole.key) - size + 1))


def _is_linked(phrase: Phrase) -> bool:
    return any(word.text.casefold() in CONNECTORS and not word.joins for word in phrase.words)


def _is_other_half(best: Phrase, phrase: Phrase, ranking: Ranking) -> bool:
    if phrase.content & best.content:
        return False
    if not best.has_name:
        in_terms = phrase.content <= ranking.weights.keys()
        return phrase.is_name and in_terms and len(phrase.units) >= _MOST_EVENTS * ranking.count
    if phrase.has_name or not all(map(ranking.is_known, phrase.content)):
        return False
    together = len(phrase.units & best.units)
    if not best.is_name and (
        len(phrase.words) > 1 or len(best.words) > _SHORT or len(phrase.units) < _HALF * ranking.count
    ):
        return False  # "Hollywood actors: strike", but nothing behind a phrase that says enough
    if len(phrase.words) > 1:
        least = max(_SHARED, _TOGETHER * ranking.count)
        return together >= (1 if ranking.is_strong_term(phrase) else least)
    return (
        together >= _SHARED
        and phrase.key in ranking.terms[:_STRONG_TERMS]
        and len(phrase.units) >= _MANY_EVENTS * ranking.count
    )


def written(phrase: Phrase) -> str:
    """The phrase with a capital in front."""
    text = plain(phrase)
    return text[:1].upper() + text[1:]


def plain(phrase: Phrase) -> str:
    """The phrase as it is written in most places."""
    return " ".join(word.text for word in phrase.words)
