"""Themes over time, and what is new, from a store that is filled by hand."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING

import pytest

from pipeline.cli.main import call
from pipeline.cli.shell import Shell
from pipeline.cli.sparkline import ASCII, BLOCKS, paired, sparkline
from pipeline.models import Change, GroupKind, LineageEntry
from pipeline.ports import ClusterUpdate
from pipeline.wiring import open_services
from pipeline.workspace import open_workspace
from tests.pipeline.almanac.groups import TODAY, event, theme
from tests.pipeline.cli.terminal import Clock, Terminal
from tests.store.builders import make_draft

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import JsonValue

CHIPS = event("e1", ("a1", "a2", "a3"), {0: 2, 9: 1}, importance=8)
GRID = event("e2", ("b1", "b2"), {40: 2}, importance=3)
COURT = event("e3", ("c1",), {1: 1})
THEMES = (
    theme("t1", [CHIPS, COURT], ("technology", "law", "other")),
    replace(theme("t2", [GRID], ("energy",)), is_dormant=True, description="How the grid is paid for."),
)


def entry(change: Change, event_id: str, *members: str, run: str = "run1", days: int = 0) -> LineageEntry:
    day = TODAY.replace(day=TODAY.day - days)
    return LineageEntry(GroupKind.EVENT, change, event_id, day, run, "", "", members)


def save(root: Path, update: ClusterUpdate) -> None:
    with open_services(open_workspace(root, {}, {}), {}) as services:
        services.clusters.save(update)


@pytest.fixture
def almanac(terminal: Terminal) -> Terminal:
    """A terminal in a workspace with three events in two themes, of two runs."""
    lineage = (
        entry(Change.BORN, "e2", "b1", "b2", days=9),
        entry(Change.BORN, "e1", "a1", "a2", "a3", days=9),
        entry(Change.BORN, "e3", "c1", run="run2"),
    )
    save(terminal.here, ClusterUpdate(events=(CHIPS, GRID, COURT), themes=THEMES, lineage=lineage))
    return terminal


def theme_ids(terminal: Terminal, *options: str) -> list[str]:
    themes = terminal("themes", "list", *options, "--json").document()["themes"]
    assert isinstance(themes, list)
    return [str(one["id"]) for one in themes if isinstance(one, dict)]


def event_ids(document: dict[str, JsonValue]) -> list[str]:
    assert isinstance(document["themes"], list)
    groups = [one["events"] for one in document["themes"] if isinstance(one, dict)]
    events = [
        each["event"]
        for group in groups
        if isinstance(group, list)
        for each in group
        if isinstance(each, dict)
    ]
    return [str(one["id"]) for one in events if isinstance(one, dict)]


def test_themes_are_listed_with_their_velocity_and_a_sparkline(almanac: Terminal) -> None:
    heading, first, second = almanac("themes", "list").output.splitlines()

    assert heading.split()[:6] == ["id", "last", "articles", "events", "domain", "velocity"]
    assert "technology +1" in first
    assert "rising" in first
    assert "█" in first
    assert "quiet" in second
    assert "█" not in second


def test_themes_can_be_narrowed_to_a_domain_to_meetings_and_to_active_ones(almanac: Terminal) -> None:
    assert theme_ids(almanac) == ["t1", "t2"]
    assert theme_ids(almanac, "--domain", "energy") == ["t2"]
    assert theme_ids(almanac, "--meeting") == ["t1"]
    assert theme_ids(almanac, "--active") == ["t1"]
    assert theme_ids(almanac, "--domain", "energy", "--active") == []


def test_a_domain_that_no_theme_has_names_the_nearest(almanac: Terminal) -> None:
    result = almanac("themes", "list", "--domain", "energi")

    assert result.code == 2
    assert "Did you mean energy?" in result.messages


def test_a_theme_is_shown_with_how_it_fares(almanac: Terminal) -> None:
    shown = almanac("themes", "show", "t1").output
    described = almanac("themes", "show", "t2").output

    assert "3 articles of 2 events" in shown
    assert "(a meeting)" in shown
    assert "How the grid is paid for." in described
    assert "(dormant)" in described
    activity = almanac("themes", "show", "t1", "--json").document()["activity"]
    assert isinstance(activity, dict)
    assert activity["articles_window"] == 4
    assert activity["trend"] == "rising"


def test_a_terminal_without_blocks_gets_a_sparkline_that_it_can_show(almanac: Terminal) -> None:
    stream = TextIOWrapper(BytesIO(), encoding="cp1252", write_through=True)
    shell = Shell(stream, stream, {}, Clock(), almanac.here)

    assert call(["themes", "list"], shell) == 0
    stream.seek(0)
    assert "#" in stream.read()


def test_only_days_without_articles_have_the_lowest_bar() -> None:
    assert sparkline([0, 1, 50, 100], BLOCKS) == "▁▂▅█"
    assert sparkline([0, 0], ASCII) == "__"
    assert paired([1, 2, 3]) == [1, 5]


def test_before_the_first_edition_everything_is_new_and_that_is_said(almanac: Terminal) -> None:
    result = almanac("new")

    assert "No edition was published yet" in result.messages
    assert result.output.startswith("3 new events in 2 themes\n")
    assert event_ids(almanac("new", "--json").document()) == ["e1", "e3", "e2"]


def test_an_event_that_was_in_an_edition_comes_back_only_when_it_changed(almanac: Terminal) -> None:
    publish(almanac)
    unchanged = almanac("new")
    assert unchanged.code == 0
    assert unchanged.output.startswith("Nothing new since edition 1 of ")

    grown = replace(GRID, article_ids=("b1", "b2", "b3"))
    revived = (entry(Change.CONTINUED, "e2", "b3", run="run3"), entry(Change.REVIVED, "e2", run="run3"))
    save(almanac.here, ClusterUpdate(events=(grown,), lineage=revived))

    assert almanac("new").output.startswith("0 new events, 1 revived in 1 theme since edition 1 of ")
    assert event_ids(almanac("new", "--json").document()) == ["e2"]


def test_publishing_that_is_refused_closes_no_edition(almanac: Terminal) -> None:
    assert almanac("publish").code == 5
    assert "No edition was published yet" in almanac("new").messages


@pytest.mark.parametrize(
    ("since", "events"), [("run", ["e3"]), ("2026-04-22", ["e3"]), ("2026-04-21", ["e1", "e3", "e2"])]
)
def test_news_of_the_last_run_or_since_a_day(almanac: Terminal, since: str, events: list[str]) -> None:
    assert event_ids(almanac("new", "--since", since, "--json").document()) == events


def test_a_limit_shows_the_most_important_and_counts_all(almanac: Terminal) -> None:
    document = almanac("new", "--limit", "1", "--json").document()

    assert event_ids(document) == ["e1"]
    assert document["total"] == 3


def test_news_since_what_is_no_day_exits_2(almanac: Terminal) -> None:
    assert almanac("new", "--since", "yesterday").code == 2


def test_an_empty_almanac_has_no_news_and_no_themes(terminal: Terminal) -> None:
    for since in ("edition", "run", "2026-04-01"):
        assert terminal("new", "--since", since).output.startswith("Nothing new")
    assert terminal("themes", "list", "--json").document()["activity"] == []


def publish(terminal: Terminal) -> None:
    """Approve and publish a draft, which closes an edition."""
    with open_services(open_workspace(terminal.here, {}, {}), {}) as services:
        services.drafts.add(make_draft("grid"), "inputs")
    assert terminal("review", "approve", "grid").code == 0
    assert terminal("publish", "--json").document()["edition"] == 1
