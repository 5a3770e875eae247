"""What changed between two versions of a draft, claim by claim, and in its parts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pipeline.review.alignment import matched
from pipeline.review.part_changes import PartChange, part_changes, renamed_parts
from pipeline.review.places import PlacedClaim, placed_claims
from pipeline.review.words import FigureChange, Words, figure_changes, same_but_for_figures, word_changes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from pipeline.models import Claim, Draft


class Kind(StrEnum):
    """What happened to a claim; several may have happened to one."""

    ADDED = "added"
    REMOVED = "removed"
    FIGURE = "figure changed"
    REWORDED = "reworded"
    SOURCES = "other sources"
    VERDICT = "other verdict"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """A claim that is not as it was. ``before`` is None for one that was added, ``after`` for one that was removed;
    ``words`` and ``figures`` are what changed inside it, () where its text is the same."""

    kinds: tuple[Kind, ...]
    before: PlacedClaim | None
    after: PlacedClaim | None
    words: tuple[Words, ...] = ()
    figures: tuple[FigureChange, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftChanges:
    """All that changed from one version to another: claims in reading order (removed ones first), then the parts.

    ``unchanged`` counts the claims that are as they were.
    """

    slug: str
    before: int
    after: int
    claims: tuple[ClaimChange, ...]
    parts: tuple[PartChange, ...]
    unchanged: int

    def count(self, kind: Kind) -> int:
        """Claims to which this happened."""
        return sum(kind in change.kinds for change in self.claims)

    @property
    def summary(self) -> str:
        """All in one line: "+3 claims, −1, 2 figures changed, 4 new sources"; "nothing changed" when nothing did."""
        said = (*self._said_of_claims(), *self._said_of_parts())
        return ", ".join(part for part in said if part) or "nothing changed"

    def _said_of_claims(self) -> Iterator[str]:
        added, removed = self.count(Kind.ADDED), self.count(Kind.REMOVED)
        figures = sum(len(change.figures) for change in self.claims)
        yield f"+{_counted(added, 'claim')}" if added else ""
        yield (f"−{removed}" if added else f"−{_counted(removed, 'claim')}") if removed else ""
        yield f"{_counted(figures, 'figure')} changed" if figures else ""
        yield f"{self.count(Kind.REWORDED)} reworded" if self.count(Kind.REWORDED) else ""
        yield f"{self.count(Kind.SOURCES)} re-sourced" if self.count(Kind.SOURCES) else ""
        yield f"{_counted(self.count(Kind.VERDICT), 'verdict')} changed" if self.count(Kind.VERDICT) else ""
        yield f"{self.count(Kind.MOVED)} moved" if self.count(Kind.MOVED) else ""

    def _said_of_parts(self) -> Iterator[str]:
        listed: dict[str, list[PartChange]] = {}
        for change in self.parts:
            listed.setdefault(change.what, []).append(change)
        for what, changes in listed.items():
            come = sum(not change.before for change in changes)
            gone = sum(not change.after for change in changes)
            yield f"{_counted(come, f'new {what}')}" if come else ""
            yield f"{_counted(gone, what)} gone" if gone else ""
            yield f"{what} changed" if come + gone < len(changes) else ""


def compare(before: Draft, after: Draft) -> DraftChanges:
    """Align two versions of a draft and say what changed."""
    old, new = placed_claims(before), placed_claims(after)
    pairs = matched(old, new)
    renamed = renamed_parts(before, after, [(old[i], new[j]) for i, j in pairs])
    moved = _moved(pairs, old, new, renamed)
    changes = list(_unpaired(pairs, old, new))
    for i, j in pairs:
        kinds = _kinds(old[i].claim, new[j].claim, after.published)
        if (i, j) in moved:
            kinds = (*kinds, Kind.MOVED)
        if kinds:
            changes.append(_paired(kinds, old[i], new[j], after.published))
    order = {id(claim): place for place, claim in enumerate(new)}
    changes.sort(key=lambda change: order.get(id(change.after), -1))
    unchanged = len(pairs) - sum(change.before is not None and change.after is not None for change in changes)
    parts = part_changes(before, after, renamed)
    return DraftChanges(before.slug, before.version, after.version, tuple(changes), parts, unchanged)


def _counted(number: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("entry") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def _unpaired(
    pairs: Sequence[tuple[int, int]], old: Sequence[PlacedClaim], new: Sequence[PlacedClaim]
) -> Iterator[ClaimChange]:
    kept, continued = {i for i, _ in pairs}, {j for _, j in pairs}
    for i, claim in enumerate(old):
        if i not in kept:
            yield ClaimChange((Kind.REMOVED,), claim, None)
    for j, claim in enumerate(new):
        if j not in continued:
            yield ClaimChange((Kind.ADDED,), None, claim)


def _paired(kinds: tuple[Kind, ...], old: PlacedClaim, new: PlacedClaim, day: date) -> ClaimChange:
    before, after = old.claim.text, new.claim.text
    if before == after:
        return ClaimChange(kinds, old, new)
    return ClaimChange(kinds, old, new, word_changes(before, after), figure_changes(before, after, day))


def _kinds(old: Claim, new: Claim, day: date) -> tuple[Kind, ...]:
    kinds: list[Kind] = []
    if figure_changes(old.text, new.text, day):
        kinds.append(Kind.FIGURE)
    if old.text != new.text and not (kinds and same_but_for_figures(old.text, new.text, day)):
        kinds.append(Kind.REWORDED)
    if _sources(old) != _sources(new):
        kinds.append(Kind.SOURCES)
    if (old.verdict, old.basis, old.single_source) != (new.verdict, new.basis, new.single_source):
        kinds.append(Kind.VERDICT)
    return tuple(kinds)


def _sources(claim: Claim) -> frozenset[tuple[str, str]]:
    return frozenset((citation.article_id, citation.quote) for citation in claim.citations)


def _moved(
    pairs: Sequence[tuple[int, int]],
    old: Sequence[PlacedClaim],
    new: Sequence[PlacedClaim],
    renamed: Mapping[str, str],
) -> set[tuple[int, int]]:
    """Pairs that stand in another part, or in another order among those that stayed in their part.

    Of those that stayed, the longest run in unchanged order counts as having kept its place.
    """
    elsewhere = {(i, j) for i, j in pairs if renamed.get(old[i].part, old[i].part) != new[j].part}
    stayed = [pair for pair in pairs if pair not in elsewhere]
    for part in dict.fromkeys(new[j].part for _, j in stayed):
        within = [(i, j) for i, j in stayed if new[j].part == part and not new[j].slot]
        in_order = _longest_rising([i for i, _ in within])
        elsewhere |= {pair for pair in within if pair[0] not in in_order}
    return elsewhere


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The numbers of a longest rising subsequence (Fredman 1975, here in quadratic time)."""
    longest: list[int] = []
    ending: dict[int, list[int]] = {}  # by its last number, a longest one that ends there
    for number in numbers:
        before: list[int] = max((run for last, run in ending.items() if last < number), key=len, default=[])
        ending[number] = [*before, number]
        longest = max(longest, ending[number], key=len)
    return set(longest)
