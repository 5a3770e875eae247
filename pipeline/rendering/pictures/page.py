"""A page with the pictures of themes and, for whoever cannot see them, all themes as a table. No script, no request."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup

from pipeline.rendering.pictures.drawing import shortened, style
from pipeline.rendering.pictures.periods import periods_of
from pipeline.rendering.pictures.sparkline import sparkline
from pipeline.rendering.templating import PACKAGE, environment

if TYPE_CHECKING:
    from pipeline.rendering.pictures.material import ThemeAtlas, ThemeSeries


@dataclass(frozen=True, slots=True)
class Row:
    """A theme in the table, with its course as an SVG element."""

    series: ThemeSeries
    sparkline: Markup


def themes_page(atlas: ThemeAtlas, map_svg: str, river_svg: str) -> str:
    """The page as HTML, self-contained, around the two pictures that ``svg`` made of the atlas."""
    page_style = (files(PACKAGE) / "templates" / "themes.css").read_text(encoding="utf-8")
    jinja = environment(PACKAGE, styles=(page_style, style()))
    jinja.filters["shortened"] = shortened
    periods = periods_of(count.day for one in atlas.series for count in one.days)
    return jinja.get_template("themes.html.j2").render(
        page_style=_own(page_style),
        map=_own(map_svg),
        river=_own(river_svg),
        rows=[Row(one, _own(sparkline(one.days, periods))) for one in atlas.series],
        unit=periods.unit,
    )


def _own(markup: str) -> Markup:
    """Markup that we made, with all that comes from outside already escaped."""
    return Markup(markup)  # noqa: S704
