from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from pipeline.almanac.lineage import present, replay
from pipeline.errors import StoreError
from pipeline.models import Change, Event, GroupKind, LineageEntry, RelatedEvent
from pipeline.ports import ClusterUpdate, Edition
from store.clusters import SqlClusterRepository
from store.database import open_database
from store.migrate import MIGRATIONS
from tests.pipeline.almanac.histories import Step, histories, lived
from tests.store.builders import make_event, make_theme

if TYPE_CHECKING:
    from pipeline.ports import ClusterRepository
    from store.database import Database
    from tests.pipeline.almanac.histories import Day

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
EVENT, THEME = GroupKind.EVENT, GroupKind.THEME


def day(number: int) -> date:
    return date(2026, 3, number)


def event(event_id: str, *article_ids: str) -> Event:
    return replace(make_event(event_id, day(1), day(2)), article_ids=article_ids or ("a",))


def entry(
    change: Change, group: str, *members: str, other: str = "", kind: GroupKind = EVENT
) -> LineageEntry:
    return LineageEntry(kind, change, group, day(3), "r1", f"{change} for a “reason”", other, members)


def state_of(clusters: ClusterRepository) -> object:
    """All that can be read."""
    ids = {kind: sorted(clusters.used_ids(kind)) for kind in GroupKind}
    presents = {(kind, one): clusters.present_id(kind, one) for kind, known in ids.items() for one in known}
    relations = [clusters.related(one.id) for one in clusters.events()]
    return clusters.events(), clusters.themes(), clusters.lineage_since(0), presents, relations


# --- events and themes ------------------------------------------------------------------------------------------------


def test_events_come_newest_first_and_themes_largest_first(database: Database) -> None:
    clusters: ClusterRepository = SqlClusterRepository(database)
    old, new, long = (
        make_event("o", day(1), day(2)),
        make_event("n", day(8), day(9)),
        make_event("l", day(1), day(9)),
    )
    small, large, tied = make_theme("s", 2, ["o"]), make_theme("z", 12, ["n", "l"]), make_theme("a", 2)
    clusters.save(ClusterUpdate(events=(old, long, new), themes=(small, large, tied)))
    assert clusters.events() == [new, long, old]
    assert clusters.themes() == [large, tied, small]


def test_save_changes_only_what_it_names(database: Database) -> None:
    clusters = SqlClusterRepository(database)
    kept, changed = make_event("k", day(1), day(2)), make_event("c", day(1), day(1))
    gone, theme = make_event("g", day(1), day(1)), make_theme("t", 2)
    clusters.save(ClusterUpdate(events=(kept, changed, gone), themes=(theme, make_theme("u", 3))))
    better = replace(changed, title="A better title", article_ids=("a", "b", "c"), is_dormant=True)
    clusters.save(ClusterUpdate(events=(better,), gone_events=("g",), gone_themes=("u",)))
    assert clusters.events() == [kept, better]
    assert clusters.themes() == [theme]
    before = state_of(clusters)
    clusters.save(ClusterUpdate())
    assert state_of(clusters) == before


def test_update_that_cannot_be_stored_leaves_everything_as_it_was(database: Database) -> None:
    clusters = SqlClusterRepository(database)
    both = (entry(Change.BORN, "e", "a"), entry(Change.BORN, "f", "b"))
    relation = RelatedEvent("e", "f", 0.5, ("Ada",))
    clusters.save(ClusterUpdate(events=(event("e", "a"), event("f", "b")), lineage=both, related=(relation,)))
    before = state_of(clusters)
    broken = replace(relation, names=("half a pair: \ud800",))
    update = ClusterUpdate(
        events=(event("e", "a", "b"),),
        gone_events=("f",),
        themes=(make_theme("t", 2),),
        lineage=(entry(Change.MERGED, "f", "b", other="e"),),
        related=(replace(broken, second="g"),),
        related_anew=("e",),
    )
    with pytest.raises(StoreError):
        clusters.save(update)
    assert state_of(clusters) == before
    clusters.save(replace(update, related=()))
    assert state_of(clusters) != before


KILLED = """
import os, pathlib, signal, sys
from pipeline.ports import ClusterUpdate
from store.clusters import SqlClusterRepository
from store.database import open_database


class Deadly(tuple):
    def __iter__(self):
        os.kill(os.getpid(), signal.SIGKILL)


with open_database(pathlib.Path(sys.argv[1])) as database:
    SqlClusterRepository(database).save(ClusterUpdate(gone_events=("e",), related=Deadly()))
"""


