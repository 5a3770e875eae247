"""What a document is that is not what it should be, in words for the person who gave its address."""

from __future__ import annotations

import re

from pipeline.extraction.xml import xml_text

_START_BYTES = 20_000
_HTML = re.compile(r"<!doctype html|<html\b|<head\b|<body\b", re.IGNORECASE)
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
    return bool(_HTML.match(_after_comments(xml_text(content[:_START_BYTES]))))


def what_it_is(content: bytes) -> str:
    """What a document seems to be: "a web page (“Just a moment...”)", "a feed", "JSON", ..."""
    start = _after_comments(xml_text(content[:_START_BYTES]))
    if not start:
        return "empty"
    if start.startswith("%PDF-"):
        return "a PDF"
    if start.startswith(("{", "[")):
        return "JSON"
    if _HTML.match(start):
        title = _TITLE.search(start)
        return f"a web page (“{' '.join(title[1].split())}”)" if title else "a web page"
    root = _ROOT.search(start) if start.startswith("<") else None
    return _ROOTS.get(root[1].lower(), f"XML of another kind (“{root[1]}”)") if root else "no XML"


def _after_comments(start: str) -> str:
    """Pages begin with white space, declarations of XML and remarks of whoever made them."""
    while start.startswith(("<!--", "<?")):
        end = start.find("-->" if start.startswith("<!--") else "?>")
        start = start[end:].lstrip("->? \t\r\n") if end >= 0 else ""
    return start
