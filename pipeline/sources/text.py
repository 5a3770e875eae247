"""Plain text files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import InputError
from pipeline.models import RawArticle
from pipeline.sources.files import OneArticleFile, readable_title
from pipeline.sources.kinds import Opening, SourceKind, has_ending
from pipeline.text.decoding import decode, marked_encoding

if TYPE_CHECKING:
    from pathlib import Path

_MAX_TITLE_CHARACTERS = 150
_MOST_NUL_SHARE = 0.01


def parse_text(content: bytes, path: Path) -> RawArticle:
    """The article in a text file: a short first line set off by a blank one is its title, else the file's name is.

    Raises InputError for binary files.
    """
    if not marked_encoding(content[:4]) and content.count(0) > _MOST_NUL_SHARE * len(content):
        raise InputError(f"{path}: is a binary file, not text.", "Give it the ending of what it is.")
    decoded = decode(content)
    text = decoded.text.replace("\r\n", "\n").strip()
    first, _, rest = text.partition("\n")
    has_title = len(first) <= _MAX_TITLE_CHARACTERS and rest.startswith("\n") and bool(rest.strip())
    return RawArticle(
        origin=path.as_posix(),
        text=rest if has_title else text,
        title=first if has_title else readable_title(path),
        external_id=path.as_posix(),
        source=path.as_posix(),
        notes=(decoded.note,) if decoded.note else (),
    )


def _open(opening: Opening) -> OneArticleFile:
    return OneArticleFile(opening, parse_text)


KIND = SourceKind(
    name="text",
    takes="plain text (.txt)",
    accepts=lambda location: has_ending(location, ".txt", ".text"),
    open=_open,
)
