from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.prose import run
from benchmarks.task import BenchmarkError, Request
from pipeline.documents import draft_to_json
from tests.factories_draft import sample_draft

if TYPE_CHECKING:
    from pathlib import Path


def test_flaws_of_the_newest_version_are_counted(tmp_path: Path) -> None:
    draft = sample_draft()
    (claim, *_) = draft.tldr.claims
    flawed = replace(claim, text="He said on Tuesday that we would")
    piece = tmp_path / "piece"
    piece.mkdir()
    bad = replace(draft, tldr=replace(draft.tldr, claims=(flawed,)), takeaways=(), sections=())
    (piece / "v001.json").write_text(draft_to_json(draft), encoding="utf-8")
    (piece / "v002.json").write_text(draft_to_json(bad), encoding="utf-8")
    figures = run(Request(data=tmp_path))
    assert (figures["drafts"], figures["sentences"], figures["words_per_sentence"]) == (1, 1, 7.0)
    for flaw in (
        "opens_with_pronoun",
        "speaker_without_name",
        "relative_day",
        "first_person",
        "half_sentence",
    ):
        assert figures[flaw] == 1
    assert (figures["question"], figures["flawed"]) == (0, 1.0)


def test_folder_without_drafts_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match="no draft"):
        run(Request(data=tmp_path))
