from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clustering.written_dates import written_dates


@pytest.mark.parametrize(
    "written",
    [
        "26 September 2013",
        "September 26, 2013",
        "Sept. 26th , 2013",
        "26 sep 2013",
        "2013-09-26",
        "2013 - 09 - 26",
        "26/09/2013",
        "9 / 26 / 2013",
    ],
)
def test_a_day_is_the_same_words_however_it_is_written(written: str) -> None:
    assert written_dates(f"Published on {written} in Ashgabat") == ["@2013-09", "@2013-09-26"]


def test_a_month_without_a_day_is_one_word() -> None:
    assert written_dates("In May 2005 and June 2006") == ["@2005-05", "@2006-06"]


@pytest.mark.parametrize(
    "text", ["3/4/2013", "in 2013", "on May 3", "they may 2 years later", "2013-15-40", "20/30/2013"]
)
def test_what_names_no_certain_month_of_a_year_gives_nothing(text: str) -> None:
    assert written_dates(text) == []


@given(st.text())
def test_any_text_gives_words_without_blanks(text: str) -> None:
    assert all(len(word.split()) == 1 for word in written_dates(text))
