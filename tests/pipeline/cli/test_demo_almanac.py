"""Events and themes of the bundled corpus as the command line shows them after a real run."""

from __future__ import annotations

import json
from importlib.resources import files
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
    first = next(run for run in runs if isinstance(run, dict) and run["drafts"])
    shown = terminal("runs", "show", str(first["id"])).output
    assert "importance" in shown
    assert "words" in shown


STORIES = (
    ("001", "002", "003"),
    ("004", "036", "037"),
    ("056", "057", "058", "059"),
    ("008", "009", "010", "011", "040", "041"),
    ("012", "014", "015"),
    ("016", "018", "019"),
    ("020", "021", "027"),
    ("023", "026", "031"),
    ("024", "025", "029", "044", "045"),
    ("030", "032", "033", "034", "047"),
    ("060", "062", "063"),
    ("064", "065", "066", "067", "068", "069"),
    ("070", "071", "073"),
    ("074", "075", "076"),
    ("077", "078", "079"),
    ("080", "082"),
    ("084", "085", "087"),
    ("086", "088", "090"),
    ("089", "091", "095", "097"),
    ("092", "093", "096"),
    ("098", "100", "101"),
    ("102", "103", "104", "106", "107", "109", "111"),
    ("110", "112", "113"),
    ("114", "115", "117"),
    ("118", "119", "120"),
)
"""Articles of the demo that tell one story, by reading them."""
COPIES = frozenset(["036", "037", "040", "041", "044", "045", "047", "065", "067", "106"])


def test_every_story_of_the_demo_is_one_event_and_its_copies_count_once(terminal: Terminal) -> None:
    lines = (files("pipeline.demo") / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    number = {row["url"]: row["id"].removeprefix("demo-") for row in map(json.loads, lines)}
    event_of: dict[str, str] = {}
    copies: set[str] = set()
    for event in _rows(terminal, "events"):
        name = str(event["id"])
        articles = terminal("events", "show", name, "--json").document()["articles"]
        assert isinstance(articles, list)
        for article in (one for one in articles if isinstance(one, dict)):
            own = number.get(article["url"], "")
            event_of[own] = name
            copies |= {own} if article["copy_of"] else set()

    homes = [{event_of[one] for one in story} for story in STORIES]
    assert [len(home) for home in homes] == [1] * len(STORIES)
    assert len(set.union(*homes)) == len(STORIES)
    assert copies >= COPIES


def test_an_event_names_the_insights_that_cite_it(terminal: Terminal) -> None:
    best = _rows(terminal, "events", "--by", "score", "--limit", "1")[0]
    drafts = terminal("events", "show", str(best["id"]), "--json").document()["drafts"]

    assert isinstance(drafts, list)
    assert len(drafts) == 1
    assert str(drafts[0]).endswith("/v001")
