"""What became of an event or a theme: old ids followed to the present one, and what happened to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.cli.messages import say
from pipeline.cli.output import write_lines, write_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.cli.shell import Shell
    from pipeline.models import GroupKind, LineageEntry
    from pipeline.ports import ClusterRepository


def followed(shell: Shell, clusters: ClusterRepository, kind: GroupKind, group_id: str) -> str:
    """The id that a group goes by today, after saying what it became part of; an unknown id as it is."""
    from pipeline.models import Change

    present = clusters.present_id(kind, group_id)
    if present in {"", group_id}:
        return group_id
    mergers = {entry.id: entry for entry in clusters.lineage(kind, present) if entry.change is Change.MERGED}
    while group_id != present:
        entry = mergers[group_id]
        say(shell, f"{entry.id} became part of {entry.other} on {entry.day}: {entry.reason}")
        group_id = entry.other
    return present


def write_lineage(shell: Shell, entries: Sequence[LineageEntry]) -> None:
    """Print what happened, a line for each entry, below an empty line; nothing when there is none."""
    if not entries:
        return
    write_lines(shell, [""])
    rows = [
        (entry.day.isoformat(), entry.change.value, entry.id, entry.other, entry.reason) for entry in entries
    ]
    write_table(shell, ("day", "change", "id", "other", "why"), rows)
