"""A drawing of areas, lines, symbols and texts, made into SVG and PNG by Vega (vl-convert, BSD). The only file that
imports vl_convert.

All places and sizes are pixels and given: nothing is left to be measured with the fonts of the machine, so the same
drawing gives the same bytes everywhere. Texts never reach an expression: they are values of a table.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from pipeline.rendering.pictures.palette import INK, ON_DARK, PAPER, SANS
from pipeline.rendering.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

_TIP_CHARACTERS = 240
_PNG_SCALE = 2.0
# What Vega writes: elements without content whose label we gave, and roles, which mean nothing inside one image.
_LABELLED = re.compile(
    r"<(?P<tag>path|line)(?P<before>[^>]*?) aria-label=\"(?P<tip>[^\"]*)\"(?P<after>[^>]*)/>"
)
_LABELLED_TEXT = re.compile(r"<text(?P<before>[^>]*?) aria-label=\"(?P<tip>[^\"]*)\"(?P<after>[^>]*)>")
_ROLES = re.compile(r" (?:role|aria-roledescription|aria-hidden|class)=\"[^\"]*\"")
_UNLABELLED = re.compile(r" aria-label=\"\"")
_OPENING = re.compile(r"<svg[^>]*>")


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line."""

    x: float
    y: float
    x2: float
    y2: float
    color: str
    width: float = 1.0
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Area:
    """What lies between ``tops`` and ``bottoms`` over ``xs``, its edges smooth without rising over what is given."""

    xs: tuple[float, ...]
    tops: tuple[float, ...]
    bottoms: tuple[float, ...]
    color: str
    opacity: float = 1.0
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A shape of ``size`` square pixels (that of the circle of its width). ``tip`` shows when it is pointed at."""

    x: float
    y: float
    size: float
    shape: str
    fill: str
    stroke: str
    stroke_width: float
    opacity: float = 1.0
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text. ``align`` is left, center or right; ``y`` is its base line. ``halo`` is the width of the
    paper-colored edge that parts it from what it stands on."""

    x: float
    y: float
    text: str
    size: float = 13.0
    weight: int = 400
    color: str = INK
    align: str = "left"
    halo: float = 0.0
    font: str = SANS
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole picture: later parts are drawn over earlier ones. ``name`` makes the ids of its elements; ``title`` and
    ``description`` say in words what is seen. ``grid`` holds the lines below everything."""

    name: str
    title: str
    description: str
    width: float
    height: float
    grid: tuple[Line, ...] = ()
    areas: tuple[Area, ...] = ()
    lines: tuple[Line, ...] = ()
    symbols: tuple[Symbol, ...] = ()
    texts: tuple[Text, ...] = ()


def style() -> str:
    """The style sheet inside every picture: it follows the reader's light or dark background.

    It is the same for all, so that a page's Content-Security-Policy can name its hash.
    """
    changes = "".join(
        f'svg.picture [fill="{light}"]{{fill:{dark}}}svg.picture [stroke="{light}"]{{stroke:{dark}}}'
        for light, dark in ON_DARK.items()
    )
    # A halo is drawn below its letters.
    return f"svg.picture text{{paint-order:stroke}}@media (prefers-color-scheme:dark){{{changes}}}"


def svg(drawing: Drawing) -> str:
    """The drawing as one SVG element that asks for nothing from outside. The same drawing gives the same text."""
    import vl_convert

    drawn = vl_convert.vega_to_svg(_specification(drawing), allowed_base_urls=[])
    drawn = _UNLABELLED.sub("", drawn)
    labelled = _LABELLED.sub(r"<\g<tag>\g<before>\g<after>><title>\g<tip></title></\g<tag>>", drawn)
    labelled = _LABELLED_TEXT.sub(r"<text\g<before>\g<after>><title>\g<tip></title>", labelled)
    return _OPENING.sub(lambda _: _beginning(drawing), _ROLES.sub("", labelled), count=1)


def png(svg_text: str) -> bytes:
    """The light picture as PNG, two pixels for each of the drawing's; letters are those of the machine's fonts."""
    import vl_convert

    return vl_convert.svg_to_png(svg_text, scale=_PNG_SCALE)


def _specification(drawing: Drawing) -> dict[str, object]:
    """The Vega specification: our template with the tables that it draws."""
    template = (files("pipeline.rendering") / "templates" / "picture.vg.json").read_text(encoding="utf-8")
    tables: dict[str, Sequence[dict[str, object]]] = {
        "grid": [asdict(line) for line in drawing.grid],
        "areas": _corners(drawing.areas),
        "lines": [asdict(line) for line in drawing.lines],
        "symbols": [{**asdict(symbol), "tip": _tip(symbol.tip)} for symbol in drawing.symbols],
        "texts": [
            {**asdict(text), "text": one_line(text.text), "tip": _tip(text.tip)} for text in drawing.texts
        ],
    }
    specification: dict[str, object] = json.loads(template)
    data = [{"name": name, "values": rows} for name, rows in tables.items()]
    return {**specification, "width": drawing.width, "height": drawing.height, "data": data}


def _corners(areas: Sequence[Area]) -> list[dict[str, object]]:
    return [
        {
            "area": number,
            "x": x,
            "y": top,
            "y2": bottom,
            "color": area.color,
            "opacity": area.opacity,
            "tip": _tip(area.tip),
        }
        for number, area in enumerate(areas)
        for x, top, bottom in zip(area.xs, area.tops, area.bottoms, strict=True)
    ]


def _tip(text: str) -> str:
    return shortened(text, _TIP_CHARACTERS)


def shortened(text: str, longest: int) -> str:
    """The text as one line of at most ``longest`` characters; what was cut off shows as "…"."""
    line = one_line(text)
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _beginning(drawing: Drawing) -> str:
    name, width, height = drawing.name, f"{drawing.width:g}", f"{drawing.height:g}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="{name}-title {name}-description">'
        f'<title id="{name}-title">{escape(one_line(drawing.title))}</title>'
        f'<desc id="{name}-description">{escape(one_line(drawing.description))}</desc>'
        f"<style>{style()}</style>"
        f'<path d="M0,0H{width}V{height}H0Z" fill="{PAPER}"/>'
    )
