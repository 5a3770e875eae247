from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.almanac.lineage import Silence, Stamp, Traced, dormancy, present, replay, trace
from pipeline.errors import LineageError
from pipeline.models import Change, GroupKind, LineageEntry
from tests.pipeline.almanac.histories import Step, group_of, histories, lived

TODAY = date(2026, 4, 20)
STAMP = Stamp(TODAY, "r1")
MOVES = {Change.SPLIT, Change.MERGED}


def groups(**members: str) -> dict[str, frozenset[str]]:
    """Groups by id, each member one letter."""
    return {name: frozenset(own) for name, own in members.items()}


def traced(before: dict[str, frozenset[str]], now: dict[str, frozenset[str]]) -> Traced:
    return trace(GroupKind.EVENT, before, now, before.keys(), STAMP)


def told(entries: tuple[LineageEntry, ...]) -> list[tuple[str, str, str, str, str]]:
    """Entries as (change, id, other, members, reason)."""
    return [(e.change.value, e.id, e.other, "".join(e.members), e.reason) for e in entries]


# --- what happened ----------------------------------------------------------------------------------------------------


def test_articles_without_an_event_found_one_or_join_one() -> None:
    found = traced(groups(old="ab"), groups(x="abc", y="def"))
    assert found.ids == {"x": "old", "y": "y"}
    assert told(found.entries) == [
        ("born", "y", "", "def", "3 articles told of something not known before"),
        ("continued", "old", "", "c", "1 more article"),
    ]


def test_larger_part_of_a_split_event_keeps_the_id() -> None:
    found = traced(groups(old="abcde"), groups(p="abc", q="de"))
    assert found.ids == {"p": "old", "q": "q"}
    assert told(found.entries) == [("split", "old", "q", "de", "2 of its 5 articles tell another story")]


def test_event_found_to_be_another_becomes_part_of_it() -> None:
    found = traced(groups(one="abc", two="de"), groups(x="abcde"))
    assert found.ids == {"x": "one"}
    assert found.merged == {"two": "one"}
    assert told(found.entries) == [("merged", "two", "one", "de", "tells the same story")]


def test_event_scattered_over_others_becomes_part_of_the_one_that_got_most() -> None:
    found = traced(groups(gone="abc", one="defg", two="hijk"), groups(one="adefg", two="bchijk"))
    assert told(found.entries) == [
        ("split", "gone", "one", "a", "1 of its 3 articles tells another story"),
        ("merged", "gone", "two", "bc", "2 of its 3 articles tell the same story"),
    ]


def test_id_goes_where_most_of_its_story_goes_not_to_a_remnant() -> None:
    found = traced(groups(one="abcdefgh", two="ijk"), groups(x="bcdefghijk", y="a"))
    assert found.ids == {"x": "one", "y": "y"}
    found = traced(groups(one="abcdefgh", two="ijk"), groups(x="abijk", y="cdefgh"))
    assert found.ids == {"x": "two", "y": "one"}
    found = traced(groups(one="abc", two="defghi"), groups(x="bcdefghi", y="a"))
    assert found.ids == {"x": "two", "y": "y"}
    assert found.merged == {"one": "two"}


def test_event_of_new_and_moved_articles_says_both() -> None:
    found = traced(groups(old="abcde"), groups(old="abc", new="dexyz"))
    assert told(found.entries) == [
        ("born", "new", "", "xyz", "3 new articles, with 2 of other events"),
        ("split", "old", "new", "de", "2 of its 5 articles tell another story"),
    ]


def test_articles_can_change_places() -> None:
    found = traced(groups(one="abc", two="def"), groups(one="abd", two="cef"))
    assert told(found.entries) == [
        ("split", "one", "two", "c", "1 of its 3 articles tells another story"),
        ("split", "two", "one", "d", "1 of its 3 articles tells another story"),
    ]


def test_id_of_an_ended_event_is_not_given_again() -> None:
    found = trace(GroupKind.EVENT, groups(x="abcd"), groups(x="ab", ended="cd"), {"x", "ended"}, STAMP)
    assert found.ids["ended"] not in {"x", "ended"}
    assert (
        found.ids
        == trace(GroupKind.EVENT, groups(x="abcd"), groups(ended="cd", x="ab"), {"ended", "x"}, STAMP).ids
    )


def test_equal_parts_of_an_event_are_told_apart_by_the_proposed_id() -> None:
    assert traced(groups(m="ab"), groups(a="ax", m="by")).ids == {"a": "a", "m": "m"}


