"""What two sentences share, and whether one gives it as a cause."""

from __future__ import annotations

import pytest

from pipeline.text.ground import (
    CAUSE,
    SEQUENCE,
    cause_in,
    effect_clause,
    officials,
    pointing_clause,
    shared_date,
    shared_figures,
    shared_measure,
    shared_names,
    topics,
)
from tests.pipeline.writers.extractive.reports import report


def names(first: str, second: str) -> list[str]:
    return [name.text for name in shared_names(report(first), report(second))]


def test_name_in_both_is_shared_in_its_fuller_spelling() -> None:
    assert names("Northwind Semiconductor sells chips.", "A shop sold Northwind Semiconductor chips.") == [
        "Northwind Semiconductor"
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("A plant opens in Ohio.", "A court in Ohio rules on it."),
        ("The FBI searched a plant.", "The FBI named a chief."),
        ("Ives said prices will rise.", "Ives said chips will sell."),
    ],
    ids=["place", "agency", "who only speaks"],
)
def test_name_that_all_news_holds_is_not_shared(first: str, second: str) -> None:
    assert names(first, second) == []


def test_office_marks_the_last_word_of_a_name() -> None:
    assert officials(report("Gov. Laura Reed met Joan Dale and President-elect Max Stone.")) == {
        "reed",
        "stone",
    }


def test_topics_are_the_heads_of_noun_phrases() -> None:
    found = topics(
        report("Makers of open models paid for the new location checks and began to check prices.")
    )
    assert {"models", "checks"} <= set(found.values())
    assert not {"open", "location", "check", "began"} & set(found.values())


def test_equal_figures_are_shared_unless_round_or_set_aside() -> None:
    first = report("It fined the maker $252 million.")
    assert [figure.text for figure in shared_figures(first, report("A penalty of 252 million dollars."))]
    assert shared_figures(report("It cost $50."), report("He paid $50.")) == []
    assert shared_figures(first, report("The sum is not $252 million.")) == []


def test_values_on_the_same_scale_are_a_shared_measure() -> None:
    first, second = report("M3 scored 59% on Quill Bench."), report("K2 scored about 62% on Quill Bench.")
    assert shared_measure(first, second, "Quill Bench") == ("59%", "about 62%")
    assert shared_measure(first, first, "Quill Bench") == ()


def test_day_and_month_in_both_are_shared_and_a_year_is_not() -> None:
    day = shared_date(report("It starts on 7 April 2026."), report("Due on 7 April 2026 too."))
    assert day is not None
    assert shared_date(report("It starts in 2026."), report("It was due in 2026.")) is None


@pytest.mark.parametrize(
    ("sentence", "cause"),
    [
        ("Prices rose because of the order of the Chip Board.", "the order of the Chip Board"),
        ("Bluefjord named the order of the Chip Board as one reason.", "the order of the Chip Board"),
        ("Sales fell due to a rule of the Chip Board, it said.", "a rule of the Chip Board"),
    ],
)
def test_cause_counts_where_it_points_at_what_is_shared(sentence: str, cause: str) -> None:
    clause = pointing_clause(CAUSE, report(sentence), ["Chip Board"])
    assert cause_in(clause) == cause
    assert pointing_clause(CAUSE, report(sentence), ["Harbor Bank"]) == ""


def test_sequence_keeps_figures_with_commas_whole() -> None:
    clause = pointing_clause(SEQUENCE, report("It follows a find of 24,000 accounts at Orchid."), ["Orchid"])
    assert clause == "follows a find of 24,000 accounts at Orchid"


def test_sequence_says_how_long_after_and_keeps_its_day_whole() -> None:
    text = "The talks came two weeks after the find at Orchid on Oct. 7, the office said."
    clause = pointing_clause(SEQUENCE, report(text), ["Orchid"])
    assert clause == "two weeks after the find at Orchid on Oct. 7"


def test_effect_is_that_of_the_subject_on_something_shared() -> None:
    item = report("The Harbor Act forced Northwind to close two plants.")
    assert effect_clause(item, ["Harbor Act"], ["Harbor Act", "Northwind"]).startswith("forced Northwind")
    assert effect_clause(item, ["Harbor Act"], ["Harbor Act"]) == ""
    assert effect_clause(item, ["Northwind"], ["Northwind", "plants"]) == ""
