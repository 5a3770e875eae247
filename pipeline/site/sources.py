"""The page of the sources in the outputs folder: how each of them is, the worst first."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup

from pipeline.files import write_whole
from pipeline.rendering.files import unwritable
from pipeline.rendering.templating import PACKAGE, environment
from pipeline.site.index import spelled_moment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from pipeline.stages.health import SourceHealth

_SITE = "pipeline.site"


def write_sources(folder: Path, sources: Sequence[SourceHealth], now: datetime) -> Path:
    """Write ``sources.html`` into the outputs folder, whole or not at all; returns its path.

    Raises:
        WorkspaceError: The folder cannot be written.
    """
    page = folder / "sources.html"
    try:
        write_whole({page: sources_page(sources, now).encode()})
    except OSError as error:
        raise unwritable(folder, error) from error
    return page


def sources_page(sources: Sequence[SourceHealth], now: datetime) -> str:
    """The page as HTML, with the sources in the order in which they come."""
    page_style = (files(_SITE) / "templates" / "sources.css").read_text(encoding="utf-8")
    jinja = environment(_SITE, PACKAGE, styles=(page_style,))
    jinja.filters["share"] = _share
    states = Counter(source.state.value for source in sources)
    return jinja.get_template("sources.html.j2").render(
        page_style=Markup(page_style),  # noqa: S704  (our own file)
        sources=sources,
        counts=", ".join(f"{count:,} {state}" for state, count in states.items()),
        status=f"As of {spelled_moment(now, '')}",
    )


def _share(share: float | None) -> str:
    return f"{share:.0%}" if share is not None else "–"
