"""Readings (thing, measure, value) are taken from a sentence that ties all three together, and from no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.models import NameMention
from pipeline.writers.extractive.readings import find_readings
from tests.pipeline.writers.extractive.reports import lines_of, report, whole_lines_of


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


def test_scale_named_right_before_a_list_of_scores_is_theirs() -> None:
    known = report("On Quill Bench, Orchid 4 scored 61%.")
    before = report("An open model now leads our Quill Bench table.", "Stack")
    scores = report("Kimi K2.6 scored 58.6% and GPT-5.4 scored 57.7%.", "Stack", before=before.text)
    found = find_readings(whole_lines_of(known, before, scores))
    assert [(each.thing, each.measure) for each in found] == [
        ("Orchid 4", "Quill Bench"),
        ("Kimi K2.6", "Quill Bench"),
        ("GPT-5.4", "Quill Bench"),
    ]
    assert [each.scale_line and each.scale_line.text for each in found] == [None, before.text, before.text]


def test_scores_after_a_sentence_of_two_scales_or_of_none_are_not_read() -> None:
    known = report("On Quill Bench, Orchid 4 scored 61%."), report("On Reef Index, Orchid 4 scored 50%.")
    two = report("Both Quill Bench and Reef Index were run again.", "Stack")
    none = report("The newest models were run again.", "Ledger")
    text = "Kimi K2.6 scored 58.6% and GPT-5.4 scored 57.7%."
    scores = [report(text, each.publisher, before=each.text) for each in (two, none)]
    found = find_readings(whole_lines_of(*known, two, none, *scores))
    assert {each.thing for each in found} == {"Orchid 4"}


def test_scale_and_thing_that_stand_side_by_side_are_told_apart() -> None:
    items = (
        report("Orchid 4 scored 61% on Quill Bench."),
        report("The price of Fable Nine rose.", "Ledger"),
        report("On Quill Bench Fable Nine scored 80.3% and Orchid 4 scored 69.2%.", "Stack"),
    )
    found = {(each.thing, each.measure, each.quantity.text) for each in find_readings(whole_lines_of(*items))}
    assert ("Fable Nine", "Quill Bench", "80.3%") in found
    assert ("Orchid 4", "Quill Bench", "69.2%") in found


def test_version_belongs_to_the_name_before_it() -> None:
    item = report("Fable 5 scored 80.3% on SWE-bench Pro.")
    short = replace(item, names=(NameMention(0, 5, "Fable", "fable"), *item.names))
    (reading,) = find_readings(whole_lines_of(short))
    assert (reading.thing, reading.thing_key) == ("Fable 5", "fable 5")


def test_two_prices_of_each_thing_are_read_by_what_the_first_ones_are_per() -> None:
    found = readings(
        "Kimi K2.6 costs $0.95 per million input tokens and $4.00 per million output tokens, while Claude Opus 4.6 "
        "costs $5 and $25."
    )
    assert found == [
        ("Kimi K2.6", "price per million input tokens", "$0.95"),
        ("Kimi K2.6", "price per million output tokens", "$4.00"),
        ("Claude Opus 4.6", "price per million input tokens", "$5"),
        ("Claude Opus 4.6", "price per million output tokens", "$25"),
    ]


def test_what_a_thing_has_is_a_measure_by_the_words_for_it() -> None:
    found = readings("Kimi K2.6 has 1 trillion parameters and a context window of 256,000 tokens.")
    assert ("Kimi K2.6", "context window", "256,000 tokens") in found


def test_thing_between_commas_has_what_the_verb_after_it_gives() -> None:
    found = readings("The largest version, DeepSeek V4-Pro, has 1.6 trillion parameters in all.")
    assert found == [("DeepSeek V4-Pro", "parameters", "1.6 trillion parameters")]


def test_variant_of_a_version_is_another_thing() -> None:
    items = (
        report("DeepSeek V4 scored 59.0% on SWE-bench Pro."),
        report("DeepSeek V4-Pro scored 63% on SWE-bench Pro.", "Stack"),
        report("DeepSeek V4 Pro scored 64% on SWE-bench Live.", "Ledger"),
    )
    keys = {reading.thing_key for reading in find_readings(whole_lines_of(*items))}
    assert keys == {"deepseek v4", "deepseek v4 pro"}


@pytest.mark.parametrize(
    "text",
    [
        "The gang, which began in Dover and spread through Redhill, has 50,000 members.",
        "The Bears of Dover have a three-game winning streak.",
        "Meyer Hall has a total of 33 deaths on its list.",
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
