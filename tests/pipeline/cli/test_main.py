from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import __version__
from tests.pipeline.cli.terminal import Clock, Terminal

SLOW = (
    "numpy",
    "chromadb",
    "langchain_core",
    "langchain_openai",
    "sqlalchemy",
    "rich",
    "pydantic",
    "pipeline.models",
)


def started(*arguments: str, here: Path, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", "from pipeline.cli.main import main; main()", *arguments],
        cwd=here,
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_showing_the_help_imports_nothing_slow() -> None:
    code = (
        "import json, sys\n"
        "from pipeline.cli.main import main\n"
        "sys.argv = ['throughline', '--help']\n"
        "try:\n    main()\n"
        "finally:\n    print(json.dumps(list(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stderr))
    assert loaded.isdisjoint(SLOW)
    assert "doctor" in done.stdout


def test_version_is_shown(tmp_path: Path) -> None:
    assert Terminal(tmp_path)("--version").output == f"throughline {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["evnts"], "Did you mean 'events'?"),
        (["run", "--max-tokens", "many"], "--max-tokens"),
        (["run", "--frobnicate"], "--frobnicate"),
        (["events", "show"], "See: throughline events show --help"),
        (["events"], "Usage: throughline events"),
        ([], "Usage: throughline"),
    ],
)
def test_wrong_usage_is_explained_and_exits_2(tmp_path: Path, arguments: list[str], words: str) -> None:
    result = Terminal(tmp_path)(*arguments)
    assert result.code == 2
    assert words in result.messages
    assert result.output == ""


def test_outside_a_workspace_the_error_says_how_to_make_one(tmp_path: Path) -> None:
    result = Terminal(tmp_path)("events", "list")
    assert result.code == 1
    assert result.messages.startswith("error: There is no workspace")
    assert "throughline init" in result.messages.splitlines()[1]


def test_workspace_is_found_from_a_folder_below_it(root: Path) -> None:
    below = root / "deep" / "down"
    below.mkdir(parents=True)
    assert Terminal(below)("source", "list").code == 0


def test_workspace_can_be_named(root: Path, tmp_path: Path) -> None:
    elsewhere = Terminal(tmp_path)
    assert elsewhere("-C", root.name, "source", "list").code == 0
    assert elsewhere("-C", "nowhere", "source", "list").code == 1


def test_unknown_setting_names_the_nearest_one_and_exits_2(root: Path) -> None:
    result = Terminal(root, {"THROUGHLINE_WRITER__MODLE": "x"})("events", "list")
    assert result.code == 2
    assert "writer.model" in result.messages


def test_a_bug_is_not_dressed_up_as_an_error(root: Path) -> None:
    def broken() -> object:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Terminal(root, clock=broken)("run")  # type: ignore[arg-type]  # wrong on purpose


def test_interrupted_run_exits_130_and_keeps_its_record(root: Path, articles_file: Path) -> None:
    result = Terminal(root, clock=Clock(interrupted_at=5))("ingest", str(articles_file))
    assert result.code == 130
    assert "Interrupted" in result.messages
    assert "interrupted" in Terminal(root)("runs", "list").output


def test_second_process_is_kept_out(root: Path, articles_file: Path) -> None:
    from pipeline.workspace import lock, open_workspace

    with lock(open_workspace(root, {}, {})):
        result = Terminal(root)("ingest", str(articles_file))
    assert result.code == 1
    assert "Another process" in result.messages


def test_reader_that_stops_early_ends_the_command_quietly(finished: Terminal) -> None:
    process = started("events", "list", here=finished.here)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    messages = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 0
    assert messages == ""


def test_output_that_is_not_unicode_never_fails(finished: Terminal) -> None:
    process = started("themes", "list", "--json", here=finished.here, PYTHONIOENCODING="ascii")
    output, _ = process.communicate()
    assert process.returncode == 0
    assert json.loads(output)["themes"]
