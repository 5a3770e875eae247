"""What changed in a draft beside its claims: title, dek, headings, timeline, tables, connections, gaps, sources."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.review.places import section_part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.models import Draft
    from pipeline.review.places import PlacedClaim


@dataclass(frozen=True, slots=True)
class PartChange:
    """A part that is not as it was. ``what`` names it ("title", "heading", "source", ...); ``before`` or ``after`` is
    "" where there was or is none."""

    what: str
    before: str
    after: str


def renamed_parts(
    before: Draft, after: Draft, pairs: Sequence[tuple[PlacedClaim, PlacedClaim]]
) -> dict[str, str]:
    """Sections and tables that go by another name now, old part by new part: most of their claims that are still there
    stand in the new one, and the new name is new."""
    known = {claim.part for claim, _ in pairs} | {section_part(section) for section in before.sections}
    heirs: dict[str, Counter[str]] = {}
    for old, new in pairs:
        heirs.setdefault(old.part, Counter())[new.part] += 1
    remaining = {section_part(section) for section in after.sections} | {new.part for _, new in pairs}
    return {
        part: heir
        for part, counts in heirs.items()
        for heir, count in counts.most_common(1)
        if part not in remaining and heir not in known and 2 * count > counts.total()
    }


def part_changes(before: Draft, after: Draft, renamed: Mapping[str, str]) -> tuple[PartChange, ...]:
    """Every change beside those of claims, in reading order, sources last."""
    headings = (PartChange("heading", old, new) for old, new in renamed.items())
    return (
        *_texts(before, after),
        *headings,
        *_sections(before, after, renamed),
        *_listed("timeline entry", _dates(before), _dates(after)),
        *_listed("table", _tables(before), _tables(after), renamed),
        *_listed("connection", _connections(before), _connections(after)),
        *_listed("gap", before.gaps, after.gaps),
        *_sources(before, after),
    )


def _texts(before: Draft, after: Draft) -> list[PartChange]:
    pairs = (
        ("title", before.title, after.title),
        ("dek", before.dek, after.dek),
        ("sentiment", before.tldr.sentiment.value, after.tldr.sentiment.value),
        ("impact", before.impact.level.value, after.impact.level.value),
        ("horizon", before.impact.horizon.value, after.impact.horizon.value),
        ("tags", ", ".join(before.tags), ", ".join(after.tags)),
    )
    return [PartChange(what, old, new) for what, old, new in pairs if old != new]


def _sections(before: Draft, after: Draft, renamed: Mapping[str, str]) -> list[PartChange]:
    old = [section_part(section) for section in before.sections]
    new = [section_part(section) for section in after.sections]
    return _listed("section", [renamed.get(part, part) for part in old], new)


def _dates(draft: Draft) -> list[str]:
    return [entry.date for entry in draft.timeline.entries]


def _tables(draft: Draft) -> list[str]:
    return [f"table “{table.title}”" for table in draft.tables]


def _connections(draft: Draft) -> list[str]:
    return [" → ".join(connection.domains) for connection in draft.connections]


def _listed(
    what: str, old: Sequence[str], new: Sequence[str], renamed: Mapping[str, str] | None = None
) -> list[PartChange]:
    """Items that only one of the versions has."""
    known = Counter((renamed or {}).get(item, item) for item in old)
    gone, come = known - Counter(new), Counter(new) - known
    return [
        *(PartChange(what, item, "") for item in gone.elements()),
        *(PartChange(what, "", item) for item in come.elements()),
    ]


def _sources(before: Draft, after: Draft) -> list[PartChange]:
    old = {source.article_id: source.title for source in before.sources}
    new = {source.article_id: source.title for source in after.sources}
    come = [title for article, title in new.items() if article not in old]
    gone = [title for article, title in old.items() if article not in new]
    return [
        *(PartChange("source", "", title) for title in come),
        *(PartChange("source", title, "") for title in gone),
    ]
