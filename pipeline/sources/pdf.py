"""PDF files."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pipeline.models import RawArticle, Skipped
from pipeline.sources.files import OneArticleFile, readable_title
from pipeline.sources.kinds import Opening, SourceKind, has_ending

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.ports import Extractor


def parse_pdf(extractor: Extractor, content: bytes, path: Path) -> RawArticle | Skipped:
    """The text of a PDF. Raises ExtractionError, and InputError when it is damaged or encrypted."""
    pdf = extractor.page(content, "", "application/pdf")
    if pdf.problem:
        return Skipped(path.as_posix(), pdf.problem)
    return RawArticle(
        origin=path.as_posix(),
        text=pdf.text,
        title=pdf.title or readable_title(path),
        external_id=path.as_posix(),
        published=pdf.published,
        authors=pdf.authors,
        source=path.as_posix(),
        notes=(pdf.note,) if pdf.note else (),
    )


def _open(opening: Opening) -> OneArticleFile:
    return OneArticleFile(opening, partial(parse_pdf, opening.outside.extractor))


KIND = SourceKind(
    name="pdf",
    takes="PDF (.pdf)",
    accepts=lambda location: has_ending(location, ".pdf"),
    open=_open,
)
