"""``throughline draft``: write or update insights, without reading the sources again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.choices import Json, chosen
from pipeline.cli.output import write_fields, write_json, write_lines
from pipeline.cli.progress import reporting
from pipeline.cli.shell import opened, shell_of
from pipeline.cli.work import MaxCost, MaxTokens, ceilings, exit_code, perform

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.cli.shell import Opened, Shell
    from pipeline.models import InsightPlan, RunReport
    from pipeline.ports import Reporter


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One planned piece: what becomes of it and why; the first theme leads."""

    slug: str
    action: str
    reason: str
    thesis: str
    themes: tuple[str, ...]
    connections: int
    since_version: int
    new_facts: int


@dataclass(frozen=True, slots=True)
class PlansDocument:
    """Document of ``draft --dry-run``."""

    plans: tuple[PlanLine, ...]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("draft")(draft)


def draft(
    context: typer.Context,
    themes: Annotated[
        list[str] | None,
        typer.Argument(metavar="[THEME...]", help="Ids of the themes that lead; as a run plans if none."),
    ] = None,
    max_cost: MaxCost = None,
    max_tokens: MaxTokens = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show the plan: what would be written, and why.")
    ] = False,
    as_json: Json = False,
) -> int:
    """Draft or update insights. A piece that would only restate its last version is left alone.

    Themes that are named are written however little is new.
    """
    shell = shell_of(context)
    wanted = list(dict.fromkeys(themes or []))
    if dry_run:
        _write_plans(shell, wanted, as_json=as_json)
        return 0

    def job(opening: Opened, reporter: Reporter, run_id: str) -> RunReport:
        from pipeline.run import draft as draft_insights

        _check_themes(opening, wanted)
        return draft_insights(opening.services, reporter, shell.clock, run_id, wanted)

    return exit_code(perform(shell, ceilings(max_cost, max_tokens), job, as_json=as_json))


def _check_themes(opening: Opened, wanted: Sequence[str]) -> None:
    known = {theme.id: theme for theme in opening.services.clusters.themes()}
    for theme_id in wanted:
        chosen(known, theme_id, "theme", "throughline themes list")


def _write_plans(shell: Shell, wanted: Sequence[str], *, as_json: bool) -> None:
    from pipeline.run import new_run_id, plan_only

    with opened(shell, {}, alone=True) as opening, reporting(shell) as reporter:
        _check_themes(opening, wanted)
        plans = plan_only(opening.services, reporter, shell.clock, new_run_id(shell.clock()), wanted)
    lines = tuple(map(_line, plans))
    if as_json:
        write_json(shell, PlansDocument(lines))
        return
    for line in lines:
        write_fields(
            shell,
            [
                ("piece", line.slug),
                ("plan", f"{line.action}: {line.reason}"),
                ("thesis", line.thesis),
                ("led by", f"{line.themes[0]}, with {', '.join(line.themes[1:]) or 'no other theme'}"),
                ("connections", line.connections),
                ("new facts", line.new_facts),
            ],
        )
        write_lines(shell, [""])


def _line(plan: InsightPlan) -> PlanLine:
    return PlanLine(
        plan.slug,
        plan.appraisal.action.value,
        plan.appraisal.reason or "nothing changed",
        plan.thesis,
        tuple(dossier.theme_id for dossier in plan.dossiers),
        len(plan.connections),
        plan.appraisal.since_version,
        len(plan.appraisal.news),
    )
