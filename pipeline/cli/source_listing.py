"""``throughline source list``: the sources, and how they are."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import typer  # noqa: TC002 - typer reads annotations when it runs

from pipeline.cli.choices import Json  # noqa: TC001 - as above
from pipeline.cli.output import write_json, write_table
from pipeline.cli.shell import opened, shell_of
from pipeline.ports import SourceRow

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.stages.health import SourceHealth


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSource(SourceRow):
    """A source with its health; see ``pipeline.stages.health.SourceHealth``."""

    state: str
    summary: str
    articles_per_day: float
    duplicate_share: float | None
    draft_share: float | None


@dataclass(frozen=True, slots=True)
class SourceList:
    """Document of ``source list``."""

    sources: tuple[ListedSource, ...]


def list_sources(context: typer.Context, as_json: Json = False) -> None:
    """List the sources and how they are, the worst first."""
    from pipeline.flow.health import source_health

    shell = shell_of(context)
    with opened(shell) as opening:
        found = source_health(opening.services, shell.clock())
    if as_json:
        write_json(shell, SourceList(tuple(_listed(health) for health in found)))
        return
    headings = (
        "source", "state", "last read (UTC)", "last new (UTC)", "articles", "per day", "copies", "in drafts",
        "skipped", "what is to be known",
    )  # fmt: skip
    write_table(shell, headings, [_cells(health) for health in found])


def _listed(health: SourceHealth) -> ListedSource:
    return ListedSource(
        **asdict(health.row),
        state=health.state.value,
        summary=health.summary,
        articles_per_day=health.articles_per_day,
        duplicate_share=health.duplicate_share,
        draft_share=health.draft_share,
    )


def _cells(health: SourceHealth) -> tuple[str | int | float, ...]:
    row = health.row
    return (
        row.location,
        health.state.value,
        _moment(row.last_read, "never"),
        _moment(row.last_change, ""),
        row.articles,
        health.articles_per_day,
        _share(health.duplicate_share),
        _share(health.draft_share),
        row.skipped,
        f"{health.summary} {row.error}".strip(),
    )


def _moment(moment: datetime | None, otherwise: str) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment is not None else otherwise


def _share(share: float | None) -> str:
    return f"{share:.0%}" if share is not None else ""
