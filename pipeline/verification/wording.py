"""Single words that carry a claim further than its sources: causes, superlatives, multiples, and opposites.

Each is a small closed list. A claim may use such a word only when a cited passage does; of two opposites it may not use
the one when the passages have only the other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.verification.facts import CitedText

_CAUSES = re.compile(
    r"\b(?:because|due to|caused? by|led to|leads to|as a result|resulted in|thanks to|prompted|triggered|therefore|"
    r"in response to|so that)\b",
    re.IGNORECASE,
)
_CAUSAL_SOURCE = re.compile(
    r"\b(?:because|since|due to|caus\w+|l[ea]ds? to|led|result\w*|thanks to|prompt\w+|trigger\w+|therefore|response|so|"
    r"after|following|reasons?|why|hence|thus|driven|owing|means?|enabl\w+|forc\w+|for)\b",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"\b(?:half|double[ds]?|twice|triple[ds]?|quadruple[ds]?|dozens|hundreds|thousands|millions|billions|ever|never|"
    r"always|only|all|every|none|largest|biggest|smallest|highest|lowest|best|worst|fastest|cheapest|unprecedented|"
    r"sues?|sued)\b",
    re.IGNORECASE,
)
_MEANS_THE_SAME = {
    "half": "50", "twice": "doubl", "double": "twice", "doubled": "twice", "doubles": "twice", "biggest": "largest",
    "largest": "biggest", "best": "first", "only": "alone", "every": "each", "all": "every", "sue": "su", "sues": "su",
    "sued": "su", "none": "no", "never": "not",
}  # fmt: skip
_OPPOSITES = (
    ("ahead of", "behind"),
    ("above", "below"),
    ("rose", "fell"),
    ("risen", "fallen"),
    ("higher", "lower"),
    ("increased", "decreased"),
    ("won", "lost"),
    ("approved", "rejected"),
    ("accepted", "refused"),
    ("more than", "less than"),
    ("may", "may not"),
    ("has", "has yet to"),
)


def overstated(claim: str, cited: CitedText) -> str:
    """The first such word of a claim that its passages do not bear out, in words; "" when there is none."""
    text = cited.text.casefold()
    cause = _CAUSES.search(claim)
    if cause and not _CAUSAL_SOURCE.search(cited.text):
        return f"the cited passages do not give the cause that “{cause.group(0)}” names"
    for found in _STRONG.finditer(claim):
        word = found.group(0).casefold()
        if word not in text and _MEANS_THE_SAME.get(word, word) not in text:
            return f"the cited passages do not say “{found.group(0)}”"
    return _opposite(claim.casefold(), text)


def _opposite(claim: str, text: str) -> str:
    for first, second in _OPPOSITES:
        for mine, theirs in ((first, second), (second, first)):
            if _has(claim, mine, theirs) and not _has(text, mine, theirs) and _has(text, theirs, mine):
                return f"the claim says “{mine}” where the cited passages say “{theirs}”"
    return ""


def _has(text: str, words: str, other: str) -> bool:
    """Whether the words stand in the text, apart from places where they only begin the longer ``other``."""
    plain = text.replace(other, " ") if other.startswith(words) else text
    return re.search(rf"\b{words}\b", plain) is not None
