"""From two versions of a draft to pages that everybody may read: diff, review, publish."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.pipeline.cli.conftest import SLUG

if TYPE_CHECKING:
    from pydantic import JsonValue

    from tests.pipeline.cli.terminal import Terminal


def entry(terminal: Terminal) -> dict[str, JsonValue]:
    drafts = terminal("review", "list", "--json").document()["drafts"]
    assert isinstance(drafts, list)
    return next(one for one in drafts if isinstance(one, dict) and one["slug"] == SLUG)


def test_diff_shows_the_changed_sentence(finished: Terminal) -> None:
    lines = finished("diff", SLUG, "--lines").output.splitlines()
    assert lines[:2] == [f"--- {SLUG}/v001.md", f"+++ {SLUG}/v002.md"]
    assert "+Another dek." in lines


def test_diff_tells_of_claims_and_parts_in_one_line_first(finished: Terminal) -> None:
    lines = finished("diff", SLUG).output.splitlines()
    assert lines[0] == f"{SLUG} v001 → v002: dek changed"
    assert "+ dek: Another dek." in lines


def test_diff_as_a_page_is_written_into_the_outputs_folder(finished: Terminal) -> None:
    result = finished("diff", SLUG, "--html")
    page = Path(result.output.strip())
    assert page.parent == finished.here / "outputs" / "diffs"
    assert "Another dek." in page.read_text("utf-8")


def test_two_forms_of_a_diff_at_once_are_refused(finished: Terminal) -> None:
    assert finished("diff", SLUG, "--words", "--html").code == 2


@pytest.mark.parametrize("versions", [("1",), ("v1", "v002"), ("001", "2")])
def test_versions_can_be_named_in_several_ways(finished: Terminal, versions: tuple[str, ...]) -> None:
    assert "+ dek: Another dek." in finished("diff", SLUG, *versions).output


def test_diff_backwards_is_the_other_way_round(finished: Terminal) -> None:
    assert "- dek: Another dek." in finished("diff", SLUG, "2", "1").output


def test_diff_is_colored_on_a_terminal_unless_told_not_to(finished: Terminal) -> None:
    finished.is_terminal = True
    assert "\x1b[32m+ dek: Another dek." in finished("diff", SLUG).output
    finished.environment["NO_COLOR"] = "1"
    assert "\x1b[32m" not in finished("diff", SLUG).output


@pytest.mark.parametrize("version", ["7", "x", "v-1", "1" * 30])
def test_unknown_version_lists_the_known_ones(finished: Terminal, version: str) -> None:
    result = finished("diff", SLUG, version)
    assert result.code == 2
    assert "v001, v002" in result.messages


@pytest.mark.parametrize(
    "command", [["diff"], ["review", "show"], ["review", "approve"], ["review", "reject"]]
)
def test_unknown_slug_names_the_nearest(finished: Terminal, command: list[str]) -> None:
    result = finished(*command, SLUG[:-1])
    assert result.code == 2
    assert f"Did you mean {SLUG}?" in result.messages


def test_nothing_approved_is_nothing_published(finished: Terminal) -> None:
    result = finished("publish")
    assert result.code == 5
    assert "throughline review approve" in result.messages
    assert not (finished.here / "outputs" / "site").exists()


def test_approved_draft_is_published_and_the_rest_is_named(finished: Terminal) -> None:
    assert finished("review", "approve", SLUG, "--by", "Grace", "--note", "Reads well.").code == 0
    assert entry(finished)["state"] == "approved"
    result = finished("publish", "--to", "public")
    assert result.code == 0
    assert (finished.here / "public" / "insights" / SLUG / "v002.html").is_file()
    assert "Not published" in result.messages
    assert len(list((finished.here / "public" / "insights").iterdir())) == 1


def test_published_pages_are_listed_as_a_document(finished: Terminal) -> None:
    finished("review", "approve", SLUG)
    document = finished("publish", "--json").document()
    assert document["pages"] == [f"{SLUG}/v002"]
    assert document["folder"] == str(finished.here / "outputs" / "site")


def test_approval_of_an_older_version_says_so(finished: Terminal) -> None:
    result = finished("review", "approve", SLUG, "--version", "1")
    assert "v002 is newer" in result.messages
    assert entry(finished)["state"] == "changed since v001 was approved"


def test_rejection_takes_an_approval_back(finished: Terminal) -> None:
    finished("review", "approve", SLUG)
    finished("review", "reject", SLUG, "--note", "The dek is wrong.")
    assert entry(finished)["state"] == "rejected"
    assert finished("publish").code == 5


def test_what_was_said_is_shown_with_who_and_when(finished: Terminal) -> None:
    finished("review", "comment", SLUG, "Check \x1b[31mthe table[/]", "--version", "1")
    shown = finished("review", "show", SLUG).output
    assert "2026-04-20 13:00 ada, v001: comment Check the table[/]" in shown
    assert "waiting" in shown


def test_empty_comment_is_refused(finished: Terminal) -> None:
    assert finished("review", "comment", SLUG, "  ").code == 2


def test_nameless_reviewer_is_refused(finished: Terminal) -> None:
    finished.environment.clear()
    result = finished("review", "approve", SLUG)
    assert result.code == 2
    assert "--by NAME" in result.messages
