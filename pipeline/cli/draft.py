"""``throughline draft``: write or update insights, without reading the sources again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.choices import Json, chosen
from pipeline.cli.shell import shell_of
from pipeline.cli.work import MaxCost, MaxTokens, ceilings, exit_code, perform

if TYPE_CHECKING:
    from pipeline.cli.shell import Opened
    from pipeline.models import RunReport
    from pipeline.ports import Reporter


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
    as_json: Json = False,
) -> int:
    """Draft or update insights. A piece whose evidence did not change is left alone."""
    shell = shell_of(context)
    wanted = list(dict.fromkeys(themes or []))

    def job(opening: Opened, reporter: Reporter, run_id: str) -> RunReport:
        from pipeline.run import draft as draft_insights

        known = {theme.id: theme for theme in opening.services.clusters.themes()}
        for theme_id in wanted:
            chosen(known, theme_id, "theme", "throughline themes list")
        return draft_insights(opening.services, reporter, shell.clock, run_id, wanted)

    return exit_code(perform(shell, ceilings(max_cost, max_tokens), job, as_json=as_json))
