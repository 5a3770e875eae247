"""What passes between the pool and its child processes: a job goes in, a result comes out.

A job is a line of JSON, then the document. A result is a line of JSON that says how it went, then lines of JSON, then a
blank line: one for every entry of a feed, one for every piece of a long text, so that nothing large is held twice.
Whatever comes out is checked as carefully as if it came from the document itself, which may have taken the child over:
nothing is ever unpickled.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, TypeAdapter

from pipeline.extraction.lenient import whole_characters
from pipeline.models import Feed, FeedEntry, Page, Sitemap, Skipped

if TYPE_CHECKING:
    from collections.abc import Iterator

Task: TypeAlias = Literal["page", "feed", "feed_markup", "sitemap", "fragment"]
"""The methods of DirectExtractor."""

Result: TypeAlias = "Page | Feed | Sitemap | str"

_PIECE_CHARACTERS = 1_000_000

_PAGE = TypeAdapter(Page)
_FEED = TypeAdapter(Feed)
_ENTRY: TypeAdapter[FeedEntry | Skipped] = TypeAdapter(FeedEntry | Skipped)
_SITEMAP = TypeAdapter(Sitemap)
_TEXT = TypeAdapter(str)


class Limits(BaseModel):
    """What a child may use: address space, and wall-clock seconds for one document."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    memory_mb: int
    seconds: float


class Job(BaseModel):
    """What is to be read, and as what. ``size`` bytes follow."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: Task
    size: int
    location: str = ""
    content_type: str = ""


class Outcome(BaseModel):
    """How it went: ``error`` is "" when a result follows. After a ``last`` one the child takes no more jobs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    error: str = ""
    remedy: str = ""
    last: bool = False


def result_lines(result: Result) -> Iterator[bytes]:
    """A result as lines of JSON, none of them blank."""
    if isinstance(result, Feed):
        yield _line(asdict(replace(result, entries=())))
        yield from (_line(asdict(entry)) for entry in result.entries)
    elif isinstance(result, Page):
        yield _line(asdict(replace(result, text="")))
        yield from _pieces(result.text)
    elif isinstance(result, str):
        yield from _pieces(result)
    else:
        yield _line(asdict(result))


def _pieces(text: str) -> Iterator[bytes]:
    for start in range(0, len(text), _PIECE_CHARACTERS):
        yield _line(text[start : start + _PIECE_CHARACTERS])


def _line(value: object) -> bytes:
    """JSON can hold halves of characters, which UTF-8 cannot; they are left out."""
    return whole_characters(json.dumps(value, ensure_ascii=False)).encode() + b"\n"


# Each of these raises ValidationError, which is a ValueError, or StopIteration when the lines are not such a result.


def page_of(lines: Iterator[bytes]) -> Page:
    """The page that these lines tell of."""
    return replace(_PAGE.validate_json(next(lines)), text=text_of(lines))


def feed_of(lines: Iterator[bytes]) -> Feed:
    """The feed that these lines tell of."""
    feed = _FEED.validate_json(next(lines))
    return replace(feed, entries=tuple(_ENTRY.validate_json(line) for line in lines))


def sitemap_of(lines: Iterator[bytes]) -> Sitemap:
    """The sitemap that these lines tell of."""
    return _SITEMAP.validate_json(next(lines))


def text_of(lines: Iterator[bytes]) -> str:
    """The text that these lines hold."""
    return "".join(_TEXT.validate_json(line) for line in lines)
