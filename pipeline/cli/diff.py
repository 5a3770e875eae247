"""``throughline diff``: what changed between two versions of a draft."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.choices import Json, chosen
from pipeline.cli.messages import say
from pipeline.cli.output import write_json, write_lines
from pipeline.cli.shell import opened, shell_of
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.flow.services import Services
    from pipeline.models import Draft

_STYLES = (("---", "bold"), ("+++", "bold"), ("@@", "cyan"), ("-", "red"), ("+", "green"))


@dataclass(frozen=True, slots=True)
class DiffDocument:
    """Document of ``diff``. ``lines`` are those of a unified diff of the Markdown, without line ends."""

    slug: str
    before: int
    after: int
    lines: tuple[str, ...]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("diff")(diff)


def diff(
    context: typer.Context,
    slug: Annotated[str, typer.Argument(metavar="SLUG")],
    before: Annotated[
        str, typer.Argument(metavar="[A]", help="The older version; the last but one if not given.")
    ] = "",
    after: Annotated[
        str, typer.Argument(metavar="[B]", help="The newer version; the last if not given.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Show what changed between two versions of a draft.

    Prints a unified diff of their Markdown.
    """
    from pipeline.review.text_diff import text_diff

    shell = shell_of(context)
    with opened(shell) as opening:
        versions = known_versions(opening.services, slug)
        if len(versions) == 1 and not before:
            say(shell, f"{slug} has one version only; there is nothing to compare it with.")
        newer = _version(after, slug, versions, versions[-1])
        older = _version(before, slug, versions, max((v for v in versions if v < newer), default=newer))
        lines = text_diff(stored(opening.services, slug, older), stored(opening.services, slug, newer))
    if as_json:
        write_json(shell, DiffDocument(slug, older, newer, lines))
    elif lines:
        write_lines(shell, lines, [_style(line) for line in lines])
    elif older != newer:
        say(shell, f"v{older:03d} and v{newer:03d} of {slug} say the same.")


def known_versions(services: Services, slug: str) -> list[int]:
    """The versions of a draft, ascending; at least one. Raises UsageError when there is no such draft."""
    versions = services.drafts.versions(slug)
    if not versions:
        slugs = {draft.slug: draft.version for draft in services.drafts.all_latest()}
        chosen(slugs, slug, "draft", "throughline review list")
    return versions


def stored(services: Services, slug: str, version: int) -> Draft:
    """A version of a draft. Raises UsageError when there is none."""
    draft = services.drafts.get(slug, version)
    if draft is None:
        versions = ", ".join(f"v{one:03d}" for one in known_versions(services, slug))
        raise UsageError(f"{slug} has no version {version}.", f"There are: {versions}.")
    return draft


def _version(text: str, slug: str, versions: list[int], otherwise: int) -> int:
    """A version as the user wrote it: 2, v2 or v002."""
    if not text:
        return otherwise
    found = re.fullmatch(r"v?([0-9]{1,9})", text)
    if found is None or int(found[1]) not in versions:
        known = ", ".join(f"v{version:03d}" for version in versions)
        raise UsageError(f"{slug} has no version {text!r}.", f"There are: {known}.")
    return int(found[1])


def _style(line: str) -> str:
    return next((style for start, style in _STYLES if line.startswith(start)), "")
