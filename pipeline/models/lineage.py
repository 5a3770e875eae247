"""What became of events and themes: the entries from which their present state can be rebuilt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class GroupKind(StrEnum):
    """What an entry is about: an event is a group of articles, a theme a group of events."""

    EVENT = "event"
    THEME = "theme"


class Change(StrEnum):
    """What can happen to a group."""

    BORN = "born"
    CONTINUED = "continued"
    """Members joined it that had belonged to no group."""
    SPLIT = "split"
    """Members left it for another group, which may be new."""
    MERGED = "merged"
    """All its members went to another group: its id stands for that one from now on."""
    DORMANT = "dormant"
    REVIVED = "revived"


@dataclass(frozen=True, slots=True)
class LineageEntry:
    """One change of one group. Entries are only ever added, and stand in the order in which they happened.

    ``members`` are those that were there at birth, joined, or left; () for ``dormant`` and ``revived``. ``other`` is
    the group that members of a split or merged one went to, else "". ``day`` is the day of the run.
    """

    kind: GroupKind
    change: Change
    id: str
    day: date
    run_id: str
    reason: str
    other: str = ""
    members: tuple[str, ...] = ()
