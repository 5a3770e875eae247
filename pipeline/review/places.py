"""Where each claim of a draft stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.models import Claim, Draft, Section, Table


@dataclass(frozen=True, slots=True)
class PlacedClaim:
    """A claim and its place.

    ``part`` names the part of the piece for readers; ``slot`` is what, within the part, says what the claim is about
    apart from its words: the row and column of a cell, the date of a timeline entry, the role in a connection; "" where
    order alone counts.
    """

    claim: Claim
    part: str
    slot: str = ""


def placed_claims(draft: Draft) -> tuple[PlacedClaim, ...]:
    """Every claim of a draft with its place, in reading order."""
    return tuple(_placed(draft))


def _placed(draft: Draft) -> Iterator[PlacedClaim]:
    yield from _all(draft.tldr.claims, "summary")
    if draft.impact.action is not None:
        yield PlacedClaim(draft.impact.action, "impact", "action")
    yield from _all(draft.impact.adoption, "impact")
    for connection in draft.connections:
        yield PlacedClaim(connection.from_claim, "connections", "from")
        yield PlacedClaim(connection.to_claim, "connections", "to")
        yield PlacedClaim(connection.why, "connections", "why")
    yield from _all(draft.takeaways, "takeaways")
    for section in draft.sections:
        yield from _of_section(section)
    for entry in draft.timeline.entries:
        yield PlacedClaim(entry.headline, "timeline", entry.date)
        if entry.detail is not None:
            yield PlacedClaim(entry.detail, "timeline", f"{entry.date}, detail")
    for table in draft.tables:
        yield from _of_table(table)
    yield from _all(draft.practitioners, "practitioners")
    for conflict in draft.conflicts:
        yield from _all(conflict.claims, "conflicts")


def section_part(section: Section) -> str:
    """The name of a section as a part."""
    return f"section “{section.heading}”"


def _of_section(section: Section) -> Iterator[PlacedClaim]:
    for paragraph in section.paragraphs:
        yield from _all(paragraph, section_part(section))


def _of_table(table: Table) -> Iterator[PlacedClaim]:
    for row in table.rows:
        columns = (*table.columns[1:], *("" for _ in row.cells))
        for column, cell in zip(columns, row.cells, strict=False):
            if cell is not None:
                yield PlacedClaim(cell, f"table “{table.title}”", f"{row.label}, {column}")


def _all(claims: tuple[Claim, ...], part: str) -> Iterator[PlacedClaim]:
    return (PlacedClaim(claim, part) for claim in claims)
