"""Who wrote a page, as it shows it: the names that its markup or its words call its authors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.extraction.markup import is_hidden, named, visible_text
from pipeline.extraction.people import people

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_MAX_BYLINE_CHARACTERS = 150
_MAX_ELEMENTS = 15_000
_MAX_SIGNS = 40
_NAMED_AUTHOR = re.compile(
    r"author(?!i)|byline|(?<![a-z])(?:autor|auteur|verfasser|journalist|writer|reporter|poster|vcard)|itemposter"
)
_AUTHORS_PAGE = re.compile(
    r"/(?:authors?|autor(?:in|en|es|i)?|auteurs?|by|verfasser|redakteure?|columnists?|journalists?)/|[?&]author="
)
_ELSEWHERE = re.compile(
    r"comment|kommentar|related|sidebar|footer|teaser|recommend|widget|newsletter|share|social|reply|respond|popular|"
    r"nav(?:$|[\s_-])|author-?(?:box|bio|info|description)|promo|breadcrumb|forum"
)
_SPOKEN = re.compile(
    r"^(?:(?:written|posted|story|words) by|by|von|text|autor(?:in|en)?|author|por|par|di|door|tekst|"
    r"(?:erstellt|geschrieben|eingestellt|verfasst|veröffentlicht) von|e?in\w* \w+ von)\b\s*:?\s*(.*)$",
    re.IGNORECASE,
)
_FULL_NAME = re.compile(
    r"(?:[^\W\d_a-z]\w*[.'’-]?\S*|von|van|de|der|den|la|el|da|di|del|und|and)(?:[\s,]+(?=\S)|$)"
)
_OTHER_PARTS = frozenset({"script", "style", "nav", "footer", "head", "aside"})
_PARTS = frozenset({"html", "body", "article", "main"})
_BLOCKS = frozenset(
    {"p", "div", "span", "address", "li", "strong", "em", "small", "b", "i", "td", "h3", "h4", "h5", "h6"}
)


def shown_authors(tree: HtmlElement, publisher: str = "") -> tuple[str, ...]:
    """The authors that a page shows, by the surest of its signs that gives a name (``rel``: HTML, section 4.6.7)."""
    signs: dict[int, list[HtmlElement]] = {0: [], 1: [], 2: [], 3: []}
    for element in _of_the_article(tree):
        rank = _rank(element)
        if rank is not None and len(signs[rank]) < _MAX_SIGNS:
            signs[rank].append(element)
    for elements in signs.values():
        found = _first_names(elements, publisher)
        if found:
            return found
    return ()


def _of_the_article(tree: HtmlElement) -> Iterator[HtmlElement]:
    """All elements but those in comments, lists of other articles, navigation and the like."""
    pending, count = [tree], 0
    while pending and count < _MAX_ELEMENTS:
        element, count = pending.pop(), count + 1
        if not isinstance(element.tag, str) or element.tag in _OTHER_PARTS:
            continue
        if element.tag not in _PARTS and (is_hidden(element) or _ELSEWHERE.search(named(element))):
            continue
        yield element
        pending.extend(reversed(element))


def _rank(element: HtmlElement) -> int | None:
    """How sure a sign of an author is, 0 the surest; None for an element that is no sign."""
    if "author" in (element.get("rel") or "").lower().split():
        return 0
    is_marked = "author" in (element.get("itemprop") or "").lower().split()
    if is_marked or _AUTHORS_PAGE.search(element.get("href") or ""):
        return 1
    if _NAMED_AUTHOR.search(named(element)):
        return 2
    if element.tag in _BLOCKS and _SPOKEN.match((element.text or "").strip()):
        return 3 if _is_spoken(element) else None
    return None


def _is_spoken(element: HtmlElement) -> bool:
    """Whether a short block says "by" and nothing but two to eight words that are written as names are."""
    match = _SPOKEN.match(_words(element))
    words = match[1].split() if match else []
    return 2 <= len(words) <= 8 and all(_FULL_NAME.fullmatch(word) for word in words)


def _first_names(elements: list[HtmlElement], publisher: str) -> tuple[str, ...]:
    """The names of the first element that has any, and of its neighbors: each of several authors has its own link."""
    for element in elements:
        names = people([_words(element)], publisher)
        if names:
            parent = element.getparent()
            siblings = [other for other in elements if other is not element and other.getparent() is parent]
            return people([*names, *(_words(other) for other in siblings)], publisher)
    return ()


def _words(element: HtmlElement) -> str:
    """The words of an element, and what follows it when it holds only the label."""
    text = element.get("content") or visible_text(element, _MAX_BYLINE_CHARACTERS + 1)
    label = _SPOKEN.match(text)
    if label is not None and not label[1].strip(" :"):
        following = element.getnext()
        next_words = visible_text(following, 100) if following is not None else ""
        text = f"{text} {(element.tail or '').strip() or next_words}"
    return text if len(text) <= _MAX_BYLINE_CHARACTERS else ""
