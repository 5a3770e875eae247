"""Authors as people's names, out of what pages write in their place.

A byline may hold several people, their roles, addresses, a date, the desk or the agency instead of a person.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from pipeline.extraction.phrases import NOBODY, ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable

_MAX_AUTHORS = 20
_MAX_WORDS = 5
_MAX_CHARACTERS = 60
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S*|\S+@\S+\.\S+|(?<!\w)@\w+|\([^()]*\)|\[[^\[\]]*\]", re.IGNORECASE
)
_LABEL = re.compile(
    r"^(?:(?:written|posted|published|reported|story|words|text|article|photos?|interview|report|review|reviewed)\s+by\b"
    r"|by\b|from\b|authors?\b|autor(?:in|en|es|a|i|zy)?\b|auteure?s?\b|eine?\s+\w+\s+von\b|ein\w*\s+von\b|von\b"
    r"|por\b|par\b|di\b|door\b|av\b|af\b|przez\b|text(?:\s+und\s+\w+)?\s*:|interview\s*:|redaktion\s*:|escrito\s+por\b"
    r"|publicado\s+por\b|propos\s+recueillis\s+par\b|(?:verfasst|geschrieben|erstellt|eingestellt|beitrag|artikel|interview)\s+von\b)[\s:\-–—]*",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:;|\||/|•|·|&|\n|\s(?:and|und|et|sowie|with|mit|avec|con)\s)\s*", re.IGNORECASE)
_ROLE_START = re.compile(
    r"\s*(?:[,–—]|\s-\s|\b(?:am|on|at|in|vom|updated|published|posted|said|says|sagt|schreibt)\b|\s\d|^\d).*$",
    re.DOTALL,
)
_HOST = re.compile(
    r"\.(?:com|de|org|net|at|ch|eu|info|tv|fr|uk|pl)\b|\s(?:com|de|org|net|at|ch|pl)$", re.IGNORECASE
)
_NOT_NAMES = re.compile(r"[©®™<>{}=#$%^*_~\\!?:\"“”„|]|\.\.")
_TWICE = re.compile(r"^(.+) \1$")
_PARTICLES = frozenset({"al", "da", "de", "del", "der", "di", "du", "el", "la", "le", "van", "von", "zu"})
_TITLES = re.compile(
    r"^(?:dr|prof|mr|mrs|ms|dipl|ing|mag|herr|frau|med|jur|phil|rer|nat)\b\.?(?:-\w+\.?)?\s+", re.IGNORECASE
)


def people(texts: Iterable[str], publisher: str = "") -> tuple[str, ...]:
    """The names of people in some bylines, each once, in their order.

    ``publisher`` is one only where there is no other: many a site bears its author's name.
    """
    found: dict[str, str] = {}
    for text in texts:
        for part in _parts(text):
            name = _name(part)
            key = _folded(name)
            if key:
                found.setdefault(key, name)
    if len(found) > 1:
        found.pop(_folded(publisher), None)
    names = [name for key, name in found.items() if not _is_part_of_another(key, found)]
    return tuple(names[:_MAX_AUTHORS])


def _parts(text: str) -> list[str]:
    """A byline cut at what stands between names. A comma stands between names, before a role, or "Family, Given"."""
    bare = _without_label(" ".join(_ADDRESS.sub(" ", text[:1_000]).split()))
    parts: list[str] = []
    for piece in _SPLIT.split(bare):
        words = [item.strip() for item in piece.split(",") if item.strip()]
        if len(words) == 2 and all(len(item.split()) == 1 for item in words):
            parts.append(f"{words[1]} {words[0]}")
        else:
            parts.extend(words)
    return parts


def _without_label(text: str) -> str:
    previous = ""
    while previous != text:
        previous, text = text, _LABEL.sub("", text, count=1).strip()
    return text


def _name(part: str) -> str:
    """A name without what goes before and after it, "" when it is none."""
    name = _ROLE_START.sub("", _without_label(part)).strip(" .,;:-–—'’*")
    if ROLES.search(name):
        name = ROLES.split(name)[-1].strip(" .,;:-–—'’*")
    name = _TWICE.sub(r"\1", name)
    is_name = (
        2 <= len(name) <= _MAX_CHARACTERS
        and len(name.split()) <= _MAX_WORDS
        and any(character.isalpha() for character in name)
        and not _is_phrase(name)
        and not (NOBODY.search(name) or _HOST.search(name) or _NOT_NAMES.search(name))
    )
    return _cased(name) if is_name else ""


def _is_phrase(name: str) -> bool:
    """Whether several words begin as no name does; one word alone may be what somebody calls himself."""
    words = name.split()
    return len(words) > 1 and words[0][0].islower() and words[0] not in _PARTICLES


def _cased(name: str) -> str:
    """Whole names in capitals are written as names; anything else as the page has it."""
    return name.title() if name.isupper() and len(name) > 4 else name


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", _TITLES.sub("", name)).casefold()
    return "".join(character for character in plain if character.isalnum())


def _is_part_of_another(key: str, found: dict[str, str]) -> bool:
    return any(key != other and key in other for other in found)
