from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.diff import run
from benchmarks.task import BenchmarkError, Request
from pipeline.documents import draft_to_json
from tests.factories_draft import sample_draft

if TYPE_CHECKING:
    from pathlib import Path


def write(folder: Path, slug: str) -> None:
    (folder / slug).mkdir()
    draft = replace(sample_draft(), slug=slug)
    (folder / slug / "v001.json").write_text(draft_to_json(draft), "utf-8")


def test_known_edits_are_named_rightly(tmp_path: Path) -> None:
    write(tmp_path, "one")
    write(tmp_path, "two")
    figures = run(Request(tmp_path, limit=8))
    assert float(figures["named_rightly"]) >= 0.95
    assert float(figures["unified_diff_could_name"]) < float(figures["named_rightly"])
    assert run(Request(tmp_path, limit=8)) == figures


def test_one_draft_alone_is_not_enough(tmp_path: Path) -> None:
    write(tmp_path, "one")
    with pytest.raises(BenchmarkError):
        run(Request(tmp_path))
