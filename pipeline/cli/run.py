"""``throughline run``: everything that is due, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.choices import Json  # noqa: TC001 - typer reads annotations when it runs
from pipeline.cli.messages import say
from pipeline.cli.output import write_fields, write_json
from pipeline.cli.shell import opened, shell_of
from pipeline.cli.work import MaxCost, MaxTokens, ceilings, exit_code, perform, what_is_missing

if TYPE_CHECKING:
    from pipeline.cli.shell import Opened, Shell
    from pipeline.flow.estimate import Estimate
    from pipeline.models import RunReport
    from pipeline.ports import Reporter
    from pipeline.workspace import Value


@dataclass(frozen=True, slots=True)
class EstimateDocument:
    """Document of ``run --dry-run``."""

    estimate: Estimate


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("run")(run)


def run(
    context: typer.Context,
    max_cost: MaxCost = None,
    max_tokens: MaxTokens = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what a run would do and cost.")
    ] = False,
    as_json: Json = False,
) -> int:
    """Do everything that is due, once.

    Reads the sources, groups articles into events and themes, writes drafts, verifies and renders them. What was done
    before and has not changed is not done again.
    """
    shell = shell_of(context)
    flags = ceilings(max_cost, max_tokens)
    if dry_run:
        _write_estimate(shell, flags, as_json=as_json)
        return 0
    return run_once(shell, flags, as_json=as_json)


def run_once(shell: Shell, flags: dict[str, Value], *, as_json: bool) -> int:
    """Perform one run and return its exit code."""

    def job(opening: Opened, reporter: Reporter, run_id: str) -> RunReport:
        from pipeline.run import run as run_pipeline

        report = run_pipeline(opening.services, reporter, shell.clock, run_id)
        missing = what_is_missing(opening.services)
        if missing:
            reporter.note(missing)
        return report

    return exit_code(perform(shell, flags, job, as_json=as_json))


def _write_estimate(shell: Shell, flags: dict[str, Value], *, as_json: bool) -> None:
    from pipeline.flow.estimate import estimate

    with opened(shell, flags) as opening:
        expected = estimate(opening.services, shell.clock())
        limits = opening.workspace.settings.run
    if as_json:
        write_json(shell, EstimateDocument(expected))
        return
    write_fields(
        shell,
        [
            ("new articles", expected.new_articles),
            ("revised articles", expected.revised_articles),
            ("skipped items", expected.skipped),
            ("chunks to embed, about", expected.chunks),
            ("insights, at most", expected.insights),
            ("model calls, about", expected.calls),
            ("input tokens, about", expected.input_tokens),
            ("output tokens, about", expected.output_tokens),
            ("cost, about", f"{expected.cost_usd:.4f} USD"),
        ],
    )
    tokens = expected.input_tokens + expected.output_tokens
    if limits.exceeded_by(expected.cost_usd, tokens):
        say(
            shell,
            "This is above the ceiling: a run would write some pieces short or without the model (exit 5).",
        )
