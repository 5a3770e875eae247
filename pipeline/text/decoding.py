"""Bytes to text when nobody says which encoding. The only file that imports charset_normalizer."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE_BYTES = 65_536
_WESTERN_SHARE = 0.12
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}(?:charset|encoding)\s*=\s*["']?([\w-]{3,20})""", re.IGNORECASE
)
_ESCAPED = re.compile("[\udc80-\udcff]")
"""How Python writes bytes that are not UTF-8 (PEP 383)."""
_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")
_DECLARATION_BYTES = 4_096


@dataclass(frozen=True, slots=True)
class Decoded:
    """Decoded text. ``note`` says what was guessed, "" when the bytes were valid UTF-8 or carried a mark."""

    text: str
    note: str = ""


def marked_encoding(start: bytes) -> str:
    """The encoding that a byte order mark names (Unicode 15, section 23.8), "" when there is none."""
    return next((name for mark, name in _MARKS if start.startswith(mark)), "")


def decode(data: bytes) -> Decoded:
    """Decode by byte order mark, else as UTF-8, else by the best guess, noted. Never fails.

    What is mostly UTF-8 was put together from texts of several programs: its other bytes are read as Windows-1252.
    """
    marked = marked_encoding(data[:4])
    if marked:
        return _decoded_as(data, marked)
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="surrogateescape")
        wrong = len(_ESCAPED.findall(text))
        if 2 * wrong <= sum(map(len, _BEYOND_ASCII.findall(text))):
            return Decoded(_ESCAPED.sub(_western, text), f"{wrong} bytes are not UTF-8, read as cp1252")
        guess = _guess(data)
        return Decoded(data.decode(guess, errors="replace"), f"not valid UTF-8, read as {guess}")


def _decoded_as(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding))
    except UnicodeDecodeError:
        return Decoded(
            data.decode(encoding, errors="replace"), f"damaged {encoding}, unreadable characters replaced"
        )


def _guess(data: bytes) -> str:
    """Windows-1252 for text in which few bytes are not ASCII, as in English; else what charset_normalizer finds."""
    sample = data[:_SAMPLE_BYTES]
    beyond_ascii = sum(byte >= 0x80 for byte in sample)
    if beyond_ascii <= _WESTERN_SHARE * len(sample):
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return best.encoding if best is not None else "cp1252"


def decode_html(data: bytes) -> Decoded:
    """As ``decode``, but bytes that are not UTF-8 are read in the encoding that the page declares, if it is another."""
    declared = _DECLARED.search(data[:_DECLARATION_BYTES])
    if declared is None or marked_encoding(data[:4]) or _is_utf8(data):
        return decode(data)
    try:
        name = codecs.lookup(declared[1].decode("ascii")).name
        return Decoded(data.decode(name, errors="replace")) if name != "utf-8" else decode(data)
    except (LookupError, ValueError):
        return decode(data)


def _western(byte: re.Match[str]) -> str:
    return bytes([ord(byte[0]) - 0xDC00]).decode("cp1252", errors="replace")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
