"""Reservations of a source that a claim drops: what may be as what will be, an allegation or a plan as a fact.

As in NegEx (Chapman 2001) a cue reserves the first content word after it. Claim and best matching sentence are aligned;
a word that the source reserves and the claim asserts is a fault, unless the claim says its reservation elsewhere.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from pipeline.text.alignment import best_sentence, stem
from pipeline.text.words import word_set

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_CUES = word_set(
    "may might could would possibly perhaps maybe potentially probably likely unlikely expected expects expect poised",
    "alleged allegedly reportedly purported purportedly supposed supposedly suspected apparently apparent potential",
    "possible proposed proposes propose considering weighing mulling accused tentative presumed rumored believed",
    "projected",
)
_CUES_WITH_TO = word_set(
    "plan plans planned planning intend intends intended aim aims aimed hope hopes hoped want wants wanted seek seeks",
    "sought threatens threatened expects expect set about slated scheduled supposed",
)
"""Cues when "to" follows them."""
_PASSING = word_set(
    "a an the to be been being have has had is are was were by of that it its their his her will shall do not also too",
    "soon still now only just even then well",
)
"""Words between a cue and what it reserves."""


_FORECASTS = re.compile(r"\b(?:forecast|predict|estimate|project|outlook|warn)\w*", re.IGNORECASE)
"""Words that say of a whole claim that it is not yet a fact."""


def dropped_hedge(claim: str, cited_text: str) -> str:
    """The cue by which the source reserves what the claim asserts; "" when there is none."""
    sentence = best_sentence(claim, cited_text)
    mine, theirs = list(_reserved_words(claim)), list(_reserved_words(sentence))
    if _cue_count(claim) >= _cue_count(sentence) or _FORECASTS.search(claim):
        return ""
    matcher = SequenceMatcher(None, [word for word, _ in mine], [word for word, _ in theirs], autojunk=False)
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            (_, own), (_, cue) = mine[block.a + offset], theirs[block.b + offset]
            if cue and not own:
                return cue
    return ""


def _cue_count(text: str) -> int:
    words = _WORD.findall(text)
    return sum(_is_cue(words, at) for at in range(len(words)))


def _is_cue(words: list[str], at: int) -> bool:
    word = _plain(words[at])
    if word in _CUES_WITH_TO and words[at + 1 : at + 2] == ["to"]:
        return True
    return word in _CUES


def _plain(word: str) -> str:
    """A word in lower case without a contracted negation: "couldn’t" reserves as "could" does."""
    return word.casefold().replace("’", "'").removesuffix("n't")


def _reserved_words(text: str) -> Iterator[tuple[str, str]]:
    """The stems of a text without its cues, each with the cue that reserves it or ""."""
    cue = ""
    words = _WORD.findall(text)
    for at, word in enumerate(words):
        if _is_cue(words, at):
            cue = word
        elif word.casefold() not in _PASSING:
            yield stem(word), cue
            cue = ""
