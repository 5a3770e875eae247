"""Proper names in English text, found without a model: runs of words written as names.

A capital at the start of a sentence proves nothing, so such a word counts as a name only when the text uses it as one
elsewhere or when it is no common English word. Schwartz and Hearst (2003) is the source of the acronym rule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from pipeline.models import NameMention
from pipeline.text.name_words import (
    CONNECTORS_AFTER,
    DEMONYMS,
    JOINED_BY_AND,
    MONTHS,
    NEVER_FIRST,
    NEVER_NAMES,
    ORGANIZATION_SUFFIXES,
    TITLES,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORD = re.compile(
    r"(?:[A-Z]\.){2,}(?:[’']s\b)?|(?:[A-Z]|St|Ste|Mt|Ft|Mrs?|Ms|Dr|Sen|Rep|Gov|Gen|Prof|Rev|Col|Lt|Sgt|Capt)\.(?=\s[A-Z])|[^\W_][\w&+]*(?:[-.’'/@][\w&+]+)*(?:[’'](?!\w))?"
)
_CAPITAL = re.compile(r"[A-Z][\w&+]|[A-ZÀ-Þ]\w*|[a-z]{1,3}[A-Z]|\d+[A-Z][a-z]")
_VERSION = re.compile(r"v?\d[\d.]*[a-z]?$|[IVX]{1,4}$")
_POSSESSIVE = re.compile(r"(?:[’']s|(?<=s)[’'])$", re.IGNORECASE)
_OPENS_SENTENCE = re.compile(r"(?:^|[.!?:…][\"”’)\]]*\s|\n\s*|[“\"‘(\[]\s?|[-–—•*]\s)\s*[\"“‘(\[]*$")
_ABBREVIATED = re.compile(
    r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|St|No|Inc|Corp|Co|Ltd|vs|Jan|Feb|Aug|Sept|Oct|Nov|Dec))\.\s$"
)
_LETTERS = re.compile(r"[^\W\d_]+|\d+")
_PUNCTUATION = re.compile(r"[^\w.+&/-]+")
_LEADING = re.compile(r"^(?:the|a|an)\s+")
_NOT_OF_PERSONS = frozenset({"of", "and", "for", "&"})
_MAX_RUN = 10


@dataclass(frozen=True, slots=True)
class _Word:
    """A word with what decides whether it can be part of a name."""

    start: int
    end: int
    text: str
    bare: str
    capital: bool
    initial: bool


@cache
def common_words() -> frozenset[str]:
    """English words, in lower case, that are no names although a sentence may begin with them."""
    lines = (
        resources.files("pipeline.text").joinpath("common_words.txt").read_text(encoding="utf-8").splitlines()
    )
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def names_everywhere() -> frozenset[str]:
    """Keys of places and institutions of state that so much news names that sharing one tells nothing."""
    return _listed_keys("everywhere.txt")


@cache
def widespread_names() -> frozenset[str]:
    """Keys of agencies, holidays and platforms, which may name a theme but connect no two findings."""
    return _listed_keys("widespread.txt")


def _listed_keys(file: str) -> frozenset[str]:
    lines = resources.files("pipeline.text").joinpath(file).read_text(encoding="utf-8").splitlines()
    return frozenset(name_key(line) for line in lines if line and not line.startswith("#"))


def find_names(text: str) -> list[NameMention]:
    """The proper names of a text in order, without overlaps; titles, possessives and a leading "the" are left out."""
    words = _words(text)
    if not any(word.capital for word in words):
        return []
    runs = [run for group in _groups(text, words) if (run := _stripped(text, group))]
    firmly = {word.bare for run in runs for word in run if not word.initial}
    lowered = {word.text for word in words if not word.capital}
    shouted = _is_headline(words)
    return [_mention(text, run) for run in runs if _is_name(run, firmly, lowered, strict=shouted)]


def _words(text: str) -> list[_Word]:
    words = []
    for found in _WORD.finditer(text):
        written = found.group()
        capital = _CAPITAL.match(written) is not None
        initial = capital and _is_initial(text, found.start())
        bare = _POSSESSIVE.sub("", written)
        words.append(_Word(found.start(), found.end(), written, bare, capital, initial))
    return words


def _is_initial(text: str, start: int) -> bool:
    before = text[max(0, start - 8) : start]
    if start <= 8:
        before = text[:start]
    return bool(_OPENS_SENTENCE.search(before)) and not _ABBREVIATED.search(before)


def _is_headline(words: Sequence[_Word]) -> bool:
    """Whether nearly all longer words have capitals, so that a capital says nothing."""
    longer = [word for word in words if len(word.text) > 3]
    return len(longer) > 4 and sum(word.capital for word in longer) > 0.8 * len(longer)


def _groups(text: str, words: Sequence[_Word]) -> Iterator[list[_Word]]:
    """Runs of name words, with the connectors between them."""
    at = 0
    while at < len(words):
        if not words[at].capital:
            at += 1
            continue
        group = [words[at]]
        at += 1
        while at < len(words) and len(group) < _MAX_RUN and not _POSSESSIVE.search(group[-1].text):
            step = _continues(text, group, words, at)
            if not step:
                break
            group.extend(words[at : at + step])
            at += step
        yield group


def _continues(text: str, group: list[_Word], words: Sequence[_Word], at: int) -> int:
    """How many of the next words belong to the run: 0 (none), 1 (a name word), more (connectors and a name word)."""
    gap = text[group[-1].end : words[at].start]
    word = words[at]
    if gap == " & " and word.capital:
        return 1
    if gap not in {" ", "\u00a0"} or (word.initial and "\n" in gap):
        return 0
    if word.capital:
        return 0 if word.bare.casefold() in NEVER_NAMES else 1
    if _VERSION.match(word.text) and not _is_date_part(words, at):
        return int(not group[-1].initial or group[-1].bare.casefold() not in common_words())
    return _connected(text, group, words, at)


def _is_date_part(words: Sequence[_Word], at: int) -> bool:
    following = words[at + 1].bare if at + 1 < len(words) else ""
    return bool(re.fullmatch(r"(?:19|20)\d\d", words[at].text)) or following.rstrip(".").casefold() in MONTHS


def _connected(text: str, group: list[_Word], words: Sequence[_Word], at: int) -> int:
    for size in (1, 2):
        if at + size >= len(words) or not words[at + size].capital:
            continue
        between = text[group[-1].end : words[at + size].start]
        if "\n" in between or re.search(r"[^\w\s]", between):
            return 0
        linked = " ".join(word.text for word in words[at : at + size])
        if _links(linked, group, words, at + size):
            return size + 1
    return 0


def _links(connector: str, group: list[_Word], words: Sequence[_Word], at: int) -> bool:
    """Whether "of", "and", "for" or alike joins the run to the word at ``at``, as in "Bank of America"."""
    following = words[at].bare.casefold()
    if following in NEVER_NAMES or following in DEMONYMS:
        return False
    if connector == "and":
        left = group[-1].bare.casefold()
        opened = any(word.text in {"of", "for", "on"} for word in group)
        return left in JOINED_BY_AND and (
            opened or _is_followed_by_organization(words, at) or following in JOINED_BY_AND
        )
    allowed = CONNECTORS_AFTER.get(connector.removesuffix(" the"))
    return allowed is not None and (not allowed or group[-1].bare.casefold() in allowed)


def _is_followed_by_organization(words: Sequence[_Word], at: int) -> bool:
    following = [word.bare.casefold() for word in words[at : at + 3] if word.capital]
    return any(word in CONNECTORS_AFTER["for"] for word in following)


def _stripped(text: str, group: list[_Word]) -> list[_Word]:
    """The run without titles, articles and stray words at its ends; empty when nothing is left."""
    run = list(group)
    while run and _is_stray(run):
        run.pop(0)
    while run and not (run[-1].capital or _VERSION.match(run[-1].text)):
        run.pop()
    return [] if len(run) == 1 and _is_no_name(run[0], text) else run


def _is_stray(run: list[_Word]) -> bool:
    first = run[0].bare.casefold()
    if not run[0].capital or first in NEVER_NAMES:
        return True
    if len(run) > 1 and first.rstrip(".") in TITLES and not _is_marked(run[0]):
        return True
    if len(run) > 1 and run[0].initial and first in NEVER_FIRST and not run[0].bare.isupper():
        return True
    if len(run) == 2 and run[0].initial and _compares(first) and _is_acronym(run[1]):
        return True  # "Smaller API providers": the adjective is no part of the name
    if len(run) > 2 and first in {"democrat", "republican"}:
        return run[1].bare.casefold() not in common_words()
    return len(run) > 1 and first in DEMONYMS and run[1].bare.casefold().rstrip(".") in TITLES


def _compares(folded: str) -> bool:
    return folded in common_words() and folded.endswith(("er", "est", "most", "many", "some"))


def _is_acronym(word: _Word) -> bool:
    return word.bare.isupper() and word.bare.isalpha() and len(word.bare) <= 4


def _is_no_name(word: _Word, text: str) -> bool:
    folded = word.bare.casefold()
    if folded in NEVER_NAMES or folded in DEMONYMS or folded.rstrip(".") in TITLES:
        return True
    return len(word.bare.rstrip(".")) < 2 or (word.text.endswith(".") and text[word.end : word.end + 1] == "")


def _is_name(run: list[_Word], firmly: set[str], lowered: set[str], *, strict: bool) -> bool:
    if all(part in DEMONYMS for word in run for part in word.bare.casefold().split("-")):
        return False
    first, folded = run[0], run[0].bare.casefold()
    if strict:
        return any(
            _is_marked(word) or word.bare.casefold() not in common_words() for word in run if word.capital
        )
    if len(run) > 1 or not first.initial or _is_marked(first):
        return True
    return first.bare in firmly or not all(
        part in common_words() or part in lowered or _looks_inflected(part) for part in folded.split("-")
    )


def _is_marked(word: _Word) -> bool:
    """Whether the spelling alone shows a name: "GPT-5.4", "NIST", "iPhone", "U.S."."""
    return (
        any(character.isupper() or character.isdigit() for character in word.bare[1:]) and len(word.bare) > 1
    )


def _looks_inflected(folded: str) -> bool:
    """Whether a word is a form of a common one: "distilling", "watchdogs", "unusually"."""
    stems = [
        folded.removesuffix(ending)
        for ending in ("s", "es", "d", "ed", "ing", "ly", "er", "ers")
        if folded.endswith(ending)
    ]
    known = common_words()
    return folded.endswith(("ly", "ing", "ness", "ation", "tions")) or any(
        stem in known or stem + "e" in known for stem in stems if len(stem) > 2
    )


def _mention(text: str, run: list[_Word]) -> NameMention:
    start = run[0].start
    end = run[-1].start + len(run[-1].bare)
    name = text[start:end]
    return NameMention(start, end, name, name_key(name))


def name_key(text: str) -> str:
    """The normal form of a name: lower case, no leading "the", no possessive, no punctuation, full stops of initials
    dropped ("the U.S. Commerce Department's" -> "us commerce department")."""
    folded = _POSSESSIVE.sub("", text.strip().casefold())
    folded = re.sub(r"[’']s?\b(?=\s)", "", folded)
    folded = re.sub(r"(?<![^\W\d])((?:[a-z]\.)+)(?!\w)", lambda found: found.group().replace(".", ""), folded)
    folded = re.sub(r"(?<![\w.])((?:[a-z]\.)+[a-z])\b", lambda found: found.group().replace(".", ""), folded)
    folded = re.sub(r"\.(?!\d)", " ", folded)
    return _LEADING.sub("", " ".join(_PUNCTUATION.sub(" ", folded).split()))


_SHORTEST_ABBREVIATION = 3


def acronym(key: str) -> str:
    """The initials of a name's words without connectors: "bureau of industry and security" -> "bis"."""
    words = [
        word
        for word in re.split(r"[\s/-]+", key)
        if word and word not in {"of", "and", "for", "the", "on", "&", "to"}
    ]
    return "".join(word[0] for word in words) if len(words) > 1 else ""


