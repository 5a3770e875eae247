"""What may be cut from a sentence, and which sentences can stand alone."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.dates import find_dates
from pipeline.text.edits import apply_edits, edits_fault
from pipeline.text.full_names import with_full_names
from pipeline.text.names import find_names
from pipeline.text.trimming import is_whole, opens_definite, stands_alone, trim

TUESDAY = date(2026, 4, 7)


def trimmed(sentence: str) -> str:
    return apply_edits(sentence, trim(sentence, find_dates(sentence, TUESDAY)))


def test_leading_connective_is_cut_and_the_next_word_capitalized() -> None:
    assert trimmed("However, the ministry kept the date.") == "The ministry kept the date."
    assert trimmed("But Boeing has lagged behind.") == "Boeing has lagged behind."
    assert trimmed("But makers in Ohio objected to it.") == "Makers in Ohio objected to it."


def test_dateline_is_cut() -> None:
    cut = trimmed("WASHINGTON (Harbor Wire) - The House voted 42-0 to pass the bill.")
    assert cut == "The House voted 42-0 to pass the bill."


def test_aside_without_a_figure_is_cut_and_one_with_a_figure_stays() -> None:
    assert (
        trimmed("Northwind (a maker of switches and cables) raised its price.")
        == "Northwind raised its price."
    )
    kept = "Northwind (which sold 40 million switches) raised its price."
    assert trimmed(kept) == kept


def test_weekday_becomes_the_day_it_means() -> None:
    assert trimmed("The House passed the bill on Tuesday.") == "The House passed the bill on 7 April 2026."


def test_last_week_month_and_year_become_what_they_mean() -> None:
    assert trimmed("The panel met last month.") == "The panel met in March 2026."
    assert trimmed("Rents rose by 4% over last year.") == "Rents rose by 4% over 2025."
    assert trimmed("The panel met last week.") == "The panel met in the week of March 30, 2026."


@pytest.mark.parametrize(
    "sentence",
    [
        "Sales on Black Friday rose by 4%.",
        "The Rams won their Monday Night Football game.",
        "Residents of Ohio have seen lights for the last month.",
    ],
)
def test_weekday_in_a_name_and_a_span_are_left_alone(sentence: str) -> None:
    assert trimmed(sentence) == sentence


def test_weekday_without_a_preposition_gets_one() -> None:
    assert trimmed("The House approved it Tuesday.") == "The House approved it on 7 April 2026."


def test_possessive_weekday_is_left_and_makes_the_sentence_unusable() -> None:
    sentence = "Tuesday's rule from the Commerce Department makes nationality a condition for use."
    assert trimmed(sentence) == sentence
    assert not stands_alone(sentence, named=True)


@pytest.mark.parametrize(
    "sentence",
    [
        "He said that the ministry would move the date to March 2027.",
        "We asked Northwind for a quotation and were told to wait ten days.",
        "The company told reporters that they said no to the ministry twice.",
        "Two of them said the episode would be raised in the House in March.",
        "If so, it is the second flagship to be passed by the same model.",
        "Three US competitors that agree on very little have agreed on this.",
        "A month ago, when GPT-5.5 was the reference, the two were level.",
        "Subscribe to the Harbor Gazette newsletter for more news from Ohio.",
        "Did the Ministry of Trade know about the shipments to Northwind?",
        "The Ministry of Trade ordered that chips must report their",
        "Buy now.",
    ],
)
def test_sentence_that_leans_on_others_does_not_stand_alone(sentence: str) -> None:
    assert not stands_alone(sentence, named=True)


@pytest.mark.parametrize(
    "sentence",
    [
        "So far, only three Ohio makers have met the order.",
        "In addition to Ohio, the order reaches makers in Texas.",
    ],
)
def test_words_that_belong_to_the_sentence_are_no_connective(sentence: str) -> None:
    assert trimmed(sentence) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "When the date falls on a Saturday, the Ohio order waits.",
        "Monday is the deadline of the Ministry of Trade.",
        "Anna Ruiz spent Tuesday in Ohio with the makers.",
    ],
)
def test_day_that_is_not_when_it_happened_stays_a_weekday(sentence: str) -> None:
    assert trimmed(sentence) == sentence


def test_family_name_becomes_the_full_name_that_it_carries() -> None:
    text = "Anna Ruiz, 41, leads Northwind. Ruiz said the order was late."
    (_, second) = [name for name in with_full_names(text, find_names(text)) if "Ruiz" in name.text]
    sentence = text[32:]
    moved = replace(second, start=second.start - 32, end=second.end - 32)
    assert apply_edits(sentence, trim(sentence, [], [moved])) == "Anna Ruiz said the order was late."


@pytest.mark.parametrize(
    "sentence",
    [
        "“The Ministry of Trade has no business in Ohio and none in Texas.”",
        "(Meanwhile, Northwind and Harbor Wire are in on the order too.)",
        "Alma Adams and Jeff Jackson and Mayor Vi Lyles of Charlotte, Ohio.",
        "Read the newest order of the Ministry of Trade in full.",
        "Introduced in Ohio, it passed the House with a vote of 42-0.",
        "Many also live in Ohio and in the other counties of Texas.",
        "Social media goes wild for Ruiz:Anna Ruiz sells 2 switches in Ohio.",
        "Allie Trion is a member of the Ohio chapter of Makers for Peace.",
        "The makers of Ohio did what the makers of Texas did.",
        "Northwind, its owner, sold 40 million switches in Ohio in 2025.",
    ],
)
def test_sentence_that_is_no_report_does_not_stand_alone(sentence: str) -> None:
    assert not stands_alone(sentence, named=True)


def test_opening_phrase_before_a_definite_subject_needs_something_before_it() -> None:
    assert opens_definite("First reported in July, the outbreak in the end reached Ohio.")


def test_news_sentence_with_a_name_stands_alone_and_without_one_does_not() -> None:
    sentence = "The Ministry of Trade ordered on 7 April 2026 that chips must report their location."
    assert stands_alone(sentence, named=True)
    assert not stands_alone(sentence, named=False)


def test_definite_opening_needs_something_before_it_unless_a_name_follows_soon() -> None:
    assert opens_definite("Under the interim rule a license is required before use.")
    assert not opens_definite("The US developer Zyphra released a model on 22 June 2026.")


def test_sentence_with_an_unclosed_quotation_is_not_whole() -> None:
    assert not is_whole("“The date stays, the ministry said.")
    assert is_whole("“The date stays,” the ministry said.")


@given(st.text(max_size=200))
def test_trimmings_can_always_be_replayed(sentence: str) -> None:
    edits = trim(sentence, find_dates(sentence, TUESDAY))
    assert edits_fault(sentence, edits) == ""


def test_long_words_take_no_time() -> None:
    for sentence in ("a" * 20_000, "word " * 4_000, "Ohio, " * 4_000, "A (" * 4_000):
        began = time.perf_counter()
        stands_alone(sentence, named=True)
        trim(sentence, [])
        assert time.perf_counter() - began < 2


def test_day_before_its_noun_gets_no_preposition() -> None:
    assert trimmed("The bank acknowledged it in its Tuesday update.") == (
        "The bank acknowledged it in its 7 April 2026 update."
    )
