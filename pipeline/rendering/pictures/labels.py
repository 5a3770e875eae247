"""Where labels stand so that they do not collide, worked out without any font.

Widths are estimated from the characters, a little generously: the reader's font is not known here.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from pipeline.rendering.pictures.drawing import shortened
from pipeline.rendering.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    FloatArray: TypeAlias = NDArray[np.float64]

# Advance widths in ems after Arial, whose metrics Liberation Sans shares; what is not named is a letter of usual width.
_WIDTHS = {
    0.22: "ijl'|",
    0.28: " ftI.,:;/!·[]\\",
    0.34: 'r-()`"',
    0.50: "cksvxyzJ",
    0.66: "ABEKPSVXY&",
    0.74: "CDGHNOQRUw",
    0.86: "mM",
    1.00: "W@%—…",
}
_EMS = {character: ems for ems, characters in _WIDTHS.items() for character in characters}
_CAPITAL_EM, _FULL_EM, _USUAL_EM = 0.68, 1.0, 0.56
_BOLD = 1.06
_MARGIN = 1.03
"""Some fonts run wider than Arial."""
_RINGS = tuple(range(0, 168, 12))
_DIRECTIONS = 16
_COVER_COST = 90.0
"""How many pixels farther from its point a label rather stands than cover a symbol."""
_CENTER_COST = 0.35
"""A label beside its point is nearly as good as one upon it."""
_ASIDE = 16.0
_SQUARE = 7.0
# A separator stays with the words before it.
_BREAKS = re.compile(r" (?!·)")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Whether they share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: Box) -> bool:
        """Whether all of ``other`` lies in it."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label of a size, and the point it belongs to."""

    x: float
    y: float
    width: float
    height: float

    def at(self, x: float, y: float) -> Box:
        """Its box with the center there."""
        return Box(x - self.width / 2, y - self.height / 2, x + self.width / 2, y + self.height / 2)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a label stands, and the line (x, y to x, y) that leads from it to its point if it had to stand aside."""

    box: Box
    leader: tuple[float, float, float, float] | None


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A symbol that had better not be covered."""

    x: float
    y: float
    radius: float


def text_width(text: str, size: float, weight: int = 400) -> float:
    """About how many pixels wide a line of text is."""
    ems = sum(_em(character) for character in text)
    return ems * size * _MARGIN * (_BOLD if weight >= 600 else 1.0)


def _em(character: str) -> float:
    if character in _EMS:
        return _EMS[character]
    if unicodedata.east_asian_width(character) in "WF":
        return _FULL_EM
    return _CAPITAL_EM if character.isupper() else _USUAL_EM


def wrapped(text: str, characters: int, lines: int) -> tuple[str, ...]:
    """The text broken between words into at most so many lines of about so many characters; the last may end in "…"."""
    found = [""]
    for word in _BREAKS.split(one_line(text)):
        longer = f"{found[-1]} {word}".strip()
        if len(longer) <= characters or not found[-1]:
            found[-1] = longer
        else:
            found.append(word)
    if len(found) > lines:
        found[lines - 1 :] = [found[lines - 1].rstrip(" ·,;:–-") + " …"]
    return tuple(shortened(line, characters + 2) for line in found)


def placed(labels: Sequence[Wanted], obstacles: Iterable[Obstacle], room: Box) -> list[Place | None]:
    """A place for each label, in order: the first is served first. None where there is none near enough.

    No label overlaps another, another's leader, or the edge of ``room``. They rather stay near their point and rather
    leave obstacles in sight.
    """
    extents = _extents(obstacles)
    occupied: list[Box] = []
    found: list[Place | None] = []
    for label in labels:
        boxes = [box for box in _candidates(label) if room.holds(box)]
        order = _costs(label, boxes, extents).argsort(kind="stable")
        place = _first_free(label, (boxes[index] for index in order), occupied)
        found.append(place)
        if place is not None:
            occupied += [place.box, *_squares(place.leader)]
    return found


def _first_free(label: Wanted, boxes: Iterable[Box], occupied: Sequence[Box]) -> Place | None:
    for box in boxes:
        leader = _leader(label, box)
        if not any(own.overlaps(other) for own in (box, *_squares(leader)) for other in occupied):
            return Place(box, leader)
    return None


def _leader(label: Wanted, box: Box) -> tuple[float, float, float, float] | None:
    x, y = min(max(label.x, box.left), box.right), min(max(label.y, box.top), box.bottom)
    if math.hypot(x - label.x, y - label.y) <= _ASIDE:
        return None
    return round(x, 1), round(y, 1), label.x, label.y


def _squares(leader: tuple[float, float, float, float] | None) -> list[Box]:
    """Small squares along a leader, which take its room."""
    if leader is None:
        return []
    x, y, x2, y2 = leader
    steps = math.ceil(math.hypot(x2 - x, y2 - y) / _SQUARE)
    middles = ((x + (x2 - x) * step / steps, y + (y2 - y) * step / steps) for step in range(1, steps))
    half = _SQUARE / 2
    return [Box(left - half, top - half, left + half, top + half) for left, top in middles]


def _candidates(label: Wanted) -> list[Box]:
    """Places on rings around the point; a ring is wider than high, as labels are."""
    boxes = [label.at(label.x, label.y)]
    for ring in _RINGS[1:]:
        for step in range(_DIRECTIONS):
            angle = 2 * math.pi * step / _DIRECTIONS
            x = label.x + math.cos(angle) * (ring + label.width / 4 * min(1.0, ring / 24))
            boxes.append(label.at(round(x, 2), round(label.y + math.sin(angle) * ring, 2)))
    return boxes


def _extents(obstacles: Iterable[Obstacle]) -> FloatArray:
    """Left, top, right and bottom of each obstacle, shape (n, 4), in pixels."""
    rows = [
        (one.x - one.radius, one.y - one.radius, one.x + one.radius, one.y + one.radius) for one in obstacles
    ]
    return np.array(rows, dtype=np.float64).reshape(-1, 4)


def _costs(label: Wanted, boxes: Sequence[Box], extents: FloatArray) -> FloatArray:
    """What each box would cost, shape (len(boxes),), in pixels: how far it is away, and the share it covers of each
    obstacle."""
    corners = [(box.left, box.top, box.right, box.bottom) for box in boxes]
    edges = np.array(corners, dtype=np.float64).reshape(-1, 4)
    width = np.minimum(edges[:, 2:3], extents[:, 2]) - np.maximum(edges[:, 0:1], extents[:, 0])
    height = np.minimum(edges[:, 3:4], extents[:, 3]) - np.maximum(edges[:, 1:2], extents[:, 1])
    sizes = (extents[:, 2] - extents[:, 0]) * (extents[:, 3] - extents[:, 1])
    covered = (width.clip(min=0.0) * height.clip(min=0.0) / sizes).sum(axis=1)
    gap_x = np.maximum(np.maximum(edges[:, 0] - label.x, label.x - edges[:, 2]), 0.0)
    gap_y = np.maximum(np.maximum(edges[:, 1] - label.y, label.y - edges[:, 3]), 0.0)
    x, y = (edges[:, 0] + edges[:, 2]) / 2, (edges[:, 1] + edges[:, 3]) / 2
    away = np.hypot(gap_x, gap_y) + _CENTER_COST * np.hypot(x - label.x, y - label.y)
    # Rounded: a sum may differ in its last bits from machine to machine.
    costs: FloatArray = np.round(_COVER_COST * covered + away, 2)
    return costs
