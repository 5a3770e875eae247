"""Saved web pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extraction.pages import extract_page
from pipeline.models import RawArticle
from pipeline.sources.files import OneArticleFile, readable_title
from pipeline.sources.kinds import Opening, SourceKind, has_ending
from pipeline.text.decoding import decode_html

if TYPE_CHECKING:
    from pathlib import Path


def parse_html(content: bytes, path: Path) -> RawArticle:
    """The article of a page, with what the page says about itself."""
    decoded = decode_html(content)
    page = extract_page(decoded.text)
    return RawArticle(
        origin=path.as_posix(),
        text=page.text,
        title=page.title or readable_title(path),
        url=page.url,
        external_id=path.as_posix(),
        published=page.published,
        publisher=page.publisher,
        authors=page.authors,
        source=path.as_posix(),
        notes=tuple(note for note in (decoded.note, page.note) if note),
    )


def _open(opening: Opening) -> OneArticleFile:
    return OneArticleFile(opening, parse_html)


KIND = SourceKind(
    name="html",
    takes="web pages (.html, .htm)",
    accepts=lambda location: has_ending(location, ".html", ".htm", ".xhtml"),
    open=_open,
)
