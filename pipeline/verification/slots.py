"""Whether a claim puts a name or figure where its source has another one: "A sued B" for "B sued A".

Both texts are written as sequences of stems in which every name and figure is an equal slot; where the sequences agree
around a slot, what fills it must agree as well. Names joined by "and" or commas fill one slot together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from pipeline.models import Span
from pipeline.text.alignment import best_sentence, stem
from pipeline.text.dates import find_dates
from pipeline.text.names import find_names, name_key, same_name
from pipeline.text.quantities import find_quantities
from pipeline.text.words import word_set

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from pipeline.models import DateMention, Quantity

_NAME, _FIGURE, _DATE = "<name>", "<figure>", "<date>"
_COORDINATION = re.compile(r",?\s(?:and|or|&)\s(?:the\s)?|,\s(?:the\s)?")
_WORD = re.compile(r"[^\W_]+(?:[’'][a-z]+)?")
_SAID = re.compile(
    r"\b(?:said|says|told|wrote|argued|warned|announced|claimed|added|noted|stated|explained|testified|insisted|tweeted"
    r"|according\sto)\b",
    re.IGNORECASE,
)
_OPINION = re.compile(
    r"\b(?:claims|claimed|alleges?|alleged\sthat|argues?|argued|accuses?|accused|believes?|believed|thinks?|estimates|estimated\sthat|predicts?"
    r"|predicted\sthat|warns?|warned|suggested\sthat|contends?|contended|insists?|insisted|speculated)\b",
    re.IGNORECASE,
)
_ATTRIBUTES = re.compile(
    r"\b(?:by|to|from|of)\s(?:critics|supporters|officials|analysts|experts)\b|\bin\s\w+\sview\b",
    re.IGNORECASE,
)
SAME_BUILD, LIKE_BUILD = 0.85, 0.6
"""Shares of a claim's words in the source's order from which another filler of a place is a fault, or a doubt."""
_PLACED = re.compile(r"\b(?:in|of|at|from|with|for|near)\s(?:the\s)?$")
_EMPTY = word_set("a an the and or that this its their his her")


@dataclass(frozen=True, slots=True)
class _Token:
    """A stem, or a slot with the names or the figure that fill it."""

    form: str
    names: tuple[str, ...] = ()
    figure: Quantity | None = None
    date: DateMention | None = None

    @property
    def is_slot(self) -> bool:
        return bool(self.names) or self.figure is not None or self.date is not None

    @property
    def value(self) -> object:
        """What fills the slot of a figure or date, for comparison."""
        if self.date is not None:
            return (self.date.first, self.date.last)
        return self.figure.value if self.figure is not None else None


def swapped_slot(claim: str, cited_text: str, day: date, agreement: float) -> str:
    """What the claim puts in a place where the best matching sentence of the source has something else, in words.

    ``day`` is the day against which dates of both are read. ``agreement`` is the share of the claim's words that must
    stand in the same order in the source: in a sentence that was built anew, places say little.
    """
    one, two = list(_tokens(claim, day)), list(_tokens(best_sentence(claim, cited_text), day))
    if not any(token.is_slot for token in one):
        return ""
    return next(_disagreements(one, two, agreement), "")


def _disagreements(one: list[_Token], two: list[_Token], agreement: float) -> Iterator[str]:
    """Faults in the places where the two agree; none when they share too little to speak of places."""
    matcher = SequenceMatcher(
        None, [token.form for token in one], [token.form for token in two], autojunk=False
    )
    blocks = matcher.get_matching_blocks()
    words = [sum(not token.is_slot for token in one[block.a : block.a + block.size]) for block in blocks]
    if sum(words) < agreement * sum(not token.is_slot for token in one):
        return
    for block, shared in zip(blocks, words, strict=True):
        for offset in range(block.size if shared else 0):
            fault = _disagreement(one[block.a + offset], two[block.b + offset], two)
            if fault:
                yield fault


def _disagreement(mine: _Token, theirs: _Token, source: list[_Token]) -> str:
    """Different fillers of the same place; for figures only when the source has the claim's figure in another place."""
    added, lost = _unmatched(mine.names, theirs.names), _unmatched(theirs.names, mine.names)
    if added and lost:
        return f"where the source has “{lost[0]}” it puts “{added[0]}”"
    if mine.value is None or mine.value == theirs.value or _covers(mine, theirs):
        return ""
    elsewhere = any(
        token.value == mine.value for token in source if token is not theirs and token.form == mine.form
    )
    return f"where the source has “{_words(theirs)}” it puts “{_words(mine)}”" if elsewhere else ""


