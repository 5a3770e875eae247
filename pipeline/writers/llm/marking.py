"""Marks text from outside as data before a model sees it ("spotlighting", Hines et al. 2024, arXiv:2403.14720).

Two things tell a model what is evidence. Every word of it is joined to the next by a symbol instead of a space
(datamarking), and the symbol is first removed from the text, so an author who guesses it gains nothing. The whole
block stands between lines with a tag that nobody outside can guess: an HMAC of the content under the workspace's
secret. Both follow from secret and content alone: the same evidence makes the same prompt, and recorded calls stay
replayable.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SYMBOLS = "¦¬¤‡※▪"
"""Each is a single token of o200k_base and carries no meaning in running text."""
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


@dataclass(frozen=True, slots=True)
class Marker:
    """The symbol between the words of evidence, and the tag around its blocks."""

    symbol: str
    tag: str

    def mark(self, text: str) -> str:
        """``text`` on one line, without hidden characters, its words joined by the symbol."""
        return self.symbol.join(visible(text.replace(self.symbol, " ")).split())

    def unmark(self, text: str) -> str:
        """Words joined by spaces again, hidden characters removed: for what a model says back."""
        return " ".join(visible(text.replace(self.symbol, " ")).split())


def make_marker(secret: bytes, content: Iterable[str]) -> Marker:
    """The marker of this content in this workspace."""
    digest = hmac.new(secret, "\x1f".join(content).encode("utf-8", "replace"), hashlib.sha256).digest()
    return Marker(_SYMBOLS[digest[0] % len(_SYMBOLS)], digest[1:7].hex())


def visible(text: str) -> str:
    """``text`` in NFC without characters that a reader cannot see: controls, zero-width and direction marks, tag
    characters, variation selectors, private and unassigned code points, blank letters. White space becomes a space."""
    if text.isascii() and text.isprintable():
        return text
    kept = (" " if char.isspace() else char for char in text if char.isspace() or not _hidden(char))
    return unicodedata.normalize("NFC", "".join(kept))


def _hidden(char: str) -> bool:
    if char in _BLANK_LETTERS or unicodedata.category(char) in _HIDDEN_CATEGORIES:
        return True
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
