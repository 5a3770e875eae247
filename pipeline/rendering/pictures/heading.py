"""What stands above a picture: its title, a line that says what is shown, and the key of domains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.rendering.pictures.drawing import Symbol, Text, shortened
from pipeline.rendering.pictures.labels import text_width
from pipeline.rendering.pictures.palette import INK, PAPER, REST, SERIF, SOFT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.rendering.pictures.palette import Sign

DOMAIN_KEY_TOP = 110.0
DOMAIN_KEY_ROW = 24.0
_SIZE = 13.0
_NAME_CHARACTERS = 44


@dataclass(frozen=True, slots=True)
class Key:
    """Signs and the names beside them."""

    symbols: tuple[Symbol, ...]
    texts: tuple[Text, ...]


def heading(title: str, summary: str, left: float) -> tuple[Text, ...]:
    """The title, and below it what is shown."""
    return (
        Text(left, 52.0, title, size=28.0, weight=600, font=SERIF),
        Text(left, 78.0, summary, size=15.0, color=SOFT),
    )


def domain_key(
    domains: Iterable[str], signs: Mapping[str, Sign], width: float, left: float
) -> tuple[Key, int]:
    """The key, in as many rows as it needs; returns it with their number."""
    symbols: list[Symbol] = []
    texts: list[Text] = []
    x, row = left, 0
    for domain in sorted(domains, key=lambda name: (name in {REST, ""}, name)):
        name = shortened(domain, _NAME_CHARACTERS) or REST
        room = 20 + text_width(name, _SIZE) + 22
        if x > left and x + room > width - left:
            x, row = left, row + 1
        y = DOMAIN_KEY_TOP + row * DOMAIN_KEY_ROW
        sign = signs[domain]
        symbols.append(Symbol(round(x + 7, 1), y, 130.0, sign.shape, sign.color, PAPER, 0.0))
        texts.append(Text(round(x + 20, 1), y + 4.5, name, size=_SIZE, color=INK))
        x += room
    return Key(tuple(symbols), tuple(texts)), row + 1
