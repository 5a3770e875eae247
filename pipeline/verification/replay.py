"""Claims that say they are a quotation with recorded trimmings: replayed, and each trimming checked by its kind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.text.alignment import negations
from pipeline.text.dates import find_dates
from pipeline.text.edits import apply_edits, edits_fault
from pipeline.text.full_names import with_full_names
from pipeline.text.names import find_names, name_key
from pipeline.text.words import word_set

if TYPE_CHECKING:
    from datetime import date

    from pipeline.models import Claim, Edit
    from pipeline.verification.passages import Passage

_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
_PRONOUN = re.compile(
    r"(?:he|she|it|they|him|her|them|his|hers|its|their|theirs|(?:the|this|that)\s(?:[a-z]+\s)?[a-z]+)(?:[’']s|s[’'])?",
    re.IGNORECASE,
)
_TRIMMINGS = word_set("attribution adverb aside connective dateline dash")
"""Reasons of edits that only take words away."""
_DATE_GLUE = word_set("on in at by the of from until since during for to a last this")
_HEDGES = word_set(
    "allegedly reportedly apparently possibly potentially probably perhaps maybe nearly almost roughly",
    "approximately  about around may might could would likely unlikely alleged",
)
_CELL_WORDS = 8
_AROUND = 200
"""Characters around a quotation that may show its tense."""
_NEARBY = 1500
"""Characters before a pronoun within which the name that replaces it must stand."""


def replay_fault(claim: Claim, passages: tuple[Passage, ...]) -> str:
    """Why a verbatim claim is not its first quotation with permitted trimmings, in words; "" when it is."""
    first = passages[0]
    fault = edits_fault(first.text, claim.edits)
    if fault:
        return fault
    if apply_edits(first.text, claim.edits) != claim.text:
        return "its words are not the quotation with the recorded trimmings"
    if any(edit.reason == "cell" for edit in claim.edits) and len(claim.text.split()) > _CELL_WORDS:
        return "it is too long for a table cell, and only a table cell may leave out the rest of its sentence"
    return next((fault for edit in claim.edits if (fault := _edit_fault(edit, first))), "")


def _edit_fault(edit: Edit, passage: Passage) -> str:
    removed = passage.text[edit.start : edit.end]
    if edit.reason == "date":
        return _date_fault(edit, passage)
    if edit.reason in ("pronoun", "name"):
        check = _pronoun_fault if edit.reason == "pronoun" else _name_fault
        return check(edit, removed, passage)
    if edit.reason == "capital":
        same = removed.casefold() == edit.replacement.casefold()
        return "" if same else f"a change of capitals changed “{removed}” to “{edit.replacement}”"
    if edit.reason == "cell":
        return f"a table cell added “{edit.replacement}”" if edit.replacement else ""
    if edit.reason in _TRIMMINGS:
        return _trimming_fault(edit, removed)
    return f"a trimming gives the unknown reason “{edit.reason}”"


def _trimming_fault(edit: Edit, removed: str) -> str:
    """A trimming only takes words away, and none that the meaning hangs on."""
    kept = iter(word.casefold() for word in _WORD.findall(removed))
    added = [word for word in _WORD.findall(edit.replacement) if word.casefold() not in kept]
    if added:
        return f"a trimming added “{added[0]}”"
    words = {word.casefold() for word in _WORD.findall(removed)}
    if edit.reason != "attribution" and negations(removed):
        return f"a trimming took away a negation: “{removed.strip()}”"
    if edit.reason == "adverb" and words & _HEDGES:
        return f"a trimming took away a reservation: “{removed.strip()}”"
    return ""


def _date_fault(edit: Edit, passage: Passage) -> str:
    removed = passage.text[edit.start : edit.end]
    before = _readings(edit, passage)
    after = find_dates(edit.replacement, passage.day)
    if not before or len(after) != 1:
        return f"“{removed}” was replaced by “{edit.replacement}”, which is not one date for another"
    if (after[0].first, after[0].last) not in before:
        return f"“{removed}” is not “{edit.replacement}” in an article of {passage.day.isoformat()}"
    outside = edit.replacement[: after[0].start] + edit.replacement[after[0].end :]
    kept = {word.casefold() for word in _WORD.findall(removed)} | _DATE_GLUE
    added = [word for word in _WORD.findall(outside) if word.casefold() not in kept]
    return f"a changed date added “{added[0]}”" if added else ""


def _readings(edit: Edit, passage: Passage) -> set[tuple[date, date]]:
    """The days that the replaced words mean, read within the quotation and within the article around it."""
    readings = set()
    citation = passage.citation
    begin = max(0, citation.start - _AROUND)
    around = passage.article[begin : citation.end + _AROUND]
    for text, offset in ((passage.text, 0), (around, citation.start - begin)):
        found = [
            mention
            for mention in find_dates(text, passage.day)
            if offset + edit.start <= mention.start and mention.end <= offset + edit.end
        ]
        if len(found) == 1:
            readings.add((found[0].first, found[0].last))
    return readings


def _pronoun_fault(edit: Edit, removed: str, passage: Passage) -> str:
    if not _PRONOUN.fullmatch(removed.strip()):
        return f"“{removed.strip()}” is no pronoun"
    at = passage.citation.start + edit.start
    nearby = passage.article[max(0, at - _NEARBY) : at]
    key = name_key(edit.replacement)
    if not key:
        return f"“{removed.strip()}” was replaced by nothing"
    if f" {key} " in f" {name_key(nearby)} " or any(mention.key == key for mention in find_names(nearby)):
        return ""
    return f"“{edit.replacement.strip()}” is not named before “{removed.strip()}” in its article"


def _name_fault(edit: Edit, removed: str, passage: Passage) -> str:
    """A family name may become the person's name, as the article printed it before, when no other person bears it."""
    before = passage.article[: passage.citation.start + edit.start]
    if not edit.replacement.endswith(f" {removed}") or edit.replacement not in before:
        return f"“{edit.replacement}” is not named before “{removed}” in its article"
    read = with_full_names(passage.article, find_names(passage.article))
    at = passage.citation.start + edit.start
    full = next((name.full for name in read if name.start == at), "")
    return "" if full == edit.replacement else f"“{removed}” need not be “{edit.replacement}”"
