from __future__ import annotations

import io
import json
import tarfile
from typing import TYPE_CHECKING

import pytest

from benchmarks.extraction import run
from benchmarks.task import BenchmarkError, Request

if TYPE_CHECKING:
    from pathlib import Path

SENTENCE = (
    "The harbor board met on Tuesday and heard what the new crane would cost the town over twenty years. "
)
PAGE = f"""<html><head><title>Crane delayed | Harbor News</title></head><body><nav>Home Weather</nav><article>
<h1>Crane delayed</h1><p class="byline">By Ada Byron</p><time datetime="2026-04-07">7 April 2026</time>
<p>{SENTENCE * 3}</p><p>{SENTENCE * 2}</p></article></body></html>"""
GOLD = {
    "https://harbor.example/crane": {
        "file": "crane.html",
        "with": ["The harbor  board met", "words that are nowhere"],
        "without": ["Home Weather"],
        "title": "CRANE delayed!",
        "author": ["Ada Byron"],
        "date": "2026-04-07",
    }
}


def archive(path: Path) -> Path:
    with tarfile.open(path, "w:gz") as target:
        for name, text in (("evaldata.json", json.dumps(GOLD)), ("eval/crane.html", PAGE)):
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            target.addfile(member, io.BytesIO(text.encode()))
    return path


def test_segments_and_fields_are_scored_beside_those_of_trafilatura(tmp_path: Path) -> None:
    figures = run(Request(data=archive(tmp_path / "pages.tar.gz")))
    assert figures["pages"] == 1
    assert (figures["precision"], figures["recall"], figures["f1"]) == (1.0, 0.5, 0.6667)
    assert (figures["title"], figures["author"], figures["date"]) == (1.0, 1.0, 1.0)
    assert figures["called_no_article"] == 0
    assert figures["trafilatura_recall"] == 0.5


def test_an_archive_without_gold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match=r"evaldata\.json"):
        run(Request(data=tmp_path))
