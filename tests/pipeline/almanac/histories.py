"""Made-up histories: articles come day by day, and are grouped into events, and those into themes, in any way."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from pipeline.almanac.lineage import Stamp, trace
from pipeline.models import GroupKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.models import LineageEntry

FIRST_DAY = date(2026, 4, 1)
LABELS = 7


@dataclass(frozen=True, slots=True)
class Step:
    """One run: labels of the articles that come, then moves of articles to labels, labels that become one, and moves
    of labels (events) to the labels of themes."""

    come: list[int]
    moves: list[tuple[int, int]]
    joined: list[tuple[int, int]]
    themes: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Day:
    """What there is after a run, and what the run wrote down."""

    events: Mapping[str, frozenset[str]]
    themes: Mapping[str, frozenset[str]]
    entries: tuple[LineageEntry, ...]


def histories(most: int = 8) -> st.SearchStrategy[list[Step]]:
    """Sequences of runs; in many nothing changes, in some everything does."""
    label = st.integers(0, LABELS - 1)
    steps = st.builds(
        Step,
        come=st.lists(label, max_size=5),
        moves=st.lists(st.tuples(st.integers(0, 30), label), max_size=8),
        joined=st.lists(st.tuples(label, label), max_size=2),
        themes=st.lists(st.tuples(label, st.integers(0, 3)), max_size=4),
    )
    return st.lists(steps, min_size=1, max_size=most)


def lived(history: list[Step]) -> Iterator[Day]:
    """The days of a history. Proposed ids are the labels, so that ids of ended groups are proposed again."""
    labels: list[int] = []
    theme_labels = [0, 0, 1, 1, 2, 3, 3]
    day = Day({}, {}, ())
    used: dict[GroupKind, set[str]] = defaultdict(set)
    for number, step in enumerate(history):
        _apply(step, labels, theme_labels)
        stamp = Stamp(FIRST_DAY + timedelta(days=number), f"r{number}")
        proposed = _grouped({f"a{place}": f"e{label}" for place, label in enumerate(labels)})
        events = trace(GroupKind.EVENT, day.events, proposed, used[GroupKind.EVENT], stamp)
        theme_of = {bears: f"t{theme_labels[int(name[1:])]}" for name, bears in events.ids.items()}
        proposed_themes = _grouped(theme_of)
        themes = trace(
            GroupKind.THEME, day.themes, proposed_themes, used[GroupKind.THEME], stamp, events.merged
        )
        used[GroupKind.EVENT].update(events.ids.values())
        used[GroupKind.THEME].update(themes.ids.values())
        day = Day(
            {events.ids[name]: members for name, members in proposed.items()},
            {themes.ids[name]: members for name, members in proposed_themes.items()},
            (*events.entries, *themes.entries),
        )
        yield day


def group_of(groups: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """The group of every member."""
    return {member: name for name, members in groups.items() for member in members}


def _apply(step: Step, labels: list[int], theme_labels: list[int]) -> None:
    labels.extend(step.come)
    for place, label in step.moves:
        if place < len(labels):
            labels[place] = label
    for ended, kept in step.joined:
        labels[:] = [kept if label == ended else label for label in labels]
    for label, theme in step.themes:
        theme_labels[label] = theme


def _grouped(label_of: Mapping[str, str]) -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for member, label in label_of.items():
        groups[label].add(member)
    return {label: frozenset(members) for label, members in groups.items()}
