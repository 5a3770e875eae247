"""What is kept about sources and what came from them, beside the articles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NEVER = datetime.max.replace(tzinfo=UTC)
"""The ``next_due`` of a source that is gone for good: it is read only when somebody asks for it by name."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A configured source and how its last reading went.

    ``location`` is what the user named, ``address`` where it has moved for good ("" if it has not), ``kind`` the name
    of its kind, fixed when it was added ("" in old stores: the one that takes the location). ``last_change`` is when it
    last gave something new; before ``next_due`` it is left alone.
    """

    location: str
    added: datetime
    last_read: datetime | None = None
    fingerprint: str = ""
    articles: int = 0
    skipped: int = 0
    error: str = ""
    kind: str = ""
    address: str = ""
    last_success: datetime | None = None
    last_change: datetime | None = None
    error_streak: int = 0
    next_due: datetime | None = None


class PollOutcome(StrEnum):
    """How a reading of a source ended."""

    READ = "read"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Poll:
    """One reading of a source. ``duplicates`` are those among ``new`` that copy another article."""

    location: str
    at: datetime
    outcome: PollOutcome
    seconds: float
    new: int = 0
    revised: int = 0
    duplicates: int = 0
    skipped: int = 0
    error: str = ""


class SourceRepository(Protocol):
    """The workspace's sources."""

    def all(self) -> list[SourceRow]:
        """In the order they were added."""
        ...

    def put(self, *rows: SourceRow) -> None:
        """Add or replace by location."""
        ...

    def remove(self, location: str) -> bool:
        """Forget a source and what was read of it (its articles stay); False when there was none."""
        ...


class PollRepository(Protocol):
    """Past readings of sources."""

    def add(self, polls: Sequence[Poll]) -> None:
        """Store readings."""
        ...

    def with_news(self, since: datetime) -> list[Poll]:
        """Readings from then on that gave something new, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class SeenEntry:
    """An entry of a source as it was read: the hash of what it held, and how often its page was asked for in vain
    (0: it was dealt with)."""

    content_sha256: str
    attempts: int = 0


class EntryRepository(Protocol):
    """Entries of remote sources, so that they are not fetched and read at every poll."""

    def seen(self, location: str) -> dict[str, SeenEntry]:
        """The entries of a source by their keys."""
        ...

    def put(self, entries: Mapping[str, Mapping[str, SeenEntry]]) -> None:
        """Remember entries by location and key, or what has become of them."""
        ...


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be read. ``key`` names it and its content; ``item`` is for people."""

    key: str
    item: str
    attempts: int
    reason: str
    at: datetime


class FailureRepository(Protocol):
    """Documents whose reading ended its process, so that a poisonous one is not tried for ever."""

    def all(self) -> dict[str, Failure]:
        """By key."""
        ...

    def put(self, failure: Failure) -> None:
        """Add or replace by key."""
        ...

    def remove(self, key: str) -> None:
        """Forget a failure, if it is known."""
        ...


@dataclass(frozen=True, slots=True)
class RobotsAnswer:
    """What a host answered when asked for its robots.txt; ``status`` 0 means that it did not answer."""

    host: str
    at: datetime
    status: int
    body: str


class RobotsCache(Protocol):
    """The newest robots.txt of each host; may be used from several threads at once."""

    def get(self, host: str) -> RobotsAnswer | None:
        """The stored answer; ``host`` is scheme, name and port."""
        ...

    def put(self, answer: RobotsAnswer) -> None:
        """Add or replace by host."""
        ...


class NoticeKind(StrEnum):
    """What became of an article after it was taken in."""

    REVISED = "revised"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Notice:
    """Word that an article has changed at its source. ``revision`` is its newest then; ``number`` is the store's."""

    article_id: str
    revision: int
    kind: NoticeKind
    at: datetime
    reason: str
    number: int = 0


class NoticeRepository(Protocol):
    """Corrections and withdrawals of articles. Nothing is ever deleted."""

    def add(self, notices: Sequence[Notice]) -> None:
        """Store notices."""
        ...

    def all(self) -> list[Notice]:
        """Oldest first."""
        ...

    def withdrawn(self) -> frozenset[str]:
        """The ids of articles that are withdrawn now."""
        ...


@dataclass(frozen=True, slots=True)
class Recheck:
    """When the page of a cited article is looked at again: at ``next_due``, None for never.

    ``revision`` is the article's newest at the last look; a later one is looked at from its own beginning.
    ``gone_since`` is the first of the looks that found the page gone or retracted, None while it is there.
    """

    article_id: str
    revision: int
    next_due: datetime | None = None
    gone_since: datetime | None = None


class RecheckRepository(Protocol):
    """When which article is looked at again."""

    def all(self) -> dict[str, Recheck]:
        """By article id."""
        ...

    def put(self, rechecks: Sequence[Recheck]) -> None:
        """Add or replace by article id."""
        ...
