"""Lineage: which of today's groups is which of yesterday's, what became of the others, and back from that to today.

An event is a group of articles, a theme a group of events. A group goes on in the group of today that holds most of
what it held; when several do so in the same one, that bears the id of the one it has most from, and the others have
merged into it. So an id is only ever given up for one under which most of its story goes on, and is never given again.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.almanac import reasons
from pipeline.clustering.identity import new_id
from pipeline.errors import LineageError
from pipeline.models import Change, GroupKind, LineageEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date

_REPORT = "This is a fault of the program: please report it with this message."


# --- from yesterday to today ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stamp:
    """When, in which run, and on what occasion ("all articles reviewed", "" for the daily one) groups changed."""

    day: date
    run_id: str
    occasion: str = ""

    def reason(self, words: str) -> str:
        """A reason, with the occasion before it."""
        return f"{self.occasion}: {words}" if self.occasion else words


@dataclass(frozen=True, slots=True)
class Traced:
    """The id that each group of today bears, by proposed id, and the entries that lead to today's groups."""

    ids: Mapping[str, str]
    entries: tuple[LineageEntry, ...]

    @property
    def merged(self) -> dict[str, str]:
        """The ids that ended today, each with the id it became part of."""
        return {entry.id: entry.other for entry in self.entries if entry.change is Change.MERGED}


@dataclass(frozen=True, slots=True)
class _Share:
    """What today's group ``new`` has of yesterday's ``old``: ``members``, sorted, and their number together with that
    of members that became part of others there."""

    old: str
    new: str
    members: tuple[str, ...]
    weight: int

    @property
    def rank(self) -> tuple[int, int, bool, str, str]:
        """Sorts the share that makes the better successor first."""
        return (-len(self.members), -self.weight, self.new != self.old, self.old, self.new)


def trace(
    kind: GroupKind,
    before: Mapping[str, frozenset[str]],
    now: Mapping[str, frozenset[str]],
    used: AbstractSet[str],
    stamp: Stamp,
    merged_members: Mapping[str, str] | None = None,
) -> Traced:
    """The ids of today's groups, and what happened between ``before`` and ``now``; nothing where nothing changed.

    Groups that did not change may be left out of both, except that a group which holds what a merged member became
    part of must be in ``now``. Takes time linear in the number of members.

    Args:
        kind: What the groups are.
        before: Yesterday's groups, none empty: id -> members.
        now: Today's groups, none empty: proposed id -> members. A proposed id may be that of an old group, which
            decides only between groups that are equally good successors of it.
        used: All ids that were ever given to groups of this kind.
        stamp: Day, run and occasion.
        merged_members: For themes: the events that ended since, each with the one it became part of
            (``Traced.merged`` of the events).

    Raises:
        LineageError: A member of ``before`` is not in ``now``, and is not known to have become part of another.
    """
    shares = _shares(before, now, merged_members or {})
    ids = _ids(now, _predecessors(shares), used | before.keys())
    joined = _joined(kind, before, now, ids, stamp)
    moved = _moved(kind, shares, ids, stamp)
    order = list(Change)
    entries = sorted((*joined, *moved), key=lambda entry: (order.index(entry.change), entry.id, entry.other))
    return Traced(ids, tuple(entries))


def _shares(
    before: Mapping[str, frozenset[str]], now: Mapping[str, frozenset[str]], merged: Mapping[str, str]
) -> list[_Share]:
    home = {member: new for new, members in now.items() for member in members}
    shares: list[_Share] = []
    for old, members in before.items():
        parts: dict[str, list[str]] = defaultdict(list)
        for member in members:
            became = member if member in home else present(merged, member)
            if became not in home:
                raise LineageError(f"{member!r} of {old!r} is in no group of today.", _REPORT)
            parts[home[became]].append(member)
        for new, own in parts.items():
            left = tuple(sorted(member for member in own if member in home))
            shares.append(_Share(old, new, left, len(own)))
    return shares


