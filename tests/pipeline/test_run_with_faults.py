"""Every fault of a model or its endpoint, through a whole run: the report names it, or the piece is whole."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import ModelRefusedError
from pipeline.models import RunStatus
from tests.model_server import serving
from tests.pipeline.writers.llm.faults import ANSWER_FAULTS, WIRE_FAULTS
from tests.pipeline.writers.llm.kit import KEY
from tests.workspaces import Space, make_space, story, write_articles

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.models import RunReport
    from pipeline.workspace import Value
    from tests.pipeline.writers.llm.faults import Fault

FAULTS = (*ANSWER_FAULTS, *WIRE_FAULTS)
STEP = "summary"
"""The step that goes wrong: without it there is no piece."""
FORGET = (
    f"DELETE FROM model_calls WHERE prompt_name = '{STEP}'",  # noqa: S608
    "DELETE FROM drafts",
    "DELETE FROM marks WHERE step = 'insights'",
)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Space:
    """A workspace without a draft, in which every answer but one is recorded."""
    space = make_space(tmp_path_factory.mktemp("faults") / "space", model_cache)
    for path in (space.root / "topics").iterdir():
        path.unlink()
    articles = [story(number, day=number) for number in range(1, 6)]
    space.add_sources(write_articles(space.root / "articles.jsonl", articles))
    with serving() as server:
        assert modelled(space, server.url, deadline=20.0).run().drafts
    with sqlite3.connect(space.root / ".throughline" / "store.sqlite") as store:
        for statement in FORGET:
            store.execute(statement)
    shutil.rmtree(space.root / "outputs")
    return space


def modelled(space: Space, url: str, deadline: float) -> Space:
    """The workspace with the model at a URL as its writer."""
    flags: dict[str, Value] = {
        "writer.kind": "llm",
        "writer.attempts": 2,
        "writer.deadline_seconds": deadline,
    }
    return replace(space, environment={"OPENAI_BASE_URL": url, "OPENAI_API_KEY": KEY}, flags=flags)


def faulty_run(recorded: Space, fault: Fault, root: Path) -> tuple[RunReport, int]:
    """The report of a run in which ``fault`` happens, and the number of drafts that it left."""
    shutil.copytree(recorded.root, root, symlinks=True)
    with serving(fault.script(STEP)) as server:
        # A machine that is busy must not make a slow answer of one that is only late by accident.
        deadline = 20.0 if fault.ends_in is None else 0.6
        space = modelled(replace(recorded, root=root), server.url, deadline)
        with space.services() as services:
            before = {run.id for run in services.runs.list()}
        if fault.ends_in is ModelRefusedError:
            with pytest.raises(ModelRefusedError):
                space.run()
        else:
            space.run()
    with space.services() as services:
        (report,) = (run for run in services.runs.list() if run.id not in before)
        return report, len(services.drafts.all_latest())


def test_every_fault_ends_in_a_whole_piece_or_is_named_in_the_report(
    recorded: Space, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ends: Counter[str] = Counter()
    for number, fault in enumerate(FAULTS):
        report, drafts = faulty_run(recorded, fault, tmp_path / str(number))
        files = list((tmp_path / str(number) / "outputs" / "insights").glob("*/*"))
        if fault.ends_in is None:
            assert (report.status, drafts, len(files)) == (RunStatus.DONE, 1, 3), fault.name
            ends["whole piece"] += 1
            continue
        assert (report.status, drafts, files) == (RunStatus.FAILED, 0, []), fault.name
        named = [(item.reason, item.remedy) for item in report.skipped if item.item.startswith("insight ")]
        assert fault.ends_in is ModelRefusedError or (all(map(all, named)) and len(named) == 1), fault.name
        assert KEY not in str(report)
        ends[fault.ends_in.__name__] += 1
    with capsys.disabled():
        sys.stderr.write(
            f"\nmodel faults: {len(FAULTS)} kinds, half drafts 0, unnamed errors 0; {dict(ends)}\n"
        )
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 25
