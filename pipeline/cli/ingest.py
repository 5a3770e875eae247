"""``throughline ingest``: take articles in, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.choices import Json  # noqa: TC001 - typer reads annotations when it runs
from pipeline.cli.locations import existing_locations
from pipeline.cli.shell import ExitCode, shell_of
from pipeline.cli.work import exit_code, perform

if TYPE_CHECKING:
    from pipeline.cli.shell import Opened
    from pipeline.models import RunReport
    from pipeline.ports import Reporter


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("ingest")(ingest)


def ingest(
    context: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH...]", help="Files, folders or URLs; all sources if none is given."),
    ] = None,
    as_json: Json = False,
) -> int:
    """Take articles in, from the named places or from all sources.

    They are stored, cut into chunks, embedded and indexed; nothing is written about them yet.
    """
    shell = shell_of(context)
    locations = existing_locations(shell, paths or [])

    def job(opening: Opened, reporter: Reporter, run_id: str) -> RunReport:
        from pipeline.run import ingest as ingest_articles

        return ingest_articles(opening.services, reporter, shell.clock, run_id, locations)

    report = perform(shell, None, job, as_json=as_json)
    unread = {item.item for item in report.skipped}
    if locations and unread.issuperset(locations):
        return ExitCode.FAILED
    return exit_code(report)
