"""Sitemaps, indexes of sitemaps and news sitemaps (sitemaps.org, protocol 0.9): which pages a site has.

They name pages and hold no text; the pages are read by whoever reads the source.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.errors import ExtractionError, FetchError, InputError
from pipeline.models import RawArticle, SitemapEntry, Skipped
from pipeline.ports import FetchRequest, Reading
from pipeline.sources.kinds import Opening, SourceKind
from pipeline.sources.remote import fetch_if_changed
from pipeline.text.urls import is_url, url_host

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_CHILDREN = 10
"""Sitemaps of an index that are read: those that changed last."""
_ACCEPT = "application/xml, text/xml, application/gzip;q=0.9, */*;q=0.5"
_NAMED_SITEMAP = re.compile(r"sitemap[^/]*\.xml(?:\.gz)?$", re.IGNORECASE)


class SitemapSource:
    """The newest pages of a sitemap, or of the newest sitemaps of an index."""

    is_remote = True

    def __init__(self, opening: Opening) -> None:
        self._opening = opening

    @property
    def name(self) -> str:
        """The location as the user gave it."""
        return self._opening.location

    def read(self, fingerprint: str = "") -> Reading:
        """The pages that changed last, newest first. Raises FetchError, and InputError when it is no sitemap."""
        request = FetchRequest(self._opening.present_address, accept=_ACCEPT)
        fetched, present, is_unchanged = fetch_if_changed(self._opening.outside.fetcher, request, fingerprint)
        if is_unchanged:
            return Reading((), present, is_unchanged, fetched.moved_to, fetched.steps)
        sitemap = self._opening.outside.extractor.sitemap(fetched.content, fetched.url)
        if not sitemap.children:
            items, steps = self._pages(sitemap.entries)
            return Reading(items, present, moved_to=fetched.moved_to, steps=(*fetched.steps, *steps))
        entries, failed, child_steps = self._children(sitemap.children)
        items, steps = self._pages(entries)
        # Without a fingerprint, as the sitemaps of an index may change while it does not.
        all_steps = (*fetched.steps, *child_steps, *steps)
        return Reading([*failed, *items], moved_to=fetched.moved_to, steps=all_steps)

    def _children(
        self, children: tuple[SitemapEntry, ...]
    ) -> tuple[list[SitemapEntry], list[Skipped], list[str]]:
        """The pages of an index's sitemaps, those that cannot be read, and what was done. Raises InputError when none
        can be read."""
        chosen = newest_first(children)[:_MOST_CHILDREN]
        entries: list[SitemapEntry] = []
        failed: list[Skipped] = []
        steps = [f"an index of {len(children):,} sitemaps; the {len(chosen)} that changed last are read"]
        for child in chosen:
            try:
                fetched = self._opening.outside.fetcher.fetch(
                    FetchRequest(child.url, accept=_ACCEPT, found_at=self._opening.present_address)
                )
                entries += self._opening.outside.extractor.sitemap(fetched.content, fetched.url).entries
                steps += fetched.steps
            except (FetchError, InputError, ExtractionError) as error:
                failed.append(Skipped(child.url, error.message, error.remedy))
        if len(failed) == len(chosen):
            raise InputError(f"{self.name}: none of its sitemaps can be read.", failed[0].reason)
        return entries, failed, steps

    def _pages(self, entries: Iterable[SitemapEntry]) -> tuple[list[RawArticle], list[str]]:
        """The newest pages, and what was left out."""
        named = {entry.url: entry for entry in entries}
        ordered = sorted(named, key=lambda url: _age_key(named[url]), reverse=True)
        most = self._opening.settings.max_sitemap_pages
        steps = [f"{len(named):,} pages"]
        if len(named) > most:
            steps.append(f"only the newest {most:,} are looked at (max_sitemap_pages in [ingest])")
        return [self._article(url, named[url]) for url in ordered[:most]], steps

    def _article(self, url: str, entry: SitemapEntry) -> RawArticle:
        return RawArticle(
            origin=url,
            text="",
            title=entry.title,
            url=url,
            published=entry.published,
            publisher=entry.publisher or url_host(url),
            source=self.name,
            language=entry.language,
            is_summary=True,
            original=entry.modified,  # so that what a page's date changes with is known to have changed
        )


def newest_first(entries: Iterable[SitemapEntry]) -> list[SitemapEntry]:
    """Those that changed last first; those without a date keep their order, after all others."""
    return sorted(entries, key=_age_key, reverse=True)


def _age_key(entry: SitemapEntry) -> str:
    """Sorts by time. Dates of a sitemap are in W3C form, which is in order as text but for zones and precision."""
    written = entry.modified or entry.published
    try:
        moment = datetime.fromisoformat(written)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return ""


def _accepts(location: str) -> bool:
    return is_url(location) and bool(_NAMED_SITEMAP.search(location.partition("?")[0]))


KIND = SourceKind(
    name="sitemap",
    takes="sitemaps (a URL that ends in sitemap.xml or alike)",
    accepts=_accepts,
    open=SitemapSource,
    priority=5,
    reads_web=True,
)
