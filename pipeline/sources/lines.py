"""Lines of large, possibly damaged text files, plain or gzip, in bounded memory."""

from __future__ import annotations

import codecs
import gzip
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import InputError
from pipeline.models import Skipped
from pipeline.text.decoding import decode, marked_encoding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader
    from pathlib import Path

_CHUNK_BYTES = 65_536
_MOST_TIMES_TOO_LONG = 100
"""A line that is still not at its end at so many times the limit is not waited for: gzip can hold one without end."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, without its end. ``note`` says what was guessed about its encoding."""

    number: int
    text: str
    note: str = ""


def read_lines(path: Path, limit: int) -> Iterator[Line | Skipped]:
    """The lines of a file of at most ``limit`` bytes each; longer lines and a damaged end come as ``Skipped``.

    The file may carry a byte order mark; without one each line is decoded on its own. Raises InputError when it cannot
    be opened or is no text.
    """
    number = 0
    try:
        for number, (line, size) in enumerate(_split(_utf8(_chunks(path), path), limit), start=1):
            if size > limit:
                yield _too_long(path, number, size, limit)
            elif line.strip():
                decoded = decode(line)
                yield Line(number, decoded.text, decoded.note)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        if number == 0:
            raise InputError(
                f"{path}: is not a whole gzip file ({error}).", "Fetch or compress it again."
            ) from error
        reason = f"The gzip file is damaged after line {number} ({error}); what came before was kept"
        yield Skipped(f"{path.as_posix()}:{number + 1}", reason, "Fetch or compress the file again.")
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror or error}).", "Check disk and permissions."
        ) from error


def _too_long(path: Path, number: int, size: int, limit: int) -> Skipped:
    least = "at least " if size >= limit * _MOST_TIMES_TOO_LONG else ""
    reason = f"The line has {least}{size:,} bytes, more than the {limit:,} allowed for an article"
    return Skipped(f"{path.as_posix()}:{number}", reason, "Raise max_article_bytes in [ingest].")


def _chunks(path: Path) -> Iterator[bytes]:
    with _opened(path) as stream:
        # read1 hands over what was decompressed before the damage, where read would lose it.
        while chunk := stream.read1(_CHUNK_BYTES):
            yield chunk


def _opened(path: Path) -> gzip.GzipFile | BufferedReader:
    return gzip.open(path, "rb") if path.name.lower().endswith(".gz") else path.open("rb")


def _utf8(chunks: Iterator[bytes], path: Path) -> Iterator[bytes]:
    """The same content as UTF-8 without mark, if it had a mark. Raises InputError for binary files."""
    first = next(chunks, b"")
    marked = marked_encoding(first[:4])
    if not marked and b"\x00" in first[:1_024] and not first.lstrip().startswith(b"{"):
        raise InputError(f"{path}: is a binary file, not lines of text.", "Give a .jsonl or .jsonl.gz file.")
    if not marked:
        yield first
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(marked)(errors="replace")
    yield decoder.decode(first).encode()
    for chunk in chunks:
        yield decoder.decode(chunk).encode()
    yield decoder.decode(b"", final=True).encode()


def _split(chunks: Iterator[bytes], limit: int) -> Iterator[tuple[bytes, int]]:
    """Lines with their sizes. A line longer than ``limit`` comes without its content, which is never held."""
    held, size = bytearray(), 0
    for chunk in chunks:
        *ended, rest = chunk.split(b"\n")
        for piece in ended:
            size += len(piece)
            yield (bytes(held) + piece if size <= limit else b"", size)
            held, size = bytearray(), 0
        size += len(rest)
        if size <= limit:
            held += rest
        elif size > limit * _MOST_TIMES_TOO_LONG:
            break
        else:
            held = bytearray()
    if size:
        yield (bytes(held) if size <= limit else b"", size)
