"""Articles out of web pages. The only file that imports trafilatura (Barbaresi 2021)."""

from __future__ import annotations

import re
import warnings

from pipeline.models import Page
from pipeline.text.html import fragment_text

_MAX_ELEMENTS = 25_000
"""Beyond so many tags trafilatura needs many seconds; such a page is turned into text as a fragment is."""


def extract_page(html: str, url: str = "") -> Page:
    """The article of a page and its metadata. ``text`` is "" when there is none. Raises nothing."""
    if html.count("<") > 2 * _MAX_ELEMENTS:
        return Page(
            fragment_text(html), title=_title(html), url=url, note="very large page, all of its text was kept"
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # urllib3, which it imports, warns that there is no SOCKS support
        from trafilatura import bare_extraction
        from trafilatura.settings import Document

    found = bare_extraction(html, url=url or None, with_metadata=True, include_comments=False)
    if not isinstance(found, Document) or not found.text:
        return Page("", title=_title(html), url=url)
    return Page(
        text=_paragraphs(found.text),
        title=found.title or "",
        url=url or found.url or "",
        published=found.date or "",
        publisher=found.sitename or found.hostname or "",
        authors=tuple(name.strip() for name in (found.author or "").split(";") if name.strip()),
    )


def _paragraphs(text: str) -> str:
    """Trafilatura ends every block with a newline; a paragraph of ours ends with a blank line."""
    return "\n\n".join(line for part in text.split("\n") if (line := part.strip()))


def _title(html: str) -> str:
    found = re.search(r"<title[^>]{0,200}>([^<]{1,500})", html[:100_000], re.IGNORECASE)
    return fragment_text(found[1]) if found else ""
