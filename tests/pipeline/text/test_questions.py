"""Questions taken apart: their words, their names and figures, their time, and what an answer has to hold."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.questions import Wanted, Window, stems_of, take_apart

ASKED = date(2024, 6, 1)


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("What happened last week?", "2024-05-20", "2024-05-26"),
        ("What changed since March?", "2024-03-01", "2024-06-01"),
        ("What did the ministry announce in 2023?", "2023-01-01", "2023-12-31"),
        ("Who won yesterday?", "2024-05-31", "2024-05-31"),
        ("How did sales develop in the first quarter?", "2024-01-01", "2024-03-31"),
        ("What happened between January and April 2024?", "2024-01-01", "2024-04-30"),
        ("What was said before April?", "0001-01-01", "2024-04-30"),
        ("What is new this year?", "2024-01-01", "2024-06-01"),
    ],
)
def test_time_of_a_question_is_counted_from_the_day_it_is_asked(question: str, first: str, last: str) -> None:
    expected = Window(date.fromisoformat(first), date.fromisoformat(last))
    assert take_apart(question, ASKED).window == expected


def test_question_without_a_time_or_about_the_future_has_no_window() -> None:
    assert take_apart("Who leads the ministry?", ASKED).window is None
    assert take_apart("What is planned for 2030?", ASKED).window is None


def test_names_and_figures_are_required_and_words_of_time_are_not() -> None:
    asked = take_apart("What did Harbor Gazette say about 12 ships since March?", ASKED)
    assert asked.names == (stems_of("Harbor Gazette"), frozenset({"12"}))
    assert "march" not in asked.stems
    assert "march" in asked.words


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How much did the bridge cost?", Wanted.AMOUNT),
        ("How many ships sank?", Wanted.FIGURE),
        ("When does the order take effect?", Wanted.DATE),
        ("Who signed the order?", Wanted.NAME),
        ("Why did prices rise?", Wanted.ANYTHING),
    ],
)
def test_what_an_answer_has_to_hold(question: str, wanted: Wanted) -> None:
    assert take_apart(question, ASKED).wanted is wanted


def test_forms_of_a_word_meet_and_grammar_is_left_out() -> None:
    assert stems_of("They resigned.") == stems_of("He resigns") == frozenset({"resign"})
    assert stems_of("Who won't it be, and the ministry's?") == frozenset({"won't", "ministr"})


@given(st.text(max_size=200))
def test_any_text_is_a_question(text: str) -> None:
    asked = take_apart(text, ASKED)
    assert all(names for names in asked.names)
    assert asked.window is None or asked.window.first <= asked.window.last
