"""A parsed web page and the small questions asked of it. Nothing here recurses: pages nest as deeply as they like."""

from __future__ import annotations

import re
from copy import copy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_UNSEEN = frozenset(
    {"script", "style", "noscript", "template", "svg", "iframe", "textarea", "select", "button"}
)
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ROOTS = frozenset({"html", "body", "head"})
_MAX_HIDDEN = 0.5
_MAX_META = 500


class Markup:
    """Answers about one page, from its tree."""

    def __init__(self, tree: HtmlElement) -> None:
        self.tree = tree
        self._meta: dict[str, list[str]] = {}
        for count, element in enumerate(tree.iter("meta")):
            name = element.get("property") or element.get("name") or element.get("itemprop") or ""
            content = " ".join((element.get("content") or "").split())
            if name and content and count < _MAX_META:
                self._meta.setdefault(name.lower(), []).append(content)

    def meta(self, *names: str) -> tuple[str, ...]:
        """The contents of ``<meta>`` elements with the first of these names (or properties) that the page has."""
        return next((tuple(found) for name in names if (found := self._meta.get(name))), ())

    def first_meta(self, *names: str) -> str:
        """The first content for the first of these names that the page has, "" without one."""
        return next(iter(self.meta(*names)), "")

    @property
    def title(self) -> str:
        """The text of ``<title>``."""
        element = next(self.tree.iter("title"), None)
        return visible_text(element) if element is not None else ""

    @property
    def data_scripts(self) -> tuple[str, ...]:
        """The contents of all JSON-LD scripts."""
        scripts = (item for item in self.tree.iter("script") if "ld+json" in (item.get("type") or "").lower())
        return tuple(item.text for item in scripts if item.text)

    def links(self, relation: str) -> tuple[str, ...]:
        """The addresses of ``<link>`` elements of a relation, as they are written."""
        found = (
            item for item in self.tree.iter("link") if relation in (item.get("rel") or "").lower().split()
        )
        return tuple(address for item in found if (address := (item.get("href") or "").strip()))


def visible_text(element: HtmlElement, limit: int = 2_000) -> str:
    """The words of an element and all in it, at most about ``limit`` characters, with single spaces."""
    pieces: list[str] = []
    size = 0
    for piece in texts(element):
        pieces.append(piece)
        size += len(piece)
        if size >= limit:
            break
    return " ".join(" ".join(pieces).replace("\u00ad", "").split())


def texts(element: HtmlElement) -> Iterator[str]:
    """The pieces of text in an element, in their order, without scripts and the like."""
    return (text for text, _ in _pieces(element))


def texts_around(root: HtmlElement, heading: HtmlElement) -> tuple[list[str], list[str]]:
    """The pieces of text in ``root`` before and after one of its elements, in their order, with single spaces."""
    inside = set(heading.iter())
    before: list[str] = []
    after: list[str] = []
    is_passed = False
    for text, owner in _pieces(root):
        is_inside = owner in inside
        is_passed = is_passed or is_inside
        if not is_inside and (words := " ".join(text.split())):
            (after if is_passed else before).append(words)
    return before, after


def _pieces(element: HtmlElement) -> Iterator[tuple[str, HtmlElement]]:
    """The pieces of text in an element, each with the element that it stands in."""
    pending: list[tuple[HtmlElement | str, HtmlElement]] = [(element, element)]
    while pending:
        item, owner = pending.pop()
        if isinstance(item, str):
            yield item, owner
            continue
        if item is not element and item.tail:
            pending.append((item.tail, owner))
        if isinstance(item.tag, str) and item.tag not in _UNSEEN:
            pending.extend((child, item) for child in reversed(item))
            if item.text:
                pending.append((item.text, item))


def is_hidden(element: HtmlElement) -> bool:
    """Whether an element says itself that it is not shown."""
    return element.get("hidden") is not None or bool(_HIDING.search(element.get("style") or ""))


def without_hidden(tree: HtmlElement) -> HtmlElement:
    """A copy of a page without what it hides, unless that is most of it: then a script will show it."""
    shown = copy(tree)
    elements = (item for item in shown.iter() if isinstance(item.tag, str) and item.tag not in _ROOTS)
    hidden = [item for item in elements if item.tag == "template" or is_hidden(item)]
    if not hidden:
        return tree
    whole = _size(shown)
    for element in hidden:
        element.drop_tree()
    return shown if sum(map(_size, hidden)) <= _MAX_HIDDEN * whole else tree


def _size(element: HtmlElement) -> int:
    return sum(map(len, texts(element)))


def named(element: HtmlElement) -> str:
    """What its class and id call an element, in lower case."""
    return f"{element.get('class') or ''} {element.get('id') or ''}".lower()
