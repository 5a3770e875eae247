"""``throughline init``: make a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.output import write_lines
from pipeline.cli.shell import opened, shell_of

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.cli.shell import Shell


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("init")(init)


def init(
    context: typer.Context,
    folder: Annotated[str, typer.Argument(metavar="[DIR]", help="Where; here if not given.")] = "",
    demo: Annotated[bool, typer.Option("--demo", help="With topics and articles to try it on.")] = False,
) -> None:
    """Make a workspace: settings, topics, and room for outputs.

    What is there already is left as it is.
    """
    from pipeline.workspace import CONFIGURATION_FILE, make_workspace

    shell = shell_of(context)
    root = shell.path(folder) if folder else shell.directory or shell.here
    existed = (root / CONFIGURATION_FILE).is_file()
    make_workspace(root, demo=demo)
    sources = _add_demo_sources(shell, root) if demo else 0
    write_lines(
        shell,
        [
            f"{root} was a workspace already; nothing in it was overwritten."
            if existed
            else f"{root} is a workspace now.",
            *([f"{sources} files of sample articles are its sources."] if demo else []),
            "",
            *_next_steps(shell, root, demo=demo),
        ],
    )


def _add_demo_sources(shell: Shell, root: Path) -> int:
    """Make the sample articles sources; those that are already stay as they are."""
    from dataclasses import replace

    from pipeline.ports import SourceRow
    from pipeline.workspace import demo_corpus

    files = [str(path) for path in demo_corpus()]
    with opened(replace(shell, directory=root), alone=True) as opening:
        known = {row.location for row in opening.services.sources.all()}
        for location in files:
            if location not in known:
                opening.services.sources.put(SourceRow(location, shell.clock()))
    return len(files)


def _next_steps(shell: Shell, root: Path, *, demo: bool) -> list[str]:
    command = "throughline" if root == shell.here else f"throughline -C {root}"
    first = [] if demo else [f"  {command} source add URL-OR-PATH    files, folders and feeds to read"]
    return [
        "What to do next:",
        *first,
        f"  {command} doctor                    check that everything is in place",
        f"  {command} run                       read the sources and write drafts",
        f"Topics to track are in {root / 'topics'}; settings are in {root / 'throughline.toml'}.",
    ]
