"""Claims with gold labels: rows of one claim are put together, and pointers into abstracts are followed."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from benchmarks.claims import read_claims
from benchmarks.task import BenchmarkError, Request
from benchmarks.verify import run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pydantic import JsonValue

TRUE = "The board approved the crane."
FALSE = "Bakers raised the price of bread."


def write(path: Path, *rows: Mapping[str, JsonValue]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = "".join(json.dumps(row) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def test_best_piece_of_evidence_decides(tmp_path: Path) -> None:
    board = "The harbor board approved the new crane on Monday."
    path = write(
        tmp_path / "claims.jsonl",
        {"claim": TRUE, "evidence": ["The quay is wide."], "label": "supported"},
        {"claim": TRUE, "evidence": [board], "label": "supported"},
        {"claim": FALSE, "evidence": [board], "label": "not_supported"},
    )
    figures = run(Request(data=path))
    assert (figures["claims"], figures["supported"], figures["f1"], figures["accuracy"]) == (2, 1, 1.0, 1.0)
    assert figures["always_yes_f1"] == pytest.approx(2 / 3, abs=1e-3)


def test_claims_that_point_into_abstracts_get_their_sentences(tmp_path: Path) -> None:
    write(tmp_path / "retrieval/scifact/corpus.jsonl.gz", {"id": "7", "text": "'One is so.'\n 'Two is so.'"})
    row = {"claim": TRUE, "evidence_doc_id": "7", "evidence_label": "SUPPORT", "evidence_sentences": "[1]"}
    without = {"claim": FALSE, "evidence_doc_id": "", "evidence_label": "", "evidence_sentences": "[]"}
    (claim,) = read_claims(write(tmp_path / "verify/scifact-train.jsonl", row, without))
    assert claim.evidence == (("Two is so.",),)
    assert claim.supported


def test_file_without_claims_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match="not a file of claims"):
        read_claims(write(tmp_path / "x.jsonl", {"text": "no claim"}))
