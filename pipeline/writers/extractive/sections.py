"""The body: sections of one point each, told in the sources' sentences, lead first and then in the order of time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.models import Section
from pipeline.writers.extractive.lines import Line, Shelf, to_claim

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.models import Claim, InsightPlan

MAX_SECTIONS = 6
LINES_PER_SECTION = 6
LINES_PER_PARAGRAPH = 3
MIN_LINES = 2
_OPPOSITION = re.compile(
    r"\b(?:critics?|opponents?|den(?:y|ies|ied)|disput\w+|object(?:s|ed|ions?)\b|contrary|skeptic\w*|sceptic\w*|"
    r"challenge[sd]?|disagree\w*|contradict\w*|not (?:yet )?(?:clear|known|proven|verified)|unclear|uncertain|"
    r"has yet to|have yet to|questioned|cautioned|narrow\w* the gap|on the other hand|no evidence)\b",
    re.IGNORECASE,
)
OTHER_SIDE = "What speaks against it, and what is open"


def make_sections(plan: InsightPlan, shelf: Shelf, headings: Mapping[str, str]) -> tuple[Section, ...]:
    """A section for each of the weightiest events, dossier by dossier, and one for what speaks against the rest."""
    doubts = shelf.take(_doubting(shelf), 3)
    sections: list[Section] = []
    for event_id in _event_order(plan):
        if len(sections) == MAX_SECTIONS:
            break
        lines = _tell_event(shelf, event_id)
        if lines:
            sections.append(_section(f"s{len(sections) + 1}", headings[event_id], lines))
    if len(doubts) >= MIN_LINES:
        sections.append(_section(f"s{len(sections) + 1}", OTHER_SIDE, doubts))
    return tuple(sections)


def _doubting(shelf: Shelf) -> list[Line]:
    return shelf.fresh(lambda line: line.opens_cold and bool(_OPPOSITION.search(line.text)))


def _event_order(plan: InsightPlan) -> list[str]:
    """Events in turn of their dossiers: the lead's first two, then the first of each, then the second of each."""
    if len(plan.dossiers) == 1:
        return [event.id for event in plan.dossiers[0].events]
    by_rank = [[event.id for event in dossier.events] for dossier in plan.dossiers]
    lead = by_rank[0][:2]
    rest = [
        events[rank] for rank in range(max(map(len, by_rank))) for events in by_rank if rank < len(events)
    ]
    return list(dict.fromkeys([*lead, *rest]))


def _tell_event(shelf: Shelf, event_id: str) -> list[Line]:
    """Up to six fresh lines of an event, or none when fewer than two are left."""
    fresh = shelf.fresh(lambda line: line.evidence.event_id == event_id)
    if len(Shelf(fresh).take(fresh, MIN_LINES)) < MIN_LINES or not any(line.opens_cold for line in fresh):
        return []
    return shelf.take(fresh, LINES_PER_SECTION)


def _section(section_id: str, heading: str, lines: Sequence[Line]) -> Section:
    return Section(section_id, heading, tuple(_paragraphs(section_id, in_reading_order(lines))))


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """The heaviest line that can stand first, the rest of its article, then the other articles by day."""
    if not lines:
        return []
    first = max(lines, key=lambda line: (line.opens_cold, line.news_value, line.evidence.id))
    lead = first.evidence.article_id
    return sorted(
        lines,
        key=lambda line: (
            line is not first,
            line.evidence.article_id != lead,
            line.evidence.published,
            line.evidence.article_id,
            line.evidence.ordinal,
        ),
    )


def _paragraphs(section_id: str, lines: Sequence[Line]) -> list[tuple[Claim, ...]]:
    """About three lines a paragraph; a new article begins a new one once the present one has two lines."""
    paragraphs: list[list[Line]] = [[]]
    for line in lines:
        current = paragraphs[-1]
        changes = bool(current) and current[-1].evidence.article_id != line.evidence.article_id
        if len(current) == LINES_PER_PARAGRAPH or (changes and len(current) >= MIN_LINES):
            paragraphs.append([])
        paragraphs[-1].append(line)
    if len(paragraphs) > 1 and len(paragraphs[-1]) == 1:
        paragraphs[-2:] = [[*paragraphs[-2], *paragraphs[-1]]]
    return [tuple(to_claim(section_id, line) for line in paragraph) for paragraph in paragraphs]
