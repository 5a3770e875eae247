"""Text that was decoded with the wrong code page, put right where that is sure. The only file that imports ftfy.

UTF-8 read as a single-byte code page turns every character beyond ASCII into two to four others. ftfy (Speer 2019,
doi:10.5281/zenodo.2591652) knows those of letters and the usual ones of punctuation; signs that came through other code
pages, in part even through two at once, are found here: their sequences occur in no language.
"""

from __future__ import annotations

import re

_CODE_PAGES = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257")
_SIGNS = (
    "".join(
        map(
            chr,
            (
                *range(0x2010, 0x2027),
                0x2030,
                0x2032,
                0x2033,
                0x2039,
                0x203A,
                0x20AC,
                0x2122,
                *range(0x2190, 0x2194),
            ),
        )
    )
    + "⇒−≈≠≤≥▪▲►▼◆●★☆☐☑☺♥✓✔✗✘✅❌❤"
)
"""Dashes, quotation marks, bullets, arrows, and the other signs that texts on the web are set with."""
_LEADS = range(0xC2, 0xF5)
_CONTINUATIONS = range(0x80, 0xC0)


def repaired(text: str) -> str:
    """The text with every sure case of a wrong code page put right; doing it again changes nothing, nor does it to a
    text in order."""
    if text.isascii() or not _SUSPECT.search(text):
        return text
    return "\n".join(_repaired_line(line) if _SUSPECT.search(line) else line for line in text.split("\n"))


def _repaired_line(line: str) -> str:
    from ftfy import fix_encoding

    return fix_encoding(_WRONG_SIGN.sub(_sign, _WRONG_EMOJI.sub(_emoji, line)))


def _as_read(byte: int, page: str) -> str:
    """The character that a byte becomes; those that a code page does not define are read as Windows-1252."""
    for name in (page, "cp1252"):
        try:
            return bytes([byte]).decode(name)
        except UnicodeDecodeError:
            continue
    return chr(byte)


def _character_class(codes: range, *pages: str) -> str:
    return "[" + "".join(sorted({re.escape(_as_read(code, page)) for code in codes for page in pages})) + "]"


def _sign_forms() -> dict[str, str]:
    """What each sign is read as, by code page. The last byte of a right quotation mark is often lost on the way."""
    forms = {
        "".join(_as_read(byte, page) for byte in sign.encode()): sign
        for page in _CODE_PAGES
        for sign in _SIGNS
    }
    cut_short = {form[:-1]: sign for form, sign in forms.items() if sign == "”" and form.endswith("\x9d")}
    return {**cut_short, **forms}


def _emoji_pattern() -> str:
    """Four bytes of which the first two are always the same, F0 9F."""
    return "|".join(
        _as_read(0xF0, page) + _as_read(0x9F, page) + _character_class(_CONTINUATIONS, page) + "{2}"
        for page in _CODE_PAGES
    )


def _sign(match: re.Match[str]) -> str:
    return _FORMS[match[0]]


def _emoji(match: re.Match[str]) -> str:
    for page in _CODE_PAGES:
        bytes_of = {_as_read(byte, page): byte for byte in (*_LEADS, *_CONTINUATIONS)}
        codes = [bytes_of.get(char) for char in match[0]]
        known = [code for code in codes if code is not None]
        if len(known) == len(codes) and known[:2] == [0xF0, 0x9F]:
            return bytes(known).decode("utf-8", "replace")
    return match[0]


_FORMS = _sign_forms()
_WRONG_SIGN = re.compile("|".join(re.escape(form) for form in sorted(_FORMS, key=len, reverse=True)))
_WRONG_EMOJI = re.compile(_emoji_pattern())
_SUSPECT = re.compile(
    _character_class(_LEADS, *_CODE_PAGES, "mac_roman")
    + _character_class(_CONTINUATIONS, *_CODE_PAGES, "mac_roman")
)
