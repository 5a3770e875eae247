"""Documents that end the process that reads them: how often they are tried, and what is saved of a feed with such one.

A document is known by its content and by what it was to be read as. One that failed ``attempts`` times is set aside
until its content changes.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from pipeline.errors import ExtractionError, ExtractorUnavailableError, SetAsideError
from pipeline.extraction.direct import MARKUP
from pipeline.models import FeedEntry, Skipped
from pipeline.ports import Extractor, Failure

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pipeline.models import Feed, Page, Sitemap
    from pipeline.ports import FailureRepository

_MOST_FAILURES = 3
"""After so many entries of one feed have failed in one reading, the others are left for the next."""

_UNNAMED = "The document"

_Answer = TypeVar("_Answer")


class FeedExtractor(Extractor, Protocol):
    """An Extractor that can also leave the markup of a feed alone."""

    def feed_markup(self, content: bytes, location: str) -> Feed:
        """As ``DirectExtractor.feed_markup``."""
        ...


class RememberingExtractor:
    """An Extractor that sets poisonous documents aside, and takes feeds apart that it cannot read in one piece.

    May be used from several threads at once if ``extractor`` may.

    Args:
        extractor: Does the work.
        failures: Where documents that failed are remembered.
        attempts: A document is set aside when it has failed so often.
        clock: The time now.
    """

    def __init__(
        self,
        extractor: FeedExtractor,
        failures: FailureRepository,
        attempts: int,
        clock: Callable[[], datetime],
    ) -> None:
        self._extractor = extractor
        self._failures = failures
        self._attempts = attempts
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, Failure] | None = None

    def page(self, content: bytes, url: str, content_type: str = "") -> Page:
        """The article of a web page or PDF. Raises InputError and ExtractionError."""
        return self._remembered(
            "page", content, url or _UNNAMED, lambda: self._extractor.page(content, url, content_type)
        )

    def feed(self, content: bytes, location: str) -> Feed:
        """The entries of a feed of any format; those that cannot be read are ``Skipped``. Raises InputError and
        ExtractionError."""
        try:
            return self._remembered(
                "feed", content, location, lambda: self._extractor.feed(content, location)
            )
        except ExtractorUnavailableError:
            raise
        except ExtractionError:
            return self._feed_by_entries(content, location)

    def sitemap(self, content: bytes, location: str) -> Sitemap:
        """The pages or sitemaps that a sitemap names. Raises InputError and ExtractionError."""
        return self._remembered(
            "sitemap", content, location, lambda: self._extractor.sitemap(content, location)
        )

    def fragment(self, markup: str) -> str:
        """The visible text of some markup that is all article. Raises ExtractionError."""
        return self._fragment(markup, _UNNAMED)

    def _fragment(self, markup: str, item: str) -> str:
        content = markup.encode("utf-8", "replace")
        return self._remembered("fragment", content, item, lambda: self._extractor.fragment(markup))

    def _remembered(self, task: str, content: bytes, item: str, read: Callable[[], _Answer]) -> _Answer:
        key = f"{task}|{hashlib.sha256(content).hexdigest()}"
        before = self._failure(key)
        if before is not None and before.attempts >= self._attempts:
            raise SetAsideError(
                f"{item}: was set aside after it failed {before.attempts} times, the last time on "
                f"{before.at:%Y-%m-%d} ({before.reason}).",
                "It is tried again when it changes.",
            )
        try:
            answer = read()
        except ExtractorUnavailableError:
            raise
        except ExtractionError as error:
            attempts = before.attempts + 1 if before is not None else 1
            self._remember(Failure(key, item, attempts, error.message, self._clock()))
            raise
        if before is not None:
            self._forget(key)
        return answer

    def _failure(self, key: str) -> Failure | None:
        with self._lock:
            if self._known is None:
                self._known = self._failures.all()
            return self._known.get(key)

    def _remember(self, failure: Failure) -> None:
        with self._lock:
            self._failures.put(failure)
            self._known = {**(self._known or {}), failure.key: failure}

    def _forget(self, key: str) -> None:
        with self._lock:
            self._failures.remove(key)
            self._known = {known: failure for known, failure in (self._known or {}).items() if known != key}

    def _feed_by_entries(self, content: bytes, location: str) -> Feed:
        """A feed whose entries are read one by one, each as a document of its own."""
        feed = self._remembered(
            "feed_markup", content, location, lambda: self._extractor.feed_markup(content, location)
        )
        reading = _Reading(self._fragment, location)
        places = enumerate(feed.entries, start=1)
        entries = tuple(reading.entry(entry, place) for place, entry in places)
        return replace(feed, title=reading.title(feed.title), entries=entries)


@dataclass(slots=True)
class _Reading:
    """The entries of one feed while they are read. ``failures`` counts those that were tried in vain."""

    fragment: Callable[[str, str], str]
    location: str
    failures: int = 0

    def entry(self, entry: FeedEntry | Skipped, place: int) -> FeedEntry | Skipped:
        """The entry with text for markup, or why it has none."""
        item = f"{self.location}#{place}"
        if isinstance(entry, Skipped) or MARKUP not in entry.title + entry.text:
            return entry
        if self.failures >= _MOST_FAILURES:
            return Skipped(item, "Left for the next reading, because others failed", try_again=True)
        try:
            title, text = self._text(entry.title, item), self._text(entry.text, item)
        except ExtractionError as error:
            self.failures += error.retry
            return Skipped(item, error.message, error.remedy, try_again=error.retry)
        return replace(entry, title=title, text=text)

    def title(self, value: str) -> str:
        """The text of the feed's own title, "" when it cannot be read."""
        try:
            return self._text(value, self.location)
        except ExtractionError:
            return ""

    def _text(self, value: str, item: str) -> str:
        return self.fragment(value.replace(MARKUP, ""), item) if MARKUP in value else value
