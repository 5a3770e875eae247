"""Files that are written whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.errors import WorkspaceError
from pipeline.files import write_atomically, write_whole

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_made_with_its_folders(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b" / "file.bin"
    write_atomically(target, b"\x00content")
    assert target.read_bytes() == b"\x00content"
    assert [path.name for path in target.parent.iterdir()] == ["file.bin"]


def test_a_file_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "file"
    write_atomically(target, b"old")
    write_atomically(target, b"new")
    assert target.read_bytes() == b"new"


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    target = tmp_path / "taken"
    target.mkdir()
    (target / "inside").touch()
    with pytest.raises(WorkspaceError, match="taken"):
        write_atomically(target, b"content")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_of_several_files_none_is_left_when_one_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        write_whole({tmp_path / "first": b"content", tmp_path / "taken": b"content"})
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
