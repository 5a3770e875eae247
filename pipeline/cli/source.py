"""``throughline source``: where the articles of a workspace come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.choices import Json, chosen
from pipeline.cli.locations import location
from pipeline.cli.messages import say
from pipeline.cli.output import safe, write_json, write_lines, write_table
from pipeline.cli.shell import ExitCode, opened, shell_of
from pipeline.cli.source_adding import Places, add_sources, export_sources, import_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pipeline.cli.shell import Shell
    from pipeline.models import Skipped
    from pipeline.ports import Source, SourceRow

SHOWN = 5
"""Titles, and skipped items, that a test shows of each source."""


@dataclass(frozen=True, slots=True)
class SourceList:
    """Document of ``source list``."""

    sources: tuple[SourceRow, ...]


@dataclass(frozen=True, slots=True)
class SourceTest:
    """What reading a source gave. ``error`` is "" when it could be read."""

    location: str
    articles: int
    titles: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    error: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class SourceTestList:
    """Document of ``source test``."""

    sources: tuple[SourceTest, ...]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True)
    group.command("add")(add_sources)
    group.command("import")(import_sources)
    group.command("export")(export_sources)
    group.command("list")(list_sources)
    group.command("remove")(remove_sources)
    group.command("test")(try_sources)
    app.add_typer(
        group, name="source", help="Where articles come from: files, folders, feeds, pages and searches."
    )


def list_sources(context: typer.Context, as_json: Json = False) -> None:
    """List the sources, and how their last reading went."""
    shell = shell_of(context)
    with opened(shell) as opening:
        sources = opening.services.sources.all()
    if as_json:
        write_json(shell, SourceList(tuple(sources)))
        return
    rows = [
        (
            row.location,
            f"{row.last_read:%Y-%m-%d %H:%M}" if row.last_read else "never",
            row.articles,
            row.skipped,
            row.error,
        )
        for row in sources
    ]
    write_table(shell, ("source", "last read (UTC)", "articles", "skipped", "error"), rows)


def remove_sources(context: typer.Context, places: Places) -> None:
    """Forget sources. The articles that came from them stay."""
    shell = shell_of(context)
    with opened(shell, alone=True) as opening:
        sources = opening.services.sources
        known = {row.location: row.location for row in sources.all()}
        wanted = [
            chosen(
                known,
                place if place in known else location(shell, place),
                "source",
                "throughline source list",
            )
            for place in places
        ]
        for one in wanted:
            sources.remove(one)
    for one in wanted:
        say(shell, f"Removed {one}; its articles stay.")


def try_sources(
    context: typer.Context,
    places: Annotated[
        list[str] | None, typer.Argument(metavar="[URL-OR-PATH...]", help="All sources if none is given.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Read sources without storing anything, and show what they give."""
    from pipeline.ports import SourceRow

    shell = shell_of(context)
    with opened(shell) as opening:
        named = [location(shell, place) for place in places or []]
        locations = named or [row.location for row in opening.services.sources.all()]
        results = tuple(
            _tried(opening.services.open_source, SourceRow(one, shell.clock())) for one in locations
        )
    if as_json:
        write_json(shell, SourceTestList(results))
    else:
        _write_results(shell, results)
    if not results:
        say(shell, "There is no source yet: throughline source add URL-OR-PATH")
    if any(result.error for result in results):
        return ExitCode.FAILED
    return ExitCode.PARTIAL if any(result.skipped for result in results) else ExitCode.DONE


def _tried(open_source: Callable[[SourceRow], Source], row: SourceRow) -> SourceTest:
    from pipeline.errors import FetchError, InputError
    from pipeline.models import Skipped

    titles: list[str] = []
    skipped: list[Skipped] = []
    try:
        for item in open_source(row).read().items:
            if isinstance(item, Skipped):
                skipped.append(item)
            else:
                titles.append(item.title or item.origin)
    except (InputError, FetchError) as error:
        return SourceTest(
            row.location, len(titles), tuple(titles[:SHOWN]), tuple(skipped), error.message, error.remedy
        )
    return SourceTest(row.location, len(titles), tuple(titles[:SHOWN]), tuple(skipped))


def _write_results(shell: Shell, results: Iterable[SourceTest]) -> None:
    for result in results:
        lines = [f"{safe(result.location)}: {result.articles:,} articles, {len(result.skipped):,} skipped"]
        lines += [f"  {safe(title)}" for title in result.titles]
        lines += [f"  … and {result.articles - SHOWN:,} more"] if result.articles > SHOWN else []
        lines += [
            f"  skipped {safe(item.item)}: {safe(item.reason)} {safe(item.remedy)}".rstrip()
            for item in result.skipped[:SHOWN]
        ]
        if len(result.skipped) > SHOWN:
            lines.append(f"  … and {len(result.skipped) - SHOWN:,} more skipped (all of them with --json)")
        if result.error:
            lines.append(f"  error: {safe(result.error)} {safe(result.remedy)}".rstrip())
        write_lines(shell, lines)
