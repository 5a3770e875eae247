"""Feeds from a URL or a file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from pipeline.models import FeedEntry, RawArticle, Skipped
from pipeline.ports import FetchRequest, Reading
from pipeline.sources.files import file_fingerprint, read_bytes, read_unless_same
from pipeline.sources.kinds import Opening, SourceKind, has_ending
from pipeline.sources.remote import fetch_if_changed
from pipeline.text.urls import is_url, url_host, url_identity

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENDINGS = (".xml", ".rss", ".atom", ".rdf", ".json")


class FeedSource:
    """An RSS, Atom, RDF or JSON feed."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._location = opening.location

    @property
    def name(self) -> str:
        """The location as the user gave it."""
        return self._location

    @property
    def is_remote(self) -> bool:
        """Whether it is at a URL."""
        return is_url(self._location)

    def read(self, fingerprint: str = "") -> Reading:
        """Every entry. Raises FetchError, and InputError when what is there is no feed."""
        return self._fetched(fingerprint) if self.is_remote else self._from_file(fingerprint)

    def _from_file(self, fingerprint: str) -> Reading:
        path, settings = Path(self._location), self._opening.settings
        return read_unless_same(
            file_fingerprint(path, settings),
            fingerprint,
            lambda: self._items(read_bytes(path, settings.max_feed_bytes), self._location),
        )

    def _fetched(self, fingerprint: str) -> Reading:
        request = FetchRequest(self._opening.present_address)
        fetched, present, is_unchanged = fetch_if_changed(self._opening.outside.fetcher, request, fingerprint)
        items = () if is_unchanged else list(self._items(fetched.content, fetched.url))
        return Reading(items, present, is_unchanged, fetched.moved_to, fetched.steps)

    def _items(self, content: bytes, base: str) -> Iterator[RawArticle | Skipped]:
        feed = self._opening.outside.extractor.feed(content, base)
        most = self._opening.settings.max_feed_items
        entries = feed.entries[:most]
        shared = _shared_links(entries, base)
        for place, entry in enumerate(entries, start=1):
            yield (
                entry if isinstance(entry, Skipped) else self._article(entry, place, feed.title, base, shared)
            )
        if len(feed.entries) > most:
            reason = f"{len(feed.entries) - most:,} entries after the first {most:,} were left out"
            yield Skipped(self._location, reason, "Raise max_feed_items in [ingest].")
        if feed.breaks_off:
            reason = "It ends in the middle; the entries before were read"
            yield Skipped(self._location, reason, "It is read anew at the next run.", try_again=True)
        yield from (self._withdrawn(identifier) for identifier in feed.withdrawn)

    def _withdrawn(self, identifier: str) -> RawArticle:
        return RawArticle(
            origin=f"{self._location}#{identifier}",
            text="",
            external_id=identifier,
            source=self._location,
            is_withdrawn=True,
        )

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
            language=entry.language,
            is_summary=entry.is_summary,
            original=entry.original,
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


KIND = SourceKind(
    name="feed",
    takes="RSS, Atom and JSON feeds (a URL, or .xml, .rss, .atom, .rdf, .json)",
    accepts=lambda location: is_url(location) or has_ending(location, *_ENDINGS),
    open=FeedSource,
    priority=-10,
    reads_web=True,
)
