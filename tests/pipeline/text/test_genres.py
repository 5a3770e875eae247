"""Titles of views and games."""

from __future__ import annotations

import pytest

from pipeline.text.genres import is_opinion


@pytest.mark.parametrize(
    "title",
    [
        "Opinion: The order goes too far",
        "Letters to the editor for Sunday, May 3",
        "Ruiz's mailbag: on chips",
        "News quiz",
    ],
)
def test_view_or_game_is_told_by_its_title(title: str) -> None:
    assert is_opinion(title)


@pytest.mark.parametrize(
    "title", ["Ministry orders location checks", "Polls open in Ohio", "Letter bombs found in Ohio"]
)
def test_report_is_none(title: str) -> None:
    assert not is_opinion(title)
