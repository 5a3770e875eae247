"""What is not known, from stated rules: single sources, dossiers without a date, ends that were never followed up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.text.wording import written_day
from pipeline.writers.extractive.practice import future_dates
from pipeline.writers.extractive.sections import OTHER_SIDE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.models import Draft, InsightPlan
    from pipeline.writers.extractive.lines import Line

MAX_GAPS = 5


def find_gaps(plan: InsightPlan, lines: tuple[Line, ...], headings: Mapping[str, str]) -> tuple[str, ...]:
    """Up to five sentences, each true by counting."""
    return tuple(
        [
            *_single_sources(plan, headings),
            *_unsettled(plan, lines, headings),
            *_unconnected(plan),
            *_until(plan),
        ][:MAX_GAPS]
    )


def _single_sources(plan: InsightPlan, headings: Mapping[str, str]) -> list[str]:
    alone = [
        (headings[event.id], event.publishers[0])
        for dossier in plan.dossiers
        for event in dossier.events[:4]
        if len(event.publishers) == 1
    ]
    publishers = {name for dossier in plan.dossiers for name in dossier.publishers}
    if len(publishers) == 1:
        return [f"All of it rests on {publishers.pop()} alone; no independent report is in the corpus."]
    return [
        f"“{heading}” rests on {publisher} alone; no independent report of it is in the corpus."
        for heading, publisher in alone[:2]
    ]


def _unsettled(plan: InsightPlan, lines: tuple[Line, ...], headings: Mapping[str, str]) -> list[str]:
    """Dates ahead that had passed by the newest report of the piece, without a report on their event since."""
    newest = max(item.published for dossier in plan.dossiers for item in dossier.evidence)
    last_told = {event.id: event.last_day for dossier in plan.dossiers for event in dossier.events}
    found = {}
    for line in lines:
        for mention in future_dates(line):
            event_id = line.evidence.event_id
            if mention.last <= newest and last_told[event_id] < mention.first:
                found[event_id] = (
                    f"The sources name {mention.text.strip()} in “{headings[event_id]}”; "
                    "none published since says what happened then."
                )
    return [found[key] for key in sorted(found)][:2]


def _until(plan: InsightPlan) -> list[str]:
    newest = max(item.published for dossier in plan.dossiers for item in dossier.evidence)
    return [f"The newest report drawn on is of {written_day(newest)}; what came after is not told here."]


def _unconnected(plan: InsightPlan) -> list[str]:
    if plan.connections or plan.question:
        return []
    if len(plan.dossiers) > 1:
        return [
            "No sentence of one field names a thing, figure or day of another, so no connection is drawn."
        ]
    return ["Nothing here was found to meet another story of the corpus, so no connection is drawn."]


def parts_left_out(draft: Draft) -> tuple[str, ...]:
    """One sentence for each part of a piece that the sources gave nothing for."""
    missing = []
    if not draft.timeline.entries:
        missing.append("The sources give too few dates for a timeline.")
    if not draft.tables:
        missing.append("No measure is reported for enough things to compare them in a table.")
    if not any(section.heading == OTHER_SIDE for section in draft.sections):
        missing.append("No denial of what is told here, and no objection to it, was found in the sources.")
    if not draft.practitioners:
        missing.append("No obligation, deadline or recommendation was found in the sources.")
    return tuple(missing)
