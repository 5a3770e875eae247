"""Identity from run to run: which of today's groups is which of yesterday's."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_DIGITS = 12


def new_id(prefix: str, seed: str) -> str:
    """An id made from what a group was founded on, such as ``e`` and 12 hexadecimal digits."""
    return prefix + hashlib.sha256(seed.encode()).hexdigest()[:_DIGITS]


def stable_ids(
    current: Mapping[str, frozenset[str]], previous: Mapping[str, frozenset[str]]
) -> dict[str, str]:
    """The id that each current group (proposed id -> members) bears: its predecessor's, else its own, always unique.

    Pairs are matched greedily, most shared members first; a group is the successor of one with which it shares more
    than half of the smaller of the two. An id of ``previous`` is never given to a group that is not its successor.
    """
    matched = _matches(current, previous)
    taken = set(previous) | set(matched.values())
    chosen: dict[str, str] = {}
    for proposed in sorted(current):
        chosen[proposed] = matched.get(proposed) or _free(proposed, taken)
        taken.add(chosen[proposed])
    return chosen


def _matches(current: Mapping[str, frozenset[str]], previous: Mapping[str, frozenset[str]]) -> dict[str, str]:
    owner = {member: old for old in sorted(previous) for member in previous[old]}
    shared = Counter((owner[member], new) for new in current for member in current[new] if member in owner)
    matched: dict[str, str] = {}
    inherited: set[str] = set()
    for (old, new), count in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        enough = 2 * count > min(len(previous[old]), len(current[new]))
        if enough and old not in inherited and new not in matched:
            matched[new] = old
            inherited.add(old)
    return matched


def _free(proposed: str, taken: set[str]) -> str:
    candidate, attempt = proposed, 1
    while candidate in taken:
        candidate = new_id(proposed[:1], f"{proposed}/{attempt}")
        attempt += 1
    return candidate
