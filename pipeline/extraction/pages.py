"""Articles out of web pages. The only file that imports trafilatura (Barbaresi 2021), which finds the article's text.

What a page says about itself is read by ``metadata``; trafilatura is asked only where that finds nothing. Lines that
are no part of the article are dropped by ``boilerplate``; pages without an article are told by ``page_problems``.
"""

from __future__ import annotations

import warnings
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from pipeline.errors import ExtractionError
from pipeline.extraction.boilerplate import link_texts, share_of_links, without_boilerplate, without_title
from pipeline.extraction.languages import text_language
from pipeline.extraction.linked_data import LinkedArticle, read_linked_article
from pipeline.extraction.markup import Markup, without_hidden
from pipeline.extraction.metadata import PageMetadata, read_metadata
from pipeline.extraction.page_dates import declared_day
from pipeline.extraction.page_problems import page_problem
from pipeline.extraction.people import people
from pipeline.models import Page
from pipeline.text.html import fragment_text
from pipeline.text.urls import url_host

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MAX_ELEMENTS = 25_000
"""Beyond so many elements trafilatura needs many seconds; such a page is turned into text as a fragment is."""
_MAX_CHARACTERS = 10_000_000
_MAX_SEARCHED = 10_000
"""Elements of a page in which trafilatura is asked for authors and dates: its time grows with their square."""
_FAILURES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What trafilatura and what it builds on have raised on markup that no browser would have made."""
_MIN_DECLARED = 500
_MIN_FOUND = 1 / 3
"""The text that a page declares is taken when what was found is less than this part of it."""


def extract_page(html: str, url: str = "", today: date | None = None) -> Page:
    """The article of a page that came from ``url``, and what the page says about itself. Raises ExtractionError.

    ``text`` is "" when there is none; then ``problem`` may say what was served in its place. ``today`` is the last day
    but one on which it can have been published; None: the current day in UTC.
    """
    tree = _parsed(html[:_MAX_CHARACTERS])
    if tree is None:
        return Page("", url=url)
    markup = Markup(tree)
    linked = read_linked_article(markup.data_scripts)
    day = today or datetime.now(UTC).date()
    metadata = read_metadata(markup, linked, url, day)
    if html.count("<") > 2 * _MAX_ELEMENTS:
        return _page(metadata, url, fragment_text(html), note="very large page, all of its text was kept")
    lines = _article_lines(tree, linked, url)
    links = link_texts(tree)
    problem = page_problem(markup, linked, "\n".join(lines), share_of_links(lines, links))
    text = "" if problem else "\n\n".join(without_title(without_boilerplate(lines, links), metadata.title))
    try:
        metadata = _completed(metadata, tree, url, day)
    except _FAILURES as error:
        note = f"authors and dates were not searched for ({error!r:.80})"
        return _page(metadata, url, text, problem, note)
    return _page(metadata, url, text, problem)


def _page(metadata: PageMetadata, url: str, text: str, problem: str = "", note: str = "") -> Page:
    return Page(
        text=text,
        title=metadata.title,
        url=metadata.url or url,
        published=metadata.published,
        publisher=metadata.publisher or url_host(metadata.url or url),
        authors=metadata.authors,
        language=metadata.language or text_language(text),
        problem=problem,
        note=note,
    )


def _parsed(html: str) -> HtmlElement | None:
    """The tree of a page, mended as trafilatura does; None for what is no markup."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # urllib3, which it imports, warns that there is no SOCKS support
        from trafilatura import load_html
    return load_html(html.replace("\x00", "")) if html.strip() else None


def _article_lines(tree: HtmlElement, linked: LinkedArticle, url: str) -> list[str]:
    """The text of the article, a line for each of its blocks; that in the page's data where hardly any was found.

    What a publisher sells is not taken from data that is meant for search engines.
    """
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    try:
        found = bare_extraction(without_hidden(tree), url=url or None, include_comments=False)
    except _FAILURES as error:
        remedy = "Report the page, with its address."
        raise ExtractionError(f"The page {url} could not be read ({error!r:.120}).", remedy) from error
    text = (found.text or "") if isinstance(found, Document) else ""
    is_given = linked.is_free is not False and len(linked.body) >= _MIN_DECLARED
    if is_given and len(text) < _MIN_FOUND * len(linked.body):
        text = linked.body
    return [line for part in text.split("\n") if (line := part.strip())]


def _completed(metadata: PageMetadata, tree: HtmlElement, url: str, today: date) -> PageMetadata:
    """What a page says about itself, with trafilatura's findings where we found nothing."""
    is_complete = metadata.title and metadata.authors and metadata.published
    if is_complete or sum(1 for _ in tree.iter()) > _MAX_SEARCHED:
        return metadata
    from trafilatura.metadata import extract_metadata

    search = {
        "original_date": True,
        "extensive_search": not metadata.published,
        "max_date": today.isoformat(),
    }
    found = extract_metadata(tree, url or None, search)
    return replace(
        metadata,
        title=metadata.title or found.title or "",
        authors=metadata.authors or people([found.author or ""], metadata.publisher),
        published=metadata.published or declared_day([found.date or ""], today),
        publisher=metadata.publisher or found.sitename or "",
    )
