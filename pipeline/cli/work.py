"""What all commands that work on the sources share: how a run is performed, shown, and turned into an exit code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from pipeline.cli.output import safe, write_fields, write_json, write_lines, write_table
from pipeline.cli.progress import reporting
from pipeline.cli.shell import ExitCode, opened
from pipeline.errors import ThroughlineError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.cli.shell import Opened, Shell
    from pipeline.flow.services import Services
    from pipeline.models import RunReport, Skipped
    from pipeline.ports import Reporter
    from pipeline.workspace import Value

SHOWN_ITEMS = 20
"""Skipped items that a run names at its end; ``runs show`` names all."""

MaxCost = Annotated[
    float | None,
    typer.Option("--max-cost", metavar="USD", min=0, help="Spend no more on models; 0: nothing."),
]
MaxTokens = Annotated[
    int | None,
    typer.Option("--max-tokens", metavar="N", min=0, help="Use no more tokens of models; 0: none."),
]


@dataclass(frozen=True, slots=True)
class RunDocument:
    """Document of every command that makes a run."""

    run: RunReport


class Job(Protocol):
    """What a run is to do."""

    def __call__(self, opening: Opened, reporter: Reporter, run_id: str) -> RunReport:
        """Do it. Raises ThroughlineError when it cannot go on."""
        ...


def ceilings(max_cost: float | None, max_tokens: int | None) -> dict[str, Value]:
    """The limits of a run as settings; what is not given is left to the settings."""
    given: dict[str, Value] = {"run.max_cost_usd": max_cost, "run.max_tokens": max_tokens}
    return {name: value for name, value in given.items() if value is not None}


def perform(shell: Shell, flags: dict[str, Value] | None, job: Job, *, as_json: bool) -> RunReport:
    """Do a job as a run, alone in the workspace, and print its report, even of a run that failed.

    ``flags`` are as in ``opened``.

    Raises ThroughlineError as the job does.
    """
    from pipeline.run import new_run_id

    with opened(shell, flags, alone=True) as opening:
        run_id = new_run_id(shell.clock())
        try:
            with reporting(shell) as reporter:
                report = job(opening, reporter, run_id)
        except ThroughlineError:
            failed = opening.services.runs.get(run_id)
            if failed is not None:
                write_report(shell, failed, opening.services.outputs, as_json=as_json)
            raise
        write_report(shell, report, opening.services.outputs, as_json=as_json)
    return report


def exit_code(report: RunReport) -> ExitCode:
    """The exit code that says how a run ended."""
    return {
        "done": ExitCode.DONE,
        "partial": ExitCode.PARTIAL,
        "interrupted": ExitCode.INTERRUPTED,
    }.get(report.status.value, ExitCode.FAILED)


def write_report(
    shell: Shell, report: RunReport, outputs: Path, *, as_json: bool, limit: int = SHOWN_ITEMS
) -> None:
    """Print what a run wrote, spent and skipped; at most ``limit`` skipped items."""
    if as_json:
        write_json(shell, RunDocument(report))
        return
    cost = f"{report.tokens:,} tokens, {report.cost_usd:.4f} USD" if report.tokens else ""
    write_fields(
        shell,
        [
            ("run", report.id),
            ("status", report.status.value),
            ("time", _duration(report)),
            ("spent", cost),
            ("drafts", len(report.drafts)),
        ],
    )
    write_lines(shell, [f"  {outputs / 'insights' / safe(name)}.html" for name in report.drafts])
    _write_items(shell, "skipped", report.skipped, limit, report.id)
    _write_items(shell, "worth knowing", report.notes, limit, report.id)


def write_stages(shell: Shell, report: RunReport) -> None:
    """Print the stages of a run as a table."""
    rows = [
        (
            stage.name,
            stage.items_in,
            stage.items_out,
            round(stage.seconds, 2),
            "unchanged" if stage.reused else "done",
            stage.note,
        )
        for stage in report.stages
    ]
    write_table(shell, ("stage", "in", "out", "seconds", "state", "note"), rows)


def _write_items(shell: Shell, title: str, items: Sequence[Skipped], limit: int, run_id: str) -> None:
    if not items:
        return
    lines = [f"{title} ({len(items):,}):"]
    for item in items[:limit]:
        remedy = f" {safe(item.remedy)}" if item.remedy else ""
        lines.append(f"  {safe(item.item)}: {safe(item.reason).rstrip('.')}.{remedy}")
    if len(items) > limit:
        lines.append(f"  … and {len(items) - limit:,} more: throughline runs show {run_id}")
    write_lines(shell, lines)


def _duration(report: RunReport) -> str:
    if report.finished is None:
        return f"began {report.started:%Y-%m-%d %H:%M:%S} UTC"
    return (
        f"{report.started:%Y-%m-%d %H:%M:%S} UTC, {(report.finished - report.started).total_seconds():.1f} s"
    )


def what_is_missing(services: Services) -> str:
    """Why a run left no draft at all; "" when there is one."""
    if services.drafts.all_latest():
        return ""
    if not services.sources.all() and not services.articles.known():
        return "There is nothing to read yet: throughline source add URL-OR-PATH, or throughline ingest PATH."
    least = services.settings.dossiers.min_articles
    return (
        f"There is no draft yet: no theme with {least} independent articles gave one (dossiers.min_articles)."
    )
