"""The front page of the outputs folder: the newest version of every insight, and when the pipeline ran."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.files import write_whole
from pipeline.rendering.files import unwritable
from pipeline.rendering.paths import draft_stem
from pipeline.rendering.templating import PACKAGE, environment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from pipeline.models import Draft


@dataclass(frozen=True, slots=True)
class SiteStatus:
    """What the front page says about the pipeline, in UTC. ``approved`` holds what a reviewer has approved, as
    ``<slug>/v<NNN>``; ``has_sources`` whether the page of the sources stands beside it."""

    last_run: datetime | None = None
    next_run: datetime | None = None
    approved: frozenset[str] = frozenset()
    has_sources: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One insight on the front page. ``address`` is relative to the page."""

    draft: Draft
    address: str
    approved: bool


def write_index(folder: Path, drafts: Sequence[Draft], status: SiteStatus) -> Path:
    """Write ``index.html`` into the outputs folder, whole or not at all; returns its path.

    Of several versions of a slug only the newest is listed; newest pieces come first.

    Raises:
        WorkspaceError: The folder cannot be written, or a slug is not a plain name.
    """
    page = folder / "index.html"
    try:
        write_whole({page: index_page(drafts, status).encode()})
    except OSError as error:
        raise unwritable(folder, error) from error
    return page


def index_page(drafts: Sequence[Draft], status: SiteStatus) -> str:
    """The front page as HTML. Raises WorkspaceError when a slug is not a plain name."""
    newest: dict[str, Draft] = {}
    for draft in sorted(drafts, key=lambda draft: draft.version):
        newest[draft.slug] = draft
    ordered = sorted(newest.values(), key=lambda draft: (-draft.published.toordinal(), draft.slug))
    last, following = (
        spelled_moment(status.last_run, "none yet"),
        spelled_moment(status.next_run, "not scheduled"),
    )
    entries = [_entry(draft, status) for draft in ordered]
    template = environment("pipeline.site", PACKAGE).get_template("index.html.j2")
    return template.render(
        entries=entries,
        unapproved=sum(1 for entry in entries if not entry.approved),
        has_sources=status.has_sources,
        status=f"Last run {last} · Next run {following}",
    )


def _entry(draft: Draft, status: SiteStatus) -> Entry:
    stem = draft_stem(draft.slug, draft.version)
    return Entry(draft, f"{stem}.html", stem.removeprefix("insights/") in status.approved)


def spelled_moment(moment: datetime | None, otherwise: str) -> str:
    """A time for people, in UTC; ``otherwise`` when there is none."""
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC" if moment is not None else otherwise
