"""Fetchers for tests: of local servers, without pauses, with a robots cache in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpcore2

from pipeline.fetching.fetcher import HttpFetcher
from pipeline.settings import FetchSettings

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Sequence

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


class RecordingNetwork(httpcore2.NetworkBackend):
    """Remembers every address that is to be connected to; lets only those of this machine through."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._real = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        self.asked.append(host)
        if not host.startswith("127."):
            raise httpcore2.ConnectError("there is no network in this test")
        return self._real.connect_tcp(host, port, timeout, local_address, socket_options)


def local_fetcher(
    settings: FetchSettings = LOCAL,
    *,
    resolve: Callable[[str, int], Sequence[str]] | None = None,
    network: httpcore2.NetworkBackend | None = None,
    tls: ssl.SSLContext | None = None,
) -> HttpFetcher:
    """A fetcher that reaches servers at 127.0.0.1."""
    return HttpFetcher(settings, "9.9", MemoryRobots(), resolve=resolve, network=network, tls=tls)
