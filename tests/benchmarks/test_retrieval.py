"""The benchmarks of retrieval and asking: scores by hand, and whole runs over a corpus of three articles."""

from __future__ import annotations

import gzip
import json
import math
from typing import TYPE_CHECKING

import pytest

from benchmarks import ask
from benchmarks.retrieval import ndcg, recall, reciprocal_rank, run
from benchmarks.task import BenchmarkError, Request

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

CORPUS = (
    {
        "id": "storm",
        "title": "Storm in the harbor",
        "text": "A storm sank four ships in Aldermouth harbor, the coast guard said.",
        "published": "2024-05-30",
    },
    {"id": "prices", "title": "Bread prices", "text": "Bread costs a tenth more.", "published": "2024-05-30"},
    {
        "id": "old",
        "title": "Storm in the harbor",
        "text": "A storm sank six ships in Aldermouth harbor, the coast guard said.",
        "published": "2021-05-30",
    },
)
QUESTION: dict[str, str | list[str]] = {
    "id": "1",
    "text": "How many ships sank?",
    "asked": "2024-06-01",
    "relevant": ["storm"],
}


def write(path: Path, rows: Sequence[Mapping[str, str | list[str]]]) -> None:
    path.write_bytes(gzip.compress("\n".join(json.dumps(row) for row in rows).encode()))


def test_scores_agree_with_counting_by_hand() -> None:
    found, relevant = ["x", "a", "y", "b"], frozenset({"a", "b"})
    gain = 1 / math.log2(3) + 1 / math.log2(5)
    assert ndcg(found, relevant, 10) == pytest.approx(gain / (1 + 1 / math.log2(3)))
    assert recall(found, relevant, 3) == 0.5
    assert reciprocal_rank(found, relevant, 10) == 0.5
    assert reciprocal_rank(found, relevant, 1) == 0.0


def test_dated_question_prefers_the_recent_report(tmp_path: Path) -> None:
    data = tmp_path / "small"
    data.mkdir()
    write(data / "corpus.jsonl.gz", CORPUS)
    write(data / "questions.jsonl.gz", [QUESTION])
    figures = run(Request(data, cache=tmp_path / "cache"))
    assert figures["articles"] == 3
    assert figures["mrr10"] == figures["hit10"] == 1.0
    again = run(Request(data, cache=tmp_path / "cache"))
    assert {**again, "search_ms": 0} == {**figures, "search_ms": 0}


def test_folder_without_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match="neither"):
        run(Request(tmp_path))


def test_questions_asked_are_timed_and_their_answers_looked_for(tmp_path: Path) -> None:
    data = tmp_path / "small"
    data.mkdir()
    write(data / "corpus.jsonl.gz", CORPUS)
    absent = {**QUESTION, "text": "Who leads the Zorblax Corporation?", "answer": ["nobody"]}
    write(data / "questions.jsonl.gz", [{**QUESTION, "answer": ["four"]}, absent, QUESTION])
    figures = ask.run(Request(data))
    assert figures["questions"] == 3
    assert figures["answered"] == pytest.approx(2 / 3, abs=0.001)
    assert figures["answer_in_brief"] == pytest.approx(1 / 3, abs=0.001)
