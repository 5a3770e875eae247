"""The first steps of a draft: outline, sections, connections, timeline, tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.chronology import rank_moments, statement_of
from pipeline.errors import UnansweredError
from pipeline.models import (
    Basis,
    DraftConnection,
    Section,
    Table,
    TableRow,
    Timeline,
    TimelineEntry,
)
from pipeline.writers.llm.answers import (
    BriefOutlineAnswer,
    ConnectionsAnswer,
    OutlineAnswer,
    SectionAnswer,
    TablesAnswer,
    TimelineAnswer,
)
from pipeline.writers.llm.evidence import without_dates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.models import Claim, Connection
    from pipeline.writers.llm.answers import OutlineSection, RowAnswer, TableAnswer, TimelinePoint
    from pipeline.writers.llm.desk import Desk
    from pipeline.writers.llm.evidence import Numbered

_SECTION_EVIDENCE = 24
"""Sentences that a section is shown: those the outline gave it, filled up from the same events."""
_FEWEST_DATED = 2
_OFFERED_DATES = 24
"""Dates that a timeline may choose from, of those on which most happened; it has ten entries at most."""
_FEWEST_FIGURES = 4


@dataclass(frozen=True, slots=True)
class Outline:
    """What the piece will say. ``thesis`` is marked as data, because a model wrote it from data."""

    headline: str
    dek: str
    thesis: str
    sections: tuple[OutlineSection, ...]


def write_outline(desk: Desk) -> Outline:
    """Thesis, headline, dek and sections; for a brief, what answers its question.

    Raises:
        UnansweredError: the evidence holds no part of the answer to a brief's question.
    """
    desk.progress("outline")
    links = offered_links(desk)
    values = {"today": desk.today.isoformat(), "connections": show_links(desk, links)}
    items, ends = without_dates(desk.items), _ends(desk, links)
    if desk.plan.question:
        values["question"] = desk.marker.mark(desk.plan.question)
        brief = desk.ask("outline-brief", BriefOutlineAnswer, items, values, ends)
        if brief.answers == "nothing":
            raise UnansweredError("The sources do not say.", "Ask in other words, or take in more sources.")
        answer: OutlineAnswer = brief
    else:
        answer = desk.ask("outline", OutlineAnswer, items, values, ends)
    return Outline(answer.headline, answer.dek, desk.marker.mark(answer.thesis), tuple(answer.sections))


# --- sections ---------------------------------------------------------------------------------------------------------


def write_sections(desk: Desk, outline: Outline) -> tuple[Section, ...]:
    """Every section of the outline, each knowing what the ones before it said."""
    sections: list[Section] = []
    for number, planned in enumerate(outline.sections, start=1):
        desk.progress(f"section {number} of {len(outline.sections)}")
        answer = desk.ask(
            "section",
            SectionAnswer,
            _section_evidence(desk, planned),
            _section_values(desk, outline, planned, sections),
        )
        paragraphs = tuple(
            tuple(
                desk.claim(f"section-{number}-{row}-{place}", sentence.text, sentence.evidence)
                for place, sentence in enumerate(paragraph.sentences, start=1)
            )
            for row, paragraph in enumerate(answer.paragraphs, start=1)
        )
        sections.append(Section(f"section-{number}", planned.heading, paragraphs))
    return tuple(sections)


def _section_values(
    desk: Desk, outline: Outline, planned: OutlineSection, written: Sequence[Section]
) -> Mapping[str, str]:
    mark = desk.marker.mark
    plan = [
        f"{place}. {mark(item.heading)}: {mark(item.point)}"
        for place, item in enumerate(outline.sections, start=1)
    ]
    said = [
        mark(claim.text) for section in written for paragraph in section.paragraphs for claim in paragraph
    ]
    return {
        "thesis": outline.thesis,
        "outline": "\n".join(plan),
        "heading": mark(planned.heading),
        "point": mark(planned.point),
        "written": "\n".join(f"- {sentence}" for sentence in said) or "(nothing yet)",
    }


def _section_evidence(desk: Desk, planned: OutlineSection) -> tuple[Numbered, ...]:
    chosen = desk.labelled(planned.evidence)
    labels, events = {item.label for item in chosen}, {item.evidence.event_id for item in chosen}
    others = [item for item in desk.items if item.label not in labels and item.evidence.event_id in events]
    others.sort(key=lambda item: (-item.evidence.weight, item.label))
    extra = {item.label for item in others[: max(_SECTION_EVIDENCE - len(labels), 0)]}
    return without_dates(desk.labelled(labels | extra))


# --- connections ------------------------------------------------------------------------------------------------------


def offered_links(desk: Desk) -> dict[str, Connection]:
    """The plan's connections as C1, C2, ..."""
    return {f"C{place}": link for place, link in enumerate(desk.plan.connections, start=1)}


