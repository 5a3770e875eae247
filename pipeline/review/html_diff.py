"""What changed, as a page of its own: no script, no request, readable without color."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup

from pipeline.rendering.templating import PACKAGE, environment
from pipeline.review.semantic_diff import Kind

if TYPE_CHECKING:
    from pipeline.review.semantic_diff import DraftChanges


def changes_page(changes: DraftChanges, title: str) -> str:
    """The page; ``title`` is that of the newer version."""
    style = (files("pipeline.review") / "templates" / "diff.css").read_text(encoding="utf-8")
    template = environment("pipeline.review", PACKAGE, styles=(style,)).get_template("diff.html.j2")
    return template.render(
        changes=changes,
        title=title,
        own_style=Markup(style),  # noqa: S704 - our own file
        moved=Kind.MOVED,
    )
