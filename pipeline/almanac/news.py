"""What is new since a point in the lineage: the events and themes of today that readers do not know yet as they are.

A group counts once, under the id it goes by today, and for the greatest thing that happened to it. What neither grew,
split, merged nor revived since then is no news, however it was reported before.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipeline.almanac.lineage import present
from pipeline.models import Change, GroupKind
from pipeline.text.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from pipeline.models import Event, LineageEntry, Theme

_GREATEST_FIRST = (Change.BORN, Change.REVIVED, Change.MERGED, Change.SPLIT, Change.CONTINUED)
CHANGE_WORDS = MappingProxyType(
    {
        Change.BORN: "new",
        Change.CONTINUED: "grown",
        Change.REVIVED: "revived",
        Change.SPLIT: "split",
        Change.MERGED: "merged",
    }
)
"""How a change is told, in the order in which changes are counted."""


@dataclass(frozen=True, slots=True)
class EventNews:
    """An event that is new or changed: the greatest change, and how many of its articles are new to the almanac."""

    event: Event
    change: Change
    new_articles: int


@dataclass(frozen=True, slots=True)
class ThemeNews:
    """The news of one theme, most important first. ``change`` is the theme's own, None where only its events changed.

    ``theme`` is None for events that belong to none.
    """

    theme: Theme | None
    change: Change | None
    events: tuple[EventNews, ...]


@dataclass(frozen=True, slots=True)
class News:
    """All that is new, by theme, most important first."""

    themes: tuple[ThemeNews, ...]

    @property
    def events(self) -> tuple[EventNews, ...]:
        """The news of all events, theme by theme."""
        return tuple(one for theme in self.themes for one in theme.events)


@dataclass(frozen=True, slots=True)
class _Changed:
    change: Change
    new_members: int


def whats_new(entries: Sequence[LineageEntry], events: Sequence[Event], themes: Sequence[Theme]) -> News:
    """The news that the lineage entries after some point, oldest first, tell of today's events and themes."""
    known = {event.id: event for event in events}
    changed_events = {
        event_id: EventNews(known[event_id], changed.change, changed.new_members)
        for event_id, changed in _changed(
            [entry for entry in entries if entry.kind is GroupKind.EVENT],
            {event.id: event.article_ids for event in events},
        ).items()
    }
    changed_themes = _changed(
        [entry for entry in entries if entry.kind is GroupKind.THEME],
        {theme.id: theme.event_ids for theme in themes},
    )
    found = [_theme_news(theme, changed_themes.get(theme.id), changed_events) for theme in themes]
    placed = {event_id for theme in themes for event_id in theme.event_ids}
    rest = [one for event_id, one in changed_events.items() if event_id not in placed]
    found.append(ThemeNews(None, None, _ordered(rest)))
    return News(tuple(sorted((one for one in found if one.change or one.events), key=_theme_rank)))


def first_events(news: News, limit: int) -> News:
    """The same with at most ``limit`` events, themes that lose all of theirs left out; 0 leaves nothing out."""
    if not limit:
        return news
    kept: list[ThemeNews] = []
    for one in news.themes:
        events = one.events[:limit]
        limit -= len(events)
        if events or not one.events:
            kept.append(replace(one, events=events))
    return News(tuple(kept))


def counts_line(news: News) -> str:
    """The news in a line: "12 new events, 7 grown, 1 revived in 9 themes (2 new)"."""
    if not news.themes:
        return "nothing new"
    events = Counter(one.change for one in news.events)
    born = count(events.pop(Change.BORN, 0), "new event")
    line = ", ".join([born, *_worded(events)])
    named = [one for one in news.themes if one.theme is not None]
    if not named:
        return line
    own = ", ".join(_worded(Counter(one.change for one in named if one.change is not None)))
    return f"{line} in {count(len(named), 'theme')}" + (f" ({own})" if own else "")


# --- what became of groups --------------------------------------------------------------------------------------------


