"""Values in different units are compared in one."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.models import Quantity, QuantityKind
from pipeline.text.quantities import find_quantities, same_quantity
from pipeline.text.units import UNITS, amount_of, same_amount


def only(text: str) -> Quantity:
    (found,) = find_quantities(text)
    return found


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("It ran 1,500 m.", "It ran 1.5 km."),
        ("It cost $2bn.", "It cost 2,000 million dollars."),
        ("It cost 50 cents.", "It cost $0.50."),
        ("It took two weeks.", "It took 14 days."),
        ("It took 18 months.", "It took 1.5 years."),
        ("It reached 212 degrees Fahrenheit.", "It reached 100 degrees Celsius."),
        ("Gusts of 140 mph struck.", "Gusts of 225.30816 kilometers per hour struck."),
        ("It burned 640 acres.", "It burned 1 square mile."),
        ("A rise of 50 basis points.", "A rise of 0.5 percentage points."),
    ],
)
def test_same_amount_in_two_units_is_equal(first: str, second: str) -> None:
    assert same_quantity(only(first), only(second))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("It ran 5 miles.", "It ran at 5 mph."),
        ("It cost 5 dollars.", "It cost 5 euros."),
        ("It took 30 days.", "It took one month."),
        ("It weighs 2 tons.", "It weighs 2 metric tons."),
        ("It rose 5%.", "It rose 5 percentage points."),
    ],
)
def test_amounts_of_different_things_never_agree(first: str, second: str) -> None:
    assert not same_amount(only(first), only(second))


units = st.sampled_from(sorted(UNITS))
values = st.floats(0.001, 1e12)


def quantity(value: float, unit: str) -> Quantity:
    return Quantity(0, 1, "x", value, unit, QuantityKind.COUNT)


@given(values, units, units)
def test_conversion_to_another_unit_keeps_the_amount(value: float, unit: str, other: str) -> None:
    start, target = UNITS[unit], UNITS[other]
    converted = (value * start.factor + start.offset - target.offset) / target.factor
    same = same_amount(quantity(value, unit), quantity(converted, other))
    assert same == (start.dimension == target.dimension)


@given(values, values, units, units)
def test_order_of_two_amounts_does_not_matter(one: float, two: float, unit: str, other: str) -> None:
    first, second = quantity(one, unit), quantity(two, other)
    assert same_amount(first, second) == same_amount(second, first)
    assert same_amount(first, first)


@given(values, st.lists(units, min_size=3, max_size=6))
def test_equal_amounts_in_many_units_are_all_equal(value: float, names: list[str]) -> None:
    dimension = UNITS[names[0]].dimension
    alike = [name for name in names if UNITS[name].dimension == dimension]
    base = amount_of(quantity(value, names[0])).value
    each = [quantity((base - UNITS[name].offset) / UNITS[name].factor, name) for name in alike]
    assert all(same_amount(one, other) for one in each for other in each)
    assert all(math.isclose(amount_of(item).value, base, rel_tol=1e-9) for item in each)
