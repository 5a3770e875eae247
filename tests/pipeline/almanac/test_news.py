from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from pipeline.almanac.lineage import Stamp, trace
from pipeline.almanac.news import counts_line, first_events, whats_new
from pipeline.models import Change, Event, GroupKind, LineageEntry
from tests.pipeline.almanac.groups import TODAY, event, theme

if TYPE_CHECKING:
    from collections.abc import Sequence

BORN, GREW, SPLIT, MERGED = Change.BORN, Change.CONTINUED, Change.SPLIT, Change.MERGED


def entry(change: Change, event_id: str, members: str = "", other: str = "", run: str = "r1") -> LineageEntry:
    """An entry about an event; its members are single letters."""
    return LineageEntry(GroupKind.EVENT, change, event_id, TODAY, run, "", other, tuple(members))


def about_theme(change: Change, theme_id: str, *members: str, other: str = "") -> LineageEntry:
    return LineageEntry(GroupKind.THEME, change, theme_id, TODAY, "r1", "", other, members)


def changes(entries: Sequence[LineageEntry], **events: str) -> dict[str, tuple[Change, int]]:
    """What is new of events, given by id with their articles."""
    news = whats_new(entries, [event(event_id, tuple(articles)) for event_id, articles in events.items()], [])
    return {one.event.id: (one.change, one.new_articles) for one in news.events}


def test_without_entries_there_is_no_news() -> None:
    assert changes([], e1="ab") == {}
    assert counts_line(whats_new([], [event("e1")], [])) == "nothing new"


def test_born_grown_and_revived_events_are_told_with_their_new_articles() -> None:
    entries = [
        entry(BORN, "e1", "ab"),
        entry(GREW, "e1", "c"),
        entry(GREW, "e2", "z"),
        entry(Change.REVIVED, "e3"),
        entry(GREW, "e3", "q"),
    ]

    assert changes(entries, e1="abc", e2="xyz", e3="pq", e4="m") == {
        "e1": (BORN, 3),
        "e2": (GREW, 1),
        "e3": (Change.REVIVED, 1),
    }


def test_falling_dormant_is_no_news() -> None:
    assert changes([entry(Change.DORMANT, "e1")], e1="ab") == {}


def test_an_event_that_was_born_and_merged_since_counts_once() -> None:
    entries = [entry(BORN, "e1", "ab"), entry(BORN, "e2", "c"), entry(MERGED, "e2", "c", "e1", run="r2")]

    assert changes(entries, e1="abc") == {"e1": (BORN, 3)}


def test_a_known_event_that_takes_in_a_new_one_has_grown() -> None:
    entries = [entry(BORN, "e2", "cdef"), entry(MERGED, "e2", "cdef", "e1", run="r2")]

    assert changes(entries, e1="acdef") == {"e1": (GREW, 4)}


def test_two_known_events_that_became_one_have_merged_whatever_id_is_left() -> None:
    chain = [entry(MERGED, "e1", "a", "e2"), entry(MERGED, "e2", "ab", "e3", run="r2")]
    into_new = [entry(BORN, "e9", "x"), entry(MERGED, "e1", "a", "e9"), entry(MERGED, "e2", "b", "e9")]

    assert changes(chain, e3="abc") == {"e3": (MERGED, 0)}
    assert changes(into_new, e9="abx") == {"e9": (MERGED, 1)}


def test_both_parts_of_a_known_event_are_split() -> None:
    entries = [entry(SPLIT, "e1", "bc", "e2")]

    assert changes(entries, e1="a", e2="bc") == {"e1": (SPLIT, 0), "e2": (SPLIT, 0)}


def test_a_split_of_what_readers_never_saw_together_makes_new_events() -> None:
    entries = [entry(BORN, "e1", "abc"), entry(SPLIT, "e1", "c", "e2", run="r2")]

    assert changes(entries, e1="ab", e2="c") == {"e1": (BORN, 2), "e2": (BORN, 1)}


def test_an_event_that_split_and_merged_again_is_as_it_was() -> None:
    entries = [entry(SPLIT, "e1", "b", "e2"), entry(MERGED, "e2", "b", "e1", run="r2")]

    assert changes(entries, e1="ab") == {}


def test_an_event_of_mostly_new_articles_is_new_though_one_came_from_elsewhere() -> None:
    entries = [entry(BORN, "e2", "xyz"), entry(SPLIT, "e1", "b", "e2")]

    assert changes(entries, e1="a", e2="bxyz") == {"e1": (SPLIT, 0), "e2": (BORN, 3)}


