from __future__ import annotations

import json
from typing import TYPE_CHECKING

from benchmarks.dates import run
from benchmarks.task import Request

if TYPE_CHECKING:
    from pathlib import Path


def test_extents_and_values_are_scored_by_overlap(tmp_path: Path) -> None:
    text = "It met on Tuesday, now. It met in 2025 for 180 days."
    gold = [
        {"start": 10, "end": 17, "type": "DATE", "value": "2026-04-07", "text": "Tuesday"},
        {"start": 19, "end": 22, "type": "DATE", "value": "PRESENT_REF", "text": "now"},
        {"start": 34, "end": 38, "type": "DATE", "value": "2024", "text": "2025"},
        {"start": 43, "end": 51, "type": "DURATION", "value": "P180D", "text": "180 days"},
    ]
    path = tmp_path / "dates.jsonl"
    row = {"id": "1", "created": "2026-04-10", "text": text, "expressions": gold}
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    figures = run(Request(data=path))
    assert (figures["gold"], figures["found"]) == (3, 2)
    assert figures["extent_f1"] == 0.8
    assert figures["value_f1"] == 0.4
    assert figures["value_accuracy"] == 0.5
