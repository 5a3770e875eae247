from __future__ import annotations

from typing import TYPE_CHECKING

from store.repeated_lines import SqlRepeatedLines

if TYPE_CHECKING:
    from pipeline.ports import RepeatedLines
    from store.database import Database


def test_counts_add_up_within_a_publisher(database: Database) -> None:
    lines: RepeatedLines = SqlRepeatedLines(database)
    lines.add({("cnn", "a"): 2, ("cnn", "b"): 1, ("npr", "a"): 7})
    lines.add({("cnn", "a"): 3, ("cnn", "c"): 1})
    lines.add({})
    assert lines.counts("cnn", ["a", "b", "c", "unknown"]) == {"a": 5, "b": 1, "c": 1}
    assert lines.counts("npr", ["a"]) == {"a": 7}


def test_thousands_of_lines_are_counted_at_once(database: Database) -> None:
    lines = SqlRepeatedLines(database)
    lines.add({("p", str(n)): 1 for n in range(3_000)})
    lines.add({("p", str(n)): 1 for n in range(1_000, 4_000)})
    counts = lines.counts("p", [str(n) for n in range(4_000)])
    assert (counts["0"], counts["1500"], counts["3999"]) == (1, 2, 1)