def same_name(first: str, second: str) -> bool:
    """Whether two names, in any form, may name the same thing.

    True for equal keys, an acronym and its words, the last word of a person's name ("Andrew Ng", "Ng"), and one name
    being the beginning of the other ("Supermicro", "Supermicro Inc.").
    """
    one, two = sorted((name_key(first), name_key(second)), key=len)
    if not one:
        return False
    if one == two or re.sub(r"[\s-]", "", one) == re.sub(r"[\s-]", "", two):
        return True
    if " " not in one and _shortens(one, two):
        return True
    short, long = one.split(), two.split()
    if long[: len(short)] == short:
        return not any(re.search(r"\d", word) for word in long[len(short) :])
    return len(short) == 1 and len(short[0]) > 1 and long[-1] == short[0] and is_person_like(long)


def _shortens(short: str, long: str) -> bool:
    """Whether one word stands for a longer name: its initials (of "Centers for Disease Control and Prevention" also all
    but the last), or the beginning of its first word ("Fed", "Federal Reserve")."""
    initials = {acronym(long), acronym(_without_country(long))}
    if len(short) > 1 and short in initials:
        return True
    if len(short) < _SHORTEST_ABBREVIATION:
        return False
    return any(each[:-1] == short for each in initials) or long.split(maxsplit=1)[0][:-1].startswith(short)


def _without_country(key: str) -> str:
    return re.sub(r"^(?:us|uk|u\.s\.|eu)\s", "", key)


def is_person_like(words: Sequence[str]) -> bool:
    """Whether the words of a name's key can be given names and a family name: two to four words of letters."""
    return (
        2 <= len(words) <= 4
        and all(
            _LETTERS.fullmatch(word.replace("-", "").replace(".", "")) and not word.isdigit()
            for word in words
        )
        and words[-1] not in ORGANIZATION_SUFFIXES
        and not _NOT_OF_PERSONS.intersection(words)
    )
