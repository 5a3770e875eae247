"""PDF files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extraction.pdf import read_pdf
from pipeline.models import RawArticle
from pipeline.sources.files import OneArticleFile, readable_title
from pipeline.sources.kinds import Opening, SourceKind, has_ending

if TYPE_CHECKING:
    from pathlib import Path


def parse_pdf(content: bytes, path: Path) -> RawArticle:
    """The text of a PDF. Raises InputError when it is damaged or encrypted."""
    pdf = read_pdf(content)
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
    return OneArticleFile(opening, parse_pdf)


KIND = SourceKind(
    name="pdf",
    takes="PDF (.pdf)",
    accepts=lambda location: has_ending(location, ".pdf"),
    open=_open,
)
