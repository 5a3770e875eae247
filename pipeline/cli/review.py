"""``throughline review``: the queue of drafts that wait for a decision. A decision is bound to the exact content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.choices import Json  # noqa: TC001 - typer reads annotations when it runs
from pipeline.cli.diff import known_versions, stored
from pipeline.cli.messages import say
from pipeline.cli.output import safe, write_fields, write_json, write_lines, write_table
from pipeline.cli.shell import opened, shell_of
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.cli.shell import Shell
    from pipeline.models import Draft, Verification
    from pipeline.ports import Decision, Review
    from pipeline.stages.reopening import Reopened


REOPENED = "reopened"
"""The state of a draft that rests on articles which were changed or withdrawn, whatever was decided before."""


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """The newest version of a draft and where it stands: waiting, approved, rejected, changed since, or reopened.

    ``decided`` is the version of the standing decision, 0 if there is none; ``reasons`` say why it is reopened, one for
    each article that was changed or withdrawn.
    """

    slug: str
    version: int
    title: str
    state: str
    decided: int
    verification: Verification
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Queue:
    """Document of ``review list``."""

    drafts: tuple[QueueEntry, ...]


@dataclass(frozen=True, slots=True)
class QueueDetail:
    """Document of ``review show``. ``entries`` are oldest first; ``reopened`` has the claims that no longer stand."""

    draft: QueueEntry
    versions: tuple[int, ...]
    entries: tuple[Review, ...]
    reopened: tuple[Reopened, ...] = ()


Slug = Annotated[str, typer.Argument(metavar="SLUG")]
Version = Annotated[int, typer.Option("--version", metavar="N", help="The newest if not given.")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who; your login name if not given.")]
NoteText = Annotated[str, typer.Option("--note", metavar="TEXT", help="Why.")]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True)
    group.command("list")(list_queue)
    group.command("show")(show_entry)
    group.command("comment")(comment)
    group.command("approve")(approve)
    group.command("reject")(reject)
    app.add_typer(group, name="review", help="The queue of drafts that wait for a decision.")


def list_queue(context: typer.Context, as_json: Json = False) -> None:
    """List the newest version of every draft and where it stands."""
    from pipeline.flow.reopening import reopened

    shell = shell_of(context)
    with opened(shell) as opening:
        standing = opening.services.reviews.standing()
        drafts = opening.services.drafts.all_latest()
        found = reopened(opening.services, drafts)
        entries = tuple(_entry(draft, standing.get(draft.slug), found) for draft in drafts)
    if as_json:
        write_json(shell, Queue(entries))
        return
    rows = [
        (one.slug, f"v{one.version:03d}", one.state, one.verification.claims, one.title) for one in entries
    ]
    write_table(shell, ("slug", "version", "state", "claims", "title"), rows)
    say(shell, *(f"{one.slug} is reopened: {reason}." for one in entries for reason in one.reasons))


def show_entry(context: typer.Context, slug: Slug, as_json: Json = False) -> None:
    """Show where a draft stands, what was said about it, which claims no longer stand, and where to read it."""
    from pipeline.flow.reopening import reopened
    from pipeline.rendering.paths import draft_stem

    shell = shell_of(context)
    with opened(shell) as opening:
        services = opening.services
        versions = known_versions(services, slug)
        draft = stored(services, slug, versions[-1])
        found = reopened(services, [draft])
        entry = _entry(draft, services.reviews.standing().get(slug), found)
        history = tuple(services.reviews.of(slug))
        page = services.outputs / f"{draft_stem(slug, draft.version)}.html"
    detail = QueueDetail(entry, tuple(versions), history, found)
    if as_json:
        write_json(shell, detail)
    else:
        _write_detail(shell, detail, page)


def _write_detail(shell: Shell, detail: QueueDetail, page: Path) -> None:
    entry = detail.draft
    write_fields(
        shell,
        [
            ("title", entry.title),
            ("slug", entry.slug),
            ("version", f"v{entry.version:03d} of {len(detail.versions)}"),
            ("state", entry.state),
            ("claims", _counts(entry.verification)),
            ("read it", str(page)),
        ],
    )
    lines = [
        f"{one.at:%Y-%m-%d %H:%M} {safe(one.reviewer)}, v{one.version:03d}: {one.decision} {safe(one.note)}".rstrip()
        for one in detail.entries
    ]
    write_lines(shell, [""] * bool(lines) + lines)
    write_lines(shell, [line for one in detail.reopened for line in _why(one)])


def _why(one: Reopened) -> list[str]:
    """Why a draft is reopened: each claim that does not stand, what it quotes, and what the article says now."""
    lines = ["", safe(f"Reopened on {one.at:%Y-%m-%d %H:%M}: {one.reason}.")]
    for claim in one.claims:
        now = f"“{claim.nearest}”" if claim.nearest else "nothing like it"
        lines += [
            safe(f"- {claim.text} ({claim.id})"),
            f"    it quotes: {safe(f'“{claim.quote}”')}",
            f"    now there: {safe(now)}",
        ]
    return lines


def _counts(verified: Verification) -> str:
    counts = {
        "supported": verified.supported,
        "partly supported": verified.partial,
        "in conflict": verified.conflicting,
        "unsupported": verified.unsupported,
        "dropped": verified.dropped,
    }
    parts = [f"{count} {name}" for name, count in counts.items() if count or name == "supported"]
    return f"{verified.claims}: {', '.join(parts)}"


def comment(
    context: typer.Context,
    slug: Slug,
    text: Annotated[str, typer.Argument(metavar="TEXT")],
    version: Version = 0,
    by: By = "",
) -> None:
    """Say something about a draft."""
    if not text.strip():
        raise UsageError("The comment is empty.", "Write what you have to say in quotes.")
    _decide(shell_of(context), slug, version, "comment", (by, text))


def approve(
    context: typer.Context, slug: Slug, version: Version = 0, by: By = "", note: NoteText = ""
) -> None:
    """Approve a version of a draft, so that it may be published."""
    _decide(shell_of(context), slug, version, "approved", (by, note))


def reject(
    context: typer.Context, slug: Slug, version: Version = 0, by: By = "", note: NoteText = ""
) -> None:
    """Reject a version of a draft. An approval given before no longer counts."""
    _decide(shell_of(context), slug, version, "rejected", (by, note))


def _decide(shell: Shell, slug: str, version: int, decision: Decision, said: tuple[str, str]) -> None:
    """Note a decision. ``said`` is who said what."""
    from pipeline.flow.publishing import content_sha256
    from pipeline.ports import Review

    by, note = said
    reviewer = by.strip() or _login_name(shell)
    with opened(shell) as opening:
        newest = known_versions(opening.services, slug)[-1]
        draft = stored(opening.services, slug, version or newest)
        review = Review(
            slug, draft.version, content_sha256(draft), decision, reviewer, note.strip(), shell.clock()
        )
        opening.services.reviews.add(review)
    done = {"approved": "approved", "rejected": "rejected", "comment": "commented"}[decision]
    say(shell, f"{slug} v{draft.version:03d} {done} by {reviewer}.")
    if draft.version < newest:
        say(shell, f"Note that v{newest:03d} is newer.")


def _login_name(shell: Shell) -> str:
    names = (shell.environment.get(variable, "").strip() for variable in ("LOGNAME", "USER", "USERNAME"))
    reviewer = next((name for name in names if name), "")
    if not reviewer:
        raise UsageError("It is not known who decides.", "Name yourself with --by NAME.")
    return reviewer


def _entry(draft: Draft, review: Review | None, reopened: Sequence[Reopened]) -> QueueEntry:
    reasons = tuple(one.reason for one in reopened if one.slug == draft.slug)
    return QueueEntry(
        draft.slug,
        draft.version,
        draft.title,
        REOPENED if reasons else _state(draft, review),
        review.version if review is not None else 0,
        draft.verification,
        reasons,
    )


def _state(draft: Draft, review: Review | None) -> str:
    from pipeline.flow.publishing import content_sha256

    if review is None:
        return "waiting"
    if review.version == draft.version and review.sha256 == content_sha256(draft):
        return review.decision
    return f"changed since v{review.version:03d} was {review.decision}"
