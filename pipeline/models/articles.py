"""Articles as sources give them, as they are stored, and cut into chunks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Skipped:
    """An item that was left out, and why: an expected failure, reported and never raised.

    ``item`` names the file, line, feed entry, theme or call; ``remedy`` says what the user can do ("" if nothing).
    ``try_again`` says that the item may be read another time as it is, so that its source must not count as unchanged.
    """

    item: str
    reason: str
    remedy: str = ""
    try_again: bool = False


@dataclass(frozen=True, slots=True)
class RawArticle:
    """An article as a source gave it, text extracted, nothing normalised yet. ``origin`` is file:line or feed URL."""

    origin: str
    text: str
    title: str = ""
    url: str = ""
    external_id: str = ""
    published: str = ""
    publisher: str = ""
    authors: tuple[str, ...] = ()
    source: str = ""
    url_is_shared: bool = False
    """Whether other articles of the source have the same URL, so that it does not tell which article this is."""
    other_urls: tuple[str, ...] = ()
    """Further addresses of the same article: before redirects, of its mobile form, ..."""
    language: str = ""
    """ISO 639-1 code in lower case; "" when nobody says."""
    is_summary: bool = False
    """Whether the page at ``url`` has more of the article than ``text``."""
    original: str = ""
    """What was received, markup included; "" when ``text`` is it."""
    is_withdrawn: bool = False
    """Whether the source says that the article was deleted; then only what identifies it matters."""
    is_latest: bool = False
    """Whether this is what its source says now, so that it holds even if the source said the same before and something
    else since. An old file is read again as well, and then it says what held once."""
    notes: tuple[str, ...] = ()
    """What was guessed while reading it."""


@dataclass(frozen=True, slots=True)
class Article:
    """One revision of an article. The id is the same for all revisions; the newest revision is the article's present.

    ``group_id`` names the group of exact and near duplicates it belongs to: the id of the group's representative.
    """

    id: str
    revision: int
    title: str
    text: str
    url: str
    publisher: str
    authors: tuple[str, ...]
    published: datetime | None
    ingested: datetime
    content_sha256: str
    source: str
    group_id: str
    language: str = ""
    """ISO 639-1 code in lower case; "" when nobody says."""

    @property
    def is_representative(self) -> bool:
        """Whether this article speaks for its group of duplicates."""
        return self.group_id == self.id

    @property
    def day(self) -> date:
        """The day it was published, or taken in when no publication date is known."""
        return (self.published or self.ingested).date()


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of whole sentences of one article revision, small enough for the embedder. ``tokens`` are o200k tokens."""

    id: str
    article_id: str
    revision: int
    ordinal: int
    start: int
    end: int
    tokens: int
