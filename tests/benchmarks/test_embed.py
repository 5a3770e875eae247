"""The benchmark of the embedder, and the command that runs benchmarks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import benchmarks
from benchmarks.__main__ import available_tasks, main


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    lines = [{"id": str(number), "text": f"Sentence {number} of the article. " * 20} for number in range(6)]
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_the_two_embedders_agree(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["embed", "--data", str(corpus), "--limit", "4", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema_version"] == 1
    assert document["figures"]["texts"] == 4
    assert document["figures"]["cosine_mean"] > 0.98
    assert document["figures"]["texts_per_s"] > 0
    assert document["machine"]["cores"] >= 1
    assert document["corpus"]["name"] == "articles.jsonl"


def test_a_task_without_its_data_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["embed"]) == 1
    assert "--data" in capsys.readouterr().err
    assert main(["embed", "--data", "no/such/file"]) == 1
    assert "no/such/file" in capsys.readouterr().err


def test_articles_that_are_too_short_are_no_corpus(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "short.jsonl"
    path.write_text('{"id": "1", "text": "Short."}\n', encoding="utf-8")
    assert main(["embed", "--data", str(path)]) == 1
    assert "55 words" in capsys.readouterr().err


def test_every_file_with_a_function_run_is_a_task(tmp_path: Path) -> None:
    (tmp_path / "speed.py").write_text(
        '"""How fast.\n\nMore."""\n\n\ndef run(request):\n    return {}\n', encoding="utf-8"
    )
    (tmp_path / "helper.py").write_text("def walk():\n    pass\n", encoding="utf-8")
    assert available_tasks(tmp_path) == {"speed": "How fast."}


def test_every_task_is_described() -> None:
    tasks = available_tasks(Path(benchmarks.__path__[0]))
    assert "embed" in tasks
    assert all(tasks.values())
