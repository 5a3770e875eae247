"""Fetching from hostile servers: forbidden addresses, answers without end, memory.

Servers of its own on this machine, with the product's fetcher and limits; only the deadline is shorter. The memory is
that of a process of its own, above what it holds after an ordinary request.
"""

from __future__ import annotations

import multiprocessing
import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.hostile_network import (
    HOSTILE,
    NAMES,
    PUBLIC_ADDRESS,
    RecordingNetwork,
    canary,
    forbidden_urls,
    hostile_server,
    name_server,
)
from pipeline.errors import FetchError
from pipeline.fetching.fetcher import HttpFetcher
from pipeline.ports import FetchRequest
from pipeline.settings import FetchSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.task import Figures, Request
    from pipeline.ports import RobotsAnswer

_SECONDS = 3.0
_FRIEND = "friend.test"


class NoRobots:
    """A robots cache that forgets."""

    def get(self, host: str) -> RobotsAnswer | None:
        """Nothing."""
        del host
        return None

    def put(self, answer: RobotsAnswer) -> None:
        """Kept nowhere."""


def run(request: Request) -> Figures:
    """Connections to forbidden addresses, hostile answers that ended in time, and memory above idle."""
    cases = list(HOSTILE)[: request.limit or None]
    urls, connections = forbidden_connections(request.limit)
    endings = hostile_endings(cases, _SECONDS)
    return {
        "forbidden_requests": urls,
        "forbidden_connections": connections,
        "hostile_answers": len(cases),
        "ended_in_time": sum(seconds <= _SECONDS + 1 for seconds in endings.values()),
        "slowest_seconds": max(endings.values()),
        "deadline_seconds": _SECONDS,
        "memory_above_idle_mb": memory_above_idle(cases, _SECONDS),
    }


# --- forbidden addresses ----------------------------------------------------------------------------------------------


def forbidden_connections(limit: int = 0) -> tuple[int, int]:
    """The number of requests for forbidden addresses, made directly, through redirects of a server that may be asked
    and through names that change, and the number of connections that came of them."""
    network = RecordingNetwork()
    with hostile_server() as base, canary() as (port, came), name_server(NAMES) as resolve:
        friend = base.replace("127.0.0.1", _FRIEND)
        urls = forbidden_urls(port)[: limit or None]
        places = [*urls, *(_redirect(friend, url) for url in urls)]
        places += [f"http://rebinding.test:{port}/", f"http://rebinding-link.test:{port}/"]
        settings = _settings(_SECONDS, private_hosts=(_FRIEND,), robots_exempt=(_FRIEND,))
        with HttpFetcher(settings, "1", NoRobots(), resolve=resolve, network=network) as fetcher:
            answers = sum(_is_answered(fetcher, url) for url in places)
        allowed = ("127.0.0.1", int(base.rpartition(":")[2]))
        strays = [asked for asked in network.asked if asked != allowed and asked[0] != PUBLIC_ADDRESS]
        return len(places), len(strays) + len(came) + answers


def _redirect(friend: str, url: str) -> str:
    return f"{friend}/to?{url.encode().hex()}"


def _is_answered(fetcher: HttpFetcher, url: str) -> bool:
    try:
        fetcher.fetch(FetchRequest(url))
    except FetchError:
        return False
    return True


# --- answers without end ----------------------------------------------------------------------------------------------


def hostile_endings(cases: Sequence[str], deadline_seconds: float) -> dict[str, float]:
    """How many seconds each hostile answer took; infinite for one that was taken for an ordinary one."""
    with hostile_server() as base, ThreadPoolExecutor(len(cases)) as threads:
        seconds = threads.map(partial(_ending, base, deadline_seconds), cases)
        return dict(zip(cases, seconds, strict=True))


def _ending(base: str, deadline_seconds: float, case: str) -> float:
    with HttpFetcher(_settings(deadline_seconds), "1", NoRobots()) as fetcher:
        began = time.monotonic()
        is_answered = _is_answered(fetcher, f"{base}/{case}")
        return float("inf") if is_answered else time.monotonic() - began


def _settings(
    deadline_seconds: float,
    private_hosts: tuple[str, ...] = ("127.0.0.1",),
    robots_exempt: tuple[str, ...] = (),
) -> FetchSettings:
    return FetchSettings(
        min_gap_seconds=0,
        deadline_seconds=deadline_seconds,
        private_hosts=private_hosts,
        robots_exempt=robots_exempt,
    )


# --- memory -----------------------------------------------------------------------------------------------------------


def memory_above_idle(cases: Sequence[str], deadline_seconds: float) -> float:
    """The most megabytes that a process of its own held during the cases, above what it held before."""
    context = multiprocessing.get_context("spawn")
    with hostile_server() as base, context.Pool(1) as processes:
        return processes.apply(_peak_above_idle, (base, cases, deadline_seconds))


def _peak_above_idle(base: str, cases: Sequence[str], deadline_seconds: float) -> float:
    with HttpFetcher(_settings(deadline_seconds), "1", NoRobots()) as fetcher:
        fetcher.fetch(FetchRequest(f"{base}/fine"))
        idle = _memory_mb("VmRSS")
        for case in cases:
            with suppress(FetchError):
                fetcher.fetch(FetchRequest(f"{base}/{case}"))
    return _memory_mb("VmHWM") - idle


def _memory_mb(name: str) -> float:
    """A figure of this process (https://docs.kernel.org/filesystems/proc.html): memory held now, or at most."""
    status = Path("/proc/self/status").read_text("ascii")
    found = re.search(rf"{name}:\s+(\d+) kB", status)
    return float(found.group(1)) / 1024 if found else float("nan")
