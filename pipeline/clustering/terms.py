"""The terms that set one class of texts apart from the others: class-based TF-IDF over words and phrases.

After Grootendorst 2022 (BERTopic, arXiv:2203.05794), with the share of a class's members that use a term in place of
its raw frequency, so that one long text does not name a class.
"""

from __future__ import annotations

import math
import operator
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, TypeAlias

from pipeline.clustering.lexical import WORDS_REMEMBERED, normal_form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

TermKey: TypeAlias = "tuple[str, ...]"

_TOKEN = re.compile(r"[^\W_]+(?:['’.\-\u2011][^\W_]+)*|[^\w\s]|\n")
_MOST_WORDS = 6
_OPENERS = frozenset({"big", "el", "first", "la", "las", "le", "los", "new", "old", "second"})
"""Stop words that begin names: New York, Los Angeles, First Lady."""
_CONNECTORS = frozenset(
    ["&", "and", "de", "del", "der", "des", "du", "for", "la", "of", "the", "und", "van", "von"]
)
"""Small words inside names: Bank of England, Ministerio de Trabajo."""
_JOINING = frozenset({"and", "or", "und", "et", "y", "e", "&"})
"""Between two single words these join two names and make none."""
_PHRASE_BONUS = 0.4
"""A phrase says more than a word: its score grows by this for every word after the first."""
_NAME_BONUS = 0.4
"""A name says more than a common word."""
_CAPITAL_SHARE = 0.7
"""A term is written with capitals when it is so in at least this share of its places."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term as a reader would write it, its normal form, and its score."""

    text: str
    key: TermKey
    score: float


@dataclass(frozen=True, slots=True)
class _Found:
    """How many members of a class use each term, and how it is written there."""

    members: int
    counts: Counter[TermKey]
    forms: dict[TermKey, Counter[str]]


def class_terms(
    classes: Sequence[Sequence[Sequence[str]]], barred: Callable[[TermKey], bool], count: int
) -> list[tuple[Term, ...]]:
    """For each class its ``count`` strongest terms, strongest first, no two of which share a word.

    A class is a sequence of members, and a member a sequence of texts whose first line is a title: a term used in all
    texts of one member counts once.

    A term is a word, two common words, or a name of up to six words; it neither begins nor ends with a stop word.
    Terms for which ``barred`` is true are left out.
    """
    found = [_terms_of(texts) for texts in classes]
    total = sum(item.members for item in found)
    everywhere: Counter[TermKey] = Counter()
    for item in found:
        everywhere.update(item.counts)
    return [_strongest(item, everywhere, total, barred, count) for item in found]


def _terms_of(members: Sequence[Sequence[str]]) -> _Found:
    counts: Counter[TermKey] = Counter()
    forms: dict[TermKey, Counter[str]] = defaultdict(Counter)
    for texts in members:
        seen: set[TermKey] = set()
        for text in texts:
            for key, form, is_evidence in _candidates(text):
                seen.add(key)
                forms[key][form] += int(is_evidence)
        counts.update(seen)
    return _Found(len(members), counts, forms)


def _candidates(text: str) -> Iterator[tuple[TermKey, str, bool]]:
    """Every term in a text: its key, the form in which it stands there, and whether that form tells of capitals.

    It does not on the first line, which is a title, nor at the beginning of a run of words.
    """
    for run, in_title in _runs(text):
        keys = [_key(word) for word in run]
        for start, key in enumerate(keys):
            if key and not run[start].endswith("ed"):
                yield (key,), run[start], start > 0 and not in_title
            for stop in range(start + 2, min(start + _MOST_WORDS, len(run)) + 1):
                if not in_title and keys[stop - 1] and _is_phrase(run, keys, start, stop):
                    opener = normal_form(run[start])
                    yield (key or opener, *keys[start + 1 : stop]), " ".join(run[start:stop]), True


def _runs(text: str) -> Iterator[tuple[list[str], bool]]:
    """Runs of words with nothing but spaces between them, and whether each stands on the first line."""
    in_title = True
    run: list[str] = []
    for found in _TOKEN.findall(text):
        if found[0].isalnum():
            run.append(_without_possessive(found))
            continue
        if run:
            yield run, in_title
            run = []
        in_title = in_title and found != "\n"
    if run:
        yield run, in_title


def _without_possessive(word: str) -> str:
    return word[:-2] if word.endswith(("'s", "’s")) else word


@lru_cache(maxsize=WORDS_REMEMBERED)
def _key(word: str) -> str:
    """The normal form of a word with singular and plural folded together, "" for a stop word or a mere number."""
    normal = normal_form(word)
    if normal in stop_words() or len(normal) < 2 or not any(letter.isalpha() for letter in normal):
        return ""
    plural = len(normal) > 3 and normal.endswith("s") and not normal.endswith(("ss", "us", "is"))
    return normal[:-1] if plural else normal


def _is_phrase(run: Sequence[str], keys: Sequence[str], start: int, stop: int) -> bool:
    """Whether some words make a term: a name of up to six, small words inside it, or two or three common words."""
    capitals = [word[0].isupper() or word[0].isdigit() for word in run[start:stop]]
    length = stop - start
    if capitals[0] and capitals[-1]:
        opens = bool(keys[start]) or normal_form(run[start]) in _OPENERS
        joined = length == 3 and run[start + 1] in _JOINING
        linked = (word in _CONNECTORS for word in run[start:stop])
        return opens and not joined and all(map(operator.or_, capitals, linked))
    return start > 0 and length <= 3 and not any(capitals) and all(keys[start:stop])


@cache
def stop_words() -> frozenset[str]:
    """Words that make no term: function words of several languages and the small change of news."""
    text = resources.files("pipeline.clustering").joinpath("stop_words.txt").read_text("utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def _strongest(
    found: _Found, everywhere: Counter[TermKey], total: int, barred: Callable[[TermKey], bool], count: int
) -> tuple[Term, ...]:
    least = 2 if found.members > 2 else 1
    scored = []
    for key, members in found.counts.items():
        if members >= least:
            weight = _weight(key, found.forms[key])
            rarity = math.log(1 + total / everywhere[key])
            scored.append(Term(_written(found.forms[key]), key, weight * rarity * members / found.members))
    scored.sort(key=lambda term: (-term.score, -len(term.key), term.key))
    chosen: list[Term] = []
    used: set[str] = set()
    for term in scored:
        if len(chosen) == count:
            break
        words = {word for word in term.key if word}
        if used.isdisjoint(words) and not barred(term.key):
            chosen.append(term)
            used |= words
    return tuple(chosen)


def _weight(key: TermKey, forms: Counter[str]) -> float:
    """How telling a term is by its nature: names and phrases more than single common words."""
    capitals = sum(count for form, count in forms.items() if form[0].isupper())
    is_name = capitals > 0 and capitals >= _CAPITAL_SHARE * sum(forms.values())
    return 1 + _NAME_BONUS * is_name + _PHRASE_BONUS * min(len(key) - 1, 2)


def _written(forms: Counter[str]) -> str:
    """The commonest form, with capitals only where they are the rule."""
    ranked = sorted(forms, key=lambda form: (_is_shouted(form), -forms[form], form))
    small = [form for form in ranked if not form[0].isupper()]
    capitals = sum(count for form, count in forms.items() if form[0].isupper())
    if small and capitals < _CAPITAL_SHARE * sum(forms.values()):
        return small[0]
    return ranked[0]


def _is_shouted(form: str) -> bool:
    """Whether a form is in capitals for emphasis, as in a dateline, and no abbreviation."""
    return form.isupper() and len(form) > 6
