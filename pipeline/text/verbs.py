"""Whether English words can hold a finite verb, told by closed lists and endings; there is no tagger."""

from __future__ import annotations

from itertools import pairwise

from pipeline.text.words import word_set

_AUXILIARY = word_set(
    "is are was were has have had can could will would may might must should does do did to says said say told tells "
    "wins won loses lost gets got makes made takes took gives gave sets set hits hit cuts cut puts put let met led "
    "left died fell rose grew held kept sent spent built bought sold paid beat broke began saw came went ran became "
    "stood found wrote read spoke struck swept shot won't can't isn't aren't wasn't weren't hasn't haven't don't "
    "doesn't didn't "
    "isn’t aren’t wasn’t weren’t hasn’t haven’t doesn’t don’t didn’t won’t can’t"
)
_ARTICLES = word_set("the a an this that its their his her")
_JOINS = word_set(
    "a an the of in on at to for from by with and or but nor as than that which who about into over under after before",
    "since until during against among amid near per via not",
)
"""Words after a plural that are not its verb."""
_NO_ENDINGS = ("ss", "us", "is", "'s", "’s")


def has_verb(text: str) -> bool:
    """Whether a word of a text, the first left aside, can be its finite verb; "the delayed ..." is none."""
    words = text.split()
    return any(_may_be_verb(word, before) for before, word in pairwise(words))


def _may_be_verb(word: str, before: str) -> bool:
    folded = word.casefold().rstrip(',.;:!?”"')
    if _ends_in_s(before.casefold()) and word.islower() and folded not in _JOINS:
        return True  # a plural and its verb: "makers protest"
    past = folded.endswith("ed") and before.casefold() not in _ARTICLES
    return folded in _AUXILIARY or (word[:1].islower() and len(folded) > 3 and (past or _ends_in_s(folded)))


def _ends_in_s(folded: str) -> bool:
    return folded.endswith("s") and not folded.endswith(_NO_ENDINGS)