def _predecessors(shares: Sequence[_Share]) -> dict[str, str]:
    """The old id that a group of today bears, by proposed id, for those that are the successor of one."""
    most: dict[str, int] = defaultdict(int)
    for share in shares:
        most[share.old] = max(most[share.old], share.weight)
    chosen: dict[str, str] = {}
    inherited: set[str] = set()
    for share in sorted(shares, key=lambda share: share.rank):
        if share.weight == most[share.old] and share.old not in inherited and share.new not in chosen:
            chosen[share.new] = share.old
            inherited.add(share.old)
    return chosen


def _ids(
    now: Mapping[str, frozenset[str]], predecessors: Mapping[str, str], used: AbstractSet[str]
) -> dict[str, str]:
    taken = set(used)
    ids: dict[str, str] = {}
    for proposed in sorted(now):
        ids[proposed] = predecessors.get(proposed) or _free(proposed, taken)
        taken.add(ids[proposed])
    return ids


def _free(proposed: str, taken: AbstractSet[str]) -> str:
    candidate, attempt = proposed, 1
    while candidate in taken:
        candidate = new_id(proposed[:1], f"{proposed}/{attempt}")
        attempt += 1
    return candidate


def _joined(
    kind: GroupKind,
    before: Mapping[str, frozenset[str]],
    now: Mapping[str, frozenset[str]],
    ids: Mapping[str, str],
    stamp: Stamp,
) -> list[LineageEntry]:
    """Entries of members that had no group."""
    known = frozenset().union(*before.values())
    entries: list[LineageEntry] = []
    for proposed, members in now.items():
        fresh = tuple(sorted(members - known))
        if not fresh:
            continue
        group = ids[proposed]
        if group in before:
            change, words = Change.CONTINUED, reasons.continued(kind, len(fresh))
        else:
            change, words = Change.BORN, reasons.born(kind, len(fresh), len(members) - len(fresh))
        entry = LineageEntry(kind, change, group, stamp.day, stamp.run_id, stamp.reason(words), "", fresh)
        entries.append(entry)
    return entries


def _moved(
    kind: GroupKind, shares: Sequence[_Share], ids: Mapping[str, str], stamp: Stamp
) -> list[LineageEntry]:
    """Entries of members that left their group for another."""
    by_old: dict[str, list[_Share]] = defaultdict(list)
    for share in shares:
        by_old[share.old].append(share)
    entries: list[LineageEntry] = []
    for old, own in by_old.items():
        whole = sum(len(share.members) for share in own)
        heir = min(own, key=lambda share: (ids[share.new] != old, -share.weight, share.rank))
        for share in own:
            other, part = ids[share.new], len(share.members)
            if other == old or (share is not heir and not part):
                continue
            if share is heir:
                change, words = Change.MERGED, reasons.merged(kind, part, whole)
            else:
                change, words = Change.SPLIT, reasons.split(kind, part, whole)
            reason = stamp.reason(words)
            entry = LineageEntry(kind, change, old, stamp.day, stamp.run_id, reason, other, share.members)
            entries.append(entry)
    return entries


# --- from the entries to today ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Groups:
    """All groups of one kind: id -> members, ended id -> the id it became part of, and ids that are dormant."""

    members: Mapping[str, frozenset[str]]
    redirects: Mapping[str, str]
    dormant: frozenset[str]


@dataclass(frozen=True, slots=True)
class State:
    """The groups that there are after some entries."""

    events: Groups
    themes: Groups


