"""Units with what they measure, so that values given in different ones can be compared.

Factors are exact by definition: the international yard and pound (1959), the US customary system (NIST Handbook 44,
appendix C), the degree Fahrenheit by the kelvin (NIST SP 811, B.8).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.models import Quantity

_MILE, _FOOT, _POUND, _SQUARE_MILE = 1609.344, 0.3048, 0.45359237, 1609.344**2


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit by what it measures: ``value * factor + offset`` is the value in the dimension's first unit."""

    dimension: str
    factor: float
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity in the first unit of its dimension: meters, kilograms, kelvins, seconds, months, dollars, ..."""

    dimension: str
    value: float


def _all(dimension: str, factors: Mapping[str, float]) -> dict[str, Unit]:
    return {name: Unit(dimension, factor) for names, factor in factors.items() for name in names.split("|")}


UNITS: Mapping[str, Unit] = MappingProxyType(
    _all(
        "length",
        {
            "meter|metre|m": 1.0,
            "kilometer|kilometre|km": 1e3,
            "centimeter|centimetre|cm": 1e-2,
            "millimeter|millimetre|mm": 1e-3,
            "nanometer|nanometre|nm": 1e-9,
            "mile": _MILE,
            "yard": 3 * _FOOT,
            "foot|ft": _FOOT,
            "inch": _FOOT / 12,
        },
    )
    | _all("speed", {"kph": 1000 / 3600, "mph": _MILE / 3600, "meter per second": 1.0})
    | _all(
        "area",
        {
            "square meter": 1.0,
            "square kilometer": 1e6,
            "hectare": 1e4,
            "square mile": _SQUARE_MILE,
            "acre": _SQUARE_MILE / 640,
            "square foot": _FOOT**2,
        },
    )
    | _all(
        "mass",
        {
            "gram": 1e-3,
            "kilogram|kilo|kg": 1.0,
            "tonne|metric ton": 1e3,
            "lb|lbs": _POUND,
            "ounce|oz": _POUND / 16,
        },
    )
    | _all("volume", {"liter|litre": 1.0, "gallon": 3.785411784, "barrel": 42 * 3.785411784})
    | _all("power", {"watt": 1.0, "kilowatt|kw": 1e3, "megawatt|mw": 1e6, "gigawatt|gw": 1e9})
    | _all("energy", {"kwh": 1.0, "mwh": 1e3, "gwh": 1e6})
    | _all(
        "data", {"kilobyte|kb": 1e3, "megabyte|mb": 1e6, "gigabyte|gb": 1e9, "terabyte|tb": 1e12, "pb": 1e15}
    )
    | _all("time", {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0, "week": 604800.0})
    | _all("calendar", {"month": 1.0, "quarter": 3.0, "year": 12.0, "decade": 120.0, "century": 1200.0})
    | _all("points", {"percentage point": 1.0, "basis point": 0.01})
    | {
        "fahrenheit": Unit("temperature", 5 / 9, 459.67 * 5 / 9),
        "celsius": Unit("temperature", 1.0, 273.15),
        "USX": Unit("USD", 0.01),
    }
)
"""Units by their normal form in a quantity. Weeks and months are of two dimensions, for no month has a fixed length. A
"ton" may be short, long or metric, and a "pound" may be money: each is like nothing but itself."""


def amount_of(quantity: Quantity) -> Amount:
    """The quantity in its dimension's first unit; a unit that is not known is a dimension of its own."""
    unit = UNITS.get(quantity.unit)
    if unit is None:
        return Amount(quantity.unit, quantity.value)
    return Amount(unit.dimension, quantity.value * unit.factor + unit.offset)


def same_amount(first: Quantity, second: Quantity) -> bool:
    """Whether two quantities are equal whatever the units they are given in ("1,500 m", "1.5 km")."""
    one, other = amount_of(first), amount_of(second)
    same_dimension = first.kind is second.kind and one.dimension == other.dimension
    return same_dimension and math.isclose(one.value, other.value, rel_tol=1e-9, abs_tol=1e-12)
