"""Events and themes under ids that they had before."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from pipeline.models import Change, Event, GroupKind, LineageEntry, Theme
from pipeline.ports import ClusterUpdate
from pipeline.wiring import open_services
from pipeline.workspace import open_workspace

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pipeline.cli.terminal import Terminal

DAY = date(2026, 4, 2)
TOLD = "e1 became part of e2 on 2026-04-02: tells the same story\n"


def entry(kind: GroupKind, change: Change, group: str, why: str, other: str = "") -> LineageEntry:
    return LineageEntry(kind, change, group, DAY, "r1", why, other, (f"member-of-{group}",))


@pytest.fixture
def merged(root: Path, terminal: Terminal) -> Terminal:
    """A terminal in a workspace where event e1 became part of e2, that of e3, and theme t1 of t2."""
    event = Event("e3", "Chips", ("a1",), ("News",), DAY, DAY, "chips")
    theme = Theme("t2", "Export chips", ("chip",), ("e3",), 1, ("News",), DAY, DAY, "chips", ("chips",))
    born = [entry(GroupKind.EVENT, Change.BORN, f"e{n}", "1 article told of something") for n in (1, 2, 3)]
    lineage = (
        *born,
        entry(GroupKind.EVENT, Change.MERGED, "e1", "tells the same story", "e2"),
        entry(GroupKind.EVENT, Change.MERGED, "e2", "\x1b[31mtells the same story", "e3"),
        entry(GroupKind.THEME, Change.MERGED, "t1", "belongs to the same theme", "t2"),
    )
    with open_services(open_workspace(root, {}, {}), {}) as services:
        services.clusters.save(ClusterUpdate(events=(event,), themes=(theme,), lineage=lineage))
    return terminal


def test_event_is_found_under_an_old_id_that_is_said_to_be_old(merged: Terminal) -> None:
    result = merged("events", "show", "e1")
    assert result.code == 0
    assert "Chips" in result.output
    assert result.messages == TOLD + "e2 became part of e3 on 2026-04-02: tells the same story\n"


def test_theme_is_found_under_an_old_id(merged: Terminal) -> None:
    result = merged("themes", "show", "t1")
    assert result.code == 0
    assert "Export chips" in result.output
    assert result.messages == "t1 became part of t2 on 2026-04-02: belongs to the same theme\n"
    assert merged("themes", "show", "t2").messages == ""


def test_what_happened_is_shown_in_words(merged: Terminal) -> None:
    lines = merged("events", "show", "e3").output.splitlines()
    assert [line.split() for line in lines if line.startswith("2026") and "e1" in line] == [
        ["2026-04-02", "born", "e1", "1", "article", "told", "of", "something"],
        ["2026-04-02", "merged", "e1", "e2", "tells", "the", "same", "story"],
    ]


@pytest.mark.parametrize(
    ("group", "old", "present", "count"), [("events", "e2", "e3", 5), ("themes", "t1", "t2", 1)]
)
def test_document_holds_the_lineage(merged: Terminal, group: str, old: str, present: str, count: int) -> None:
    document = merged(group, "show", old, "--json").document()
    shown, lineage = document[group[:-1]], document["lineage"]
    assert isinstance(shown, dict)
    assert shown["id"] == present
    assert isinstance(lineage, list)
    assert len(lineage) == count
    assert isinstance(lineage[-1], dict)
    assert (lineage[-1]["change"], lineage[-1]["other"], lineage[-1]["day"]) == (
        "merged",
        present,
        "2026-04-02",
    )
