"""Feeds from a URL or a file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from pipeline.errors import InputError
from pipeline.models import RawArticle, Skipped
from pipeline.sources.feed_formats import FeedEntry, parse_feed
from pipeline.sources.files import file_fingerprint, read_bytes
from pipeline.sources.kinds import Opening, SourceKind, has_ending, is_url
from pipeline.text.urls import url_host, url_identity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.ports import Fetcher
    from pipeline.settings import IngestSettings

_ENDINGS = (".xml", ".rss", ".atom", ".rdf", ".json")


class FeedSource:
    """An RSS, Atom, RDF or JSON feed."""

    def __init__(self, location: str, settings: IngestSettings, fetcher: Fetcher) -> None:
        self._location = location
        self._settings = settings
        self._fetcher = fetcher

    @property
    def name(self) -> str:
        """The location as the user gave it."""
        return self._location

    def fingerprint(self) -> str:
        """Changes when the file may have changed; "" for a URL."""
        return "" if is_url(self._location) else file_fingerprint(Path(self._location), self._settings)

    def read(self) -> Iterator[RawArticle | Skipped]:
        """Every entry. Raises FetchError, and InputError when what is there is no feed."""
        content, base = self._content()
        feed = parse_feed(content, base)
        shared = _shared_links(feed.entries, base)
        for place, entry in enumerate(feed.entries, start=1):
            yield (
                entry if isinstance(entry, Skipped) else self._article(entry, place, feed.title, base, shared)
            )

    def _content(self) -> tuple[bytes, str]:
        """The feed, and the URL or path that it finally came from."""
        limit = self._settings.max_feed_bytes
        if not is_url(self._location):
            return read_bytes(Path(self._location), limit), self._location
        fetched = self._fetcher.fetch(self._location)
        if len(fetched.content) > limit:
            message = f"{self._location}: the feed has more than {limit:,} bytes."
            raise InputError(message, "Raise max_feed_bytes in [ingest].")
        return fetched.content, fetched.url

    def _article(
        self, entry: FeedEntry, place: int, title: str, base: str, shared: frozenset[str]
    ) -> RawArticle:
        url = _absolute(entry.link, base)
        # Sections of one paper have feeds with different titles, so the link's host names the publisher best.
        return RawArticle(
            origin=f"{self._location}#{place}",
            text=entry.text,
            title=entry.title,
            url=url,
            external_id=entry.id,
            published=entry.published,
            publisher=entry.publisher or url_host(url) or url_host(base) or title,
            authors=entry.authors,
            source=self._location,
            url_is_shared=url_identity(url) in shared,
        )


def _shared_links(entries: tuple[FeedEntry | Skipped, ...], base: str) -> frozenset[str]:
    """Links that entries with different ids have in common, as the sections of a change log have."""
    named = {
        (url_identity(_absolute(entry.link, base)), entry.id)
        for entry in entries
        if isinstance(entry, FeedEntry)
    }
    counts = Counter(identity for identity, _ in named if identity)
    return frozenset(identity for identity, count in counts.items() if count > 1)


def _absolute(link: str, base: str) -> str:
    try:
        return urljoin(base, link) if link and is_url(base) else link
    except ValueError:
        return ""


def _open(opening: Opening) -> FeedSource:
    return FeedSource(opening.location, opening.settings, opening.fetcher)


KIND = SourceKind(
    name="feed",
    takes="RSS, Atom and JSON feeds (a URL, or .xml, .rss, .atom, .rdf, .json)",
    accepts=lambda location: is_url(location) or has_ending(location, *_ENDINGS),
    open=_open,
    priority=-10,
)
