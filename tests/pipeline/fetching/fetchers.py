"""Fetchers for tests: of local servers, without pauses, with a robots cache in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.fetching.fetcher import HttpFetcher
from pipeline.settings import FetchSettings
from tests.workspaces import NOW

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from httpcore2 import NetworkBackend

    from pipeline.ports import RobotsAnswer

LOCAL = FetchSettings(min_gap_seconds=0, timeout_seconds=2, deadline_seconds=4, private_hosts=("127.0.0.1",))


class MemoryRobots:
    """A robots cache that lasts as long as a test."""

    def __init__(self) -> None:
        self.answers: dict[str, RobotsAnswer] = {}

    def get(self, host: str) -> RobotsAnswer | None:
        return self.answers.get(host)

    def put(self, answer: RobotsAnswer) -> None:
        self.answers[answer.host] = answer


def local_fetcher(
    settings: FetchSettings = LOCAL,
    *,
    resolve: Callable[[str, int], Sequence[str]] | None = None,
    network: NetworkBackend | None = None,
    tls: ssl.SSLContext | None = None,
    robots: MemoryRobots | None = None,
    now: Callable[[], datetime] = lambda: NOW,
) -> HttpFetcher:
    """A fetcher that reaches servers at 127.0.0.1."""
    return HttpFetcher(
        settings, "9.9", robots or MemoryRobots(), now=now, resolve=resolve, network=network, tls=tls
    )
