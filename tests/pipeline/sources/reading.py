"""Reads a source for tests, and tells articles from what was left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.errors import FetchError
from pipeline.extraction.direct import DirectExtractor
from pipeline.models import RawArticle, Skipped
from pipeline.settings import IngestSettings
from pipeline.sources.kinds import Opening, Outside
from pipeline.sources.registry import open_source
from tests.pipeline.fetching.fetchers import local_fetcher

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.models import Topic
    from pipeline.ports import Fetched, Fetcher, FetchRequest, Reading

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


class NoNetwork:
    """A fetcher that reaches nothing."""

    def fetch(self, request: FetchRequest) -> Fetched:
        raise FetchError(f"{request.url}: there is no network in this test.")


def read(
    location: Path | str, settings: IngestSettings | None = None, fetcher: Fetcher | None = None
) -> tuple[list[RawArticle], list[Skipped]]:
    """The articles and the skipped items of a location."""
    source = open_source(str(location), outside(settings, fetcher))
    items = list(source.read().items)
    articles = [item for item in items if isinstance(item, RawArticle)]
    return articles, [item for item in items if isinstance(item, Skipped)]


def fingerprint(location: Path | str, settings: IngestSettings | None = None) -> str:
    """The fingerprint of a location."""
    return open_source(str(location), outside(settings)).read().fingerprint


@dataclass(slots=True)
class Recorder:
    """A fetcher that remembers what it was asked for and hands it on."""

    fetcher: Fetcher = field(default_factory=local_fetcher)
    requests: list[FetchRequest] = field(default_factory=list)

    def fetch(self, request: FetchRequest) -> Fetched:
        self.requests.append(request)
        return self.fetcher.fetch(request)


def outside(
    settings: IngestSettings | None = None,
    fetcher: Fetcher | None = None,
    topics: tuple[Topic, ...] = (),
    secrets: Mapping[str, str] | None = None,
    now: datetime = NOW,
) -> Outside:
    """What sources reach the world with: no network if no fetcher is given, and the time that all tests have."""
    values = secrets or {}
    return Outside(
        settings or IngestSettings(),
        fetcher or NoNetwork(),
        DirectExtractor(),
        topics,
        secrets=lambda name: values.get(name, ""),
        now=lambda: now,
    )


def opening(location: str, outside: Outside) -> Opening:
    """What a kind opens a source with."""
    return Opening(location, outside, lambda other: open_source(other, outside))


def articles(reading: Reading) -> list[RawArticle]:
    """The articles of a reading."""
    return [item for item in reading.items if isinstance(item, RawArticle)]


def skipped(reading: Reading) -> list[Skipped]:
    """What a reading left out."""
    return [item for item in reading.items if isinstance(item, Skipped)]
