"""Reads a source for tests, and tells articles from what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import FetchError
from pipeline.models import RawArticle, Skipped
from pipeline.settings import IngestSettings
from pipeline.sources.registry import open_source

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.ports import Fetched, Fetcher


class NoNetwork:
    """A fetcher that reaches nothing."""

    def fetch(self, url: str) -> Fetched:
        raise FetchError(f"{url}: there is no network in this test.")


def read(
    location: Path | str, settings: IngestSettings | None = None, fetcher: Fetcher | None = None
) -> tuple[list[RawArticle], list[Skipped]]:
    """The articles and the skipped items of a location."""
    source = open_source(str(location), settings or IngestSettings(), fetcher or NoNetwork())
    items = list(source.read())
    articles = [item for item in items if isinstance(item, RawArticle)]
    return articles, [item for item in items if isinstance(item, Skipped)]


def fingerprint(location: Path | str, settings: IngestSettings | None = None) -> str:
    """The fingerprint of a location."""
    return open_source(str(location), settings or IngestSettings(), NoNetwork()).fingerprint()
