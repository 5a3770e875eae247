"""What a module of this package declares to be a kind of source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.ports import Fetcher, Source
    from pipeline.settings import IngestSettings


@dataclass(frozen=True, slots=True)
class Opening:
    """What a source is opened with. ``open_other`` opens a location of any kind, as a folder needs for its files."""

    location: str
    settings: IngestSettings
    fetcher: Fetcher
    open_other: Callable[[str], Source]


@dataclass(frozen=True, slots=True)
class SourceKind:
    """A kind of source: which locations it takes, and how one is opened. The greatest ``priority`` is asked first."""

    name: str
    takes: str
    """For messages: "files that end in .md", for example."""
    accepts: Callable[[str], bool]
    open: Callable[[Opening], Source]
    priority: int = 0


def has_ending(location: str, *endings: str) -> bool:
    """Whether a location is no URL and ends so, in any case."""
    return not is_url(location) and location.lower().endswith(endings)


def is_url(location: str) -> bool:
    """Whether a location is fetched from the network."""
    return location.lower().startswith(("http://", "https://"))
