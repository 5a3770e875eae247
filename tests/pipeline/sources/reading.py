"""Reads a source for tests, and tells articles from what was left out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.errors import FetchError
from pipeline.extraction.direct import DirectExtractor
from pipeline.models import RawArticle, Skipped
from pipeline.settings import IngestSettings
from pipeline.sources.kinds import Outside
from pipeline.sources.registry import open_source

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.ports import Fetched, Fetcher, FetchRequest


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


def outside(settings: IngestSettings | None = None, fetcher: Fetcher | None = None) -> Outside:
    """What sources reach the world with: no network if no fetcher is given, no topics and no secrets."""
    return Outside(
        settings or IngestSettings(),
        fetcher or NoNetwork(),
        DirectExtractor(),
        topics=(),
        secrets=lambda _: "",
        now=lambda: datetime(2026, 6, 30, 12, tzinfo=UTC),
    )
