"""Readings (thing, measure, value) are taken from a sentence that ties all three together, and from no other."""

from __future__ import annotations

import pytest

from pipeline.writers.extractive.readings import find_readings
from tests.pipeline.writers.extractive.reports import lines_of, report


def readings(text: str) -> list[tuple[str, str, str]]:
    return [(each.thing, each.measure, each.quantity.text) for each in find_readings(lines_of(report(text)))]


def test_values_go_to_the_thing_named_before_them_and_the_test_named_after_on() -> None:
    assert readings(
        "On SWE-bench Pro, Kimi K2.6 scored 58.6%, GPT-5.4 scored 57.7% and Muse Spark scored 52%."
    ) == [
        ("Kimi K2.6", "SWE-bench Pro", "58.6%"),
        ("GPT-5.4", "SWE-bench Pro", "57.7%"),
        ("Muse Spark", "SWE-bench Pro", "52%"),
    ]


def test_value_of_a_possession_belongs_to_what_is_owned() -> None:
    found = readings("MiniMax M3 scored 59.0% on SWE-bench Pro, ahead of 58.6% for Moonshot's Kimi K2.6.")
    assert found == [("MiniMax M3", "SWE-bench Pro", "59.0%"), ("Kimi K2.6", "SWE-bench Pro", "58.6%")]


def test_list_without_verbs_is_read_as_far_as_it_goes() -> None:
    found = readings(
        "Meyer led the race with 48.5% of the votes, as compared to Bethany Hall's 35.9% and Colin Omar's 15.6%."
    )
    assert found == [
        ("Meyer", "share of the votes", "48.5%"),
        ("Bethany Hall", "share of the votes", "35.9%"),
        ("Colin Omar", "share of the votes", "15.6%"),
    ]


def test_count_keeps_what_was_done_with_it() -> None:
    found = readings("Muse Spark used 58 million output tokens, Orchid 4 used 120 million in the same test.")
    assert {measure for _, measure, _ in found} == {"output tokens used"}


def test_price_is_a_measure_of_its_own() -> None:
    found = readings("DeepSeek V4 costs $0.28 per million input tokens, against $5 for Claude Opus 4.6.")
    assert found == [
        ("DeepSeek V4", "price per million input tokens", "$0.28"),
        ("Claude Opus 4.6", "price per million input tokens", "$5"),
    ]


def test_short_name_is_taken_for_the_one_longer_name_that_holds_it() -> None:
    items = (
        report("MiniMax M3 scored 59.0% on SWE-bench Pro."),
        report("M3 scored 63% on SWE-bench Live.", "Stack"),
    )
    assert {reading.thing_key for reading in find_readings(lines_of(*items))} == {"minimax m3"}


@pytest.mark.parametrize(
    "text",
    [
        "Around 40% were said to agree with Meta and with the Ministry of Trade in Ohio.",
        "Helene arrived with 140 mph winds and Oscar with 80 mph winds near Tallahassee.",
        "The victims were named as Joan Reed, 34, Mark Dale, 51, and Carla Mint, 8, by the police.",
        "The Trump tariff of 10% on Canada was met by 15% on Ohio.",
    ],
)
def test_sentence_that_ties_a_value_to_no_measure_gives_no_reading(text: str) -> None:
    assert readings(text) == []


def test_hearsay_is_read_but_not_taken_as_sure() -> None:
    (reading,) = find_readings(
        lines_of(report("Moonshot claims that Kimi K2.6 scored 70% on SWE-bench Pro."))
    )
    assert not reading.is_sure
