"""The form of every answer: strict pydantic schemas, closed to unknown keys, with labels from a closed list.

What may be cited differs from call to call. It travels as an ``Offer``: the schema that the endpoint gets lists exactly
the offered labels, and the same offer is the validation context, so an answer that names anything else is refused
whatever the endpoint made of the schema. Validation also removes the marker from every text and refuses addresses and
markup, which only code may write, and figures in uncited lines that no evidence of the call contains.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, model_validator

from pipeline.models import Horizon, Level, Sentiment
from pipeline.text.alignment import content_words, stem
from pipeline.text.instructions import holds_address
from pipeline.text.words import word_set

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pipeline.writers.llm.marking import Marker

_MOST_STRANGERS = 0.5
"""Largest share of words of its own that a line without citations may have; a single one is always allowed."""
_HOUSE_WORDS = frozenset(
    map(
        stem,
        word_set(
            "source report say name show cover timeline entry date day week month year quarter early late later since",
            "first last next before after earlier stretch gap leave left open evidence figure compare comparison table",
            "limit doubt dispute question answer known unknown unclear exact change follow begin end start",
            "january february march april may june july august september october november december",
        ),
    )
)
"""Words with which a line speaks of the sources themselves and of dates that code worked out."""
_ABSENCE = re.compile(
    r"\b(?:no|not|none|nobody|neither|never|only|single|without|unclear|unknown|undisclosed|missing|open)\b|n['’]t\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![A-Za-z\d])\d+(?:[.,]\d+)*")
_LABEL = re.compile(r"\b[EC]\d+[a-h]?\b")


def no_objection(_: str) -> str:
    """Nothing is objected to."""
    return ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What one call may choose from: labels of evidence, of dates and of connections, and the figures it was shown."""

    marker: Marker
    evidence: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    connections: tuple[str, ...] = ()
    figures: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    """Stems of the words it was shown; where there are none, uncited lines may use any."""
    objection: Callable[[str], str] = no_objection
    """What the shown texts do not bear out of an uncited line, in words; "" where they bear out all of it."""


def figures_in(texts: Iterable[str]) -> frozenset[str]:
    """The numbers written in digits in ``texts``, without thousands separators."""
    return frozenset(_plain(found) for text in texts for found in _NUMBER.findall(text))


def _plain(number: str) -> str:
    return number.replace(",", "")


def _offer(info: ValidationInfo) -> Offer:
    if not isinstance(info.context, Offer):
        raise TypeError("answers are validated with an Offer as context")
    return info.context


def _listed(kind: Literal["evidence", "dates", "connections"]) -> Callable[[str, ValidationInfo], str]:
    def check(value: str, info: ValidationInfo) -> str:
        offer = _offer(info)
        allowed = {"evidence": offer.evidence, "dates": offer.dates, "connections": offer.connections}[kind]
        if value not in allowed:
            raise ValueError(f"{value[:20]!r} is not one of the {kind} offered")
        return value

    return check


def _line(limit: int) -> Callable[[str, ValidationInfo], str]:
    def check(value: str, info: ValidationInfo) -> str:
        text = _offer(info).marker.unmark(value)
        if not text:
            raise ValueError("is empty")
        if len(text) > limit:
            raise ValueError(f"has {len(text)} characters; at most {limit} are allowed")
        if holds_address(text):
            raise ValueError("contains a web address or markup; write plain words")
        if any(label in _offer(info).evidence for label in _LABEL.findall(text)):
            raise ValueError("contains an evidence label; labels belong in the list of evidence only")
        return text

    return check


def _unopposed(value: str, info: ValidationInfo) -> str:
    objection = _offer(info).objection(value)
    if objection:
        raise ValueError(objection)
    return value


def _of_words(fewest: int, most: int) -> Callable[[str], str]:
    def check(value: str) -> str:
        if not fewest <= len(value.split()) <= most:
            raise ValueError(f"has {len(value.split())} words; {fewest} to {most} are allowed")
        return value

    return check


def _in_figures(value: str, info: ValidationInfo) -> str:
    offer = _offer(info)
    unknown = sorted(figures_in([value]) - offer.figures)
    if unknown:
        raise ValueError(f"contains a figure that is in none of the evidence: {', '.join(unknown[:5])}")
    return value


