"""Whether a text is English, by the words that only English uses often."""

from __future__ import annotations

import re

from pipeline.text.words import word_set

_ENGLISH = word_set("the and that with from which are were been their this they to have would said it as by")
"""Frequent in English prose (about one word in five), rare in other languages that use these letters."""
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_WORDS = 30
"""Fewer may be names, labels and figures."""
_LEAST_SHARE = 0.03


def is_english(text: str) -> bool:
    """Whether a text is English; a short one is taken to be."""
    words = [word.casefold() for word in _WORD.findall(text)]
    if len(words) < _FEWEST_WORDS:
        return True
    return sum(word in _ENGLISH for word in words) >= _LEAST_SHARE * len(words)
