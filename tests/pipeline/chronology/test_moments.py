from __future__ import annotations

import pytest

from pipeline.chronology import tellings
from tests.pipeline.chronology.statements import statement


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("The plant burned on April 7.", ["2026-04-07"]),
        ("The plant burned on Tuesday.", ["2026-04-07"]),
        ("The fair ran on April 3-5.", ["2026-04-03"]),
        ("The plant opens in June.", ["2026-06"]),
        ("The plant opens in Q3 2026.", ["2026-Q3"]),
        ("It burned on April 7 and again on Tuesday, April 7.", ["2026-04-07"]),
        ("It opened on March 2 and burned on April 7.", ["2026-03-02", "2026-04-07"]),
        ("Sales fell last week, and in 2025.", []),
        ("The rule lasts from March 1 to April 7.", []),
        ("No date is given.", []),
    ],
)
def test_moments_are_as_exact_as_the_words(text: str, labels: list[str]) -> None:
    assert [telling.moment.label for telling in tellings(statement(text))] == labels


@pytest.mark.parametrize(
    "text",
    [
        "Page last updated at 10:39 GMT, April 7, 2026.",
        "This article was amended on April 7.",
        "April 10, 2026 - The plant burned.",
    ],
)
def test_dates_of_the_page_are_no_moments(text: str) -> None:
    assert tellings(statement(text)) == ()


@pytest.mark.parametrize(
    ("text", "is_background"),
    [
        ("It has been closed since April 7.", True),
        ("The company, founded on April 7, grew.", True),
        ("It was closed on April 7.", False),
        ("It was closed in February.", True),
        ("It will be closed in June.", False),
    ],
)
def test_date_from_which_something_held_is_background(text: str, is_background: bool) -> None:
    assert [telling.is_background for telling in tellings(statement(text))] == [is_background]


def test_lag_counts_days_until_the_report() -> None:
    past, coming = tellings(statement("It burned on April 7 and will reopen on April 12."))
    assert (past.lag, coming.lag) == (3, -2)