def _borne_out(value: str, info: ValidationInfo) -> str:
    offer, own = _offer(info), content_words(_in_figures(value, info))
    known = offer.words | _HOUSE_WORDS
    strangers = [word for word in own if word.isalpha() and stem(word) not in known]
    if offer.words and len(strangers) > max(1, _MOST_STRANGERS * len(own)):
        raise ValueError(f"most of its words are in none of the evidence: {', '.join(strangers[:8])}")
    return value


def _names_what_is_missing(value: str, info: ValidationInfo) -> str:
    return _in_figures(value, info) if _ABSENCE.search(value) else _borne_out(value, info)


EvidenceLabel = Annotated[
    str, AfterValidator(_listed("evidence")), Field(json_schema_extra={"format": "evidence"})
]
DateLabel = Annotated[str, AfterValidator(_listed("dates")), Field(json_schema_extra={"format": "dates"})]
ConnectionLabel = Annotated[
    str, AfterValidator(_listed("connections")), Field(json_schema_extra={"format": "connections"})
]
Sentence = Annotated[str, AfterValidator(_line(600))]
"""Text of a claim: checked against its citations by the verifier."""
Cell = Annotated[str, AfterValidator(_line(160))]
Note = Annotated[str, AfterValidator(_line(600)), AfterValidator(_borne_out)]
"""Text that no citation follows: so its figures and most of its words must at least be in the evidence."""
Gap = Annotated[str, AfterValidator(_line(600)), AfterValidator(_names_what_is_missing)]
"""What the sources don't say, which needs words that they don't have."""
Heading = Annotated[str, AfterValidator(_line(160)), AfterValidator(_borne_out)]
Citations = Annotated[list[EvidenceLabel], Field(min_length=1, max_length=6)]


class Answer(BaseModel):
    """Base of all answers: no unknown keys, no coercion."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Sourced(Answer):
    """A sentence that restates what its evidence says."""

    evidence: Citations
    text: Sentence


class Based(Answer):
    """A sentence that restates its evidence, or concludes from it and says so."""

    evidence: Citations
    text: Sentence
    basis: Literal["sourced", "inferred"]


# --- outline ----------------------------------------------------------------------------------------------------------


class OutlineSection(Answer):
    """A section to be written: what it shows, and from which sentences."""

    heading: Heading
    point: Note
    evidence: Annotated[list[EvidenceLabel], Field(min_length=1, max_length=24)]


class OutlineAnswer(Answer):
    """What the piece says, and the steps in which it says it."""

    thesis: Note
    headline: Heading
    dek: Note
    sections: Annotated[list[OutlineSection], Field(min_length=1, max_length=5)]


class BriefOutlineAnswer(OutlineAnswer):
    """The same for a brief, which is not written where the evidence answers nothing of its question."""

    answers: Literal["all", "part", "nothing"]


# --- sections ---------------------------------------------------------------------------------------------------------


class Paragraph(Answer):
    """A run of sentences with one point."""

    sentences: Annotated[list[Sourced], Field(min_length=1, max_length=8)]


class SectionAnswer(Answer):
    """The text of one section."""

    paragraphs: Annotated[list[Paragraph], Field(min_length=1, max_length=5)]


# --- connections, timeline, tables ------------------------------------------------------------------------------------


class ConnectionEntry(Answer):
    """A connection as written; which evidence stands at its ends is known to code."""

    connection: ConnectionLabel
    from_text: Sentence
    to_text: Sentence
    why: Sentence


class ConnectionsAnswer(Answer):
    """The connections worth stating; none is an answer too."""

    connections: Annotated[list[ConnectionEntry], Field(max_length=6)]


class TimelinePoint(Answer):
    """A change and the offered date at which it happened."""

    when: DateLabel
    evidence: Citations
    headline: Sentence
    detail: Sentence | None


class TimelineAnswer(Answer):
    """A captioned timeline."""

    title: Heading
    caption: Note
    entries: Annotated[list[TimelinePoint], Field(max_length=12)]


class CellAnswer(Answer):
    """What a table says at one place."""

    evidence: Citations
    text: Cell


class RowAnswer(Answer):
    """A row: null where the sources don't say."""

    label: Heading
    cells: Annotated[list[CellAnswer | None], Field(min_length=1, max_length=5)]


