"""``throughline publish``: the static pages of what is approved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.choices import Json  # noqa: TC001 - typer reads annotations when it runs
from pipeline.cli.messages import say
from pipeline.cli.output import write_json, write_lines
from pipeline.cli.shell import opened, shell_of

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.stages.reopening import Reopened

SITE = "site"
"""Folder of the pages in the outputs folder."""


@dataclass(frozen=True, slots=True)
class PublishedDocument:
    """Document of ``publish``. ``pages`` and ``waiting`` are slugs with versions, ``edition`` is a number; ``reopened``
    says which pages rest on articles that were changed or withdrawn since they were approved."""

    folder: Path
    pages: tuple[str, ...]
    waiting: tuple[str, ...]
    reopened: tuple[Reopened, ...]
    edition: int


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("publish")(publish)


def publish(
    context: typer.Context,
    target: Annotated[
        str, typer.Option("--to", metavar="DIR", help="Where; the folder site of the outputs if not given.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Write the pages of what is approved, and of nothing else."""
    from pipeline.flow.publishing import publish as write_pages

    shell = shell_of(context)
    with opened(shell) as opening:
        folder = shell.path(target) if target else opening.services.outputs / SITE
        published = write_pages(opening.services, folder, shell.clock())
    edition = published.edition.number
    if as_json:
        write_json(
            shell,
            PublishedDocument(folder, published.pages, published.waiting, published.reopened, edition),
        )
        return
    write_lines(
        shell, [f"Published edition {edition} in {folder}:", *(f"  {name}" for name in published.pages)]
    )
    if published.waiting:
        say(shell, "Not published, because it is not approved:", *(f"- {name}" for name in published.waiting))
    if published.reopened:
        lines = (f"- {one.slug}/v{one.version:03d}: {one.reason}" for one in published.reopened)
        say(shell, "Published as approved, but reopened since (throughline review show SLUG):", *lines)
    say(shell, f"Open {folder / 'index.html'} in a browser.")
