"""``throughline diff``: what changed between two versions of a draft."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.choices import Json, chosen
from pipeline.cli.messages import say
from pipeline.cli.output import write_json, write_lines
from pipeline.cli.shell import opened, shell_of
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.cli.shell import Shell
    from pipeline.flow.services import Services
    from pipeline.models import Draft
    from pipeline.review.part_changes import PartChange
    from pipeline.review.semantic_diff import ClaimChange

_STYLES = (("---", "bold"), ("+++", "bold"), ("@@", "cyan"), ("-", "red"), ("+", "green"))


class Form(StrEnum):
    """How changes are shown."""

    CLAIMS = "claims"
    WORDS = "words"
    LINES = "lines"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class DiffDocument:
    """Document of ``diff``. ``lines`` are those of a unified diff of the Markdown, without line ends."""

    slug: str
    before: int
    after: int
    summary: str
    unchanged: int
    claims: tuple[ClaimChange, ...]
    parts: tuple[PartChange, ...]
    lines: tuple[str, ...]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("diff")(diff)


def diff(  # noqa: PLR0913, PLR0917 - one argument per option of the command
    context: typer.Context,
    slug: Annotated[str, typer.Argument(metavar="SLUG")],
    before: Annotated[
        str, typer.Argument(metavar="[A]", help="The older version; the last but one if not given.")
    ] = "",
    after: Annotated[
        str, typer.Argument(metavar="[B]", help="The newer version; the last if not given.")
    ] = "",
    claims: Annotated[
        bool, typer.Option("--claims", help="Claim by claim; so it is if nothing is chosen.")
    ] = False,
    words: Annotated[bool, typer.Option("--words", help="Claim by claim, changed words marked.")] = False,
    lines: Annotated[bool, typer.Option("--lines", help="A unified diff of the Markdown.")] = False,
    html: Annotated[bool, typer.Option("--html", help="A page, written into the outputs folder.")] = False,
    as_json: Json = False,
) -> None:
    """Show what changed between two versions of a draft: claims, figures, sources, verdicts, parts."""
    shell = shell_of(context)
    form = _form(claims=claims, words=words, lines=lines, html=html)
    with opened(shell) as opening:
        versions = known_versions(opening.services, slug)
        if len(versions) == 1 and not before:
            say(shell, f"{slug} has one version only; there is nothing to compare it with.")
        newer = _version(after, slug, versions, versions[-1])
        older = _version(before, slug, versions, max((v for v in versions if v < newer), default=newer))
        pair = stored(opening.services, slug, older), stored(opening.services, slug, newer)
        outputs = opening.workspace.outputs
    if as_json:
        write_json(shell, _document(*pair))
    elif older != newer or form is Form.HTML:
        _show(shell, form, pair, outputs)


def _form(*, claims: bool, words: bool, lines: bool, html: bool) -> Form:
    wanted = [form for form, chosen_one in zip(Form, (claims, words, lines, html), strict=True) if chosen_one]
    if len(wanted) > 1:
        raise UsageError("Changes are shown in one form at a time.", "Choose one of the options.")
    return wanted[0] if wanted else Form.CLAIMS


def _document(older: Draft, newer: Draft) -> DiffDocument:
    from pipeline.review.semantic_diff import compare
    from pipeline.review.text_diff import text_diff

    changes = compare(older, newer)
    return DiffDocument(
        slug=changes.slug,
        before=changes.before,
        after=changes.after,
        summary=changes.summary,
        unchanged=changes.unchanged,
        claims=changes.claims,
        parts=changes.parts,
        lines=text_diff(older, newer),
    )


def _show(shell: Shell, form: Form, pair: tuple[Draft, Draft], outputs: Path) -> None:
    from pipeline.review.plain_diff import plain_diff
    from pipeline.review.semantic_diff import compare
    from pipeline.review.text_diff import text_diff
    from pipeline.review.words import Run

    older, newer = pair
    if form is Form.LINES:
        lines = text_diff(older, newer)
        if not lines:
            say(shell, f"v{older.version:03d} and v{newer.version:03d} of {older.slug} say the same.")
        write_lines(shell, lines, [_style(line) for line in lines])
    elif form is Form.HTML:
        write_lines(shell, [str(_written(older, newer, outputs))])
    else:
        told = plain_diff(compare(older, newer), words=form is Form.WORDS)
        styles = {None: "", Run.REMOVED: "red", Run.ADDED: "green"}
        write_lines(shell, [line.text for line in told], [styles[line.run] for line in told])


def _written(older: Draft, newer: Draft, outputs: Path) -> Path:
    from pipeline.files import write_whole
    from pipeline.rendering.files import unwritable
    from pipeline.review.html_diff import changes_page
    from pipeline.review.semantic_diff import compare

    path = outputs / "diffs" / f"{newer.slug}-v{older.version:03d}-v{newer.version:03d}.html"
    try:
        write_whole({path: changes_page(compare(older, newer), newer.title).encode()})
    except OSError as error:
        raise unwritable(path.parent, error) from error
    return path


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
