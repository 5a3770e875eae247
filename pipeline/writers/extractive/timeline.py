"""The timeline: when things happened, from the dates that sentences give, not from when articles appeared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.chronology import Span, select_entries, statement_of
from pipeline.models import Timeline, TimelineEntry
from pipeline.text.periods import shifted
from pipeline.text.wording import count
from pipeline.writers.extractive.lines import to_claim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.writers.extractive.lines import Line

MAX_ENTRIES = 9
MAX_WORDS = 34
_FAR_DAYS = 365
"""A date further than a year from all reports is background, not part of the story."""


def make_timeline(lines: Sequence[Line], title: str) -> Timeline:
    """Up to nine dated changes in order of time; fewer than two make no timeline."""
    usable = {line.evidence.id: line for line in lines if line.length <= MAX_WORDS and line.opens_cold}
    if not usable:
        return Timeline("", "", ())
    statements = [statement_of(line.evidence, line.salience) for line in usable.values()]
    days = [statement.published for statement in statements]
    span = Span(shifted(min(days), -_FAR_DAYS), shifted(max(days), _FAR_DAYS))
    chosen = [
        (entry.moment.label, usable[entry.statements[0].id])
        for entry in select_entries(statements, span, MAX_ENTRIES)
    ]
    if len(chosen) < 2:
        return Timeline("", "", ())
    publishers = {line.evidence.publisher for _, line in chosen}
    caption = f"What happened when, from the dates given by {count(len(publishers), 'publisher')}."
    return Timeline(
        title, caption, tuple(TimelineEntry(label, to_claim("timeline", line)) for label, line in chosen)
    )
