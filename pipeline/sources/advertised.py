"""The feeds and sitemaps that a site says it has: links in the head of a page, lines of its robots.txt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin

from pipeline.text.urls import is_url

_MOST_ROBOTS_CHARACTERS = 500_000
_MOST_LINKS = 50
# Tags are looked for without a parser, in time that grows with the page's length only, whatever it holds.
_TAG = re.compile(r"<(link|base)\b([^>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([A-Za-z-]{1,30})\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")
_FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"}
)
_BARE_JSON = "application/json"
"""Also the type of other interfaces a page names; taken where the link says that it is a feed."""


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page names (RSS autodiscovery, www.rssboard.org/rss-autodiscovery)."""

    url: str
    title: str

    @property
    def is_of_comments(self) -> bool:
        """Whether it seems to hold what readers wrote."""
        return "comment" in f"{self.url} {self.title}".lower()


def feed_links(html: str, base: str) -> tuple[FeedLink, ...]:
    """The feeds that a page names, those of comments last, else in its order. Raises nothing."""
    links: dict[str, FeedLink] = {}
    for tag, written in _TAG.findall(html):
        values = _attributes(written)
        if tag.lower() == "base" and not links:
            base = _absolute(base, values.get("href", "")) or base
        elif len(links) < _MOST_LINKS and _is_feed(values):
            url = _absolute(base, values.get("href", ""))
            links.setdefault(url, FeedLink(url, values.get("title", "")))
    known = (link for link in links.values() if is_url(link.url))
    return tuple(sorted(known, key=lambda link: link.is_of_comments))


def sitemap_lines(robots: str) -> tuple[str, ...]:
    """The sitemaps that a robots.txt names (sitemaps.org, "Specifying the sitemap location in robots.txt")."""
    named = (line.partition("#")[0].partition(":") for line in robots[:_MOST_ROBOTS_CHARACTERS].splitlines())
    urls = (value.strip() for name, _, value in named if name.strip().lower() == "sitemap")
    return tuple(dict.fromkeys(url for url in urls if is_url(url)))


def _attributes(written: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(written)
    return {name.lower(): unescape(value.strip("\"'")).strip() for name, value in reversed(found)}


def _is_feed(values: dict[str, str]) -> bool:
    relations = values.get("rel", "").lower().split()
    kind = values.get("type", "").lower().partition(";")[0].strip()
    if kind == _BARE_JSON:
        return "alternate" in relations and "feed" in f"{values.get('href')} {values.get('title')}".lower()
    return "alternate" in relations and kind in _FEED_TYPES


def _absolute(base: str, url: str) -> str:
    try:
        return urljoin(base, url) if url else ""
    except ValueError:
        return ""
