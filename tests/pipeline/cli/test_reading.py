"""Commands that only read: events, themes, runs, ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.pipeline.cli.conftest import QUESTION, SLUG

if TYPE_CHECKING:
    from pydantic import JsonValue

    from tests.pipeline.cli.terminal import Terminal


def first(terminal: Terminal, group: str, key: str = "") -> dict[str, JsonValue]:
    listed = terminal(group, "list", "--json").document()[key or group]
    assert isinstance(listed, list)
    assert listed
    assert isinstance(listed[0], dict)
    return listed[0]


@pytest.mark.parametrize(
    ("command", "key"),
    [
        (["source", "list"], "sources"),
        (["source", "test"], "sources"),
        (["events", "list"], "events"),
        (["themes", "list"], "themes"),
        (["runs", "list"], "runs"),
        (["review", "list"], "drafts"),
        (["review", "show", SLUG], "entries"),
        (["diff", SLUG], "claims"),
        (["run", "--dry-run"], "estimate"),
    ],
)
def test_reading_commands_print_one_document(finished: Terminal, command: list[str], key: str) -> None:
    result = finished(*command, "--json")
    assert result.code == 0, result
    assert key in result.document()


@pytest.mark.parametrize(("group", "kind"), [("events", "event"), ("themes", "theme"), ("runs", "run")])
def test_one_of_a_list_is_shown(finished: Terminal, group: str, kind: str) -> None:
    wanted = str(first(finished, group)["id"])
    shown = finished(group, "show", wanted)
    assert shown.code == 0
    assert wanted in shown.output
    found = finished(group, "show", wanted, "--json").document()[kind]
    assert isinstance(found, dict)
    assert found["id"] == wanted


@pytest.mark.parametrize(("group", "kind"), [("events", "event"), ("themes", "theme"), ("runs", "run")])
def test_unknown_id_names_the_nearest(finished: Terminal, group: str, kind: str) -> None:
    wanted = str(first(finished, group)["id"])
    result = finished(group, "show", wanted[:-1] + "?")
    assert result.code == 2
    assert f"There is no {kind}" in result.messages
    assert "Did you mean" in result.messages


def test_unknown_id_in_an_empty_workspace_says_what_to_do(terminal: Terminal) -> None:
    result = terminal("events", "show", "e1")
    assert result.code == 2
    assert "throughline run" in result.messages


def test_limit_cuts_the_list_and_not_the_total(finished: Terminal) -> None:
    document = finished("events", "list", "--limit", "1", "--json").document()
    assert isinstance(document["events"], list)
    assert len(document["events"]) == 1
    assert isinstance(document["total"], int)
    assert document["total"] > 1


def test_titles_from_outside_are_harmless(finished: Terminal) -> None:
    listed = finished("events", "list").output
    assert "[bold]checks[/bold]" in listed or "checks" in listed
    assert "\x1b" not in listed
    assert "\u202e" not in listed


def test_resume_says_that_it_is_a_new_run(finished: Terminal) -> None:
    wanted = str(first(finished, "runs")["id"])
    result = finished("runs", "resume", wanted, "--json")
    assert result.code == 0
    assert "A new run goes on" in result.messages
    run = result.document()["run"]
    assert isinstance(run, dict)
    assert run["id"] != wanted


def test_answer_cites_its_sources(finished: Terminal) -> None:
    result = finished("ask", QUESTION)
    assert result.code == 0
    assert "[1]" in result.output
    assert "SOURCES" in result.output
    assert "\x1b" not in result.output


def test_answer_can_be_kept(finished: Terminal) -> None:
    result = finished("ask", QUESTION, "--save", "--json")
    draft = result.document()["draft"]
    assert isinstance(draft, dict)
    assert draft["version"] == 3
    page = finished.here / "outputs" / "insights" / str(draft["slug"]) / "v003.html"
    assert page.is_file()
    assert str(page) in result.messages


def test_question_that_the_sources_do_not_answer_is_said_to_be_so(terminal: Terminal) -> None:
    result = terminal("ask", "Who won the election?", "--json")
    assert result.code == 0
    assert result.document()["draft"] is None
    assert "do not say" in terminal("ask", "Who won the election?").messages


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ask", " "], "empty"),
        (["ask", "Why?", "--since", "yesterday"], "2026-04-07"),
        (["ask", "Why?", "--topic", "no such topic"], "no such topic"),
    ],
)
def test_bad_question_exits_2(terminal: Terminal, arguments: list[str], words: str) -> None:
    result = terminal(*arguments)
    assert result.code == 2
    assert words in result.messages