def test_occasion_stands_before_the_reason() -> None:
    stamp = Stamp(TODAY, "r1", "all articles reviewed")
    (entry,) = trace(GroupKind.EVENT, groups(a="ab", b="c"), groups(a="abc"), {"a", "b"}, stamp).entries
    assert entry.reason == "all articles reviewed: tells the same story"


def test_article_that_is_nowhere_today_is_an_error() -> None:
    with pytest.raises(LineageError, match="'b'"):
        traced(groups(one="ab"), groups(one="a"))


# --- themes over events -----------------------------------------------------------------------------------------------


def test_event_that_merged_leaves_its_theme_without_a_word() -> None:
    before = {"t1": frozenset({"e1", "e2"}), "t2": frozenset({"e3"})}
    now = {"t1": frozenset({"e1"}), "t2": frozenset({"e3"})}
    found = trace(GroupKind.THEME, before, now, before.keys(), STAMP, {"e2": "e3"})
    assert found.entries == ()


def test_theme_whose_events_all_merged_becomes_part_of_the_theme_that_holds_them() -> None:
    before = {"t1": frozenset({"e1", "e2"}), "t2": frozenset({"e3"})}
    now = {"t2": frozenset({"e3", "e4"})}
    found = trace(GroupKind.THEME, before, now, before.keys(), STAMP, {"e1": "e2", "e2": "e3"})
    assert told(found.entries) == [
        ("continued", "t2", "", "e4", "1 more event"),
        ("merged", "t1", "t2", "", "their events belong together"),
    ]


def test_theme_whose_events_went_to_several_says_how_many_went_where() -> None:
    before = {"t1": frozenset({"e1", "e2", "e3"}), "t2": frozenset({"e4"}), "t3": frozenset({"e5", "e6"})}
    now = {"t2": frozenset({"e1", "e4"}), "t3": frozenset({"e2", "e3", "e5", "e6"})}
    found = trace(GroupKind.THEME, before, now, before.keys(), STAMP)
    assert [e.reason for e in found.entries] == [
        "1 of its 3 events belongs to another theme",
        "2 of its 3 events belong there",
    ]


# --- histories --------------------------------------------------------------------------------------------------------


@given(histories())
def test_replaying_all_entries_rebuilds_every_day(history: list[Step]) -> None:
    entries: list[LineageEntry] = []
    for day in lived(history):
        entries.extend(day.entries)
        state = replay(entries)
        assert state.events.members == day.events
        assert state.themes.members == day.themes


@given(histories())
def test_every_article_is_in_one_event_and_every_event_in_one_theme(history: list[Step]) -> None:
    for day in lived(history):
        assert len(group_of(day.events)) == sum(map(len, day.events.values()))
        assert sorted(event for events in day.themes.values() for event in events) == sorted(day.events)


@given(histories())
def test_every_id_ever_given_leads_to_a_present_group_and_names_no_second_one(history: list[Step]) -> None:
    entries: list[LineageEntry] = []
    given_ids: dict[str, set[str]] = {"event": set(), "theme": set()}
    for day in lived(history):
        entries.extend(day.entries)
        state = replay(entries)
        for kind, now, known in (
            ("event", day.events, state.events),
            ("theme", day.themes, state.themes),
        ):
            ended = given_ids[kind] & known.redirects.keys()
            assert not ended & now.keys()
            given_ids[kind] |= now.keys()
            assert {present(known.redirects, one) for one in given_ids[kind]} <= now.keys()


@given(histories())
def test_member_changes_its_group_only_where_an_entry_says_so(history: list[Step]) -> None:
    events: dict[str, str] = {}
    themes: dict[str, str] = {}
    for day in lived(history):
        for kind, before, now in (
            (GroupKind.EVENT, events, group_of(day.events)),
            (GroupKind.THEME, themes, group_of(day.themes)),
        ):
            changed = {(m, before[m], now[m]) for m in before.keys() & now.keys() if before[m] != now[m]}
            said = {
                (m, e.id, e.other)
                for e in day.entries
                if e.kind is kind and e.change in MOVES
                for m in e.members
            }
            assert changed == said
        events, themes = group_of(day.events), group_of(day.themes)


@given(histories())
def test_id_ends_only_in_the_group_that_most_of_it_went_to(history: list[Step]) -> None:
    before: dict[str, frozenset[str]] = {}
    for day in lived(history):
        for entry in day.entries:
            if entry.kind is GroupKind.EVENT and entry.change is Change.MERGED:
                shares = {name: len(before[entry.id] & members) for name, members in day.events.items()}
                assert shares[entry.other] == max(shares.values())
        before = dict(day.events)


