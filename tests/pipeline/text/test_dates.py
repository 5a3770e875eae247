from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.models import DateMention, Precision
from pipeline.text.dates import absolute_text, date_spans, find_dates, iso_text

ANCHOR = date(2026, 4, 10)  # a Friday


def only(text: str, anchor: date = ANCHOR) -> DateMention:
    found = find_dates(text, anchor)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "words", "iso"),
    [
        ("It came on 2026-04-07.", "7 April 2026", "2026-04-07"),
        ("It came on April 7.", "7 April 2026", "2026-04-07"),
        ("It came on 7 April 2026.", "7 April 2026", "2026-04-07"),
        ("It came on Apr. 7, 2026.", "7 April 2026", "2026-04-07"),
        ("It came on Tuesday, April 7, 2026.", "7 April 2026", "2026-04-07"),
        ("It came on Tuesday , April 7 , 2026 .", "7 April 2026", "2026-04-07"),
        ("It came on 04/07/2026.", "7 April 2026", "2026-04-07"),
        ("It came on 17/04/2026.", "17 April 2026", "2026-04-17"),
        ("It came in April 2026.", "April 2026", "2026-04"),
        ("It came in December.", "December 2025", "2025-12"),
        ("It came last December.", "December 2025", "2025-12"),
        ("It came in Q2 2026.", "Q2 2026", "2026-Q2"),
        ("It came in the first quarter.", "Q1 2026", "2026-Q1"),
        ("It came in mid-2026.", "mid-2026", "2026"),
        ("It came in early June.", "early June 2026", "2026-06"),
        ("It came in summer 2026.", "summer 2026", "2026"),
        ("It came in 2024.", "2024", "2024"),
        ("It came in the week of March 2.", "2-8 March 2026", "2026-03-02"),
        ("It came on April 3-5.", "3-5 April 2026", "2026-04-03"),
        ("It ran from March to May 2026.", "March to May 2026", "2026"),
        ("It came on Tuesday.", "7 April 2026", "2026-04-07"),
        ("It came on Friday.", "10 April 2026", "2026-04-10"),
        ("It came last Friday.", "3 April 2026", "2026-04-03"),
        ("It will come on Thursday.", "16 April 2026", "2026-04-16"),
        ("It comes next Friday.", "17 April 2026", "2026-04-17"),
        ("It came today.", "10 April 2026", "2026-04-10"),
        ("It came yesterday.", "9 April 2026", "2026-04-09"),
        ("It comes tomorrow.", "11 April 2026", "2026-04-11"),
        ("It came last week.", "30 March to 5 April 2026", "2026-03-30"),
        ("It comes next month.", "May 2026", "2026-05"),
        ("It came three weeks ago.", "20 March 2026", "2026-03-20"),
        ("It ran in 2019-2021.", "2019 to 2021", "2019-01-01"),
    ],
)
def test_expression_is_resolved(text: str, words: str, iso: str) -> None:
    mention = only(text)
    assert (absolute_text(mention), iso_text(mention)) == (words, iso)
    assert text[mention.start : mention.end] == mention.text


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Firms must comply within 180 days.", date(2026, 4, 10), date(2026, 10, 7)),
        ("Earlier this year it fell.", date(2026, 1, 1), ANCHOR),
        ("In the past 90 days it fell.", date(2026, 1, 10), ANCHOR),
        ("This spring it fell.", date(2026, 3, 1), date(2026, 5, 31)),
    ],
)
def test_terms_and_parts_of_years_are_ranges(text: str, first: date, last: date) -> None:
    mention = only(text)
    assert (mention.first, mention.last, mention.precision) == (first, last, Precision.RANGE)


@pytest.mark.parametrize(
    "text",
    [
        "It may rain and they march on.",
        "Jan Smith and April Jones met.",
        "A price of 2,026 dollars.",
        "It cost $2026.",
        "It has 30 February 20 lines.",
        "They fall and spring up again.",
        "The second house.",
    ],
)
def test_verbs_names_and_plain_numbers_are_no_dates(text: str) -> None:
    assert find_dates(text, ANCHOR) == []


@pytest.mark.parametrize(
    ("text", "anchor", "day"),
    [
        ("It ended on December 20.", date(2026, 1, 5), date(2025, 12, 20)),
        ("It ended on January 5.", date(2026, 12, 20), date(2027, 1, 5)),
        ("Firms have until December 1.", date(2026, 1, 5), date(2026, 12, 1)),
        ("The deadline is August 2.", date(2026, 4, 1), date(2026, 8, 2)),
        ("It was on Friday, April 11.", date(2026, 4, 10), date(2025, 4, 11)),
        ("It was on February 29.", date(2025, 3, 10), date(2024, 2, 29)),
    ],
)
def test_missing_year_follows_tense_and_nearness(text: str, anchor: date, day: date) -> None:
    assert only(text, anchor).first == day


def test_two_months_joined_by_and_are_two_mentions() -> None:
    assert [mention.text for mention in find_dates("In March and in June it fell.", ANCHOR)] == [
        "March",
        "June",
    ]


