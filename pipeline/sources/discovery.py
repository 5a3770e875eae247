"""Finds out what a web address is, so that it can be added as a source: a feed, a page with feeds, a sitemap, ..."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from pipeline.errors import ExtractionError, FetchError, InputError
from pipeline.extraction.mistaken import is_page
from pipeline.ports import FetchRequest
from pipeline.sources.advertised import feed_links, sitemap_lines
from pipeline.text.decoding import decode_html
from pipeline.text.urls import canonical_url, is_url, url_identity

if TYPE_CHECKING:
    from pipeline.ports import Extractor, Fetched, Fetcher

_FEED, _SITEMAP, _PAGE = "feed", "sitemap", "page"
_COMMON_PLACES = ("feed", "rss.xml", "atom.xml", "feed.xml", "index.xml")
_CREDENTIALS = re.compile(r"([A-Za-z]+://)[^/?#]*@")
_MOST_TRIED = 4
"""Advertised feeds that are tried until one is a feed."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """What to add for an address: ``location`` and the name of its kind. ``others`` are what else was found there;
    ``warning`` says what should be looked at ("" if nothing)."""

    location: str
    kind: str
    others: tuple[str, ...] = ()
    warning: str = ""


class Discoverer:
    """Looks at what an address leads to."""

    def __init__(self, fetcher: Fetcher, extractor: Extractor) -> None:
        self._fetcher = fetcher
        self._extractor = extractor

    def discover(self, url: str) -> Discovery:
        """What an address is. One that cannot be fetched now is taken for a feed, with a warning. Raises nothing.

        A page stands for the first feed that it names; else, when it is the front page of a site or of a part of it,
        for a feed at one of the usual places, else for a sitemap that robots.txt names; else for itself.
        """
        try:
            fetched = self._fetcher.fetch(FetchRequest(url))
        except FetchError as error:
            return Discovery(url, _FEED, warning=f"It was taken for a feed unseen. {error}")
        location = fetched.moved_to or url
        if not is_page(fetched.content):
            if self._is_feed(fetched):
                return Discovery(location, _FEED)
            if self._is_sitemap(fetched):
                return Discovery(location, _SITEMAP)
        return (
            self._advertised(fetched)
            or self._at_usual_places(fetched.url)
            or self._as_page(location, fetched)
        )

    def _advertised(self, fetched: Fetched) -> Discovery | None:
        urls = [link.url for link in feed_links(decode_html(fetched.content).text, fetched.url)]
        for url in urls[:_MOST_TRIED]:
            if self._leads_to_feed(url, fetched.url):
                return Discovery(url, _FEED, tuple(other for other in urls if other != url))
        return None

    def _at_usual_places(self, url: str) -> Discovery | None:
        folders = [part for part in urlsplit(url).path.split("/") if part]
        if len(folders) > 1:
            return None  # an article, and not the front page of something
        part = urljoin(url, f"/{folders[0]}/" if folders else "/")
        found = next((place for name in _COMMON_PLACES if self._leads_to_feed(place := part + name, url)), "")
        if found:
            return Discovery(
                found, _FEED, warning=f"No feed is named at {url}; this one is at a usual place."
            )
        sitemaps = self._sitemaps(url) if not folders else ()
        if sitemaps:
            return Discovery(
                sitemaps[0], _SITEMAP, sitemaps[1:], f"There is no feed at {url}, but a sitemap."
            )
        return None

    def _as_page(self, location: str, fetched: Fetched) -> Discovery:
        try:
            problem = self._extractor.page(fetched.content, fetched.url, fetched.content_type).problem
        except (InputError, ExtractionError) as error:
            problem = str(error)
        return Discovery(
            location, _PAGE, warning=f"As an article it may not do: {problem}" if problem else ""
        )

    def _sitemaps(self, url: str) -> tuple[str, ...]:
        try:
            robots = self._fetcher.fetch(FetchRequest(urljoin(url, "/robots.txt"))).content
        except FetchError:
            return ()
        return sitemap_lines(robots.decode("utf-8", "replace"))

    def _leads_to_feed(self, url: str, found_at: str) -> bool:
        try:
            fetched = self._fetcher.fetch(FetchRequest(url, found_at=found_at))
        except FetchError:
            return False
        return not is_page(fetched.content) and self._is_feed(fetched)

    def _is_feed(self, fetched: Fetched) -> bool:
        try:
            self._extractor.feed(fetched.content, fetched.url)
        except (InputError, ExtractionError):
            return False
        return True

    def _is_sitemap(self, fetched: Fetched) -> bool:
        try:
            sitemap = self._extractor.sitemap(fetched.content, fetched.url)
        except (InputError, ExtractionError):
            return False
        return bool(sitemap.entries or sitemap.children)


def has_credentials(url: str) -> bool:
    """Whether a web address holds a user name or a password."""
    return is_url(url) and _CREDENTIALS.match(url) is not None


def without_credentials(url: str) -> str:
    """The address with neither, to be shown."""
    return _CREDENTIALS.sub(r"\1", url) if is_url(url) else url


def same_source(location: str) -> str:
    """The same text for all addresses of one source: with http or https, ``www.`` or none, a slash at the end or none;
    a location that is no web address is itself."""
    front_page = urlsplit(canonical_url(location)).netloc.removeprefix("www.")
    return url_identity(location) or front_page or location
