from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.models import Quantity, QuantityKind
from pipeline.text.quantities import find_quantities, same_quantity

MONEY, PERCENT, COUNT = QuantityKind.MONEY, QuantityKind.PERCENT, QuantityKind.COUNT
DURATION, ORDINAL, VERSION = QuantityKind.DURATION, QuantityKind.ORDINAL, QuantityKind.VERSION


def only(text: str) -> Quantity:
    found = find_quantities(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("It cost $2.5B.", MONEY, 2.5e9, "USD"),
        ("It cost 2.5 billion dollars.", MONEY, 2.5e9, "USD"),
        ("It cost US$3 million.", MONEY, 3e6, "USD"),
        ("It cost €4m.", MONEY, 4e6, "EUR"),
        ("It cost a hundred million dollars.", MONEY, 1e8, "USD"),
        ("It drew a hundred thousand people.", COUNT, 1e5, "person"),
        ("It drew half a million people.", COUNT, 5e5, "person"),
        ("It took two and a half years.", DURATION, 2.5, "year"),
        ("It was the twenty-first.", ORDINAL, 21, ""),
        ("It cost 252 million euros.", MONEY, 252e6, "EUR"),
        ("It rose to 77.8%.", PERCENT, 77.8, "%"),
        ("It rose to 77.8 percent.", PERCENT, 77.8, "%"),
        ("It rose 3 percentage points.", PERCENT, 3, "percentage point"),
        ("It took 180 days.", DURATION, 180, "day"),
        ("A 180-day clock runs.", DURATION, 180, "day"),
        ("It took six weeks.", DURATION, 6, "week"),
        ("It is 3x as fast.", COUNT, 3, "times"),
        ("It is three times as fast.", COUNT, 3, "times"),
        ("It rose threefold.", COUNT, 3, "times"),
        ("Sales doubled.", COUNT, 2, "times"),
        ("It serves 50 organisations.", COUNT, 50, "organization"),
        ("They made 24,000 fraudulent accounts.", COUNT, 24_000, "account"),
        ("It answered 16M queries.", COUNT, 16e6, "query"),
        ("It has 550B parameters.", COUNT, 550e9, "parameter"),
        ("It has a 1M-token context.", COUNT, 1e6, "token"),
        ("It has a dozen members.", COUNT, 12, "member"),
        ("In twenty-two states it holds.", COUNT, 22, "state"),
        ("It killed two hundred people.", COUNT, 200, "person"),
        ("It passed 42-0.", COUNT, 42, "42-0"),
        ("It passed by a vote of 42 to 0.", COUNT, 42, "42-0"),
        ("It is the 21st such case.", ORDINAL, 21, ""),
        ("It came third.", ORDINAL, 3, ""),
        ("He used GPT-5.4 then.", VERSION, 5.4, "gpt-5.4"),
        ("He used Llama 4 then.", VERSION, 4, "llama-4"),
        ("He used v2.7 then.", VERSION, 2.7, "v2.7"),
        ("Two-thirds agreed.", PERCENT, 200 / 3, "%"),
        ("It moved a hundred thousand people.", COUNT, 100_000, "person"),
        ("Half a million people left.", COUNT, 500_000, "person"),
        ("It costs two hundred million dollars.", MONEY, 200e6, "USD"),
        ("Gusts of 140mph struck.", COUNT, 140, "mph"),
        ("Gusts of 140 miles an hour struck.", COUNT, 140, "mph"),
        ("A 90-mile-an-hour gust struck.", COUNT, 90, "mph"),
        ("It burned 30 square miles.", COUNT, 30, "square mile"),
        ("It reached 101 degrees Fahrenheit.", COUNT, 101, "fahrenheit"),
        ("It reached 38°C there.", COUNT, 38, "celsius"),
        ("It is 1.5 km long.", COUNT, 1.5, "km"),
        ("It weighs 300kg.", COUNT, 300, "kg"),
    ],
)
def test_quantity_is_found_and_normalised(text: str, kind: QuantityKind, value: float, unit: str) -> None:
    found = only(text)
    assert (found.kind, found.unit) == (kind, unit)
    assert math.isclose(found.value, value)
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    "text",
    [
        "In 2026 it ended.",
        "On April 7, 2026 it ended.",
        "By 2026-04-07 it ended.",
        "One of them left.",
        "It opens at 10:30 a.m. daily.",
        "It opens at 3 p.m. daily.",
        "Call 800-662-4797 now.",
        "See https://news.example/2026/11 for more.",
        "In the second quarter of 2026 it fell.",
    ],
)
def test_dates_times_and_addresses_are_no_quantities(text: str) -> None:
    assert find_quantities(text) == []


@pytest.mark.parametrize(
    "text", ["about 50 people", "~3 months", "more than 12 firms", "up to $4 million", "70+ models"]
)
def test_approximation_is_noticed(text: str) -> None:
    assert only(text).approximate


def test_range_gives_both_ends_with_one_unit() -> None:
    found = find_quantities("It costs $5 to $10 billion and takes five to ten days.")
    assert [(item.value, item.unit) for item in found] == [
        (5e9, "USD"),
        (10e9, "USD"),
        (5, "day"),
        (10, "day"),
    ]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("$2.5B", "2.5 billion dollars"),
        ("77.8%", "77.8 percent"),
        ("two weeks", "14 days"),
        ("a year later, 12 months", "12 months"),
        ("a dozen", "12 firms"),
        ("42-0", "vote of 42 to 0"),
        ("50 organisations", "fifty organizations"),
    ],
)
def test_equal_quantities_are_the_same(one: str, two: str) -> None:
    assert same_quantity(find_quantities(one)[-1], find_quantities(two)[-1])


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("$2.5B", "€2.5B"),
        ("$2.5B", "$2.4B"),
        ("0.5%", "0.50001%"),
        ("50 people", "50 firms"),
        ("42-0", "42 members"),
        ("42-0", "42-1"),
        ("5 percent", "5 percentage points"),
        ("GPT-5.4", "GPT-5.3"),
        ("six weeks", "two months"),
        ("5%", "5 people"),
    ],
)
def test_different_quantities_are_not_the_same(one: str, two: str) -> None:
    assert not same_quantity(only(one), only(two))


@given(
    st.text(alphabet=st.sampled_from("0123456789.,$%-–xMBk onetwhrad/:'’ \n"), max_size=60)
    | st.text(max_size=60)
)
def test_any_text_gives_ordered_spans_of_its_own(text: str) -> None:
    found = find_quantities(text)
    assert all(text[item.start : item.end] == item.text for item in found)
    assert all(one.end <= two.start for one, two in itertools.pairwise(found))
    assert all(same_quantity(item, item) for item in found)
