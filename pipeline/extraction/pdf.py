"""Text of PDF files. The only file that imports pypdf."""

from __future__ import annotations

import re
import struct
import zlib
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from pipeline.errors import InputError
from pipeline.models import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from pypdf import PdfReader

_MAX_PAGES = 1_000
_MAX_CHARACTERS = 5_000_000
_MAX_STREAM_BYTES = 20_000_000
"""Of one stream, after decompression; a page of text has some thousands."""
_MAX_STREAM_TOKENS = 500_000
"""Of one stream; a page of text has some thousands, and a million take pypdf about 15 s."""
_HYPHENATED = re.compile(r"(?<=[a-z])[-\u00ad]\n(?=[a-z])")
_WRAPPED = re.compile(r"(?<!\n)\n(?!\n)")

# What a damaged file makes pypdf raise, beside its own errors.
_DAMAGE = (
    ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError, OSError, RecursionError,
    TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip


def read_pdf(content: bytes) -> Page:
    """Read a PDF; files attached to it are passed over, and pages that cannot be read are left out and noted.

    Scanned pages have no text: a PDF that has nothing else comes with a ``problem``. Raises InputError when it is
    damaged or encrypted.
    """
    from pypdf import PdfReader, apply_configuration, get_configuration
    from pypdf.errors import PyPdfError

    damage = (PyPdfError, *_DAMAGE)
    with apply_configuration(get_configuration().with_overwrites(**_limits())):
        try:
            reader = PdfReader(BytesIO(content))
            if reader.is_encrypted and not reader.decrypt(""):
                raise InputError("The PDF is protected by a password.", "Save it without one.")
            return _read(reader, damage)
        except damage as error:
            detail = f"{type(error).__name__}: {error}"[:200]
            raise InputError(
                f"The PDF cannot be read ({detail}).", "Open it in a PDF viewer and save it again."
            ) from error


def _limits() -> dict[str, int]:
    """Pypdf's own guards against bombs, set closer to what pages of text need."""
    filters = ("zlib", "lzw", "run_length", "brotli", "array_based_stream")
    bytes_of = {f"{name}_maximum_output_length": _MAX_STREAM_BYTES for name in filters}
    return {**bytes_of, "stream_parsing_work_maximum_count": _MAX_STREAM_TOKENS}


def _read(reader: PdfReader, damage: tuple[type[Exception], ...]) -> Page:
    texts, failed = _texts(reader, damage)
    count = len(reader.pages)
    text = _unwrap("\n\n".join(texts))
    left_out = count - len(texts) - failed
    notes = (
        f"long PDF, its last {left_out} pages were left out" if left_out else "",
        f"{failed} of {count} pages could not be read" if failed else "",
    )
    about = reader.metadata
    return Page(
        text=text,
        title=_said(lambda: about and about.title, damage),
        authors=tuple(
            name
            for part in _said(lambda: about and about.author, damage).split(";")
            if (name := part.strip())
        ),
        published=_said(lambda: about and about.creation_date, damage),
        problem="" if text.strip() else "the PDF holds no text; its pages are probably pictures",
        note="; ".join(note for note in notes if note),
    )


def _texts(reader: PdfReader, damage: tuple[type[Exception], ...]) -> tuple[list[str], int]:
    """The texts of the pages that can be read, and how many cannot. Raises the last error when none can."""
    texts: list[str] = []
    failed, length = 0, 0
    for page in reader.pages[:_MAX_PAGES]:
        try:
            texts.append(page.extract_text())
        except damage:
            failed += 1
            if failed == len(reader.pages):
                raise
            continue
        length += len(texts[-1])
        if length > _MAX_CHARACTERS:
            break
    return texts, failed


def _said(value: Callable[[], object], damage: tuple[type[Exception], ...]) -> str:
    """What the PDF says of itself, "" when it says nothing or something impossible."""
    try:
        found = value()
    except damage:
        return ""
    return found.isoformat() if isinstance(found, datetime) else str(found or "").strip()


def _unwrap(text: str) -> str:
    """Lines of a page back to paragraphs: a single line end is where the line was full, nothing more."""
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return _WRAPPED.sub(" ", _HYPHENATED.sub("", lines))
