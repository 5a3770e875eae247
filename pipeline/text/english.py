"""Whether a text is English, by the words that only English uses often, and those that only other languages do."""

from __future__ import annotations

import re

from pipeline.text.words import word_set

_ENGLISH = word_set("the and that with from which are were been their this they to have would said it as by")
"""Frequent in English prose (about one word in five), rare in other languages that use these letters."""
_OTHERS = word_set(
    "de la le les des et une est que qui dans el los las del y por con para der die das und den dem ein eine von mit",
    "het een van dat op voor zijn og det af til il che di per una o os da em do na och att som på nie się",
)
"""The like of other languages written in Latin letters."""
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_FEWEST_WORDS = 30
"""Fewer may be names, labels and figures."""
_LEAST_ENGLISH = 0.03
_MOST_FOREIGN = 0.08
"""Names and titles bring a few such words into English."""


def is_english(text: str) -> bool:
    """Whether a text is English; a short one, or one that is nothing but names, is taken to be."""
    words = [word.casefold() for word in _WORD.findall(text)]
    if len(words) < _FEWEST_WORDS or sum(word in _ENGLISH for word in words) >= _LEAST_ENGLISH * len(words):
        return True
    foreign = sum(word in _OTHERS or not _LATIN.match(word) for word in words)
    return foreign <= _MOST_FOREIGN * len(words)
