"""Sentence boundaries: nupunkt (Punkt, Kiss and Strunk 2006), corrected at line breaks, abbreviations and quotes.

The only file that imports ``nupunkt``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.models import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLOSERS = "\"'”’»)]"
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_LONG_WORD = re.compile(r"(?<!\S)\S{300,}")  # nupunkt takes quadratic time on them
_NEWLINE = re.compile(r"\n\s*")
_LIST_ITEM = re.compile(r"\s*(?:[-*•–▪◦]\s|#{1,6}\s|\d{1,3}[.)]\s|>)")
_LINE_ENDS_SENTENCE = re.compile(r"[.!?…:][\"'”’»)\]]*\s*$")
_LINE_STARTS_SENTENCE = re.compile(r"\s*[\"'“‘«(\[]*[A-Z0-9À-Þ]")

# A full stop after these does not end a sentence when what follows looks like the rest of the expression.
_BEFORE_DIGIT = re.compile(
    r"(?:\b(?:No|Nos|Art|Sec|Fig|Figs|Eq|Vol|Ch|pp?|para|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|approx|ca|v)"
    r"|[$€£]\d*|(?<![\d.])\d{1,2})\.$"
)
_BEFORE_CAPITAL = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Capt|Adm|Maj|Rev|Hon|St|Ste|Mt|Ft|vs|v|cf|[B-HJ-Z])\.$"
)
_INITIALISM = re.compile(
    r"\b(?:U\.S|U\.K|U\.N|E\.U|D\.C|U\.S\.A|Ph\.D|Inc|Corp|Ltd|Co|Jr|Sr|a\.m|p\.m|etc|al)\.$"
)
_SENTENCE_OPENER = re.compile(
    r"[\"“‘(]*(?:The|A|An|It|Its|He|She|They|We|I|You|This|That|These|Those|There|In|On|At|But|And|Or|So|Yet|For|From|By"
    r"|With|As|If|When|While|After|Before|Since|Until|Although|Though|However|Meanwhile|Still|Also|What|Who|How|Why|Where"
    r"|Some|Many|Most|No|Not|Now|Then|Here|His|Her|Their|Our|My|One|Two|Both|Each|Under|Last|To)\b"
)
_MISSED = re.compile(r"(?<=[a-z]{4})\.\s+(?=[A-Z][a-z])")
"""A whole lower-case word, a full stop and a capitalized word: nupunkt takes some short nouns for abbreviations."""
_LONG_ABBREVIATION = re.compile(
    r"\b(?:approx|dept|govt|assn|bros|univ|corp|sept|maj|messrs|intl|capt|sgts?)$", re.IGNORECASE
)
_LOOK_BACK = 12


def sentence_spans(text: str) -> list[Span]:
    """The sentences of a text in order: trimmed, not overlapping, and together covering all but white space.

    A blank line, and the end of a heading or list item on a line of its own, always end a sentence. Raises nothing:
    any text has sentences, a text of white space has none. Time is linear in the length of the text.
    """
    if not text or text.isspace():
        return []
    forced = _forced_breaks(text)
    cuts = sorted(forced | set(_proposed_cuts(text, forced)) | set(_missed_cuts(text)))
    return list(_trimmed(text, cuts))


def _proposed_cuts(text: str, forced: set[int]) -> Iterator[int]:
    """Starts of sentences as nupunkt sees them, without those that split an expression."""
    from nupunkt import sent_spans

    for start, _ in sent_spans(_LONG_WORD.sub(lambda word: "x" * len(word.group()), text)):
        cut = _after_closers(text, start)
        if cut not in forced and 0 < cut < len(text) and not _splits_an_expression(text, cut):
            yield cut


def _missed_cuts(text: str) -> Iterator[int]:
    for found in _MISSED.finditer(text):
        if not _LONG_ABBREVIATION.search(text[max(0, found.start() - _LOOK_BACK) : found.start()]):
            yield found.end()


def _after_closers(text: str, start: int) -> int:
    """Where a sentence really starts: closing quotes and brackets belong to the sentence before."""
    cut = start
    while cut < len(text) and text[cut] in _CLOSERS and _is_closer(text, cut):
        cut += 1
    return cut


def _is_closer(text: str, at: int) -> bool:
    after = text[at + 1 : at + 2]
    return text[at] in "”»)]" or ((not after or after.isspace()) and not text[at - 1 : at].isspace())


def _splits_an_expression(text: str, cut: int) -> bool:
    before = text[max(0, cut - _LOOK_BACK) : cut].rstrip()
    after = text[cut : cut + _LOOK_BACK]
    after = after.lstrip()
    if not before.endswith("."):
        return bool(after[:1].islower() and before[-1:] in "\"”’'")
    if after[:1].isdigit() and _BEFORE_DIGIT.search(before):
        return True
    if _BEFORE_CAPITAL.search(before):
        return not _SENTENCE_OPENER.match(after) or before[-3:-2].isalpha()
    if _INITIALISM.search(before):
        return after[:1].islower() or (before[-3:-2] == "." and not _SENTENCE_OPENER.match(after))
    return False


def _forced_breaks(text: str) -> set[int]:
    """Starts of the lines that begin something new: a paragraph, a list item, the text after a heading."""
    breaks = {found.end() for found in _PARAGRAPH.finditer(text)}
    previous = 0
    for found in _NEWLINE.finditer(text):
        end = text.find("\n", found.end())
        following = text[found.end() : end if end >= 0 else len(text)]
        if _LIST_ITEM.match(following) or _is_own_line(text[previous : found.start()], following):
            breaks.add(found.end())
        previous = found.end()
    return breaks


def _is_own_line(line: str, following: str) -> bool:
    """Whether a line ends where it ends on purpose, not because prose was wrapped there."""
    if _LIST_ITEM.match(line):
        return not following[:1].islower()
    if not _LINE_STARTS_SENTENCE.match(following):
        return False
    if _LINE_ENDS_SENTENCE.search(line):
        return not line.rstrip().endswith(":")
    return len(line) < 60 and not line.rstrip().endswith((",", ";", "-", "–", "—"))


def _trimmed(text: str, cuts: list[int]) -> Iterator[Span]:
    start = 0
    for cut in [*cuts, len(text)]:
        first = start
        while first < cut and text[first].isspace():
            first += 1
        last = cut
        while last > first and text[last - 1].isspace():
            last -= 1
        if last > first:
            yield Span(first, last)
        start = cut
