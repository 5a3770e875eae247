from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.hostile import overhead, read_all

if TYPE_CHECKING:
    from pathlib import Path


def test_entities_are_not_expanded_and_the_next_document_is_read(tmp_path: Path) -> None:
    names = ("http_entity_in_feed", "file_entity_in_outlines")
    readings, asked = read_all(tmp_path, names)
    assert list(readings) == list(names)
    assert asked == 0
    for reading in readings.values():
        assert reading.outcome in {"read", "refused"}
        assert not reading.has_grown
        assert reading.next_is_read
        assert reading.memory_mb < 50 < reading.child_mb


def test_the_pool_gives_what_reading_here_gives() -> None:
    figures = overhead(6)
    assert (figures["pages"], figures["different"]) == (6, 0)
