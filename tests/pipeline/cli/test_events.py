"""``events list``, ``events show`` and ``events explain`` over events that were rated."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from pipeline.almanac.importance import ImportanceInputs, explained, rate
from pipeline.models import DayCount, Event, RelatedEvent
from pipeline.ports import ClusterUpdate
from pipeline.settings import ImportanceSettings
from pipeline.wiring import open_services
from pipeline.workspace import open_workspace

if TYPE_CHECKING:
    from tests.pipeline.cli.terminal import Terminal

DAY = date(2026, 4, 7)


def event(number: int, publishers: int, domain: str = "trade") -> Event:
    """An event on as many days as it has publishers; the greater the number, the older."""
    names = tuple(f"Paper {one}" for one in range(publishers))
    first = DAY - timedelta(days=20 * number)
    activity = tuple(DayCount(first + timedelta(days=day), 1) for day in range(publishers))
    importance = rate(ImportanceInputs(names, {}, activity, None), ImportanceSettings())
    return Event(
        f"e{number}",
        f"Story {number}",
        (),
        names,
        first,
        activity[-1].day,
        domain,
        activity,
        importance=importance,
    )


NEWEST, GREATEST, OTHER = event(1, 2), event(2, 6), event(3, 1, "health")
UNRATED = replace(event(4, 1), importance=None)


@pytest.fixture
def almanac(terminal: Terminal) -> Terminal:
    """A terminal in a workspace with four events, of which two have to do with each other."""
    keep(terminal, NEWEST, GREATEST, OTHER, UNRATED)
    return terminal


def keep(terminal: Terminal, *events: Event) -> None:
    related = (RelatedEvent("e1", "e2", 0.61, ("Orvik",)),)
    with open_services(open_workspace(terminal.here, {}, {}), {}) as services:
        services.clusters.save(ClusterUpdate(events=events, related=related, related_anew=("e1",)))


def listed(terminal: Terminal, *options: str) -> list[str]:
    found = terminal("events", "list", "--json", *options).document()["events"]
    assert isinstance(found, list)
    return [str(one["id"]) for one in found if isinstance(one, dict)]


def test_list_begins_with_the_newest_or_the_greatest(almanac: Terminal) -> None:
    assert listed(almanac) == listed(almanac, "--by", "day") == ["e1", "e2", "e3", "e4"]
    assert listed(almanac, "--by", "score") == ["e2", "e1", "e3", "e4"]


def test_list_can_be_narrowed(almanac: Terminal) -> None:
    assert NEWEST.importance is not None
    assert listed(almanac, "--since", NEWEST.first_day.isoformat()) == ["e1"]
    assert listed(almanac, "--min-score", str(NEWEST.importance.score)) == ["e1", "e2"]
    assert listed(almanac, "--domain", "health") == ["e3"]
    narrowed = almanac("events", "list", "--domain", "trade", "--limit", "1", "--json").document()
    assert narrowed["total"] == 3


def test_unknown_domain_names_the_nearest(almanac: Terminal) -> None:
    result = almanac("events", "list", "--domain", "helth")
    assert result.code == 2
    assert "health" in result.messages


def test_list_has_a_column_of_scores(almanac: Terminal) -> None:
    assert GREATEST.importance is not None
    heading, *rows = almanac("events", "list").output.splitlines()
    assert "score" in heading
    assert f"{GREATEST.importance.score:.1f}" in rows[1].split()


def test_shown_event_has_its_score_and_related_events(almanac: Terminal) -> None:
    assert NEWEST.importance is not None
    shown = almanac("events", "show", "e1").output
    assert f"{NEWEST.importance.score:.1f}" in shown
    assert "Story 2" in shown
    assert "Orvik" in shown
    related = almanac("events", "show", "e1", "--json").document()["related"]
    assert related == [
        {
            "id": "e2",
            "first_day": GREATEST.first_day.isoformat(),
            "title": "Story 2",
            "similarity": 0.61,
            "names": ["Orvik"],
        }
    ]


def test_score_is_explained_line_by_line(almanac: Terminal) -> None:
    assert GREATEST.importance is not None
    lines = almanac("events", "explain", "e2").output.splitlines()
    assert lines[-len(explained(GREATEST.importance)) :] == list(explained(GREATEST.importance))
    document = almanac("events", "explain", "e2", "--json").document()
    assert document["score"] == GREATEST.importance.score
    assert isinstance(document["parts"], list)
    assert len(document["parts"]) == len(GREATEST.importance.parts)


def test_score_that_its_parts_do_not_give_is_an_error(almanac: Terminal) -> None:
    assert GREATEST.importance is not None
    keep(almanac, replace(GREATEST, importance=replace(GREATEST.importance, score=9.9)))
    result = almanac("events", "explain", "e2")
    assert result.code == 1
    assert "9.9" in result.messages
    assert str(GREATEST.importance.score) in result.messages


def test_event_that_was_not_rated_says_so(almanac: Terminal) -> None:
    result = almanac("events", "explain", "e4")
    assert result.code == 2
    assert "not rated" in result.messages
