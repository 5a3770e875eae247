"""Finds the words with which a publisher takes an article back: "This story has been retracted", "RETRACTED: …"."""

from __future__ import annotations

import re

_LOOKED_AT = 1_500
"""Characters of a text; publishers put such a notice first."""
# Not "post": an embedded one that was deleted says so in the middle of an article.
_THING = r"(?:article|story|report|paper|preprint|page|column|press release|dispatch)"
_TAKEN_BACK = r"(?:retracted|withdrawn|unpublished|taken down|removed)"
_SAYINGS = tuple(
    re.compile(rf"\b{pattern}\b[^.\n]{{0,160}}", re.IGNORECASE)
    for pattern in (
        rf"this {_THING} (?:has been|was|is|had to be) (?:\w+ly )?{_TAKEN_BACK}",
        rf"this {_THING} is no longer available",
        rf"we (?:have |are |hereby )*(?:{_TAKEN_BACK}|retract|retracting|withdraw|withdrawing) this {_THING}",
    )
)
_TITLE = re.compile(r"^\W{0,3}(?:retracted|retraction|withdrawn)\b\s*(?:[:\]–—-]|article\b)", re.IGNORECASE)


def retraction(title: str, text: str) -> str:
    """The words that say that this very article was taken back; "" when there are none. An article that reports the
    retraction of another one does not say so of itself."""
    if _TITLE.match(title):
        return title
    beginning = text[:_LOOKED_AT]
    return next((found[0].strip() for saying in _SAYINGS if (found := saying.search(beginning))), "")
