"""The extractor that works in this process: what the child processes run, and what tests may use."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.extraction.feeds import parse_feed
from pipeline.extraction.pages import extract_page
from pipeline.extraction.pdf import read_pdf
from pipeline.extraction.sitemaps import parse_sitemap
from pipeline.text.decoding import decode_html
from pipeline.text.html import fragment_text

if TYPE_CHECKING:
    from pipeline.models import Feed, Page, Sitemap

_PDF_START = b"%PDF-"

MARKUP = "\x00"
"""Begins what ``feed_markup`` left as it was; it is in no text, because no format of feeds allows it."""


class DirectExtractor:
    """An Extractor without limits of time and memory."""

    def page(self, content: bytes, url: str, content_type: str = "") -> Page:
        """The article of a web page or PDF. Raises InputError for a PDF that is damaged or encrypted."""
        if content.startswith(_PDF_START) or content_type.startswith("application/pdf"):
            return read_pdf(content)
        decoded = decode_html(content)
        page = extract_page(decoded.text, url)
        notes = "; ".join(note for note in (decoded.note, page.note) if note)
        return replace(page, note=notes)

    def feed(self, content: bytes, location: str) -> Feed:
        """The entries of a feed of any format. Raises InputError when it is none."""
        return parse_feed(content, location)

    def feed_markup(self, content: bytes, location: str) -> Feed:
        """As ``feed``, but markup in the entries is left as it is, after ``MARKUP``. Raises InputError."""
        return parse_feed(content, location, to_text=_marked)

    def fragment(self, markup: str) -> str:
        """The visible text of some markup that is all article. Raises nothing."""
        return fragment_text(markup)

    def sitemap(self, content: bytes, location: str) -> Sitemap:
        """The pages or sitemaps that a sitemap names. Raises InputError."""
        return parse_sitemap(content, location)


def _marked(markup: str) -> str:
    return MARKUP + markup if markup else ""
