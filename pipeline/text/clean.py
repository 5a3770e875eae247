"""Cleaning of text from outside: one normal form, nothing invisible, paragraphs kept.

Invisible characters are not only noise. Bidirectional controls can make a text read differently from what it says
(CVE-2021-42574), and tag characters and variation selectors can carry hidden instructions, so all of them go.
"""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_TERMINAL_SEQUENCE = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?)")
"""Commands to a terminal: CSI and OSC sequences (ECMA-48). They go whole, not only their escape character."""
_SHORTCODE = re.compile(r"\{\{[<%][^{}\n]{0,2000}[>%]\}\}")
"""Commands to a site generator that publishers leave in exported texts (https://gohugo.io/content-management/shortcodes)."""
_SPACES = re.compile(" {2,}")
_MANY_BLANK_LINES = re.compile(r"\n{3,}")
_SPACE_RUNS = re.compile(r"\s+")
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co"})
_VARIATION_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


def clean_text(text: str) -> str:
    """Bring a text into normal form; doing it again changes nothing.

    Line ends become newlines, every other space (tabs and no-break spaces too) a plain space, control, zero-width,
    bidirectional, private-use and surrogate characters are removed, the rest is composed (Unicode NFC). Spaces at both
    ends of lines go, runs of spaces become one, and more than one blank line becomes one: paragraphs stay apart.
    """
    lines = _LINE_ENDS.sub("\n", _SHORTCODE.sub(" ", _TERMINAL_SEQUENCE.sub("", text)))
    replacements = _replacements(lines)
    composed = unicodedata.normalize("NFC", lines.translate(replacements) if replacements else lines)
    trimmed = "\n".join(line.strip() for line in _SPACES.sub(" ", composed).split("\n"))
    return _MANY_BLANK_LINES.sub("\n\n", trimmed).strip()


def clean_line(text: str) -> str:
    """Bring a text into normal form on a single line, as titles and names need it."""
    return _SPACE_RUNS.sub(" ", clean_text(text)).strip()


def _replacements(text: str) -> dict[int, str]:
    """What to put for the characters of this text that do not stay, by code point, as ``str.translate`` wants it."""
    return {ord(char): new for char in set(text) if (new := _replacement(char)) != char}


def _replacement(char: str) -> str:
    if " " <= char <= "~" or char == "\n":
        return char
    if char == "\t" or unicodedata.category(char) == "Zs":
        return " "
    code = ord(char)
    hidden = unicodedata.category(char) in _INVISIBLE_CATEGORIES or any(
        code in r for r in _VARIATION_SELECTORS
    )
    return "" if hidden else char
