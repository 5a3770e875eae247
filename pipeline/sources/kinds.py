"""What a module of this package declares to be a kind of source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.text.urls import is_url

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pipeline.models import Topic
    from pipeline.ports import Extractor, Fetcher, Source
    from pipeline.settings import IngestSettings


@dataclass(frozen=True, slots=True)
class Outside:
    """What sources reach the world with. ``topics`` are the workspace's, whose keywords make queries; ``secrets`` gives
    the value of an environment variable, "" when it is not set; ``now`` the time."""

    settings: IngestSettings
    fetcher: Fetcher
    extractor: Extractor
    topics: tuple[Topic, ...]
    secrets: Callable[[str], str]
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Opening:
    """What a source is opened with. ``address`` is where to ask instead of ``location`` ("" if it has not moved);
    ``open_other`` opens a location of any kind, as a folder needs for its files."""

    location: str
    outside: Outside
    open_other: Callable[[str], Source]
    address: str = ""

    @property
    def present_address(self) -> str:
        """Where to ask now: at the new address of what has moved, else at the location."""
        return self.address or self.location

    @property
    def settings(self) -> IngestSettings:
        """What counts as an article."""
        return self.outside.settings


@dataclass(frozen=True, slots=True)
class Interface:
    """A documented interface for programs: its address, and the pause between two calls that its terms ask for."""

    url: str
    gap_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class SourceKind:
    """A kind of source: which locations it takes, and how one is opened. The greatest ``priority`` is asked first.

    ``scheme`` is what all its locations begin with when they are neither paths nor web addresses ("arxiv:").
    ``reads_web``: when named, it takes any web address, whatever that looks like."""

    name: str
    takes: str
    """For messages: "files that end in .md", for example."""
    accepts: Callable[[str], bool]
    open: Callable[[Opening], Source]
    priority: int = 0
    scheme: str = ""
    reads_web: bool = False


def has_ending(location: str, *endings: str) -> bool:
    """Whether a location is no URL and ends so, in any case."""
    return not is_url(location) and location.lower().endswith(endings)
