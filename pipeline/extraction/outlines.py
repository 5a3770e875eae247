"""Lists of feeds, as readers exchange them (OPML 2.0, http://opml.org/spec2.opml)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import InputError
from pipeline.extraction.mistaken import what_it_is
from pipeline.extraction.xml import local_name, without_forbidden, xml_root
from pipeline.models import Subscription

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

_FEED_TYPES = frozenset({"rss", "atom", "rdf", "feed", "json", "jsonfeed"})
"""Types of outlines whose ``url`` is that of a feed, where ``xmlUrl`` is missing."""


def parse_outlines(content: bytes, location: str) -> tuple[Subscription, ...]:
    """The feeds of an OPML file, in its order. Raises InputError when it is none."""
    root = xml_root(content, location)
    if local_name(root) != "opml":
        raise InputError(
            f"{location}: is {what_it_is(content)}, not a list of feeds (OPML).",
            "Export the list from a feed reader.",
        )
    return tuple(_subscriptions(root))


def write_outlines(subscriptions: Iterable[Subscription], title: str) -> bytes:
    """An OPML file of these feeds, in which those of one folder stand together."""
    from lxml import etree

    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = without_forbidden(title)
    body = etree.SubElement(root, "body")
    folders: dict[tuple[str, ...], _Element] = {(): body}
    for subscription in subscriptions:
        _write(subscription, _folder(folders, subscription.folder))
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _folder(folders: dict[tuple[str, ...], _Element], path: tuple[str, ...]) -> _Element:
    from lxml import etree

    for length in range(1, len(path) + 1):
        if path[:length] not in folders:
            name = without_forbidden(path[length - 1])
            folders[path[:length]] = etree.SubElement(folders[path[: length - 1]], "outline", text=name)
    return folders[path]


def _write(subscription: Subscription, parent: _Element) -> None:
    from lxml import etree

    attributes = {
        "type": subscription.kind,
        "text": subscription.title or subscription.feed_url,
        "title": subscription.title,
        "xmlUrl": subscription.feed_url,
        "htmlUrl": subscription.site_url,
    }
    present = {name: without_forbidden(value) for name, value in attributes.items() if value}
    etree.SubElement(parent, "outline", present)


def _subscriptions(root: _Element) -> Iterator[Subscription]:
    """Outlines in their order; the folder of one is the path of outlines around it that have names."""
    pending: list[tuple[_Element, tuple[str, ...]]] = [(root, ())]
    while pending:
        element, folder = pending.pop()
        inner = folder
        if local_name(element) == "outline":
            attributes = {str(name).lower(): " ".join(str(value).split()) for name, value in element.items()}
            name = attributes.get("title") or attributes.get("text", "")
            subscription = _subscription(attributes, name, folder)
            if subscription is not None:
                yield subscription
            inner = (*folder, name) if name else folder
        pending.extend((child, inner) for child in reversed(element))


def _subscription(attributes: dict[str, str], name: str, folder: tuple[str, ...]) -> Subscription | None:
    kind = attributes.get("type", "").lower()
    url = attributes.get("xmlurl") or (attributes.get("url", "") if kind in _FEED_TYPES else "")
    if not url:
        return None
    return Subscription(
        feed_url=_web_address(url),
        title="" if name == url else name,
        site_url=attributes.get("htmlurl", ""),
        folder=folder or _category(attributes.get("category", "")),
        kind=kind or "rss",
    )


def _category(value: str) -> tuple[str, ...]:
    """The first of the categories of an outline ("/Science/Space,news"), as a folder."""
    return tuple(name for part in value.partition(",")[0].split("/") if (name := part.strip()))


def _web_address(url: str) -> str:
    """Programs hand feeds to readers as ``feed://host/path`` or ``feed:https://host/path``."""
    if not url.lower().startswith("feed:"):
        return url
    rest = url[len("feed:") :]
    return f"http:{rest}" if rest.startswith("//") else rest
