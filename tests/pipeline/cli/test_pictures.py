"""``themes map``: pictures as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pipeline.cli.terminal import Terminal


def test_pictures_are_written_into_the_outputs_and_named(finished: Terminal) -> None:
    result = finished("themes", "map")
    assert result.code == 0, result
    folder = finished.here / "outputs" / "themes"
    assert result.output.split() == [str(folder / name) for name in ("map.html", "map.svg", "river.svg")]
    assert (folder / "map.svg").read_text(encoding="utf-8") in (folder / "map.html").read_text(
        encoding="utf-8"
    )


def test_one_picture_is_written_where_it_is_wanted(finished: Terminal, tmp_path: Path) -> None:
    for name, beginning in (("map.svg", b"<svg"), ("map.PNG", b"\x89PNG"), ("map.html", b"<!doctype html>")):
        result = finished("themes", "map", "--out", str(tmp_path / name))
        assert result.code == 0, result
        assert (tmp_path / name).read_bytes().startswith(beginning)
    assert finished("themes", "map", "--river", "--out", str(tmp_path / "river.svg")).code == 0
    assert b"River of themes" in (tmp_path / "river.svg").read_bytes()


def test_points_and_courses_are_a_document(finished: Terminal) -> None:
    document = finished("themes", "map", "--json").document()
    points, series = document["points"], document["series"]
    assert isinstance(points, list)
    assert isinstance(series, list)
    assert len(points) == document["events"]
    assert points
    assert series


@pytest.mark.parametrize("name", ["map.jpg", "map", ".svg.txt"])
def test_an_unknown_format_is_refused_with_those_that_are_known(finished: Terminal, name: str) -> None:
    result = finished("themes", "map", "--out", name)
    assert result.code == 2
    assert ".png" in result.messages
