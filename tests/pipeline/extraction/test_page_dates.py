from __future__ import annotations

from datetime import date

import pytest

from pipeline.extraction.page_dates import day_near, declared_day, written_days

TODAY = date(2026, 4, 10)


@pytest.mark.parametrize(
    "text",
    [
        "2026-04-07", "7.4.2026", "07/04/2026", "April 7, 2026", "7th April 2026", "7. April 2026", "7 avril 2026",
        "7 de abril de 2026", "7 aprile 2026", "7 kwietnia 2026", "2026年4月7日", "Tuesday, 7 Apr. 2026, 10:00",
    ],
)  # fmt: skip
def test_days_are_read_as_they_are_written(text: str) -> None:
    assert written_days(text, TODAY) == [date(2026, 4, 7)]


@pytest.mark.parametrize(
    "text", ["31.02.2026", "1970-01-01", "2031-01-01", "12345.4.2026.1", "version 4.7", ""]
)
def test_what_is_no_day_or_cannot_be_one_is_left(text: str) -> None:
    assert written_days(text, TODAY) == []


def test_the_first_declared_date_that_can_be_believed_is_taken() -> None:
    values = ["tomorrow", "1970-01-01T00:00:00Z", "2026-04-07T10:00:00+02:00", "2026-04-01"]
    assert declared_day(values, TODAY) == "2026-04-07T10:00:00+02:00"
    assert declared_day(["Tue, 7 Apr 2026 10:00:00 GMT"], TODAY) == "2026-04-07"


def test_only_a_day_that_stands_alone_and_near_counts() -> None:
    sentence = "The committee met on 3 March 2024 and again in the week after that, as it had been asked to."
    assert day_near([sentence, "7 April 2026"], 400, TODAY) == date(2026, 4, 7)
    assert day_near([sentence] * 9 + ["7 April 2026"], 400, TODAY) is None
