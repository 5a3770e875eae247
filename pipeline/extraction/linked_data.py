"""What a page says of its article in JSON-LD, by the vocabulary of schema.org.

Pages say it as one object, a list of objects, or a graph of them (JSON-LD 1.1, section 9.1), and what they say may be
of any type. Nothing is followed to other addresses.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extraction.lenient import lenient_text
from pipeline.text.html import fragment_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_MAX_CHARACTERS = 1_000_000
_MAX_NODES = 2_000
_ARTICLE = re.compile(r"(?:article|posting|report|recipe|review)$", re.IGNORECASE)
"""The types of article end so: NewsArticle, BlogPosting, Report, ... (schema.org, CreativeWork and below)."""
_PAGE_TYPES = frozenset({"webpage", "itempage", "medicalwebpage"})
_CONTAINERS = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement")
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|;)\s*$"
)
_CONTROLS = re.compile(r"[\x00-\x1f]+")


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """An article as its page describes it for programs; "", () and None where it does not say. Dates as written."""

    headline: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    publisher: str = ""
    language: str = ""
    body: str = ""
    is_free: bool | None = None
    type: str = ""


def read_linked_article(scripts: Iterable[str]) -> LinkedArticle:
    """The first article in the JSON-LD of a page, else what it says of the page itself. Raises nothing."""
    nodes = [node for script in scripts for node in _nodes(_parsed(script))]
    people = {name: _text(node.get("name")) for node in nodes if (name := lenient_text(node.get("@id")))}
    articles = [node for node in nodes if _type(node, _is_article)]
    pages = [node for node in nodes if _type(node, _is_page)]
    best = max(articles, key=_said, default=None)
    if best is None:
        return _from_page(pages[0]) if pages else LinkedArticle()
    page = pages[0] if pages else {}
    return LinkedArticle(
        headline=_text(best.get("headline")) or _text(best.get("name")),
        authors=tuple(_names(_persons(best.get("author")), people))
        or tuple(_names(_persons(best.get("creator")), people)),
        published=lenient_text(best.get("datePublished")) or lenient_text(page.get("datePublished")),
        publisher=next(iter(_names(best.get("publisher"), people)), ""),
        language=lenient_text(best.get("inLanguage")),
        body=_text(best.get("articleBody")),
        is_free=_is_free(best),
        type=_type(best, _is_article),
    )


def _from_page(page: Mapping[str, object]) -> LinkedArticle:
    """A page without an article tells its language and date, and nothing that would make it one."""
    return LinkedArticle(
        published=lenient_text(page.get("datePublished")),
        language=lenient_text(page.get("inLanguage")),
        is_free=_is_free(page),
    )


def _parsed(script: str) -> object:
    text = script[:_MAX_CHARACTERS]
    for form in (text, _WRAPPING.sub("", text), _CONTROLS.sub(" ", text)):
        try:
            return json.loads(form, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(value: object) -> Iterator[Mapping[str, object]]:
    """All objects in lists, graphs and main entities, in their order, without recursion."""
    pending, count = [value], 0
    while pending and count < _MAX_NODES:
        item, count = pending.pop(), count + 1
        if isinstance(item, list):
            pending.extend(reversed(item))
        elif isinstance(item, dict):
            pending.extend(
                item[key] for key in reversed(_CONTAINERS) if isinstance(item.get(key), dict | list)
            )
            yield item


def _type(node: Mapping[str, object], wanted: Callable[[str], bool]) -> str:
    kinds = node.get("@type")
    return next(
        (
            kind
            for kind in (kinds if isinstance(kinds, list) else [kinds])
            if isinstance(kind, str) and wanted(kind)
        ),
        "",
    )


def _is_article(kind: str) -> bool:
    return bool(_ARTICLE.search(kind))


def _is_page(kind: str) -> bool:
    return kind.rpartition("/")[2].lower() in _PAGE_TYPES


def _said(node: Mapping[str, object]) -> int:
    """How much an object says of its article: a teaser in a list has a headline and little else."""
    return sum(
        bool(node.get(key)) for key in ("headline", "author", "datePublished", "articleBody", "publisher")
    )


def _names(value: object, people: Mapping[str, str]) -> Iterator[str]:
    """The names of one person, a list of them, or references to persons described elsewhere in the page."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            yield _text(item)
        elif isinstance(item, dict):
            name = item.get("name") or people.get(lenient_text(item.get("@id")), "")
            yield from (
                _text(part) for part in (name if isinstance(name, list) else [name]) if isinstance(part, str)
            )


def _persons(value: object) -> list[object]:
    """Those of the authors that are not said to be organizations."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if not (isinstance(item, dict) and _type(item, _is_organization))]


def _is_organization(kind: str) -> bool:
    return kind.lower().endswith("organization")


def _text(value: object) -> str:
    """Plain text: some pages write markup and entities into it."""
    text = lenient_text(value)
    return (
        fragment_text(text)
        if "<" in text or "&" in text
        else " ".join(text.split())
        if "\n" not in text
        else text
    )


def _is_free(node: Mapping[str, object]) -> bool | None:
    value = (
        lenient_text(node.get("isAccessibleForFree"))
        if not isinstance(node.get("isAccessibleForFree"), bool)
        else str(node["isAccessibleForFree"])
    )
    return {"true": True, "false": False}.get(value.strip().lower().rpartition("/")[2])
