"""A web page or PDF on the network that is read as one article; what changes in it becomes a revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import InputError
from pipeline.models import RawArticle
from pipeline.ports import FetchRequest, Reading
from pipeline.sources.kinds import Opening, SourceKind
from pipeline.sources.remote import fetch_if_changed
from pipeline.text.urls import url_host

if TYPE_CHECKING:
    from pipeline.ports import Fetched

_ACCEPT = "text/html, application/xhtml+xml, application/pdf;q=0.9, */*;q=0.5"


class WebPage:
    """One page."""

    is_remote = True

    def __init__(self, opening: Opening) -> None:
        self._opening = opening

    @property
    def name(self) -> str:
        """The location as the user gave it."""
        return self._opening.location

    def read(self, fingerprint: str = "") -> Reading:
        """The article. Raises FetchError, and InputError when the page is none (a challenge, an error page, ...)."""
        request = FetchRequest(self._opening.present_address, accept=_ACCEPT)
        fetched, present, is_unchanged = fetch_if_changed(self._opening.outside.fetcher, request, fingerprint)
        items = () if is_unchanged else (self._article(fetched),)
        return Reading(items, present, is_unchanged, fetched.moved_to, fetched.steps)

    def _article(self, fetched: Fetched) -> RawArticle:
        page = self._opening.outside.extractor.page(fetched.content, fetched.url, fetched.content_type)
        if page.problem or not page.text.strip():
            problem = page.problem or "no article was found in it"
            raise InputError(f"{self.name}: {problem}.", "Look at it in a browser.")
        url = page.url or fetched.url
        addresses = dict.fromkeys((self.name, self._opening.address, fetched.url))
        return RawArticle(
            origin=self.name,
            text=page.text,
            title=page.title,
            url=url,
            published=page.published,
            publisher=page.publisher or url_host(url),
            authors=page.authors,
            source=self.name,
            other_urls=tuple(address for address in addresses if address and address != url),
            language=page.language,
            notes=(page.note,) if page.note else (),
        )


KIND = SourceKind(
    name="page",
    takes="single web pages (added with --kind page)",
    accepts=lambda _: False,  # any address may lead to one, so it must be named
    open=WebPage,
    reads_web=True,
)
