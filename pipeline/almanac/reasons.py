"""Why a group changed, in words for readers: the reasons in lineage entries."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.models import GroupKind
from pipeline.text.wording import count


@dataclass(frozen=True, slots=True)
class _Wording:
    """How one kind of group is spoken of. Verbs stand in two forms: of one member, and of several."""

    member: str
    group: str
    founded: str
    leaves: tuple[str, str]
    stays: tuple[str, str]
    became: str


_WORDINGS = {
    GroupKind.EVENT: _Wording(
        member="article",
        group="event",
        founded="told of something not known before",
        leaves=("tells another story", "tell another story"),
        stays=("tells the same story", "tell the same story"),
        became="tells the same story",
    ),
    GroupKind.THEME: _Wording(
        member="event",
        group="theme",
        founded="fitted no theme known before",
        leaves=("belongs to another theme", "belong to another theme"),
        stays=("belongs there", "belong there"),
        became="their events belong together",
    ),
}


def born(kind: GroupKind, fresh: int, moved: int) -> str:
    """Why a group began with ``fresh`` members that had no group, and ``moved`` ones that came from others."""
    words = _WORDINGS[kind]
    if moved:
        return f"{count(fresh, f'new {words.member}')}, with {moved} of other {words.group}s"
    return f"{count(fresh, words.member)} {words.founded}"


def continued(kind: GroupKind, fresh: int) -> str:
    """Why a group went on: members that had no group joined it."""
    return count(fresh, f"more {_WORDINGS[kind].member}")


def split(kind: GroupKind, part: int, whole: int) -> str:
    """Why ``part`` of the ``whole`` members of a group left it for another."""
    words = _WORDINGS[kind]
    return f"{_share(words, part, whole)} {words.leaves[part > 1]}"


def merged(kind: GroupKind, part: int, whole: int) -> str:
    """Why a group became part of another: ``part`` of its ``whole`` members, those that were left, went there."""
    words = _WORDINGS[kind]
    return words.became if part == whole else f"{_share(words, part, whole)} {words.stays[part > 1]}"


def dormant(days: int) -> str:
    """Why a group counts as dormant."""
    return f"no article for {count(days, 'day')}"


def revived(silence: int, quiet_days: int) -> str:
    """Why a group is dormant no more: something was heard after ``silence`` days, or (0) the limit was raised."""
    if silence > 0:
        return f"new articles after {count(silence, 'day')} of silence"
    return f"now dormant only after {count(quiet_days, 'day')} of silence"


def _share(words: _Wording, part: int, whole: int) -> str:
    return f"{part} of its {count(whole, words.member)}"
