"""Telling the user how a run proceeds, and what reviewers said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.models import StageReport

Decision: TypeAlias = Literal["approved", "rejected", "comment"]
"""What a reviewer did."""


class Reporter(Protocol):
    """Is told how a run proceeds: a live table on a terminal, plain lines in a pipe, nothing in a test."""

    def started(self, stage: str, total: int | None) -> None:
        """A stage begins; ``total`` is its number of items when known."""
        ...

    def advanced(self, stage: str, done: int) -> None:
        """So many items of the stage are done by now."""
        ...

    def finished(self, report: StageReport) -> None:
        """A stage ended."""
        ...

    def note(self, text: str) -> None:
        """Something worth a line."""
        ...


@dataclass(frozen=True, slots=True)
class Review:
    """A decision or comment of a reviewer, bound to the exact content: ``sha256`` is that of the draft's JSON."""

    slug: str
    version: int
    sha256: str
    decision: Decision
    reviewer: str
    note: str
    at: datetime


class ReviewRepository(Protocol):
    """What reviewers said. Entries are only ever added."""

    def add(self, review: Review) -> None:
        """Note a decision or comment."""
        ...

    def of(self, slug: str) -> list[Review]:
        """All entries on a piece, oldest first."""
        ...

    def standing(self) -> dict[str, Review]:
        """The newest approval or rejection of every piece, by slug."""
        ...
