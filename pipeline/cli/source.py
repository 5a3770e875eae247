"""``throughline source``: where the articles of a workspace come from."""

from __future__ import annotations

import typer

from pipeline.cli.choices import chosen
from pipeline.cli.locations import location
from pipeline.cli.messages import say
from pipeline.cli.shell import opened, shell_of
from pipeline.cli.source_adding import Places, add_sources, export_sources, import_sources
from pipeline.cli.source_listing import list_sources
from pipeline.cli.source_testing import try_sources


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