def test_save_of_a_killed_process_leaves_everything_as_it_was(database: Database) -> None:
    clusters = SqlClusterRepository(database)
    clusters.save(ClusterUpdate(events=(event("e"),), lineage=(entry(Change.BORN, "e", "a"),)))
    before = state_of(clusters)
    command = [sys.executable, "-c", KILLED, str(database.path)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert state_of(clusters) == before
    clusters.save(ClusterUpdate(gone_events=("e",)))
    assert clusters.events() == []


# --- lineage ----------------------------------------------------------------------------------------------------------


def test_ended_id_leads_through_all_mergers_to_the_present_one(database: Database) -> None:
    clusters = SqlClusterRepository(database)
    born = tuple(entry(Change.BORN, one, one.upper()) for one in ("e1", "e2", "e3"))
    clusters.save(ClusterUpdate(lineage=born))
    clusters.save(ClusterUpdate(lineage=(entry(Change.MERGED, "e1", "E1", other="e2"),)))
    clusters.save(ClusterUpdate(lineage=(entry(Change.MERGED, "e2", "E1", "E2", other="e3"),)))
    assert [clusters.present_id(EVENT, one) for one in ("e1", "e2", "e3")] == ["e3"] * 3
    assert clusters.present_id(EVENT, "e4") == ""
    assert clusters.present_id(EVENT, "") == ""
    assert clusters.present_id(THEME, "e1") == ""
    assert clusters.used_ids(EVENT) == {"e1", "e2", "e3"}
    assert clusters.used_ids(THEME) == set()


def test_lineage_of_a_group_tells_of_all_that_became_part_of_it(database: Database) -> None:
    clusters = SqlClusterRepository(database)
    born = [entry(Change.BORN, one, one.upper(), "x") for one in ("e1", "e2", "e3")]
    theirs = [
        entry(Change.SPLIT, "e3", "x", other="e1"),
        entry(Change.MERGED, "e1", "E1", other="e2"),
        entry(Change.DORMANT, "e2"),
    ]
    theme = entry(Change.BORN, "e2", "e2", kind=THEME)
    clusters.save(ClusterUpdate(lineage=(*born, theme, *theirs)))
    assert clusters.lineage(EVENT, "e2") == [*born[:2], *theirs]
    assert clusters.lineage(EVENT, "e1") == [born[0], *theirs[:2]]
    assert clusters.lineage(THEME, "e2") == [theme]
    assert clusters.lineage(EVENT, "e9") == []


def test_entries_are_numbered_as_they_happen(database: Database) -> None:
    clusters = SqlClusterRepository(database)
    assert clusters.lineage_length() == 0
    first, second = entry(Change.BORN, "e2", "a"), entry(Change.BORN, "e1", "b")
    clusters.save(ClusterUpdate(lineage=(first,)))
    clusters.save(ClusterUpdate(lineage=(second, entry(Change.DORMANT, "e2"))))
    assert clusters.lineage_length() == 3
    assert clusters.lineage_since(0)[:2] == [first, second]
    assert clusters.lineage_since(2) == [entry(Change.DORMANT, "e2")]


def saved(clusters: ClusterRepository, before: Day | None, today: Day) -> None:
    """Save what differs between two days."""
    old_events, old_themes = (before.events, before.themes) if before else ({}, {})
    events = (event(one, *own) for one, own in today.events.items() if old_events.get(one) != own)
    themes = (
        make_theme(one, len(own), sorted(own))
        for one, own in today.themes.items()
        if old_themes.get(one) != own
    )
    update = ClusterUpdate(
        events=tuple(events),
        gone_events=tuple(old_events.keys() - today.events.keys()),
        themes=tuple(themes),
        gone_themes=tuple(old_themes.keys() - today.themes.keys()),
        lineage=today.entries,
    )
    clusters.save(update)


@settings(max_examples=15)
@given(histories(5))
def test_stored_lineage_rebuilds_the_stored_events_and_themes(empty_store: Path, history: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        shutil.copy(empty_store, path)
        before: Day | None = None
        with open_database(path) as database:
            clusters = SqlClusterRepository(database)
            for today in lived(history):
                saved(clusters, before, today)
                before = today
                state = replay(clusters.lineage_since(0))
                assert {e.id: frozenset(e.article_ids) for e in clusters.events()} == state.events.members
                assert {t.id: frozenset(t.event_ids) for t in clusters.themes()} == state.themes.members
                for kind, groups in ((EVENT, state.events), (THEME, state.themes)):
                    used = clusters.used_ids(kind)
                    assert used == groups.members.keys() | groups.redirects.keys()
                    for one in used:
                        assert clusters.present_id(kind, one) == present(groups.redirects, one)


# --- relations --------------------------------------------------------------------------------------------------------


def with_events(database: Database, *ids: str) -> SqlClusterRepository:
    clusters = SqlClusterRepository(database)
    born = tuple(entry(Change.BORN, one, one) for one in ids)
    clusters.save(ClusterUpdate(events=tuple(event(one) for one in ids), lineage=born))
    return clusters


def test_related_events_are_read_from_both_sides_most_alike_first(database: Database) -> None:
    clusters = with_events(database, "a", "b", "c", "d")
    relations = (
        RelatedEvent("b", "a", 0.5, ("Ñandú", "Ada")),
        RelatedEvent("b", "c", 0.7, ()),
        RelatedEvent("d", "b", 0.5, ()),
        RelatedEvent("a", "b", 0.4, ("weaker",)),
    )
    clusters.save(ClusterUpdate(related=relations))
    assert clusters.related("b") == [
        RelatedEvent("b", "c", 0.7, ()),
        RelatedEvent("b", "a", 0.5, ("Ñandú", "Ada")),
        RelatedEvent("b", "d", 0.5, ()),
    ]
    assert clusters.related("a") == [RelatedEvent("a", "b", 0.5, ("Ñandú", "Ada"))]
    assert clusters.related("unknown") == []


def test_relations_found_anew_take_the_place_of_the_old_ones(database: Database) -> None:
    clusters = with_events(database, "a", "b", "c")
    old = (RelatedEvent("a", "b", 0.5, ()), RelatedEvent("b", "c", 0.5, ()), RelatedEvent("a", "c", 0.5, ()))
    clusters.save(ClusterUpdate(related=old))
    anew = (RelatedEvent("b", "c", 0.9, ("Ada",)),)
    clusters.save(ClusterUpdate(related=anew, related_anew=("b",)))
    assert clusters.related("b") == [*anew]
    assert clusters.related("a") == [RelatedEvent("a", "c", 0.5, ())]


def test_relations_go_where_their_event_goes(database: Database) -> None:
    clusters = with_events(database, "a", "b", "c", "d", "e")
    old = (
        RelatedEvent("a", "b", 0.9, ()),
        RelatedEvent("a", "c", 0.8, ("closer",)),
        RelatedEvent("b", "c", 0.3, ()),
        RelatedEvent("a", "d", 0.4, ()),
        RelatedEvent("d", "e", 0.4, ()),
    )
    clusters.save(ClusterUpdate(related=old))
    merged = (entry(Change.MERGED, "a", "a", other="b"), entry(Change.MERGED, "e", "e", other="d"))
    clusters.save(ClusterUpdate(gone_events=("a", "e"), lineage=merged))
    assert clusters.related("b") == [
        RelatedEvent("b", "c", 0.8, ("closer",)),
        RelatedEvent("b", "d", 0.4, ()),
    ]
    assert clusters.related("d") == [RelatedEvent("d", "b", 0.4, ())]


# --- editions ---------------------------------------------------------------------------------------------------------


def test_edition_holds_everything_up_to_now(database: Database) -> None:
    clusters = with_events(database, "a", "b")
    assert clusters.last_edition() is None
    first = clusters.close_edition(NOON)
    clusters.save(ClusterUpdate(lineage=(entry(Change.DORMANT, "a"),)))
    second = clusters.close_edition(NOON, "the second one")
    assert (first, second) == (Edition(1, NOON, 2), Edition(2, NOON, 3, "the second one"))
    assert clusters.last_edition() == second
    assert clusters.lineage_since(first.lineage) == [entry(Change.DORMANT, "a")]


# --- what an earlier version stored -----------------------------------------------------------------------------------


def test_events_and_themes_of_before_lineage_was_kept_are_born_when_it_begins(tmp_path: Path) -> None:
    path, first = tmp_path / "store.db", tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, first, ignore=shutil.ignore_patterns("__pycache__", "000[2-9]*"))
    open_database(path, first).close()
    common = {"publishers": [], "first_day": "2026-03-01", "last_day": "2026-03-05", "domain": "energy"}
    stored = {"id": "e1", "title": "Grid", "article_ids": ["a1", "a2"], **common}
    theme = {"id": "t1", "label": "Grid", "terms": [], "event_ids": ["e1"], "article_count": 2, **common}
    with sqlite3.connect(path) as connection:
        days = ("2026-03-01", "2026-03-05")
        connection.execute("INSERT INTO events VALUES (?, ?, ?, ?)", ("e1", *days, json.dumps(stored)))
        document = json.dumps({**theme, "domains": ["energy"]})
        connection.execute("INSERT INTO themes VALUES (?, ?, ?)", ("t1", 2, document))
    connection.close()
    with open_database(path) as database:
        clusters = SqlClusterRepository(database)
        (found,) = clusters.events()
        assert (found.article_ids, found.activity, found.is_dormant, found.importance) == (
            ("a1", "a2"),
            (),
            False,
            None,
        )
        assert clusters.themes()[0].description == ""
        state = replay(clusters.lineage_since(0))
        assert state.events.members == {"e1": {"a1", "a2"}}
        assert state.themes.members == {"t1": {"e1"}}
        assert clusters.present_id(THEME, "t1") == "t1"
        (born,) = clusters.lineage(EVENT, "e1")
        assert (born.day, born.reason) == (day(5), "known before lineage was kept")
