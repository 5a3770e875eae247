"""The body: sections of one point each, told in the sources' sentences: what happened, what follows, its limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.models import Section
from pipeline.text.cues import contrasts, denies
from pipeline.writers.extractive.headline import is_statement
from pipeline.writers.extractive.lines import Line, Shelf, content_words, to_claim

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pipeline.models import InsightPlan

MAX_SECTIONS = 5
MIN_SECTIONS = 2
"""Up to so many an event may have a section whose heading states nothing."""
LINES_PER_SECTION = 6
LINES_PER_PARAGRAPH = 3
MAX_DOUBTS = 3
MIN_LINES = 2
_SUBJECT_WORDS = 3
_NEAR = 2
"""Sentences further on in its article, at most, at which an opening with "the ..." still follows from the last."""
OTHER_SIDE = "What speaks against it, and what is open"


def make_sections(plan: InsightPlan, shelf: Shelf, headings: Mapping[str, str]) -> tuple[Section, ...]:
    """A section for each of the weightiest events, dossier by dossier, and one for what speaks against the rest."""
    doubts = shelf.take(_doubting(shelf), MAX_DOUBTS)
    sections: list[Section] = []
    ordered = sorted(_event_order(plan), key=lambda event_id: not is_statement(headings[event_id]))
    for event_id in ordered:
        enough = MAX_SECTIONS if is_statement(headings[event_id]) else MIN_SECTIONS
        if len(sections) >= enough:
            break
        paragraphs = _tell_event(shelf, event_id)
        if paragraphs:
            sections.append(_section(f"s{len(sections) + 1}", headings[event_id], paragraphs))
    if doubts:
        sections.append(_section(f"s{len(sections) + 1}", OTHER_SIDE, [doubts]))
    return tuple(sections)


def is_limit(line: Line) -> bool:
    """Whether its source sets a line against what it said before."""
    return contrasts(line.evidence.text) or denies(line.text)


def _doubting(shelf: Shelf) -> list[Line]:
    """Denials and objections; what a source merely sets against its last sentence stays with its event."""
    return shelf.fresh(lambda line: line.opens_cold and line.is_concrete and denies(line.text))


def _event_order(plan: InsightPlan) -> list[str]:
    """Events in turn of their dossiers: the lead's first two, then the first of each, then the second of each; of a
    single dossier the lead, then the weightiest others in the order of time."""
    if len(plan.dossiers) == 1:
        first, *others = plan.dossiers[0].events
        told = sorted(others[: MAX_SECTIONS - 1], key=lambda event: (event.first_day, event.id))
        return [event.id for event in (first, *told, *others[MAX_SECTIONS - 1 :])]
    by_rank = [[event.id for event in dossier.events] for dossier in plan.dossiers]
    lead = by_rank[0][:2]
    rest = [
        events[rank] for rank in range(max(map(len, by_rank))) for events in by_rank if rank < len(events)
    ]
    return list(dict.fromkeys([*lead, *rest]))


def _tell_event(shelf: Shelf, event_id: str) -> list[list[Line]]:
    """Up to six fresh lines of an event in paragraphs: what happened, what others add, and the limits last.

    None when fewer than two can be told.
    """
    fresh = shelf.fresh(lambda line: line.evidence.event_id == event_id and line.is_concrete)
    chosen = Shelf(fresh).take(fresh, LINES_PER_SECTION)
    paragraphs = _paragraphs(chosen)
    told = [line for paragraph in paragraphs for line in paragraph]
    if len(told) < MIN_LINES:
        return []
    for line in told:
        shelf.tell(line)
    return paragraphs


def _section(section_id: str, heading: str, paragraphs: Sequence[Sequence[Line]]) -> Section:
    claims = tuple(tuple(to_claim(section_id, line) for line in paragraph) for paragraph in paragraphs)
    return Section(section_id, heading, claims)


def _paragraphs(lines: Sequence[Line]) -> list[list[Line]]:
    """The lead article's lines, those of the others by day, then what is set against them; none is left without what it
    follows from."""
    first = max((line for line in lines if line.opens_cold), key=_opening_value, default=None)
    if first is None:
        return []
    ordered = sorted(lines, key=lambda line: _place(line, first))
    runs: list[list[Line]] = []
    for line in ordered:
        previous = runs[-1][-1] if runs else None
        if previous is None or not _continues(previous, line, len(runs[-1])):
            if line.opens_cold:
                runs.append([line])
        elif line.opens_cold or _follows(previous, line):
            runs[-1].append(line)
    return _joined(runs)


def _opening_value(line: Line) -> tuple[bool, float, str]:
    return (not is_limit(line), line.news_value, line.evidence.id)


def _place(line: Line, first: Line) -> tuple[bool, bool, bool, date, str, int]:
    """Where a line stands in its section: the opening, its article, other articles by day; limits after all else."""
    item = line.evidence
    lead = item.article_id == first.evidence.article_id
    limit = is_limit(line) and line is not first
    return (line is not first, limit, not lead, item.published, item.article_id, item.ordinal)


def _continues(previous: Line, line: Line, length: int) -> bool:
    same = previous.evidence.article_id == line.evidence.article_id
    return length < LINES_PER_PARAGRAPH and same and is_limit(previous) == is_limit(line)


def _follows(previous: Line, line: Line) -> bool:
    """Whether a line that takes something for known comes right after its article's last, or one that names it."""
    near = 0 < line.evidence.ordinal - previous.evidence.ordinal <= _NEAR
    subject = content_words(" ".join(line.text.split()[:_SUBJECT_WORDS]))
    return near or bool(subject & previous.words)


def _joined(runs: Sequence[list[Line]]) -> list[list[Line]]:
    """Runs of one line beside each other make one paragraph, up to its length; limits stay apart from the rest."""
    paragraphs: list[list[Line]] = []
    for run in runs:
        last = paragraphs[-1] if paragraphs else []
        small = (
            bool(last) and (len(run) == 1 or len(last) == 1) and len(last) + len(run) <= LINES_PER_PARAGRAPH
        )
        if small and is_limit(last[0]) == is_limit(run[0]):
            last.extend(run)
        else:
            paragraphs.append(list(run))
    return paragraphs