def show_links(desk: Desk, links: Mapping[str, Connection]) -> str:
    """One line a connection: its ends, their domains and the ground that code found them to share."""
    mark = desk.marker.mark
    lines = [
        f"{label}: from {desk.label_of(link.from_evidence)} ({mark(link.domains[0])}) "
        f"to {desk.label_of(link.to_evidence)} ({mark(link.domains[1])}); "
        f"shared: {', '.join(f'{ground.kind.value} {mark(ground.text)}' for ground in link.ground) or 'not named'}"
        for label, link in links.items()
    ]
    return "\n".join(lines) or "(none)"


def _ends(desk: Desk, links: Mapping[str, Connection]) -> dict[str, tuple[str, str]]:
    return {
        label: (desk.label_of(link.from_evidence), desk.label_of(link.to_evidence))
        for label, link in links.items()
    }


def write_connections(desk: Desk, outline: Outline) -> tuple[DraftConnection, ...]:
    """The connections of the plan that are worth stating; empty when there are none."""
    links = offered_links(desk)
    if not links:
        return ()
    desk.progress("connections")
    ends = _ends(desk, links)
    items = without_dates(desk.labelled(label for pair in ends.values() for label in pair))
    values = {"thesis": outline.thesis, "connections": show_links(desk, links)}
    answer = desk.ask("connections", ConnectionsAnswer, items, values, ends)
    chosen = {entry.connection: entry for entry in answer.connections}
    return tuple(
        DraftConnection(
            desk.claim(f"connection-{number}-from", entry.from_text, ends[label][:1]),
            desk.claim(f"connection-{number}-to", entry.to_text, ends[label][1:]),
            links[label].domains,
            desk.claim(f"connection-{number}-why", entry.why, ends[label], Basis.INFERRED),
        )
        for number, (label, entry) in enumerate(chosen.items(), start=1)
    )


# --- timeline ---------------------------------------------------------------------------------------------------------


def write_timeline(desk: Desk, outline: Outline) -> Timeline:
    """What changed when. The dates are those that code resolved in the sentences; the model only picks among them."""
    dated = _weightily_dated(desk.items)
    if len(dated) < _FEWEST_DATED:
        return Timeline("", "", ())
    desk.progress("timeline")
    answer = desk.ask("timeline", TimelineAnswer, dated, {"thesis": outline.thesis})
    owners = {option.label: item.label for item in dated for option in item.dates}
    dates = {option.label: option for item in dated for option in item.dates}
    points = sorted(answer.entries, key=lambda point: (dates[point.when].first, dates[point.when].value))
    entries: dict[tuple[str, str], TimelineEntry] = {}
    for number, point in enumerate(points, start=1):
        day = dates[point.when].value
        entry = TimelineEntry(day, *_point_claims(desk, point, owners[point.when], number))
        entries.setdefault((day, point.headline.casefold()), entry)
    return (
        Timeline(answer.title, answer.caption, tuple(entries.values())) if entries else Timeline("", "", ())
    )


def _weightily_dated(items: Sequence[Numbered]) -> tuple[Numbered, ...]:
    """The sentences that give one of the dates on which most happened, with those dates alone to choose from."""
    statements = [statement_of(item.evidence, item.evidence.weight) for item in items]
    weighty = {ranked.moment.first for ranked in rank_moments(statements)[:_OFFERED_DATES]}
    offered = (
        replace(item, dates=tuple(option for option in item.dates if option.first in weighty))
        for item in items
    )
    return tuple(item for item in offered if item.dates)


def _point_claims(desk: Desk, point: TimelinePoint, owner: str, number: int) -> tuple[Claim, Claim | None]:
    labels = [owner, *point.evidence]
    headline = desk.claim(f"timeline-{number}-headline", point.headline, labels)
    detail = (
        desk.claim(f"timeline-{number}-detail", point.detail, labels) if point.detail is not None else None
    )
    return headline, detail


# --- tables -----------------------------------------------------------------------------------------------------------


def write_tables(desk: Desk, outline: Outline) -> tuple[Table, ...]:
    """Comparisons of like with like; empty when the evidence has too few figures for one."""
    items = without_dates(item for item in desk.items if item.evidence.quantities or item.evidence.dates)
    if len(items) < _FEWEST_FIGURES:
        return ()
    desk.progress("tables")
    answer = desk.ask("tables", TablesAnswer, items, {"thesis": outline.thesis})
    tables = (_table(desk, table, number) for number, table in enumerate(answer.tables, start=1))
    return tuple(table for table in tables if table.rows)


def _table(desk: Desk, answer: TableAnswer, number: int) -> Table:
    rows = tuple(_rows(desk, answer.rows, number))
    return Table(answer.title, answer.caption, tuple(answer.columns), rows)


def _rows(desk: Desk, rows: Sequence[RowAnswer], table: int) -> Iterator[TableRow]:
    for row_number, row in enumerate(rows, start=1):
        cells = tuple(
            desk.claim(f"table-{table}-{row_number}-{place}", cell.text, cell.evidence)
            if cell is not None
            else None
            for place, cell in enumerate(row.cells, start=1)
        )
        if any(cell is not None for cell in cells):
            yield TableRow(row.label, cells)