class TableAnswer(Answer):
    """A captioned comparison; ``columns`` begins with the column of the labels."""

    title: Heading
    caption: Note
    columns: Annotated[list[Heading], Field(min_length=2, max_length=6)]
    rows: Annotated[list[RowAnswer], Field(min_length=2, max_length=10)]

    @model_validator(mode="after")
    def _rows_fit_columns(self) -> Self:
        for row in self.rows:
            expected = len(self.columns) - 1
            if len(row.cells) != expected:
                raise ValueError(
                    f"row {row.label[:40]!r} has {len(row.cells)} cells for {expected} columns after the first"
                )
        return self


class TablesAnswer(Answer):
    """Tables worth having; none is an answer too."""

    tables: Annotated[list[TableAnswer], Field(max_length=2)]


# --- last -------------------------------------------------------------------------------------------------------------


class HeadlineAnswer(Answer):
    """A headline and a dek that the verified claims bear out."""

    headline: Annotated[Heading, AfterValidator(_unopposed)]
    dek: Annotated[Note, AfterValidator(_unopposed)]


class SummaryAnswer(Answer):
    """What the busy reader gets, and how much it matters."""

    sentiment: Sentiment
    level: Level
    horizon: Horizon
    tldr: Annotated[list[Sourced], Field(min_length=1, max_length=6)]
    takeaways: Annotated[list[Sourced], Field(min_length=1, max_length=6)]

    def told_once(self) -> tuple[list[Sourced], list[Sourced]]:
        """``tldr`` and ``takeaways`` without sentences that stand there before."""
        firsts = {_folded(item.text): item for item in reversed((*self.tldr, *self.takeaways))}.values()
        kept = [
            [item for item in part if any(item is first for first in firsts)]
            for part in (self.tldr, self.takeaways)
        ]
        return kept[0], kept[1]


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


class AdviceAnswer(Answer):
    """Who should do what by when."""

    action: Based | None
    adoption: Annotated[list[Based], Field(max_length=4)]
    practitioners: Annotated[list[Based], Field(max_length=6)]


class ConflictAnswer(Answer):
    """Sources that disagree, one sentence for each side."""

    claims: Annotated[list[Sourced], Field(min_length=2, max_length=4)]
    note: Note


class DoubtsAnswer(Answer):
    """What is disputed and what is not known."""

    conflicts: Annotated[list[ConflictAnswer], Field(max_length=4)]
    gaps: Annotated[list[Gap], Field(max_length=5)]


class RepairAnswer(Answer):
    """A claim mended, or null when its evidence cannot carry it."""

    claim: Sourced | None


class VoteEntry(Answer):
    """Whether the sentences under a statement say what it says; the reason first, so that the vote follows from it."""

    statement: EvidenceLabel
    reason: Annotated[str, AfterValidator(_line(300))]
    vote: Literal["yes", "partly", "no"]


class EntailmentAnswer(Answer):
    """A vote on each statement."""

    votes: Annotated[list[VoteEntry], Field(min_length=1, max_length=20)]


# --- themes and events ------------------------------------------------------------------------------------------------


class ThemeAnswer(Answer):
    """What a theme is about, and what it is called; the sentence first, so that the name follows from it."""

    summary: Annotated[
        str, AfterValidator(_line(240)), AfterValidator(_of_words(5, 32)), AfterValidator(_unopposed)
    ]
    label: Annotated[
        str, AfterValidator(_line(60)), AfterValidator(_of_words(1, 8)), AfterValidator(_unopposed)
    ]


class ImportanceAnswer(Answer):
    """How much an event matters, 1 to 10, and why; the reason first, so that the figure follows from it."""

    reason: Annotated[str, AfterValidator(_line(300))]
    importance: Literal[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]


ANSWERS: Mapping[str, type[Answer]] = {
    "outline": OutlineAnswer,
    "brief": BriefOutlineAnswer,
    "section": SectionAnswer,
    "connections": ConnectionsAnswer,
    "timeline": TimelineAnswer,
    "tables": TablesAnswer,
    "headline": HeadlineAnswer,
    "summary": SummaryAnswer,
    "advice": AdviceAnswer,
    "doubts": DoubtsAnswer,
    "repair": RepairAnswer,
    "entailment": EntailmentAnswer,
    "theme": ThemeAnswer,
    "importance": ImportanceAnswer,
}
"""The schemas that a prompt file may name."""
