"""Direct quotations: the words that a text puts between quotation marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.models import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

MIN_WORDS = 3
"""Fewer words between marks are a title, a nickname or scare quotes, not a quotation."""

_LONGEST = 3000
_PAIRS = (
    re.compile(rf"“([^“”]{{1,{_LONGEST}}})”"),
    re.compile(rf"(?<!\w)\"(?=\S)([^\"\n]{{1,{_LONGEST}}})(?<=\S)\"(?!\w)"),
    re.compile(rf"«\s?([^«»]{{1,{_LONGEST}}}?)\s?»"),
    re.compile(rf"(?<!\w)‘(?=\S)([^‘\n]{{1,{_LONGEST}}}?)(?<=\S)’(?!\w)"),
)
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
_MARKS = str.maketrans(
    {"“": '"', "”": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "\u00a0": " ", "–": "-", "—": "-"}
)
_EDGE_PUNCTUATION = " ,.;:!?…\"'-"


def find_quotations(text: str, *, min_words: int = MIN_WORDS) -> list[Span]:
    """What stands inside “…”, "…", «…» or ‘…’, without the marks, in order and without overlaps.

    Quotations of fewer than ``min_words`` words are left out. An apostrophe closes nothing unless a single mark opened.
    """
    found: list[Span] = []
    for span in sorted(_candidates(text), key=lambda span: (span.start, -span.end)):
        if not found or span.start >= found[-1].end:
            found.append(span)
    return [span for span in found if len(_WORD.findall(text, span.start, span.end)) >= min_words]


def _candidates(text: str) -> Iterator[Span]:
    for pair in _PAIRS:
        for match in pair.finditer(text):
            yield Span(*match.span(1))


def quotation_key(text: str) -> str:
    """The normal form in which quotations are compared: plain marks, single spaces, lower case, no punctuation at the
    ends, so that “The rule is final,” equals "the rule is final"."""
    return " ".join(text.translate(_MARKS).casefold().split()).strip(_EDGE_PUNCTUATION)
