from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import pipeline
from pipeline.errors import InputError
from pipeline.sources.registry import open_source, source_kinds
from tests.pipeline.sources.reading import outside

DROPPED_IN = """
from pathlib import Path
from pipeline.models import RawArticle
from pipeline.sources.files import OneArticleFile
from pipeline.sources.kinds import SourceKind, has_ending

def parse(content, path):
    return RawArticle(origin=str(path), text=content.decode().upper())

KIND = SourceKind("shout", "shouted files (.shout)", lambda location: has_ending(location, ".shout"),
                  lambda opening: OneArticleFile(opening, parse))
"""
PROGRAM = """
import sys
from datetime import UTC, datetime
from pipeline.settings import IngestSettings
from pipeline.sources.kinds import Outside
from pipeline.sources.registry import open_source
outside = Outside(IngestSettings(), None, None, (), str, lambda: datetime(2026, 6, 30, tzinfo=UTC))
for location in sys.argv[1:]:
    print([item.text for item in open_source(location, outside).read().items])
"""


def test_a_kind_dropped_in_as_a_file_is_found(tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__", "demo", "*.jsonl")
    copy = shutil.copytree(Path(pipeline.__path__[0]), tmp_path / "pipeline", ignore=ignored)
    (copy / "sources" / "shout.py").write_text(DROPPED_IN)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.shout").write_text("hello")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "in/a.shout", "in"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("['HELLO']\n['HELLO']\n", "")


def test_every_kind_of_the_contract_is_there() -> None:
    assert {kind.name for kind in source_kinds()} >= {
        "jsonl",
        "markdown",
        "html",
        "text",
        "pdf",
        "feed",
        "folder",
        "page",
        "sitemap",
        "arxiv",
        "hackernews",
        "gdelt",
        "json-api",
    }


def test_a_location_of_no_kind_names_the_kinds_there_are(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.jsonl"):
        open_source(str(tmp_path / "a.docx"), outside())


def test_a_source_keeps_the_name_that_the_user_gave(tmp_path: Path) -> None:
    for location in (f"{tmp_path}", f"{tmp_path}/./a.jsonl", "https://x.example/feed", "a.md"):
        assert open_source(location, outside()).name == location
