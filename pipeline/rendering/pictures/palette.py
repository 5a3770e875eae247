"""Colors on a light and on a dark background, and the color and shape that stand for a domain.

Every color but that of rules is at least 4.5:1 against its paper, which WCAG 2.2 asks of text (1.4.3; 3:1 of graphics,
1.4.11). A domain has a shape as well as a color, so that neither is needed alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PAPER = "#fcfbf7"
INK = "#1e1c19"
SOFT = "#5c574e"
RULE = "#dad4c7"
SANS = (
    "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', "
    "'Helvetica Neue', Arial, sans-serif"
)
SERIF = "'Iowan Old Style', 'Palatino Linotype', Palatino, P052, 'Noto Serif', Georgia, serif"

ON_DARK: Mapping[str, str] = {
    PAPER: "#16181b",
    INK: "#e6e2d9",
    SOFT: "#aaa599",
    RULE: "#3a3e44",
    "#1f6fb2": "#6fb1e8",
    "#b9540a": "#f0995a",
    "#2f7d4f": "#74c495",
    "#7b4fa3": "#c3a0e6",
    "#b5303c": "#f08a8f",
    "#0f7c86": "#63c5cc",
    "#7d7311": "#cfc256",
    "#b03a84": "#ea8fc6",
    "#46558f": "#a3b1ea",
    "#6f6a62": "#a39d92",
}
"""What a color of the light picture becomes on a dark background."""


@dataclass(frozen=True, slots=True)
class Sign:
    """How a domain is drawn: ``shape`` is a name that Vega knows or an SVG path in a square from -1 to 1."""

    color: str
    shape: str


_SIGNS = (
    Sign("#1f6fb2", "circle"),
    Sign("#b9540a", "square"),
    Sign("#2f7d4f", "triangle-up"),
    Sign("#7b4fa3", "diamond"),
    Sign("#b5303c", "cross"),
    Sign("#0f7c86", "triangle-down"),
    Sign("#7d7311", "M0,-.9L.86,-.28L.53,.73L-.53,.73L-.86,-.28Z"),  # a pentagon
    Sign(
        "#b03a84", "M0,-1L.26,-.36L.95,-.31L.42,.14L.59,.81L0,.44L-.59,.81L-.42,.14L-.95,-.31L-.26,-.36Z"
    ),  # a star
    Sign("#46558f", "M-.9,-.45L0,-.9L.9,-.45L.9,.45L0,.9L-.9,.45Z"),  # a hexagon
)
_REST = Sign("#6f6a62", "M-.95,-.45L.95,-.45L.95,.45L-.95,.45Z")  # a bar
REST = "other"
"""The domain of what has none, and of domains beyond those that there are signs for."""


def signs_of(domains: Iterable[str]) -> dict[str, Sign]:
    """A sign for each domain. They are given in alphabetical order, so that they rarely change from run to run."""
    named = sorted(set(domains) - {REST, ""})
    signs = dict(zip(named, _SIGNS, strict=False))
    return {**signs, **dict.fromkeys([*named[len(_SIGNS) :], REST, ""], _REST)}
