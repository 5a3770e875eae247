"""Events and themes of the bundled corpus as the command line shows them after a real run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.pipeline.cli.terminal import Terminal

if TYPE_CHECKING:
    from tests.workspaces import Space


@pytest.fixture
def terminal(demo: Space) -> Terminal:
    """A terminal in the finished demo workspace, which is only read."""
    return Terminal(demo.root)


def _rows(terminal: Terminal, group: str, *options: str) -> list[dict[str, object]]:
    found = terminal(group, "list", "--json", *options).document()[group]
    assert isinstance(found, list)
    return [dict(one) for one in found if isinstance(one, dict)]


def test_every_event_is_rated_and_its_score_can_be_recomputed(terminal: Terminal) -> None:
    events = _rows(terminal, "events", "--limit", "1000")
    assert len(events) > 10
    for event in events[:: len(events) // 6]:
        document = terminal("events", "explain", str(event["id"]), "--json").document()
        assert isinstance(document["score"], float)
        assert 1 <= document["score"] <= 10
        assert isinstance(document["parts"], list)
        assert len(document["parts"]) >= 6


def test_related_events_of_an_event_can_be_shown(terminal: Terminal) -> None:
    ids = {str(event["id"]) for event in _rows(terminal, "events", "--limit", "1000")}
    seen = 0
    for name in sorted(ids)[::4]:
        related = terminal("events", "show", name, "--json").document()["related"]
        assert isinstance(related, list)
        others = {str(one["id"]) for one in related if isinstance(one, dict)}
        assert others <= ids - {name}
        seen += len(others)
    assert seen


def test_every_theme_has_a_label_of_its_own_and_a_description(terminal: Terminal) -> None:
    themes = _rows(terminal, "themes", "--limit", "1000")
    assert len(themes) > 3
    assert len({str(theme["label"]).casefold() for theme in themes}) == len(themes)
    assert all(theme["description"] for theme in themes)
    shown = terminal("themes", "show", str(themes[0]["id"])).output
    assert str(themes[0]["label"]) in shown


def test_events_of_the_largest_theme_can_be_shown(terminal: Terminal) -> None:
    theme = terminal("themes", "show", str(_rows(terminal, "themes")[0]["id"]), "--json").document()["theme"]
    assert isinstance(theme, dict)
    assert isinstance(theme["event_ids"], list)
    for name in theme["event_ids"][:3]:
        result = terminal("events", "show", str(name))
        assert result.code == 0
        assert result.messages == ""


def test_the_run_has_a_line_for_importance_and_one_for_words(terminal: Terminal) -> None:
    runs = terminal("runs", "list", "--json").document()["runs"]
    assert isinstance(runs, list)
    first = runs[-1]
    assert isinstance(first, dict)
    shown = terminal("runs", "show", str(first["id"])).output
    assert "importance" in shown
    assert "words" in shown
