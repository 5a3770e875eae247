"""Options that several commands share, and how a name that the user typed becomes the thing it names."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from pipeline.cli.messages import hint
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Limit = Annotated[int, typer.Option("--limit", metavar="N", min=0, help="Show at most N; 0 shows all.")]

Named = TypeVar("Named")


def chosen(known: Mapping[str, Named], name: str, kind: str, listing: str) -> Named:
    """``known[name]``. ``listing`` is the command that lists what is known.

    Raises:
        UsageError: The name is unknown; the error names the nearest known one.
    """
    if name in known:
        return known[name]
    remedy = hint(name, known) or (f"See: {listing}" if known else f"There is no {kind} yet: throughline run")
    raise UsageError(f"There is no {kind} {name!r}.", remedy)


def day(text: str, option: str) -> date | None:
    """An ISO 8601 day, None for "". Raises UsageError when it is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"{option}: {text!r} is not a day.", "Write it as in 2026-04-07.") from error