def _changed(entries: Sequence[LineageEntry], groups: Mapping[str, tuple[str, ...]]) -> dict[str, _Changed]:
    """What happened to each of today's groups (id -> members), by id, given the entries of their kind."""
    new_members = _new_members(entries)
    changes = _changes(entries, _founded(entries, groups), new_members)
    found = {}
    for group_id, members in groups.items():
        new = len(new_members.intersection(members))
        change = _greatest(changes[group_id], len(members), new)
        if change is not None:
            found[group_id] = _Changed(change, new)
    return found


def _new_members(entries: Sequence[LineageEntry]) -> frozenset[str]:
    """Members that belonged to no group before: that is how all are told of that a group was born or continued with."""
    first_seen: dict[str, Change] = {}
    for entry in entries:
        for member in entry.members:
            first_seen.setdefault(member, entry.change)
    joining = {Change.BORN, Change.CONTINUED}
    return frozenset(member for member, change in first_seen.items() if change in joining)


def _founded(entries: Iterable[LineageEntry], groups: Mapping[str, tuple[str, ...]]) -> set[str]:
    """The groups that did not exist before: every member that they have or lost came to them since.

    That a group was founded with members of another one is told by the entry of the other one only.
    """
    came: defaultdict[str, set[str]] = defaultdict(set)
    left: defaultdict[str, set[str]] = defaultdict(set)
    for entry in entries:
        came[entry.other or entry.id].update(entry.members)
        if entry.other:
            left[entry.id].update(entry.members)
    return {
        group_id
        for group_id, members in came.items()
        if members and members.issuperset(left[group_id].union(groups.get(group_id, ())))
    }


def _changes(
    entries: Iterable[LineageEntry], founded: AbstractSet[str], new_members: AbstractSet[str]
) -> defaultdict[str, set[Change]]:
    """What happened to today's groups, apart from growing. Moves of what readers never saw elsewhere are left out."""
    became = {entry.id: entry.other for entry in entries if entry.change is Change.MERGED}
    changes: defaultdict[str, set[Change]] = defaultdict(set)
    for group_id in founded:
        changes[group_id].add(Change.BORN)
    for entry in entries:
        own, other = present(became, entry.id), present(became, entry.other)
        if entry.change is Change.REVIVED:
            changes[entry.id].add(entry.change)
        elif entry.change is Change.MERGED and entry.id not in founded:
            changes[other].add(entry.change)
        elif entry.change is Change.SPLIT and own != other and not new_members >= set(entry.members):
            changes[own].add(entry.change)
            changes[other].add(entry.change)
    return changes


def _greatest(changes: AbstractSet[Change], members: int, new: int) -> Change | None:
    """The greatest change of a group, None for none. Born is only what is mostly new, grown what has new members."""
    happened = set(changes)
    if 2 * new <= members:
        happened.discard(Change.BORN)
    if new:
        happened.add(Change.CONTINUED)
    return next((change for change in _GREATEST_FIRST if change in happened), None)


# --- order and words --------------------------------------------------------------------------------------------------


def _theme_news(theme: Theme, changed: _Changed | None, events: Mapping[str, EventNews]) -> ThemeNews:
    own = [events[event_id] for event_id in theme.event_ids if event_id in events]
    change = changed.change if changed and changed.change is not Change.CONTINUED else None
    return ThemeNews(theme, change, _ordered(own))


def _ordered(news: Iterable[EventNews]) -> tuple[EventNews, ...]:
    return tuple(sorted(news, key=_event_rank))


def _event_rank(news: EventNews) -> tuple[float, int, str]:
    """Most important first; events that were not rated come last, those with most new articles first."""
    importance = news.event.importance
    return (-importance.score if importance else 0.0, -news.new_articles, news.event.id)


def _theme_rank(news: ThemeNews) -> tuple[bool, float, int, str]:
    """As its most important event; events without a theme come last."""
    best = min((_event_rank(one)[0] for one in news.events), default=0.0)
    articles = sum(one.new_articles for one in news.events)
    return (news.theme is None, best, -articles, news.theme.id if news.theme else "")


def _worded(changes: Mapping[Change, int]) -> list[str]:
    return [f"{changes[change]} {word}" for change, word in CHANGE_WORDS.items() if change in changes]
