from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pipeline.models import DayCount
from pipeline.rendering.pictures.periods import periods_of
from pipeline.rendering.pictures.sparkline import sparkline, sparkline_text

MONDAY = date(2026, 4, 6)
counts = st.dictionaries(st.dates(date(2020, 1, 1), date(2026, 12, 31)), st.integers(1, 500), max_size=40)


@given(counts)
def test_no_article_is_lost_between_the_periods(days: dict[date, int]) -> None:
    periods = periods_of(days)
    assert sum(periods.counts([DayCount(day, days[day]) for day in sorted(days)])) == sum(days.values())


@pytest.mark.parametrize(
    ("span", "unit", "number"), [(0, "day", 1), (30, "day", 31), (60, "week", 9), (800, "month", 27)]
)
def test_periods_are_as_long_as_the_span_wants(span: int, unit: str, number: int) -> None:
    periods = periods_of([MONDAY, MONDAY + timedelta(days=span)])
    assert (periods.unit, len(periods.starts)) == (unit, number)


def test_sparkline_says_what_it_shows() -> None:
    days = (DayCount(MONDAY, 2), DayCount(MONDAY + timedelta(days=3), 5))
    periods = periods_of(count.day for count in days)
    assert sparkline_text(days, periods) == "7 articles; most, 5, on 9 April 2026."
    root = etree.fromstring(sparkline(days, periods))
    assert root.get("role") == "img"
    assert root[0].text == "7 articles; most, 5, on 9 April 2026."
    assert (root[2].get("d") or "").count("M") == 2


def test_a_theme_without_dates_has_an_empty_sparkline() -> None:
    assert "No dated articles." in sparkline((), periods_of([]))
    assert "No dated articles." in sparkline((), periods_of([MONDAY]))