def test_calendar_spans_leave_relative_terms_out() -> None:
    spans = date_spans("On April 7 they had 180 days, until next month.")
    assert [(span.start, span.end) for span in spans] == [(3, 10)]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Sales rose in the first quarter. In the quarter they reached a record.", "2026-Q1"),
        ("First-quarter profit rose to $3 million from $2 million a year earlier.", "2025-Q1"),
        ("First-quarter profit rose. The year-ago period had a loss.", "2025-Q1"),
        ("First-quarter profit rose from the same period last year.", "2025-Q1"),
        ("First-quarter profit rose. The year-ago loss was $1. A year ago it had debts.", "2025-Q1"),
        ("First-quarter profit beat that of the 2024 quarter.", "2024-Q1"),
        ("Profit fell in the quarter ended Jan. 31.", "2025-Q4"),
        ("He resigned on March 3. The following day they marched.", "2026-03-04"),
        ("He resigned on March 3 and two weeks later they voted.", "2026-03-17"),
        ("He resigned on March 3, three days earlier than they say.", "2026-02-28"),
        ("He resigned on March 3, and the following Friday they voted.", "2026-03-06"),
        ("He resigned in May 1995 and left the following year.", "1996"),
        ("He resigned on March 3. That day they marched.", "2026-03-03"),
    ],
)
def test_expression_leans_on_what_was_named_before(text: str, last: str) -> None:
    leaning = [mention for mention in find_dates(text, ANCHOR) if mention.text != "Jan. 31"]
    assert iso_text(leaning[-1]) == last


@pytest.mark.parametrize(
    "text",
    [
        "The quarter was terrible.",
        "The following day they marched.",
        "Two weeks later they voted.",
        "That year they left.",
        "It was the smallest gain in a year.",
    ],
)
def test_expression_with_nothing_to_lean_on_is_no_date(text: str) -> None:
    assert find_dates(text, ANCHOR) == []


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("They met over the weekend.", date(2026, 4, 4), date(2026, 4, 5)),
        ("They will meet over the weekend.", date(2026, 4, 11), date(2026, 4, 12)),
        ("It sold well over the summer.", date(2026, 6, 1), date(2026, 8, 31)),
        ("It rose in the first two quarters of 2025.", date(2025, 1, 1), date(2025, 6, 30)),
        ("It closes by year-end.", date(2026, 9, 1), date(2026, 12, 31)),
        ("A 20th-century church.", date(1900, 1, 1), date(1999, 12, 31)),
    ],
)
def test_parts_of_weeks_years_and_centuries_are_ranges(text: str, first: date, last: date) -> None:
    mention = only(text)
    assert (mention.first, mention.last, mention.precision) == (first, last, Precision.RANGE)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("It burned in nineteen ninety-six.", "1996"),
        ("It burned in January nineteen ninety-six.", "1996-01"),
        ("It will end by the year two thousand.", "2000"),
    ],
)
def test_year_said_aloud_is_resolved(text: str, iso: str) -> None:
    assert iso_text(only(text)) == iso


def test_term_that_had_run_out_looks_back() -> None:
    assert only("It had been due to expire Wednesday.").first == date(2026, 4, 8)
    assert only("He will succeed Daniel P. Davison on Wednesday.").first == date(2026, 4, 15)


@given(
    st.text(alphabet=st.sampled_from("0123456789/-., AprilMayQ'sof endthjuwkTusdy\n"), max_size=60)
    | st.text(max_size=60),
    st.dates(),
)
def test_any_text_and_anchor_give_ordered_ranges(text: str, anchor: date) -> None:
    found = find_dates(text, anchor)
    assert all(mention.first <= mention.last for mention in found)
    assert all(text[mention.start : mention.end] == mention.text for mention in found)
    assert all(absolute_text(mention) and iso_text(mention) for mention in found)
    assert all(one.end <= two.start for one, two in itertools.pairwise(found))


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)), st.dates(date(1990, 1, 1), date(2060, 12, 31)))
def test_absolute_text_reads_back_as_the_same_day(day: date, anchor: date) -> None:
    mention = only(f"It came on {day.isoformat()}.", anchor)
    assert only(f"It came on {absolute_text(mention)}.", anchor).first == day


@pytest.mark.parametrize("anchor", [date.min, date.max])
@pytest.mark.parametrize(
    "text",
    [
        "last year",
        "next month",
        "in 9999 days",
        "999 decades ago",
        "next Friday",
        "last winter",
        "in Q4",
        "May 5",
    ],
)
def test_the_ends_of_the_calendar_are_survived(text: str, anchor: date) -> None:
    assert all(mention.first <= mention.last for mention in find_dates(f"It came {text}.", anchor))


def test_year_of_a_range_holds_for_its_first_month() -> None:
    found = find_dates("Between late April and mid-May 2025 servers were moved.", date(2026, 3, 20))
    assert [mention.first.year for mention in found] == [2025, 2025]


def test_by_looks_ahead_only_right_before_the_month() -> None:
    accused = find_dates(
        "It was one of three accused by the company in February of copying.", date(2026, 4, 21)
    )
    assert accused[0].first == date(2026, 2, 1)
    due = find_dates("Vendors certify by February.", date(2026, 4, 21))
    assert due[0].first == date(2027, 2, 1)


def test_by_before_a_possessive_weekday_is_no_deadline() -> None:
    (past,) = find_dates("Flights were disrupted by Friday’s outage.", date(2024, 7, 22))
    (ahead,) = find_dates("The report is to be filed by Friday.", date(2024, 7, 22))
    assert (past.first, ahead.first) == (date(2024, 7, 19), date(2024, 7, 26))


def test_due_to_gives_a_cause_and_due_alone_a_deadline() -> None:
    (past,) = find_dates("Due to heavy rain the count rose on Wednesday to 40.", date(2024, 10, 17))
    (ahead,) = find_dates("The answer is due Friday.", date(2024, 10, 17))
    assert (past.first, ahead.first) == (date(2024, 10, 16), date(2024, 10, 18))