def test_news_is_grouped_by_theme_with_the_most_important_first() -> None:
    events = [
        event("e1", "a", importance=2),
        event("e2", "b", importance=9),
        event("e3", "c"),
        event("e4", "d"),
    ]
    themes = [theme("t1", [events[0]]), theme("t2", [events[2], events[1]]), theme("t3", [])]
    news = whats_new([entry(BORN, one.id, one.article_ids[0]) for one in events], events, themes)

    told = [
        (one.theme.id if one.theme else "", [each.event.id for each in one.events]) for one in news.themes
    ]
    assert told == [("t2", ["e2", "e3"]), ("t1", ["e1"]), ("", ["e4"])]


def test_a_theme_of_its_own_news_stands_without_events() -> None:
    news = whats_new(
        [about_theme(MERGED, "t2", "e1", other="t1")], [event("e1")], [theme("t1", [event("e1")])]
    )

    assert [(one.change, one.events) for one in news.themes] == [(MERGED, ())]
    assert counts_line(news) == "0 new events in 1 theme (1 merged)"


def test_counts_in_one_line() -> None:
    events = [event(f"e{number}", articles) for number, articles in enumerate(("a", "b", "xc", "d"))]
    themes = [theme("t1", events[:2]), theme("t2", events[2:])]
    entries = [
        entry(BORN, "e0", "a"),
        entry(BORN, "e1", "b"),
        entry(GREW, "e2", "c"),
        entry(Change.REVIVED, "e3"),
        about_theme(BORN, "t1", "e0", "e1"),
        about_theme(GREW, "t2", "e3"),
    ]

    line = counts_line(whats_new(entries, events, themes))
    assert line == "2 new events, 1 grown, 1 revived in 2 themes (1 new)"


def test_a_limit_keeps_the_most_important_events() -> None:
    events = [event(f"e{number}", letter, importance=number + 1) for number, letter in enumerate("abc")]
    themes = [theme("t1", events[:1]), theme("t2", events[1:])]
    news = whats_new([entry(BORN, one.id, one.article_ids[0]) for one in events], events, themes)

    assert [one.event.id for one in first_events(news, 2).events] == ["e2", "e1"]
    assert len(first_events(news, 2).themes) == 1
    assert first_events(news, 0) == news


# --- any history ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Almanac:
    """Events as sets of articles, with the entries of what became of them."""

    events: dict[str, frozenset[str]] = field(default_factory=dict)
    entries: list[LineageEntry] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    articles: int = 0

    def step(self, action: str, pick: int, run: str) -> None:
        """Change one event or two, and trace it."""
        now = dict(self.events)
        ids = sorted(now) or [""]
        chosen, other = ids[pick % len(ids)], ids[(pick * 7 + 1) % len(ids)]
        if action == "born" or not now:
            now[f"new of {run}"] = self.new_article()
        elif action == "grow":
            now[chosen] |= self.new_article()
        elif action == "merge" and chosen != other:
            now[other] |= now.pop(chosen)
        elif action == "split" and len(now[chosen]) > 1:
            first = frozenset([min(now[chosen])])
            now |= {chosen: now[chosen] - first, f"new of {run}": first}
        traced = trace(GroupKind.EVENT, self.events, now, self.used, Stamp(TODAY, run))
        self.events = {traced.ids[proposed]: members for proposed, members in now.items()}
        self.entries += traced.entries
        self.used |= set(self.events)

    def new_article(self) -> frozenset[str]:
        self.articles += 1
        return frozenset([f"a{self.articles}"])

    def today(self) -> list[Event]:
        return [event(event_id, sorted(articles)) for event_id, articles in self.events.items()]


STEPS = st.lists(
    st.tuples(st.sampled_from(("born", "grow", "merge", "split")), st.integers(0, 99)), max_size=25
)


@given(STEPS, STEPS)
def test_news_counts_every_new_article_once_and_leaves_out_what_did_not_change(
    before: list[tuple[str, int]], since: list[tuple[str, int]]
) -> None:
    almanac = Almanac()
    for number, (action, pick) in enumerate(before):
        almanac.step(action, pick, f"before{number}")
    reported, known, point = dict(almanac.events), almanac.articles, len(almanac.entries)
    for number, (action, pick) in enumerate(since):
        almanac.step(action, pick, f"since{number}")
    news = whats_new(almanac.entries[point:], almanac.today(), [])

    told = {one.event.id: one for one in news.events}
    assert len(told) == len(news.events)
    assert sum(one.new_articles for one in news.events) == almanac.articles - known
    for event_id, articles in almanac.events.items():
        if event_id not in told:
            assert reported[event_id] == articles
        if event_id not in reported and all(int(article[1:]) > known for article in articles):
            assert told[event_id].change is BORN
