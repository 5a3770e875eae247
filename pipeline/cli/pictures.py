"""``throughline themes map``: pictures of themes as files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.choices import Json  # noqa: TC001 - typer reads it
from pipeline.cli.output import safe, write_json, write_lines
from pipeline.cli.shell import opened, shell_of
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.rendering.pictures.material import ThemeAtlas

_FORMATS = (".html", ".svg", ".png")
_FOLDER = "themes"


def draw_themes(
    context: typer.Context,
    out: Annotated[
        str,
        typer.Option("--out", metavar="FILE", help="Write only this: .html (both pictures), .svg or .png."),
    ] = "",
    river: Annotated[
        bool, typer.Option("--river", help="With --out: the articles over time instead of the map.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Draw the themes: a map of their events, and their articles over time."""
    shell = shell_of(context)
    target = shell.path(out) if out else None
    if target is not None and target.suffix.lower() not in _FORMATS:
        raise UsageError(f"--out: {out!r} is no picture's name.", "End it in .html, .svg or .png.")
    from pipeline.flow.picturing import theme_atlas  # loads numpy

    with opened(shell) as opening:
        atlas = theme_atlas(opening.services)
        folder = opening.workspace.outputs / _FOLDER
    if as_json:
        write_json(shell, atlas)
        return
    from pipeline.files import write_atomically

    contents = (
        _all(atlas, folder) if target is None else {target: _one(atlas, target.suffix.lower(), river=river)}
    )
    for path, content in contents.items():
        write_atomically(path, content)
    write_lines(shell, [safe(str(path)) for path in contents])


def _all(atlas: ThemeAtlas, folder: Path) -> dict[Path, bytes]:
    """The page, and each picture by itself."""
    from pipeline.rendering.pictures.drawing import svg
    from pipeline.rendering.pictures.page import themes_page
    from pipeline.rendering.pictures.theme_map import theme_map
    from pipeline.rendering.pictures.theme_river import theme_river

    drawn, flowing = svg(theme_map(atlas)), svg(theme_river(atlas))
    return {
        folder / "map.html": themes_page(atlas, drawn, flowing).encode(),
        folder / "map.svg": drawn.encode(),
        folder / "river.svg": flowing.encode(),
    }


def _one(atlas: ThemeAtlas, suffix: str, *, river: bool) -> bytes:
    from pipeline.rendering.pictures.drawing import png, svg
    from pipeline.rendering.pictures.page import themes_page
    from pipeline.rendering.pictures.theme_map import theme_map
    from pipeline.rendering.pictures.theme_river import theme_river

    if suffix == ".html":
        return themes_page(atlas, svg(theme_map(atlas)), svg(theme_river(atlas))).encode()
    drawn = svg(theme_river(atlas) if river else theme_map(atlas))
    return png(drawn) if suffix == ".png" else drawn.encode()