def _covers(mine: _Token, theirs: _Token) -> bool:
    """Whether the claim's date is a less exact form of the source's."""
    if mine.date is None or theirs.date is None:
        return False
    return mine.date.first <= theirs.date.first and theirs.date.last <= mine.date.last


def _words(token: _Token) -> str:
    filler = token.figure or token.date
    return filler.text if filler is not None else ", ".join(token.names)


def _unmatched(names: tuple[str, ...], others: tuple[str, ...]) -> list[str]:
    return [name for name in names if not any(_may_be(name, other) for other in others)]


def _may_be(name: str, other: str) -> bool:
    """Whether two fillers may be the same, one of them in fewer words: "V4" and "DeepSeek V4"."""
    short, long = sorted((name_key(name), name_key(other)), key=len)
    return same_name(name, other) or long.endswith(f" {short}")


def _tokens(text: str, day: date) -> Iterator[_Token]:
    """The text as stems and slots, in order."""
    slots = sorted(_slots(text, day), key=lambda slot: slot[0].start)
    at = 0
    for span, token in slots:
        if span.start < at:
            continue
        yield from _plain(text[at : span.start])
        yield token
        at = span.end
    yield from _plain(text[at:])


def _plain(text: str) -> Iterator[_Token]:
    for word in _WORD.findall(text):
        if word.casefold() not in _EMPTY:
            yield _Token("<said>" if _SAID.fullmatch(word) else stem(word))


def _slots(text: str, day: date) -> Iterator[tuple[Span, _Token]]:
    starts = []
    for span, group in _name_groups(text):
        starts.append(span.start)
        yield span, _Token(_NAME, names=group)
    for mention in find_dates(text, day):
        yield Span(mention.start, mention.end), _Token(_DATE, date=mention)
    for quantity in find_quantities(text):
        end = min([quantity.end, *(start for start in starts if start > quantity.start)])
        yield Span(quantity.start, end), _Token(_FIGURE, figure=quantity)


def _name_groups(text: str) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """The names of a text, those joined by commas and "and" together."""
    names = find_names(text)
    at = 0
    while at < len(names):
        last = at
        while last + 1 < len(names) and _COORDINATION.fullmatch(text, names[last].end, names[last + 1].start):
            last += 1
        yield Span(names[at].start, names[last].end), tuple(name.text for name in names[at : last + 1])
        at = last + 1


def counted_names(text: str) -> set[int]:
    """How many names each list of names in a text has: 3 for "OpenAI, Anthropic and Google"."""
    return {len(group) for _, group in _name_groups(text) if len(group) > 1}


def speakers(text: str) -> list[str]:
    """Names that stand directly beside a verb of saying, alone or joined by "and"."""
    found: list[str] = []
    groups = list(_name_groups(text))
    for at, (span, _) in enumerate(groups):
        after, before = text[span.end : span.end + 14], text[max(0, span.start - 20) : span.start]
        spoke = re.match(r",?\s(?:has\s|have\s)?(\w+)", after)
        attributed = re.search(r"(\w+(?:\sto)?)\s(?:the\s)?$", before)
        if (spoke and _SAID.fullmatch(spoke.group(1))) or (
            attributed and _SAID.fullmatch(attributed.group(1))
        ):
            found.extend(groups[_subject(groups, at, text)][1])
    return found


def _subject(groups: Sequence[tuple[Span, tuple[str, ...]]], at: int, text: str) -> int:
    """Which group a verb of saying after group ``at`` belongs to: not "the Bureau of X, in Y" but who stands before."""
    while at and _PLACED.search(text[: groups[at][0].start]):
        at -= 1
    return at


def swapped_speaker(claim: str, cited_text: str) -> str:
    """A speaker of the claim to whom the source attributes nothing although it attributes to others, in words."""
    claimed = speakers(claim)
    said = speakers(best_sentence(claim, cited_text)) if claimed else []
    if not said:
        return ""
    for speaker in claimed:
        if not any(same_name(speaker, other) for other in said):
            return f"the cited passages attribute this to {said[0]}, not to {speaker}"
    return ""


def dropped_speaker(claim: str, cited_text: str) -> str:
    """The verb by which the source makes an opinion or an accusation somebody's and which the claim leaves out.

    Verbs of plain saying do not count: news gives facts so.
    """
    sentence = best_sentence(claim, cited_text)
    opinion = _OPINION.search(sentence)
    if opinion is None or _SAID.search(claim) or _OPINION.search(claim) or _ATTRIBUTES.search(claim):
        return ""
    return sentence[max(0, opinion.start() - 30) : opinion.end()].split(". ")[-1].strip()
