from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.models import Claim, TimelineEntry
from pipeline.rendering.timeline import days_of, described, draw


def _entries(*dates: str) -> list[TimelineEntry]:
    return [
        TimelineEntry(day, Claim(f"c{number}", "Something happened.", ())) for number, day in enumerate(dates)
    ]


@pytest.mark.parametrize(
    ("text", "first", "last", "label"),
    [
        ("2026-04-07", date(2026, 4, 7), date(2026, 4, 7), "7 April 2026"),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28), "February 2026"),
        ("2026-Q2", date(2026, 4, 1), date(2026, 6, 30), "Q2 2026"),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026"),
        ("2026-04-07/2026-04-09", date(2026, 4, 7), date(2026, 4, 9), "7 April 2026 to 9 April 2026"),
    ],
)
def test_dates_are_as_exact_as_they_are_known(text: str, first: date, last: date, label: str) -> None:
    days = days_of(text)
    assert days is not None
    assert (days.first, days.last, days.label) == (first, last, label)


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-13", "2026-02-30", "2026-Q5", "0000", "2026-05/2026-04", "/", "20260407"]
)
def test_what_is_no_date_is_not_drawn(text: str) -> None:
    assert days_of(text) is None


def test_distances_on_the_axis_are_to_scale() -> None:
    picture = draw(_entries("2026-01-01", "2026-01-11", "2026-01-31"), 500)
    assert picture is not None
    first, second, third = (flag.x for flag in picture.flags)
    assert (third - first) == pytest.approx(3 * (second - first), abs=0.2)


def test_a_month_covers_its_days() -> None:
    picture = draw(_entries("2026-03-01", "2026-03", "2026-03-31"), 500)
    assert picture is not None
    assert picture.flags[1].end == picture.flags[2].x


def test_a_single_day_is_no_picture() -> None:
    assert draw(_entries("2026-01-01", "2026-01-01", "unknown"), 500) is None
    assert draw([], 500) is None


def test_the_longest_gap_is_told() -> None:
    words = described(_entries("2026-02-24", "2026-03-19", "2026-03", "2026-04-06"))
    assert words == (
        "4 entries from 24 February 2026 to 6 April 2026, drawn to scale. "
        "The longest gap is 6 days, between 3 and 4."
    )


@given(
    st.lists(st.dates(date(1990, 1, 1), date(2030, 1, 1)), min_size=2, max_size=25),
    st.sampled_from([344.0, 880.0]),
)
def test_no_flag_covers_another_and_all_is_inside(days: list[date], width: float) -> None:
    picture = draw(_entries(*(day.isoformat() for day in days)), width)
    if picture is None:
        assert len(set(days)) == 1
        return
    for flag in picture.flags:
        assert 11 <= flag.x <= picture.right
        assert 11 <= flag.y < picture.axis < picture.height
        assert flag.x + 17 + 7.4 * len(flag.label) <= width + 1
    for one, other in combinations(picture.flags, 2):
        assert one.y != other.y or abs(one.x - other.x) >= 22
    assert len(picture.ticks) <= 14