@given(histories())
def test_day_without_change_writes_nothing_down(history: list[Step]) -> None:
    *_, last = lived([*history, Step([], [], [], [])])
    assert last.entries == ()


@given(histories())
def test_order_of_groups_and_groups_that_did_not_change_make_no_difference(
    history: list[Step],
) -> None:
    before: dict[str, frozenset[str]] = {}
    for day in lived(history):
        now = {f"x{min(members)}": members for members in day.events.values()}
        used = before.keys() | {"xa1"}
        whole = trace(GroupKind.EVENT, before, now, used, STAMP)
        same = set(before.values()) & set(now.values())
        some_before = {name: own for name, own in reversed(before.items()) if own not in same}
        some_now = {name: own for name, own in reversed(now.items()) if own not in same}
        part = trace(GroupKind.EVENT, some_before, some_now, used, STAMP)
        assert part.entries == whole.entries
        assert part.ids.items() <= whole.ids.items()
        before = dict(day.events)


# --- what cannot have happened ----------------------------------------------------------------------------------------


def entry(change: Change, group: str, members: str = "", other: str = "") -> LineageEntry:
    return LineageEntry(GroupKind.EVENT, change, group, TODAY, "r1", "", other, tuple(members))


@pytest.mark.parametrize(
    "then",
    [
        entry(Change.BORN, "e1", "x"),
        entry(Change.BORN, "e9", "x"),
        entry(Change.BORN, "e3", "a"),
        entry(Change.CONTINUED, "e3", "x"),
        entry(Change.SPLIT, "e1", "x", "e2"),
        entry(Change.SPLIT, "e1", "a", "e9"),
        entry(Change.MERGED, "e1", "a", "e2"),
        entry(Change.DORMANT, "e3"),
    ],
)
def test_entries_that_contradict_each_other_are_an_error(then: LineageEntry) -> None:
    past = [
        entry(Change.BORN, "e1", "ab"),
        entry(Change.BORN, "e2", "c"),
        entry(Change.BORN, "e9", "z"),
        entry(Change.MERGED, "e9", "z", "e2"),
    ]
    assert replay(past).events.redirects == {"e9": "e2"}
    with pytest.raises(LineageError):
        replay([*past, then])


def test_circle_of_redirects_is_an_error() -> None:
    with pytest.raises(LineageError, match="itself"):
        present({"a": "b", "b": "a"}, "a")


# --- silence ----------------------------------------------------------------------------------------------------------


def test_silent_groups_become_dormant_and_revive_when_something_is_heard() -> None:
    def ago(days: int) -> date:
        return TODAY - timedelta(days=days)

    silence = Silence(TODAY, 45)
    last_days = {"quiet": ago(45), "busy": ago(44), "still": ago(90), "back": ago(2)}
    before = {"still": ago(90), "back": ago(62), "ended": ago(80)}
    dormant, entries = dormancy(GroupKind.EVENT, last_days, before, silence, STAMP)
    assert dormant == {"quiet", "still"}
    assert told(entries) == [
        ("revived", "back", "", "", "new articles after 60 days of silence"),
        ("dormant", "quiet", "", "", "no article for 45 days"),
    ]


def test_group_that_a_new_limit_wakes_says_so() -> None:
    last = TODAY - timedelta(days=50)
    dormant, entries = dormancy(GroupKind.THEME, {"t": last}, {"t": last}, Silence(TODAY, 60), STAMP)
    assert dormant == frozenset()
    assert [e.reason for e in entries] == ["now dormant only after 60 days of silence"]


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.integers(0, 30), max_size=3), max_size=6))
def test_replay_knows_which_groups_are_dormant(heard: list[dict[str, int]]) -> None:
    last_days = dict.fromkeys("abc", TODAY)
    entries = [entry(Change.BORN, group, group) for group in "abc"]
    dormant: frozenset[str] = frozenset()
    for number, news in enumerate(heard):
        today = TODAY + timedelta(days=30 * number)
        before = {group: last_days[group] for group in dormant}
        last_days |= {group: today - timedelta(days=ago) for group, ago in news.items()}
        dormant, changes = dormancy(
            GroupKind.EVENT, last_days, before, Silence(today, 20), Stamp(today, f"r{number}")
        )
        entries.extend(changes)
        assert replay(entries).events.dormant == dormant
        before = {group: last_days[group] for group in dormant}
        again = dormancy(GroupKind.EVENT, last_days, before, Silence(today, 20), STAMP)
        assert again == (dormant, ())
