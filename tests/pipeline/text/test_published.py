from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.published import parse_published

NOW = datetime(2026, 4, 10, 12, tzinfo=UTC)
DAY = datetime(2026, 4, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-04-07", DAY),
        ("20260407", DAY),
        ("2026-04-07T10:00:00", DAY + timedelta(hours=10)),
        ("2026-04-07T10:00:00Z", DAY + timedelta(hours=10)),
        ("2026-04-07T10:00:00+02:00", DAY + timedelta(hours=8)),
        ("Tue, 07 Apr 2026 10:00:00 EST", DAY + timedelta(hours=15)),
        ("Tue, 7 Apr 2026 10:00:00 +0000", DAY + timedelta(hours=10)),
        (str(int(DAY.timestamp())), DAY),
        (f"{DAY.timestamp()}", DAY),
        (str(int(DAY.timestamp()) * 1_000), DAY),
        ("April 7, 2026", DAY),
        ("Tuesday, April 7th, 2026", DAY),
        ("Apr. 7, 2026 3:15 PM ET", DAY + timedelta(hours=15, minutes=15)),
        ("April 7, 2026 at 3:15 p.m.", DAY + timedelta(hours=15, minutes=15)),
        ("7 April 2026", DAY),
        ("2026/04/07", DAY),
        ("April 2026", datetime(2026, 4, 1, tzinfo=UTC)),
        ("2026", datetime(2026, 1, 1, tzinfo=UTC)),
        ("1969-07-20", datetime(1969, 7, 20, tzinfo=UTC)),
    ],
)
def test_dates_are_read_as_sources_write_them(value: str, moment: datetime) -> None:
    assert parse_published(value, NOW, timedelta(days=2)).value == moment


@pytest.mark.parametrize(
    "value",
    [
        "Di, 07 Apr 2026 10:00:00 +0200",
        "Dienstag, 7. April 2026 um 8:00 Uhr",
        "mardi 7 avril 2026 à 08:00",
        "mar, 07 abr 2026 08:00:00",
        "7 de abril de 2026, 8:00",
        "Вт, 07 апр 2026 11:00:00 +0300",
    ],
)
def test_months_may_be_named_in_other_languages(value: str) -> None:
    moment = datetime(2026, 4, 7, 8, tzinfo=UTC)
    assert parse_published(value, NOW, timedelta(days=2)).value == moment


def test_dates_may_be_written_with_east_asian_signs() -> None:
    assert parse_published("2026年4月7日", NOW, timedelta(days=2)).value == datetime(2026, 4, 7, tzinfo=UTC)


@pytest.mark.parametrize("value", ["2026-04-13", "2099-01-01", "0001-01-01T00:00:00", "1970-01-01T00:00:00Z"])
def test_dates_that_cannot_be_are_not_believed(value: str) -> None:
    found = parse_published(value, NOW, timedelta(days=2))
    assert found.value is None
    assert "not believed" in found.problem


@pytest.mark.parametrize(
    "value",
    ["yesterday", "04/07/2026", "2026-13-45", "soon, maybe", "9" * 400, "::"],
)
def test_what_is_not_understood_is_said_and_not_guessed(value: str) -> None:
    found = parse_published(value, NOW, timedelta(days=2))
    assert found.value is None
    assert "not understood" in found.problem


def test_a_little_ahead_is_within_tolerance() -> None:
    assert parse_published("2026-04-12", NOW, timedelta(days=2)).value is not None


def test_no_date_is_no_problem() -> None:
    assert parse_published("  ", NOW, timedelta(0)).problem == ""


@given(st.text(max_size=40) | st.datetimes().map(str) | st.floats().map(str) | st.integers().map(str))
def test_any_text_is_a_date_in_utc_or_a_problem(text: str) -> None:
    found = parse_published(text, NOW, timedelta(days=2))
    assert found.value is None or (found.value.tzinfo is UTC and found.value <= NOW + timedelta(days=2))
