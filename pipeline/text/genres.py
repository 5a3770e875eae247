"""What kind of text a title announces."""

from __future__ import annotations

import re

_OPINION = re.compile(
    r"^(?:opinion|column|commentary|editorial|op-ed|guest (?:column|view)|letters?|review|quiz|horoscopes?|ask)\b"
    r"\s?[:|–—-]|\bletters to the editor\b|\bmailbag\b|\bhoroscope\b|\|\s?opinion\b|\bquiz\b",
    re.IGNORECASE,
)


def is_opinion(title: str) -> bool:
    """Whether a title announces a view or a game instead of a report: what such a text says is no fact."""
    return bool(_OPINION.search(title))
