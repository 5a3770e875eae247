"""Commands that change the workspace: init, source, ingest, run, draft."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from pydantic import JsonValue, TypeAdapter
from typing_extensions import TypedDict  # pydantic wants it before Python 3.12

from benchmarks.newsroom import Answer, feed, made_up, page, serving
from pipeline.cli.draft import PlanLine
from pipeline.workspace import demo_corpus
from tests.pipeline.cli.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path


class RunRecord(TypedDict):
    """What these tests read of a run."""

    id: str
    status: str
    drafts: list[str]
    skipped: list[JsonValue]


def runs(terminal: Terminal) -> list[RunRecord]:
    return TypeAdapter(list[RunRecord]).validate_python(terminal("runs", "list", "--json").document()["runs"])


def test_init_makes_a_workspace_and_says_what_to_do_next(tmp_path: Path) -> None:
    result = Terminal(tmp_path)("init", "new")
    assert result.code == 0
    assert (tmp_path / "new" / "throughline.toml").is_file()
    assert "source add" in result.output
    assert f"-C {tmp_path / 'new'} run" in result.output


def test_init_again_overwrites_nothing(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal("init")
    (tmp_path / "throughline.toml").write_text("outputs = 'elsewhere'\n", "utf-8")
    result = terminal("init")
    assert result.code == 0
    assert "already" in result.output
    assert "elsewhere" in (tmp_path / "throughline.toml").read_text("utf-8")


def test_demo_corpus_becomes_sources_once(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    assert terminal("-C", "demo", "init", "--demo").code == 0
    assert terminal("init", "demo", "--demo").code == 0
    sources = terminal("-C", "demo", "source", "list", "--json").document()["sources"]
    assert isinstance(sources, list)
    assert [one["location"] for one in sources if isinstance(one, dict)] == [str(p) for p in demo_corpus()]


def test_init_in_the_place_of_a_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", "utf-8")
    result = Terminal(tmp_path)("init", "taken")
    assert result.code == 1
    assert result.messages.startswith("error: ")


def test_sources_are_added_listed_tried_and_removed(terminal: Terminal, articles_file: Path) -> None:
    assert "Added" in terminal("source", "add", str(articles_file)).messages
    assert "already" in terminal("source", "add", "../articles.jsonl").messages
    assert str(articles_file) in terminal("source", "list").output
    tried = terminal("source", "test")
    assert tried.code == 0
    assert "5 articles" in tried.output
    assert "\x1b" not in tried.output
    assert terminal("source", "remove", str(articles_file)).code == 0
    assert terminal("source", "list", "--json").document()["sources"] == []


def test_adding_a_missing_file_adds_nothing(terminal: Terminal, articles_file: Path) -> None:
    result = terminal("source", "add", str(articles_file), "nowhere.jsonl")
    assert result.code == 1
    assert "nowhere.jsonl" in result.messages
    assert terminal("source", "list", "--json").document()["sources"] == []


def test_removing_an_unknown_source_names_the_nearest(terminal: Terminal, articles_file: Path) -> None:
    terminal("source", "add", str(articles_file))
    result = terminal("source", "remove", str(articles_file.with_name("article.jsonl")))
    assert result.code == 2
    assert str(articles_file) in result.messages


def test_trying_a_source_tells_what_could_not_be_read(terminal: Terminal, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"text": "Fine."}\n{"text": \n', "utf-8")
    partly = terminal("source", "test", str(broken), "--json")
    assert partly.code == 3
    assert '"articles": 1,' in partly.output
    assert terminal("source", "test", "nowhere.jsonl").code == 1


def test_ingest_stores_what_is_whole_and_names_what_it_skipped(
    terminal: Terminal, articles_file: Path
) -> None:
    with articles_file.open("a", encoding="utf-8") as file:
        file.write('{"text": \n' * 30)
    result = terminal("ingest", str(articles_file))
    assert result.code == 3
    assert "ingest: 1 in, 5 out" in result.messages
    assert f"{articles_file}:6" in result.output
    assert "skipped (30):" in result.output
    assert "and 10 more: throughline runs show" in result.output
    (run,) = runs(terminal)
    assert run["status"] == "partial"
    assert len(run["skipped"]) == 30
    assert terminal("runs", "show", run["id"]).output.count(f"{articles_file}:") == 30
    assert "dossiers.min_articles" in terminal("run").messages  # five articles are too few for a draft


def test_ingest_of_a_missing_file_fails(terminal: Terminal) -> None:
    result = terminal("ingest", "nowhere.jsonl")
    assert result.code == 1
    assert "does not exist" in result.messages


def test_ingest_of_a_file_that_cannot_be_read_at_all_fails(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    result = terminal("ingest", "../picture.png")
    assert result.code == 1
    assert "picture.png" in result.output


def test_run_without_anything_to_read_says_so(terminal: Terminal) -> None:
    result = terminal("run")
    assert result.code == 0
    assert "There is nothing to read yet" in result.messages


def test_second_run_does_nothing_again(finished: Terminal) -> None:
    run = finished("run", "--json").document()["run"]
    assert isinstance(run, dict)
    assert run["drafts"] == []


def test_run_names_the_pages_that_it_wrote(finished: Terminal) -> None:
    (first,) = runs(finished)
    assert first["drafts"]
    shown = finished("runs", "show", first["id"]).output
    for name in first["drafts"]:
        page = finished.here / "outputs" / "insights" / f"{name}.html"
        assert page.is_file()
        assert f"  {page}\n" in shown


def test_dry_run_changes_nothing(terminal: Terminal, articles_file: Path) -> None:
    terminal("source", "add", str(articles_file))
    expected = terminal("run", "--dry-run", "--json").document()["estimate"]
    assert isinstance(expected, dict)
    assert expected["new_articles"] == 5
    assert "new articles" in terminal("run", "--dry-run").output
    assert terminal("runs", "list", "--json").document()["runs"] == []


@pytest.mark.parametrize("command", [["run"], ["run", "--dry-run"], ["draft"], ["ask", "What is ordered?"]])
def test_missing_key_exits_4(root: Path, command: list[str]) -> None:
    result = Terminal(root, {"THROUGHLINE_WRITER__KIND": "llm"})(*command)
    assert result.code == 4
    assert "OPENAI_API_KEY" in result.messages


def test_reading_works_without_the_key_of_the_writer(root: Path) -> None:
    terminal = Terminal(root, {"THROUGHLINE_WRITER__KIND": "llm"})
    assert terminal("events", "list").code == 0
    assert terminal("runs", "list").code == 0


def test_draft_of_an_unknown_theme_is_refused(finished: Terminal) -> None:
    result = finished("draft", "nothing-like-it")
    assert result.code == 2
    assert "nothing-like-it" in result.messages


def test_draft_leaves_a_piece_alone_whose_evidence_did_not_change(finished: Terminal) -> None:
    assert "1 left alone" in finished("draft").messages
    assert runs(finished)[0]["drafts"] == []


def plans(terminal: Terminal, *themes: str) -> list[PlanLine]:
    """What ``draft --dry-run`` says it would do."""
    rows = terminal("draft", *themes, "--dry-run", "--json").document()["plans"]
    return TypeAdapter(list[PlanLine]).validate_python(rows)


def test_plan_shows_what_becomes_of_each_piece_and_writes_nothing(finished: Terminal) -> None:
    shown = finished("draft", "--dry-run").output
    assert "leave: nothing changed" in shown
    planned = plans(finished)
    assert ("leave", "nothing changed") in [(plan.action, plan.reason) for plan in planned]
    for plan in planned:
        assert plan.thesis
        assert plan.slug in shown
    assert all(run["drafts"] == [] for run in runs(finished)[:2])


def test_plan_of_a_theme_that_is_asked_for_still_leaves_the_unchanged_alone(finished: Terminal) -> None:
    unchanged = next(plan for plan in plans(finished) if plan.action == "leave")
    assert [again.action for again in plans(finished, unchanged.themes[0])] == ["leave"]


def test_failed_run_still_prints_its_report(finished: Terminal) -> None:
    (finished.here / "outputs").rename(finished.here / "kept")
    (finished.here / "outputs").write_text("in the way", "utf-8")
    result = finished("run", "--json")
    assert result.code == 1
    assert result.messages.splitlines()[-2].startswith("error: ")
    run = result.document()["run"]
    assert isinstance(run, dict)
    assert run["status"] == "failed"


# --- sources on the network -------------------------------------------------------------------------------------------


def test_source_that_is_looked_at_is_explained_step_by_step(terminal: Terminal, root: Path) -> None:
    story = made_up(Random(1), 1, 3)  # noqa: S311 - a made-up text
    answers = {
        "/feed": Answer(feed("", [story], is_full=False), content_type="application/rss+xml"),
        story.path: Answer(page("", story, 0)),
    }
    with serving(lambda _, path, __: answers.get(path, Answer(status=404))) as port:
        settings = '[fetch]\nprivate_hosts = ["127.0.0.1"]\nmin_gap_seconds = 0\nattempts = 1\n'
        (root / "throughline.toml").write_text(settings, "utf-8")
        found = terminal("source", "test", f"http://127.0.0.1:{port}/feed")
        missing = terminal("source", "test", f"http://127.0.0.1:{port}/nothing")
    assert found.code == 0
    assert "(feed): 1 articles" in found.output
    assert "summaries: 1 of 1" in found.output
    assert f"page tried: http://127.0.0.1:{port}{story.path}" in found.output
    assert "200" in found.output
    assert "dates: 2026-03-02" in found.output
    assert missing.code == 1
    assert "error: " in missing.output
    assert "404" in missing.output


def test_failing_source_comes_first_in_the_list_and_the_doctor_names_it(
    terminal: Terminal, articles_file: Path
) -> None:
    terminal("source", "add", str(articles_file))
    other = articles_file.with_name("other.jsonl")
    other.write_bytes(articles_file.read_bytes())
    terminal("source", "add", str(other))
    other.unlink()
    terminal("ingest")
    sources = terminal("source", "list", "--json").document()["sources"]
    assert isinstance(sources, list)
    first, second = (one for one in sources if isinstance(one, dict))
    assert (first["location"], first["state"], first["error_streak"]) == (str(other), "failing", 1)
    assert (second["state"], second["articles"], second["draft_share"]) == ("healthy", 5, 0.0)
    assert "1 of 2 cannot be read" in terminal("doctor").output
