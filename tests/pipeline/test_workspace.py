"""Workspaces and settings: precedence, unknown names, the lock."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import SettingError, WorkspaceError
from pipeline.workspace import (
    CONFIGURATION_FILE,
    demo_corpus,
    find_root,
    lock,
    make_workspace,
    open_workspace,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_workspace(tmp_path / "space", demo=True)


def test_new_workspace_has_settings_and_topics(root: Path) -> None:
    assert (root / CONFIGURATION_FILE).is_file()
    assert len(list((root / "topics").glob("*.yaml"))) >= 5
    assert open_workspace(root, {}, {}).settings.writer.kind == "extractive"


def test_making_a_workspace_again_changes_nothing(root: Path) -> None:
    (root / CONFIGURATION_FILE).write_text('outputs = "elsewhere"\n', "utf-8")
    make_workspace(root, demo=False)
    assert open_workspace(root, {}, {}).settings.outputs == "elsewhere"


def test_workspace_is_found_from_below(root: Path) -> None:
    assert find_root(root / "topics") == root


def test_no_workspace_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="throughline init"):
        find_root(tmp_path)


def test_flag_beats_environment_beats_file_beats_default(root: Path) -> None:
    (root / CONFIGURATION_FILE).write_text("[plan]\nmax_insights = 2\n", "utf-8")
    assert open_workspace(root, {}, {}).settings.plan.max_insights == 2
    environment = {"THROUGHLINE_PLAN__MAX_INSIGHTS": "3"}
    assert open_workspace(root, environment, {}).settings.plan.max_insights == 3
    assert open_workspace(root, environment, {"plan.max_insights": 4}).settings.plan.max_insights == 4
    assert open_workspace(root, {}, {}).settings.plan.max_dossiers == 4


def test_unknown_setting_names_the_nearest_known_one(root: Path) -> None:
    (root / CONFIGURATION_FILE).write_text("[plan]\nmax_insight = 2\n", "utf-8")
    with pytest.raises(SettingError, match=r"plan\.max_insights"):
        open_workspace(root, {}, {})


def test_value_that_is_not_allowed_is_named(root: Path) -> None:
    with pytest.raises(SettingError, match=r"plan\.max_insights.*-1"):
        open_workspace(root, {}, {"plan.max_insights": -1})


def test_broken_file_is_named(root: Path) -> None:
    (root / CONFIGURATION_FILE).write_text("[plan\n", "utf-8")
    with pytest.raises(SettingError, match="cannot be read"):
        open_workspace(root, {}, {})


def test_demo_corpus_is_there_in_reading_order() -> None:
    paths = demo_corpus()
    assert [path.name for path in paths] == ["articles.jsonl", "updates.jsonl"]
    assert all(path.is_file() for path in paths)


def test_second_process_is_told_who_holds_the_workspace(root: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from pipeline.workspace import lock, open_workspace\n"
        "with lock(open_workspace(Path(sys.argv[1]), {}, {})): print('in')"
    )
    with lock(open_workspace(root, {}, {})):
        held = subprocess.run(
            [sys.executable, "-c", script, str(root)], capture_output=True, text=True, check=False
        )
    assert held.returncode != 0
    assert "Another process works in" in held.stderr
    free = subprocess.run(
        [sys.executable, "-c", script, str(root)], capture_output=True, text=True, check=False
    )
    assert free.stdout == "in\n"


def test_unknown_role_of_a_model_names_the_nearest_known_one(root: Path) -> None:
    (root / CONFIGURATION_FILE).write_text('[writer.roles]\noutlin = "m-1"\n', "utf-8")
    with pytest.raises(
        SettingError, match=r"Unknown setting writer\.roles\.outlin .*writer\.roles\.outline\?"
    ):
        open_workspace(root, {}, {})


def test_a_role_without_a_model_of_its_own_has_that_of_the_writer_at_its_price(root: Path) -> None:
    (root / CONFIGURATION_FILE).write_text(
        '[writer]\nmodel = "small"\n[writer.roles]\noutline = "large"\n'
        "[writer.prices.large]\ninput = 2.0\noutput = 8.0\n",
        "utf-8",
    )
    writer = open_workspace(root, {}, {}).settings.writer
    assert (writer.model_for("outline"), writer.model_for("section")) == ("large", "small")
    assert writer.price_of("large").of(1_000_000, 500_000) == 6.0
    assert writer.price_of("small").of(1_000_000, 0) == writer.usd_per_million_input
