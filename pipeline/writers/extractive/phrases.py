"""Phrases that the texts of a theme have in common: runs of words that can name a thing, and how far each reaches.

No parser is needed: what several independent headlines say in the same words is mostly a noun phrase or a name
(compare the C-value of Frantzi, Ananiadou and Mima 2000), and closed word lists keep verbs off its ends.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from pipeline.clustering.lexical import normal_form
from pipeline.clustering.terms import stop_words
from pipeline.text.name_words import DEMONYMS
from pipeline.text.names import common_words, find_names
from pipeline.writers.extractive.label_words import CONNECTORS, NO_ENDINGS, NO_NOUNS, NO_OPENERS, NOUNS_IN_ING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

PhraseKey: TypeAlias = "tuple[str, ...]"

MAX_WORDS = 6
_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+(?:[-.'’&/][^\W_]+)*|\s+|[^\w\s]")
_NUMBER = re.compile(r"\d{1,4}")
_CAPITAL_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text. ``key`` folds case, possessive and plural; "" for a word that says nothing by itself.

    ``joins`` is whether it is part of the same name as the word before; ``is_name`` whether it is part of a name.
    """

    text: str
    key: str
    is_name: bool = False
    joins: bool = False


@dataclass(slots=True)
class Phrase:
    """Words that stand together in one or more texts: where (``units``), and how they are written there."""

    key: PhraseKey
    units: set[int] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)
    forms: Counter[tuple[Word, ...]] = field(default_factory=Counter)

    @property
    def words(self) -> tuple[Word, ...]:
        """The commonest way of writing it."""
        return min(self.forms, key=lambda form: (-self.forms[form], tuple(word.text for word in form)))

    @property
    def content(self) -> frozenset[str]:
        """Keys of the words that say something."""
        return frozenset(word.key for word in self.words if word.key)

    @property
    def has_name(self) -> bool:
        """Whether a name is part of it."""
        return any(word.is_name or word.text[0].isupper() for word in self.words)

    @property
    def is_name(self) -> bool:
        """Whether it is nothing but names, and words with capitals around them."""
        own = [word for word in self.words if word.text.casefold() not in CONNECTORS]
        return any(word.is_name for word in own) and all(
            word.is_name or not word.text[0].islower() for word in own
        )


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a theme as runs of words with nothing but spaces between them, each with its unit."""

    runs: tuple[tuple[int, tuple[Word, ...]], ...]

    def reach(self) -> dict[str, int]:
        """In how many units each key occurs."""
        found: dict[str, set[int]] = {}
        for unit, run in self.runs:
            for word in run:
                found.setdefault(word.key, set()).add(unit)
        return {key: len(units) for key, units in found.items()}


def read_texts(texts: Iterable[tuple[int, str]]) -> Texts:
    """Reads texts, each given with its unit. Names and capitals are learned from all of them together."""
    given = [(unit, text, _is_title_case(text)) for unit, text in texts]
    plain = [text for _, text, title_case in given if not title_case]
    case = _Case.of(plain)
    names = _names_in(plain, case)
    runs = [
        (
            unit,
            _marked(
                [_word(token, case, told=place > 0 and not title_case) for place, token in enumerate(run)],
                names,
            ),
        )
        for unit, text, title_case in given
        for run in _runs(text)
    ]
    return Texts(tuple(runs))


def find_phrases(texts: Texts) -> list[Phrase]:
    """Every phrase of up to MAX_WORDS words, in order of first appearance."""
    found: dict[PhraseKey, Phrase] = {}
    for unit, run in texts.runs:
        for words, is_closed in _windows(run):
            key = tuple(word.key or word.text.casefold() for word in words)
            phrase = found.setdefault(key, Phrase(key))
            phrase.units.add(unit)
            if is_closed:
                phrase.closed.add(unit)
            phrase.forms[words] += 1
    return list(found.values())


def fold(word: str) -> str:
    """The key of a word: lower case, no possessive, singular and plural the same; "" for a word that says nothing."""
    normal = normal_form(word)
    if normal in stop_words() or len(normal) < 2 or not any(letter.isalpha() for letter in normal):
        return ""
    plural = len(normal) > 3 and normal.endswith("s") and not normal.endswith(("ss", "us", "is"))
    return normal[:-1] if plural else normal


# --- words ------------------------------------------------------------------------------------------------------------


def _runs(text: str) -> Iterator[list[str]]:
    """Words with nothing but spaces between them."""
    run: list[str] = []
    for written in _TOKEN.findall(text):
        if written.isspace() and "\n" not in written:
            continue
        if written[0].isalnum() or (run and written == "&"):
            run.append(written)
            continue
        if run:
            yield run
        run = []
    if run:
        yield run


def _is_title_case(text: str) -> bool:
    """Whether nearly all longer words have capitals, so that a capital says nothing."""
    longer = [word for word in re.findall(r"[^\W\d_]{4,}", text) if fold(word)]
    return len(longer) > 2 and sum(word[0].isupper() for word in longer) > 0.75 * len(longer)


def _names_in(texts: Sequence[str], case: _Case) -> frozenset[PhraseKey]:
    """The names of some texts, each as its words in lower case. A word that the texts write small makes no name."""
    mentions = {
        tuple(normal_form(token) for run in _runs(mention.text) for token in run)
        for text in texts
        for mention in find_names(text)
    }
    return frozenset(
        words for words in mentions if not any(case.prefers_small(word) for word in words if fold(word))
    )


@dataclass(frozen=True, slots=True)
class _Case:
    """How often words are written with and without a capital where that tells something."""

    small: Counter[str]
    capital: Counter[str]

    @classmethod
    def of(cls, texts: Sequence[str]) -> _Case:
        """What the words of texts say that do not begin a run."""
        case = cls(Counter(), Counter())
        for text in texts:
            for run in _runs(text):
                for token in run[1:]:
                    (case.capital if token[0].isupper() else case.small)[normal_form(token)] += 1
        return case

    def prefers_small(self, folded: str) -> bool:
        """Whether the texts themselves write a word mostly without a capital."""
        small, capital = self.small[folded], self.capital[folded]
        return bool(small) and capital < _CAPITAL_SHARE * (small + capital)

    def is_small(self, folded: str) -> bool:
        """Whether a word is written without a capital, as far as the texts or else the dictionary tell."""
        if self.small[folded] or self.capital[folded]:
            return self.prefers_small(folded)
        return folded in common_words() and folded not in DEMONYMS


def _word(token: str, case: _Case, *, told: bool) -> Word:
    """The word of a token; ``told`` is whether its capital says something."""
    bare = token[:-2] if token.endswith(("'s", "’s")) else token
    lowered = not told and not _is_marked(bare) and case.is_small(normal_form(token))
    return Word(bare.lower() if lowered else bare, fold(token))


def _is_marked(token: str) -> bool:
    return any(letter.isupper() for letter in token[1:])


def _marked(run: Sequence[Word], names: frozenset[PhraseKey]) -> tuple[Word, ...]:
    """The words of a run, those of known names marked as such, longest names first."""
    folded = [normal_form(word.text) for word in run]
    words = list(run)
    at = 0
    while at < len(words):
        size = next(
            (n for n in range(min(MAX_WORDS, len(words) - at), 0, -1) if tuple(folded[at : at + n]) in names),
            0,
        )
        for place in range(at, at + size):
            text = words[place].text
            capital = text[:1].upper() + text[1:] if size > 1 and words[place].key else text
            words[place] = Word(capital, words[place].key, is_name=True, joins=place > at)
        at += size or 1
    return tuple(words)


# --- phrases ----------------------------------------------------------------------------------------------------------


def _windows(run: Sequence[Word]) -> Iterator[tuple[tuple[Word, ...], bool]]:
    """The phrases of a run, and whether each is closed: neither word beside it could be part of it."""
    for start in range(len(run)):
        if not _may_begin(run, start):
            continue
        for stop in range(start + 1, min(start + MAX_WORDS + 1, len(run)) + 1):
            if stop - start > 1 and not _may_continue(run, stop - 1):
                break
            if _may_end(run, start, stop):
                yield tuple(run[start:stop]), _is_closed(run, start, stop)


def _may_begin(run: Sequence[Word], at: int) -> bool:
    word = run[at]
    if word.joins:
        return False
    if not word.key:
        return word.is_name and at + 1 < len(run) and run[at + 1].joins
    folded = word.text.casefold()
    is_verb = _is_verbal(word) or (folded.endswith(("ing", "ize")) and folded not in NOUNS_IN_ING)
    return word.is_name or not (_is_barred(word) or folded in NO_OPENERS or is_verb)


def _may_continue(run: Sequence[Word], at: int) -> bool:
    """Whether a phrase may go on with the word at ``at``."""
    word, folded = run[at], run[at].text.casefold()
    if word.is_name:
        return True
    if folded == "the":
        return run[at - 1].text.casefold() in CONNECTORS
    if folded in CONNECTORS:
        names_follow = at + 1 < len(run) and run[at + 1].is_name
        return run[at - 1].text.casefold() not in CONNECTORS and (folded != "to" or names_follow)
    if _NUMBER.fullmatch(word.text):
        return run[at - 1].text[0].isupper()
    return bool(word.key) and folded not in NO_NOUNS and not (run[at - 1].is_name and _is_verbal(word))


def _may_end(run: Sequence[Word], start: int, stop: int) -> bool:
    last = run[stop - 1]
    if stop < len(run) and run[stop].joins:
        return False
    if _NUMBER.fullmatch(last.text):
        return stop - start > 1 and bool(run[stop - 2].key) and run[stop - 2].text[0].isupper()
    if last.is_name:
        is_adjective = stop - start == 1 and last.text.casefold() in NO_ENDINGS
        return (bool(last.key) or last.joins) and not is_adjective
    return bool(last.key) and not (_is_barred(last) or last.text.casefold() in NO_ENDINGS or _is_verbal(last))


def _is_closed(run: Sequence[Word], start: int, stop: int) -> bool:
    after = run[stop] if stop < len(run) else None
    before = run[start - 1] if start else None
    if after is not None and (after.text.casefold() == "of" or _could_belong(after)):
        return False
    return before is None or not (_could_belong(before) or before.text.endswith("ed"))


def _could_belong(word: Word) -> bool:
    return bool(word.key) and not (_is_barred(word) or _is_verbal(word))


def _is_verbal(word: Word) -> bool:
    return word.text.endswith(("ly", "ed")) and not word.text[0].isupper()


def _is_barred(word: Word) -> bool:
    return not word.is_name and word.text.casefold() in NO_NOUNS
