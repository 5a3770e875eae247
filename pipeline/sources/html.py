"""Saved web pages."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pipeline.models import RawArticle, Skipped
from pipeline.sources.files import OneArticleFile, readable_title
from pipeline.sources.kinds import Opening, SourceKind, has_ending
from pipeline.text.decoding import decode_html

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.ports import Extractor


def parse_html(extractor: Extractor, content: bytes, path: Path) -> RawArticle | Skipped:
    """The article of a page, with what the page says about itself. Raises ExtractionError."""
    decoded = decode_html(content)
    page = extractor.page(decoded.text.encode(), "")
    if page.problem:
        return Skipped(path.as_posix(), page.problem)
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
        language=page.language,
        original=decoded.text,
        notes=tuple(note for note in (decoded.note, page.note) if note),
    )


def _open(opening: Opening) -> OneArticleFile:
    return OneArticleFile(opening, partial(parse_html, opening.outside.extractor))


KIND = SourceKind(
    name="html",
    takes="web pages (.html, .htm)",
    accepts=lambda location: has_ending(location, ".html", ".htm", ".xhtml"),
    open=_open,
)
