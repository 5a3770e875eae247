"""Cleaning of text from outside: one normal form, nothing invisible, paragraphs kept.

Invisible characters are not only noise. Bidirectional controls can make a text read differently from what it says
(CVE-2021-42574), and tag characters and variation selectors can carry hidden instructions, so all of them go.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape

from pipeline.text.mojibake import repaired

_LINE_ENDS = re.compile("[\r\x0b\x0c\x1c-\x1e\u2028\u2029](?:(?<=\r)\n)?")
_TERMINAL_SEQUENCE = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?)")
"""Commands to a terminal: CSI and OSC sequences (ECMA-48). They go whole, not only their escape character."""
_SHORTCODE = re.compile(r"\{\{[<%][^{}\n]{0,2000}[>%]\}\}")
"""Commands to a site generator that publishers leave in exported texts (https://gohugo.io/content-management/shortcodes)."""
_ENTITY = re.compile(r"&(?:(?:amp|#38|#x26);)*(#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_SPACES = re.compile(" {2,}")
_MANY_BLANK_LINES = re.compile(r"\n{3,}")
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co"})
_VARIATION_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_MAX_PASSES = 5
_FEW = 8
_ORDINARY = frozenset(map(chr, (0x0A, *range(0x20, 0x7F))))
_UNUSUAL = re.compile("[^\n -~]")


def clean_text(text: str) -> str:
    """Bring a text into normal form; doing it again changes nothing.

    What was read in a wrong code page is put right, and so are characters that are still written as entities (those
    were escaped twice). Line ends become newlines, every other space (tabs and no-break spaces too) a plain space,
    control, zero-width, bidirectional, private-use and surrogate characters are removed, the rest is composed (Unicode
    NFC). Spaces at both ends of lines go, runs of spaces become one, and more than one blank line becomes one:
    paragraphs stay apart.
    """
    for _ in range(_MAX_PASSES):
        decoded = _without_entities(repaired(text))
        in_order, text = decoded == text, _normal_form(decoded)
        if in_order:
            break
    return text


def clean_line(text: str) -> str:
    """Bring a text into normal form on a single line, as titles and names need it."""
    return " ".join(clean_text(text).split())


def _normal_form(text: str) -> str:
    # Most texts are in order in most ways: each way is looked for first, which is much faster than mending it.
    is_usual = _UNUSUAL.search(text) is None
    if "\x1b" in text:
        text = _TERMINAL_SEQUENCE.sub("", text)
    if "{{" in text:
        text = _SHORTCODE.sub(" ", text)
    return _trimmed(text if is_usual else _composed(_LINE_ENDS.sub("\n", text)))


def _composed(text: str) -> str:
    replacements = _replacements(text)
    if len(replacements) > _FEW:
        text = text.translate(replacements)
    else:  # much faster, and the same: nothing that is put in is itself replaced
        for code, new in replacements.items():
            text = text.replace(chr(code), new)
    return unicodedata.normalize("NFC", text)


def _trimmed(text: str) -> str:
    """Of a text whose only white space are spaces and newlines."""
    if "  " in text:
        text = _SPACES.sub(" ", text)
    text = text.replace(" \n", "\n").replace("\n ", "\n")
    if "\n\n\n" in text:
        text = _MANY_BLANK_LINES.sub("\n\n", text)
    return text.strip()


def _without_entities(text: str) -> str:
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    """The character that an entity stands for. Angle brackets stay escaped: a text that shows markup must not become
    markup."""
    entity = f"&{match[1]};"
    char = unescape(entity)
    return entity if char == entity else char.replace("<", "&lt;").replace(">", "&gt;")


def _replacements(text: str) -> dict[int, str]:
    """What to put for the characters of this text that do not stay, by code point, as ``str.translate`` wants it."""
    return {ord(char): new for char in set(text) - _ORDINARY if (new := _replacement(char)) != char}


def _replacement(char: str) -> str:
    if char == "\t" or unicodedata.category(char) == "Zs":
        return " "
    if "\x80" <= char <= "\x9f":  # on the web always Windows-1252 (https://encoding.spec.whatwg.org, latin1)
        return char.encode("latin-1").decode("cp1252", "ignore")
    code = ord(char)
    hidden = unicodedata.category(char) in _INVISIBLE_CATEGORIES or any(
        code in r for r in _VARIATION_SELECTORS
    )
    return "" if hidden else char
