"""``throughline source test``: what a source gives, step by step, before it is relied on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.choices import Json  # noqa: TC001 - typer reads annotations when it runs
from pipeline.cli.locations import location
from pipeline.cli.messages import say
from pipeline.cli.output import safe, write_json, write_lines
from pipeline.cli.shell import ExitCode, opened, shell_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.cli.shell import Shell
    from pipeline.flow.inspecting import Inspection
    from pipeline.flow.services import Services
    from pipeline.models import Skipped
    from pipeline.ports import SourceRow

SHOWN_ITEMS = 5
"""Skipped items that are named for each source."""


@dataclass(frozen=True, slots=True)
class SourceTestList:
    """Document of ``source test``."""

    sources: tuple[Inspection, ...]


def try_sources(
    context: typer.Context,
    places: Annotated[
        list[str] | None, typer.Argument(metavar="[URL-OR-PATH...]", help="All sources if none is given.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Read sources without storing anything, and explain what they give."""
    shell = shell_of(context)
    with opened(shell) as opening:
        known = {row.location: row for row in opening.services.sources.all()}
        named = [location(shell, place) for place in places or []] or list(known)
        results = tuple(_tested(shell, opening.services, one, known.get(one)) for one in named)
    if as_json:
        write_json(shell, SourceTestList(results))
    else:
        for result in results:
            write_lines(shell, list(_lines(result)))
    if not results:
        say(shell, "There is no source yet: throughline source add URL-OR-PATH")
    if any(result.error for result in results):
        return ExitCode.FAILED
    return ExitCode.PARTIAL if any(result.skipped for result in results) else ExitCode.DONE


def _tested(shell: Shell, services: Services, name: str, row: SourceRow | None) -> Inspection:
    """A source of the workspace as it is, any other address as it would be added."""
    from pipeline.flow.inspecting import inspect
    from pipeline.ports import SourceRow
    from pipeline.sources.discovery import Discoverer, Discovery
    from pipeline.text.urls import is_url

    if row is not None:
        return inspect(services, replace(row, kind=row.kind or _kind(name)), shell.clock())
    found = Discovery(name, _kind(name))
    if is_url(name):
        found = Discoverer(services.fetcher, services.extractor).discover(name)
    where = f"Found at {name}. " if found.location != name else ""
    inspection = inspect(services, SourceRow(found.location, shell.clock(), kind=found.kind), shell.clock())
    return replace(inspection, others=found.others, warning=f"{where}{found.warning}".strip())


def _kind(name: str) -> str:
    from pipeline.errors import InputError
    from pipeline.sources.registry import kind_of

    try:
        return kind_of(name).name
    except InputError:
        return ""


def _lines(found: Inspection) -> Iterator[str]:
    kind = f" ({found.kind})" if found.kind else ""
    counts = f"{found.articles:,} articles, {len(found.skipped):,} skipped"
    yield f"{safe(found.location)}{kind}: {counts}"
    yield from (f"  {safe(step)}" for step in found.steps)
    yield from _about_articles(found)
    yield from (f"  “{safe(title)}”" for title in found.titles)
    if found.articles > len(found.titles):
        yield f"  … and {found.articles - len(found.titles):,} more"
    yield from (f"  there is also {safe(other)}" for other in found.others)
    if found.warning:
        yield f"  note: {safe(found.warning)}"
    yield from _named("problem", found.findings)
    yield from _named("skipped", found.skipped)
    if found.error:
        yield f"  error: {safe(found.error)} {safe(found.remedy)}".rstrip()


def _about_articles(found: Inspection) -> Iterator[str]:
    if found.newest is not None and found.oldest is not None:
        undated = f", {found.undated:,} without a date" if found.undated else ""
        yield f"  dates: {found.oldest:%Y-%m-%d %H:%M} to {found.newest:%Y-%m-%d %H:%M} UTC{undated}"
    if found.languages:
        yield f"  languages: {safe(', '.join(found.languages))}"
    if found.summaries:
        yield f"  summaries: {found.summaries:,} of {found.articles:,}; the rest is looked for at their pages"
    if found.page:
        yield f"  page tried: {safe(found.page)}"


def _named(what: str, items: Sequence[Skipped]) -> Iterator[str]:
    for item in items[:SHOWN_ITEMS]:
        yield f"  {what} {safe(item.item)}: {safe(item.reason).rstrip('.')}. {safe(item.remedy)}".rstrip()
    if len(items) > SHOWN_ITEMS:
        yield f"  … and {len(items) - SHOWN_ITEMS:,} more (all of them with --json)"
