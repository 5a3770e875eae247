"""The title of a page: what it calls itself for others, shown as its headline, without the name of its site."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from pipeline.extraction.markup import is_hidden, named, visible_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

_MAX_TITLE_CHARACTERS = 300
_MAX_HEADINGS = 60
_SEPARATOR = re.compile(
    r"\s+[|\u00b7\u2022\u2013\u2014\-\u203a\u00bb\u00ab\u2039\u22c6~*\u2044/]+\s+|\s*[|\u00bb\u203a]\s*|\s+::\s+"
)
"""Bars, dots, dashes and angle quotation marks between spaces."""
_AGREEMENT = 0.5
"""A heading is the page's headline when so much of its words and those of a declared title are the same."""
_HEADLINE = re.compile(r"(?:post|entry|article|page|news|content)[-_]*(?:title|heading)|headline|title")


def headline(tree: HtmlElement, declared: Sequence[str], site_names: Sequence[str]) -> str:
    """The title of a page. ``declared`` are the titles in its metadata, the surest first.

    A heading that agrees with a declared title is what readers saw; without one, the declared title itself is taken,
    and without any a lone heading.
    """
    names = [name for name in site_names if name]
    bare = [text for title in declared if (text := without_site(title, names))]
    headings = [(element, text) for element in _headings(tree) if (text := _text(element, names))]
    best = max(headings, key=lambda item: _score(item[0], item[1], bare), default=None)
    if best is not None and _score(best[0], best[1], bare) >= _AGREEMENT:
        return best[1]
    first = [text for element, text in headings if element.tag == "h1"]
    if len(first) == 1:
        return first[0]
    return next((title for title in bare if not _is_name(title, names)), "") or next(iter(first or bare), "")


def without_site(title: str, names: Sequence[str]) -> str:
    """A title without the name of the site before or after it, as ``<title>`` often has it."""
    parts = _parts(" ".join(title.split())[: 2 * _MAX_TITLE_CHARACTERS])
    while len(parts) > 1:
        if _is_name(parts[-1][1], names) or _is_label(parts[-1][1], parts[0][1]):
            parts.pop()
        elif _is_name(parts[0][1], names):
            parts.pop(0)
        else:
            break
    return "".join(gap + text for gap, text in parts).removeprefix(parts[0][0]).strip() if parts else ""


def _parts(title: str) -> list[tuple[str, str]]:
    """A title cut at its separators: each part with the separator before it."""
    parts, end, gap = [], 0, ""
    for match in _SEPARATOR.finditer(title):
        parts.append((gap, title[end : match.start()]))
        gap, end = match[0], match.end()
    return [part for part in [*parts, (gap, title[end:])] if part[1].strip()]


def _is_name(text: str, names: Sequence[str]) -> bool:
    """Whether a text is nothing but the name of the site, by its letters (``The Daily Post`` is thedailypost.com)."""
    letters = _letters(text)
    return not letters or any(
        letters == other
        or (
            len(letters) >= 4
            and (letters in other or (len(other) >= 4 and other in letters and len(text.split()) <= 6))
        )
        for name in names
        if (other := _letters(name))
    )


def _is_label(text: str, title: str) -> bool:
    """Whether what follows a separator is a short label (a section, a site) after a much longer title."""
    return len(text.split()) <= 3 and len(title.split()) >= 2 * len(text.split()) and len(title) > 20


def _headings(tree: HtmlElement) -> list[HtmlElement]:
    found = [item for item in tree.iter("h1", "h2") if not is_hidden(item)][:_MAX_HEADINGS]
    return found or [item for item in tree.iter("h3") if not is_hidden(item)][:_MAX_HEADINGS]


def _text(element: HtmlElement, names: Sequence[str]) -> str:
    text = visible_text(element, _MAX_TITLE_CHARACTERS + 1)
    return text if len(text) <= _MAX_TITLE_CHARACTERS and not _is_name(text, names) else ""


def _score(element: HtmlElement, text: str, declared: Sequence[str]) -> float:
    """How well a heading agrees with the best of the declared titles (Dice), a little more for what looks like one."""
    agreement: float = max((_alike(text, title) for title in declared), default=0.0)
    if not agreement:
        return 0.0
    is_first_rank = element.tag == "h1"
    return agreement + 0.1 * int(is_first_rank) + 0.05 * int(bool(_HEADLINE.search(named(element))))


def _alike(one: str, other: str) -> float:
    """Dice's coefficient of two texts' pairs of neighboring letters: also for languages without spaces."""
    left, right = _pairs(one), _pairs(other)
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0


def _pairs(text: str) -> frozenset[str]:
    letters = _letters(text)
    return frozenset(letters[place : place + 2] for place in range(len(letters) - 1))


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in plain if character.isalnum())