@dataclass(slots=True)
class _Ledger:
    """The groups of one kind while entries are followed. ``home`` is the group of each member."""

    groups: dict[str, set[str]] = field(default_factory=dict)
    home: dict[str, str] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    dormant: set[str] = field(default_factory=set)

    def follow(self, entry: LineageEntry) -> None:
        """Do what an entry says. Raises LineageError when it cannot have happened."""
        if (entry.id in self.groups) == (entry.change is Change.BORN) or entry.id in self.redirects:
            raise LineageError(f"{entry.id!r} cannot be {entry.change} on {entry.day}.", _REPORT)
        if entry.change in {Change.SPLIT, Change.MERGED}:
            self._leave(entry)
        self._join(entry.other or entry.id, entry)
        if entry.change is Change.DORMANT:
            self.dormant.add(entry.id)
        elif entry.change is Change.REVIVED:
            self.dormant.discard(entry.id)

    def forget(self, member: str) -> None:
        """Take out a member that ended."""
        if member in self.home:
            self.groups[self.home.pop(member)].remove(member)

    def closed(self) -> Groups:
        """The groups as they are now."""
        groups = {group: frozenset(members) for group, members in self.groups.items()}
        return Groups(groups, dict(self.redirects), frozenset(self.dormant))

    def _leave(self, entry: LineageEntry) -> None:
        for member in entry.members:
            if self.home.get(member) != entry.id:
                raise LineageError(f"{member!r} cannot leave {entry.id!r} on {entry.day}.", _REPORT)
            self.forget(member)
        if entry.change is Change.MERGED:
            if self.groups.pop(entry.id):
                raise LineageError(f"{entry.id!r} was merged on {entry.day} and has members.", _REPORT)
            self.redirects[entry.id] = entry.other
            self.dormant.discard(entry.id)

    def _join(self, group: str, entry: LineageEntry) -> None:
        if group in self.redirects or not self.home.keys().isdisjoint(entry.members):
            raise LineageError(f"{group!r} cannot take in members on {entry.day}.", _REPORT)
        self.groups.setdefault(group, set()).update(entry.members)
        self.home.update(dict.fromkeys(entry.members, group))


def replay(entries: Iterable[LineageEntry]) -> State:
    """The groups that there are after all of these entries, of both kinds, in the order in which they happened.

    An event that merged into another is out of its theme from then on.

    Raises:
        LineageError: The entries contradict each other.
    """
    events, themes = _Ledger(), _Ledger()
    for entry in entries:
        (events if entry.kind is GroupKind.EVENT else themes).follow(entry)
        if entry.kind is GroupKind.EVENT and entry.change is Change.MERGED:
            themes.forget(entry.id)
    return State(events.closed(), themes.closed())


def present(redirects: Mapping[str, str], group: str) -> str:
    """The id that a group goes by today: its own, or that of what it became part of.

    Raises:
        LineageError: The redirects lead in a circle.
    """
    seen = {group}
    while group in redirects:
        group = redirects[group]
        if group in seen:
            raise LineageError(f"{group!r} became part of itself.", _REPORT)
        seen.add(group)
    return group


# --- silence ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Silence:
    """When a group is dormant: no article for ``quiet_days`` days up to ``today``, the newest day of the corpus."""

    today: date
    quiet_days: int

    def days(self, last_day: date) -> int:
        """For how many days nothing was heard."""
        return (self.today - last_day).days


def dormancy(
    kind: GroupKind,
    last_days: Mapping[str, date],
    dormant_before: Mapping[str, date],
    silence: Silence,
    stamp: Stamp,
) -> tuple[frozenset[str], tuple[LineageEntry, ...]]:
    """The groups that are dormant today, and entries of those that became so or were heard of again.

    Args:
        kind: What the groups are.
        last_days: The newest day of every group of today.
        dormant_before: The newest day, as of yesterday, of the groups that were dormant then; ended ones do no harm.
        silence: What counts as dormant.
        stamp: Day, run and occasion.
    """
    dormant = frozenset(
        group for group, last_day in last_days.items() if silence.days(last_day) >= silence.quiet_days
    )
    entries: list[LineageEntry] = []
    for group in sorted(dormant ^ (dormant_before.keys() & last_days.keys())):
        if group in dormant:
            change, words = Change.DORMANT, reasons.dormant(silence.days(last_days[group]))
        else:
            gap = (last_days[group] - dormant_before[group]).days
            change, words = Change.REVIVED, reasons.revived(gap, silence.quiet_days)
        entries.append(LineageEntry(kind, change, group, stamp.day, stamp.run_id, stamp.reason(words)))
    return dormant, tuple(entries)
