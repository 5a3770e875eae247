"""``throughline runs``: past runs, what each did, spent and skipped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.calls import sums, write_prompts, write_sums
from pipeline.cli.choices import Json, chosen
from pipeline.cli.messages import say
from pipeline.cli.output import write_json, write_lines, write_table
from pipeline.cli.run import run_once
from pipeline.cli.shell import opened, shell_of
from pipeline.cli.work import MaxCost, MaxTokens, ceilings, write_report, write_stages

if TYPE_CHECKING:
    from pipeline.cli.calls import CallSum
    from pipeline.flow.services import Services
    from pipeline.models import RunReport
    from pipeline.ports import CallRecord

NEWEST = 20
ALL = 1_000_000
"""More runs than a workspace ever has."""

RunId = Annotated[str, typer.Argument(metavar="ID")]


@dataclass(frozen=True, slots=True)
class RunList:
    """Document of ``runs list``."""

    runs: tuple[RunReport, ...]


@dataclass(frozen=True, slots=True)
class ShownRun:
    """Document of ``runs show``. ``prompts`` is empty unless it was asked for."""

    run: RunReport
    calls: tuple[CallSum, ...]
    prompts: tuple[CallRecord, ...]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True)
    group.command("list")(list_runs)
    group.command("show")(show_run)
    group.command("resume")(resume_run)
    app.add_typer(group, name="runs", help="Past runs: what each did, spent and skipped.")


def list_runs(
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=0, help="0 shows all.")] = NEWEST,
    as_json: Json = False,
) -> None:
    """List the newest runs."""
    shell = shell_of(context)
    with opened(shell) as opening:
        runs = opening.services.runs.list(limit or ALL)
    if as_json:
        write_json(shell, RunList(tuple(runs)))
        return
    rows = [
        (
            run.id,
            f"{run.started:%Y-%m-%d %H:%M}",
            f"{(run.finished - run.started).total_seconds():.1f} s" if run.finished else "",
            run.status.value,
            len(run.drafts),
            len(run.skipped),
            run.tokens,
            f"{run.cost_usd:.4f}",
        )
        for run in runs
    ]
    write_table(shell, ("id", "started (UTC)", "time", "status", "drafts", "skipped", "tokens", "USD"), rows)


def show_run(
    context: typer.Context,
    run_id: RunId,
    prompts: Annotated[
        bool, typer.Option("--prompts", help="Also every prompt that a model was shown, and its raw answer.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show a run: its stages, what it wrote, what it asked a model, and everything it skipped."""
    shell = shell_of(context)
    with opened(shell) as opening:
        report = _known_run(opening.services, run_id)
        records = opening.services.ledger.of_run(report.id)
        outputs = opening.services.outputs
    if as_json:
        write_json(shell, ShownRun(report, sums(records), tuple(records if prompts else ())))
        return
    write_report(shell, report, outputs, as_json=False, limit=ALL)
    write_lines(shell, [""])
    write_stages(shell, report)
    write_sums(shell, sums(records))
    write_prompts(shell, records if prompts else ())


def resume_run(
    context: typer.Context,
    run_id: RunId,
    max_cost: MaxCost = None,
    max_tokens: MaxTokens = None,
    as_json: Json = False,
) -> int:
    """Go on where a run stopped. Every step keeps what it did, so this is a new run that does the rest."""
    shell = shell_of(context)
    with opened(shell) as opening:
        report = _known_run(opening.services, run_id)
    last = report.stages[-1].name if report.stages else "nothing"
    say(
        shell,
        f"{report.id} ended as {report.status.value} after {last}. "
        "A new run goes on from where the store stands and does what is still due.",
    )
    return run_once(shell, ceilings(max_cost, max_tokens), as_json=as_json)


def _known_run(services: Services, run_id: str) -> RunReport:
    report = services.runs.get(run_id)
    if report is not None:
        return report
    return chosen({run.id: run for run in services.runs.list(ALL)}, run_id, "run", "throughline runs list")
