"""Text of PDF files. The only file that imports pypdf."""

from __future__ import annotations

import re
import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from pipeline.errors import InputError
from pipeline.models import Page

if TYPE_CHECKING:
    from pypdf import PdfReader

_MAX_PAGES = 1_000
_MAX_CHARACTERS = 5_000_000
_HYPHENATED = re.compile(r"(?<=[a-z])[-\u00ad]\n(?=[a-z])")
_WRAPPED = re.compile(r"(?<!\n)\n(?!\n)")

# What a damaged file makes pypdf raise, beside its own errors.
_DAMAGE = (
    ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError, OSError, RecursionError,
    TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip


def read_pdf(content: bytes) -> Page:
    """Read a PDF; scanned pages have no text. Raises InputError when it is damaged or encrypted."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("The PDF is protected by a password.", "Save it without one.")
        return _read(reader)
    except (PyPdfError, *_DAMAGE) as error:
        detail = f"{type(error).__name__}: {error}"[:200]
        raise InputError(
            f"The PDF cannot be read ({detail}).", "Open it in a PDF viewer and save it again."
        ) from error


def _read(reader: PdfReader) -> Page:
    pages: list[str] = []
    length = 0
    for page in reader.pages[:_MAX_PAGES]:
        pages.append(page.extract_text())
        length += len(pages[-1])
        if length > _MAX_CHARACTERS:
            break
    left_out = len(reader.pages) - len(pages)
    about = reader.metadata
    created = about.creation_date if about is not None else None
    author = (about.author or "").strip() if about is not None else ""
    return Page(
        text=_unwrap("\n\n".join(pages)),
        title=(about.title or "").strip() if about is not None else "",
        authors=(author,) if author else (),
        published=created.isoformat() if created is not None else "",
        note=f"long PDF, its last {left_out} pages were left out" if left_out else "",
    )


def _unwrap(text: str) -> str:
    """Lines of a page back to paragraphs: a single line end is where the line was full, nothing more."""
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return _WRAPPED.sub(" ", _HYPHENATED.sub("", lines))
