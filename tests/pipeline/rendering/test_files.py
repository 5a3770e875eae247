from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pipeline.documents import draft_from_json
from pipeline.errors import WorkspaceError
from pipeline.rendering.files import write_draft
from tests.factories_draft import sample_draft

if TYPE_CHECKING:
    from pathlib import Path


def _names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_version_is_three_files(tmp_path: Path) -> None:
    paths = write_draft(tmp_path, sample_draft(), {})
    stem = "insights/the-frontier-closes/v001"
    assert [path.relative_to(tmp_path).as_posix() for path in paths] == [
        f"{stem}.md",
        f"{stem}.html",
        f"{stem}.json",
    ]
    assert _names(tmp_path) == sorted(f"{stem}.{suffix}" for suffix in ("md", "html", "json"))
    assert draft_from_json(paths[2].read_text(encoding="utf-8")) == sample_draft()


def test_the_same_draft_again_touches_nothing(tmp_path: Path) -> None:
    paths = write_draft(tmp_path, sample_draft(), {})
    before = [path.stat().st_mtime_ns for path in paths]
    assert write_draft(tmp_path, sample_draft(), {}) == paths
    assert [path.stat().st_mtime_ns for path in paths] == before


def test_another_draft_under_an_old_version_is_refused(tmp_path: Path) -> None:
    paths = write_draft(tmp_path, sample_draft(), {})
    before = [path.read_bytes() for path in paths]
    with pytest.raises(WorkspaceError, match="never changed"):
        write_draft(tmp_path, replace(sample_draft(), title="Another"), {})
    assert [path.read_bytes() for path in paths] == before


def test_the_next_version_stands_beside_the_old_one(tmp_path: Path) -> None:
    write_draft(tmp_path, sample_draft(), {})
    write_draft(tmp_path, replace(sample_draft(), version=2), {})
    assert len(_names(tmp_path)) == 6


def test_the_remains_of_an_interrupted_run_are_replaced(tmp_path: Path) -> None:
    markdown, _, document = write_draft(tmp_path, sample_draft(), {})
    document.unlink()
    markdown.write_text("half", encoding="utf-8")
    write_draft(tmp_path, sample_draft(), {})
    assert markdown.read_text(encoding="utf-8") != "half"
    assert document.exists()


def test_a_lost_page_is_restored(tmp_path: Path) -> None:
    _, page, _ = write_draft(tmp_path, sample_draft(), {})
    page.unlink()
    write_draft(tmp_path, sample_draft(), {})
    assert page.exists()


def test_when_one_file_cannot_be_placed_none_is_left(tmp_path: Path) -> None:
    obstacle = tmp_path / "insights/the-frontier-closes/v001.html"
    (obstacle / "full").mkdir(parents=True)
    with pytest.raises(WorkspaceError) as caught:
        write_draft(tmp_path, sample_draft(), {})
    assert caught.value.remedy
    assert _names(tmp_path) == []


def test_an_outputs_folder_that_is_a_file_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "outputs").write_text("not a folder", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="Cannot write"):
        write_draft(tmp_path / "outputs", sample_draft(), {})


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_said_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(WorkspaceError, match="Cannot write"):
        write_draft(tmp_path, sample_draft(), {})
    tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    "slug",
    [
        "",
        ".",
        "..",
        "../x",
        "a/b",
        "a\\b",
        "/etc",
        "A",
        "a b",
        "-a",
        "a-",
        "a--b",
        "nul",
        "com1",
        "ä",
        "a\n",
        "a" * 121,
        "a\x00b",
    ],
)
def test_a_slug_that_is_not_a_plain_name_writes_nothing(tmp_path: Path, slug: str) -> None:
    with pytest.raises(WorkspaceError):
        write_draft(tmp_path, replace(sample_draft(), slug=slug), {})
    assert _names(tmp_path) == []


def test_a_draft_that_was_never_stored_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="no version"):
        write_draft(tmp_path, replace(sample_draft(), version=0), {})
