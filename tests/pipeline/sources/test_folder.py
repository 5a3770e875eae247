from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.models import RawArticle, Skipped
from pipeline.sources.registry import open_source
from tests.pipeline.sources.reading import articles, fingerprint, outside, read


def fill(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"text": "From a line."}\n' if name.endswith("jsonl") else "A text.")


def test_every_file_at_any_depth_is_read_as_what_it_is(tmp_path: Path) -> None:
    fill(
        tmp_path,
        "b.md",
        "a.txt",
        "deep/er/c.jsonl",
        "logo.png",
        ".hidden.md",
        ".git/x.md",
        "node_modules/y.md",
    )
    articles, skipped = read(tmp_path)
    assert [article.origin for article in articles] == [
        f"{tmp_path}/a.txt", f"{tmp_path}/b.md", f"{tmp_path}/deep/er/c.jsonl:1",
    ]  # fmt: skip
    assert skipped == []


def test_documents_of_unknown_kinds_and_damaged_files_are_reported(tmp_path: Path) -> None:
    fill(tmp_path, "a.docx", "b.pdf", "c.json", "d.txt")
    articles, skipped = read(tmp_path)
    assert len(articles) == 1
    assert [Path(item.item).name for item in skipped] == ["a.docx", "b.pdf", "c.json"]


def test_loops_and_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    fill(tmp_path, "outside/secret.txt", "in/a.txt")
    inside = tmp_path / "in"
    (inside / "loop").symlink_to(inside)
    (inside / "leak.txt").symlink_to(tmp_path / "outside/secret.txt")
    (inside / "dead.txt").symlink_to(tmp_path / "nowhere")
    (inside / "self.txt").symlink_to(inside / "self.txt")
    (inside / "same.txt").symlink_to(inside / "a.txt")
    articles, skipped = read(inside)
    assert [Path(article.origin).name for article in articles] == ["a.txt", "same.txt"]
    assert sorted(Path(item.item).name for item in skipped) == ["dead.txt", "leak.txt", "loop", "self.txt"]


def test_pipes_in_a_folder_do_not_block(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    articles, skipped = read(tmp_path)
    assert (len(articles), len(skipped)) == (1, 1)
    assert fingerprint(tmp_path) != ""


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_reported(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "closed/b.txt", "c.txt")
    (tmp_path / "closed").chmod(0)
    (tmp_path / "c.txt").chmod(0)
    articles, skipped = read(tmp_path)
    (tmp_path / "closed").chmod(0o700)
    assert (len(articles), len(skipped)) == (1, 2)


def test_the_fingerprint_of_a_folder_sees_new_changed_and_removed_files(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt")
    seen = {fingerprint(tmp_path)}
    fill(tmp_path, "deep/b.txt")
    seen.add(fingerprint(tmp_path))
    (tmp_path / "deep/b.txt").write_text("B text.")
    seen.add(fingerprint(tmp_path))
    (tmp_path / "a.txt").unlink()
    seen.add(fingerprint(tmp_path))
    assert len(seen) == 4
    assert "" not in seen


def test_file_names_of_any_characters_are_read(tmp_path: Path) -> None:
    name = os.fsdecode(b"odd\xff\n name.txt")
    (tmp_path / name).write_text("A text.")
    assert len(read(tmp_path)[0]) == 1
    assert fingerprint(tmp_path) != ""


def test_a_missing_location_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no source of this kind"):
        read(tmp_path / "missing")


@pytest.mark.parametrize("name", ["a.txt.part", "a.md.tmp", "b.txt~", "~$notes.md", "c.html.crdownload"])
def test_temporary_files_are_passed_over(tmp_path: Path, name: str) -> None:
    fill(tmp_path, "kept.txt", name)
    assert [len(part) for part in read(tmp_path)] == [1, 0]


def test_a_file_that_may_still_be_being_written_waits_for_the_next_reading(tmp_path: Path) -> None:
    fill(tmp_path, "done.txt", "busy.txt")
    written = (tmp_path / "busy.txt").stat().st_mtime
    soon, later = (
        open_source(str(tmp_path), outside(now=datetime.fromtimestamp(written + seconds, UTC)))
        for seconds in (1, 60)
    )
    os.utime(tmp_path / "done.txt", (written - 3_600, written - 3_600))
    first = soon.read()
    waiting, done = first.items
    assert isinstance(waiting, Skipped)
    assert "being written" in waiting.reason
    assert isinstance(done, RawArticle)
    assert Path(done.origin).name == "done.txt"
    second = later.read(first.fingerprint)
    assert [Path(article.origin).name for article in articles(second)] == ["busy.txt", "done.txt"]
    assert later.read(second.fingerprint).is_unchanged


def test_a_watched_folder_that_disappears_is_a_source_that_fails(tmp_path: Path) -> None:
    fill(tmp_path, "watched/a.txt")
    source = open_source(str(tmp_path / "watched"), outside())
    before = source.read()
    shutil.rmtree(tmp_path / "watched")
    with pytest.raises(InputError, match="not there"):
        source.read(before.fingerprint)
    with pytest.raises(InputError, match="not there"):
        open_source(str(tmp_path / "watched"), outside(), "folder").read(before.fingerprint)
