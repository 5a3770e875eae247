"""What a document is that is not what it should be, in words for the person who gave its address."""

from __future__ import annotations

import re

from pipeline.extraction.xml import xml_text

_START_BYTES = 20_000
_HTML_ROOTS = frozenset({"html", "head", "body"})
_HTML_TYPE = re.compile(r"<!doctype\s+html\b", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^>]{0,200}>([^<]{1,300})", re.IGNORECASE)
_ROOTS = {
    "rss": "a feed",
    "feed": "a feed",
    "rdf": "a feed",
    "opml": "a list of feeds (OPML)",
    "urlset": "a sitemap",
    "sitemapindex": "a sitemap",
}
_ROOT = re.compile(r"<(?:[\w.-]{1,50}:)?([A-Za-z][\w.-]{0,50})[\s>/]")


def is_page(content: bytes) -> bool:
    """Whether a document is HTML, as what stands in a feed's place when the site asks who is there."""
    return _is_html(_after_comments(xml_text(content[:_START_BYTES])))


def what_it_is(content: bytes) -> str:
    """What a document seems to be: "a web page (“Just a moment...”)", "a feed", "JSON", ..."""
    start = _after_comments(xml_text(content[:_START_BYTES]))
    if not start:
        return "empty"
    if start.startswith("%PDF-"):
        return "a PDF"
    if start.startswith(("{", "[")):
        return "JSON"
    if _is_html(start):
        title = _TITLE.search(start)
        return f"a web page (“{' '.join(title[1].split())}”)" if title else "a web page"
    root = _root(start)
    return _ROOTS.get(root.lower(), f"XML of another kind (“{root}”)") if root else "no XML"


def _is_html(start: str) -> bool:
    """By its root; some feeds call themselves HTML in their document type."""
    root = _root(start).lower()
    return root in _HTML_ROOTS or (bool(_HTML_TYPE.match(start)) and root not in _ROOTS)


def _root(start: str) -> str:
    """The name of the first element, without its prefix."""
    found = _ROOT.search(start) if start.startswith("<") else None
    return found[1] if found else ""


def _after_comments(start: str) -> str:
    """Pages begin with white space, declarations of XML and remarks of whoever made them."""
    while start.startswith(("<!--", "<?")):
        end = start.find("-->" if start.startswith("<!--") else "?>")
        start = start[end:].lstrip("->? \t\r\n") if end >= 0 else ""
    return start
