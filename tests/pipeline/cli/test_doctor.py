from __future__ import annotations

import json
import socket
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import prompts
from tests.pipeline.cli.terminal import NOON, Clock, Terminal

if TYPE_CHECKING:
    from tests.pipeline.cli.terminal import Result

KEY = "sk-this-must-never-be-shown"


def outcomes(result: Result) -> dict[str, str]:
    checks = result.document()["checks"]
    assert isinstance(checks, list)
    return {str(one["name"]): str(one["outcome"]) for one in checks if isinstance(one, dict)}


def test_sound_workspace_passes(finished: Terminal) -> None:
    result = finished("doctor")
    assert result.code == 0, result.output
    lines = result.output.splitlines()
    for name in ("workspace", "topics", "store", "tokenizer", "embedder", "index", "clock", "writer", "disk"):
        assert any(line.startswith("ok") and name in line for line in lines), name


def test_settings_are_shown_with_where_they_came_from(root: Path) -> None:
    (root / "throughline.toml").write_text("[plan]\nmax_insights = 3\n", "utf-8")
    variables = {
        "THROUGHLINE_RUN__MAX_TOKENS": "99",
        "THROUGHLINE_WRITER__BASE_URL": f"http://me:{KEY}@127.0.0.1:9/v1",
    }
    result = Terminal(root, variables)("doctor", "--json")
    settings = result.document()["settings"]
    assert isinstance(settings, list)
    origins = {str(one["name"]): one["origin"] for one in settings if isinstance(one, dict)}
    assert origins["plan.max_insights"] == "throughline.toml"
    assert origins["run.max_tokens"] == "THROUGHLINE_RUN__MAX_TOKENS"
    assert origins["plan.max_dossiers"] == "default"
    assert KEY not in result.output


def test_no_workspace_is_a_failed_check(tmp_path: Path) -> None:
    result = Terminal(tmp_path)("doctor")
    assert result.code == 1
    assert "throughline init" in result.output


def test_wrong_setting_is_a_failed_check(root: Path) -> None:
    (root / "throughline.toml").write_text("[plan]\nmax_insigths = 3\n", "utf-8")
    result = Terminal(root)("doctor")
    assert result.code == 1
    assert "plan.max_insights" in result.output


def test_missing_key_exits_4_when_a_model_is_to_write(root: Path) -> None:
    result = Terminal(root, {"THROUGHLINE_WRITER__KIND": "llm"})("doctor", "--json")
    assert result.code == 4
    assert outcomes(result)["writer"] == "fail"
    assert outcomes(result)["embedder"] == "ok"


def test_unreachable_endpoint_fails_and_the_key_is_not_shown(root: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        variables = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": f"http://127.0.0.1:{port}/v1"}
        reached = Terminal(root, variables)("doctor", "--json")
    refused = Terminal(root, variables)("doctor", "--json")
    assert outcomes(reached)["writer"] == "ok"
    assert outcomes(refused)["writer"] == "fail"
    assert refused.code == 1
    assert KEY not in reached.output + refused.output


def test_damaged_store_is_named(root: Path) -> None:
    (root / ".throughline" / "store.sqlite").write_bytes(b"not a store " * 1000)
    result = Terminal(root)("doctor", "--json")
    assert result.code == 1
    assert outcomes(result)["store"] == "fail"


def test_broken_topic_is_named(root: Path) -> None:
    (root / "topics" / "mine.yaml").write_text("keywrods: [a]\n", "utf-8")
    result = Terminal(root)("doctor", "--json")
    assert result.code == 1
    assert outcomes(result)["topics"] == "fail"
    assert "mine.yaml" in result.output


def test_lost_index_is_mended_and_a_clock_behind_the_newest_run_fails(finished: Terminal) -> None:
    (finished.here / ".throughline" / "index" / "manifest.json").unlink()
    finished.clock = Clock(NOON - timedelta(days=400))
    result = finished("doctor", "--json")
    assert result.code == 1
    assert (outcomes(result)["index"], outcomes(result)["clock"]) == ("warn", "fail")
    assert "rebuilt" in result.output


def test_articles_that_wait_for_the_index_are_counted(terminal: Terminal, articles_file: Path) -> None:
    interrupted = replace(terminal, clock=Clock(interrupted_at=6))
    assert interrupted("ingest", str(articles_file)).code == 130
    result = terminal("doctor", "--json")
    assert outcomes(result)["index"] == "warn", json.dumps(result.document())


def test_prompts_of_the_workspace_are_named(root: Path) -> None:
    assert outcomes(Terminal(root)("doctor", "--json"))["prompts"] == "ok"
    (root / "prompts").mkdir()
    shipped = (Path(prompts.__file__).parent / "outline.md").read_text("utf-8")
    own = root / "prompts" / "outline.md"
    own.write_text(shipped.replace("version = 2", "version = 3"), "utf-8")
    assert f"from {root / 'prompts'}: outline" in Terminal(root)("doctor").output
    own.write_text(shipped.replace("{today}", "today"), "utf-8")
    result = Terminal(root)("doctor")
    assert result.code == 1
    assert f"{own}:5: leaves out variables: today" in result.output
