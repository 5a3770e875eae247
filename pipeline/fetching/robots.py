"""What hosts allow robots to fetch, by the Robots Exclusion Protocol (RFC 9309). Imports protego."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pipeline.errors import FetchError, ForbiddenAddressError
from pipeline.ports import RobotsAnswer

if TYPE_CHECKING:
    from collections.abc import Callable

    from protego import Protego

    from pipeline.fetching.locations import Location
    from pipeline.ports import RobotsCache

MAX_BYTES = 500 * 1024
"""What follows is not read (RFC 9309, section 2.5)."""

_ROBOT = "Throughline"
_FRESH = timedelta(hours=24)  # section 2.4
_FORGIVEN = timedelta(days=30)  # section 2.3.1.4: unreachable for so long counts as having no rules
_NEVER = datetime.min.replace(tzinfo=UTC)
_PATIENCE = timedelta(minutes=5)  # before a host whose robots.txt could not be had is asked again


@dataclass(frozen=True, slots=True)
class Rules:
    """What one host allows: what ``parsed`` says, nothing when there was a ``fault`` in asking, else all. ``origin``
    tells people where that comes from."""

    origin: str
    parsed: Protego | None = None
    fault: FetchError | None = None

    def allow(self, url: str) -> bool:
        """Whether a URL may be fetched."""
        if self.parsed is not None:
            return bool(self.parsed.can_fetch(url, _ROBOT))
        return self.fault is None

    @property
    def crawl_delay(self) -> float:
        """Seconds between two requests that the host asks for, 0 if none."""
        delay = self.parsed.crawl_delay(_ROBOT) if self.parsed is not None else None
        return max(delay or 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Told:
    """Status and text of an answer to the question for robots.txt."""

    status: int
    body: str


@dataclass(slots=True)
class _Known:
    asking: threading.Lock = field(default_factory=threading.Lock)
    rules: Rules | None = None
    until: datetime = _NEVER


class RobotsRules:
    """The rules of hosts, each asked for once a day; may be used from several threads at once."""

    def __init__(self, cache: RobotsCache, now: Callable[[], datetime]) -> None:
        self._cache = cache
        self._now = now
        self._known: dict[str, _Known] = {}
        self._guard = threading.Lock()

    def rules(self, location: Location, ask: Callable[[str], Told]) -> Rules:
        """The rules of the host of a location.

        Args:
            location: What is to be fetched.
            ask: Fetches a robots.txt; raises FetchError when the host cannot be reached or does not say whether there
                is one.

        Raises:
            ForbiddenAddressError: The host must not be reached.
        """
        with self._guard:
            known = self._known.setdefault(location.origin, _Known())
        with known.asking:
            now = self._now()
            if known.rules is None or now >= known.until:
                known.rules, known.until = self._current(location.origin, ask, now)
            return known.rules

    def _current(self, host: str, ask: Callable[[str], Told], now: datetime) -> tuple[Rules, datetime]:
        stored = self._cache.get(host)
        if stored is not None and is_settled(stored.status) and now - stored.at < _FRESH:
            return _rules(stored), stored.at + _FRESH
        try:
            told = ask(f"{host}/robots.txt")
        except ForbiddenAddressError:
            raise
        except FetchError as fault:
            return self._without_answer(
                RobotsAnswer(host, now, fault.status, ""), stored, fault
            ), now + _PATIENCE
        answer = RobotsAnswer(host, now, told.status, told.body)
        self._cache.put(answer)
        return _rules(answer), now + _FRESH

    def _without_answer(self, failure: RobotsAnswer, stored: RobotsAnswer | None, fault: FetchError) -> Rules:
        """The rules known from before, however old; with none, nothing is allowed until thirty days have passed."""
        if stored is None:
            self._cache.put(failure)
            return Rules("cannot be had", fault=fault)
        if is_settled(stored.status):
            return _rules(stored)
        if failure.at - stored.at >= _FORGIVEN:
            return Rules("could not be had for thirty days, which counts as none")
        return Rules("cannot be had", fault=fault)


def is_settled(status: int) -> bool:
    """Whether an answer settles what is allowed: rules, or that there are none. Being asked to come back later (429)
    is as little an answer as a failure of the server."""
    return 200 <= status < 300 or (400 <= status < 500 and status != 429)


def _rules(answer: RobotsAnswer) -> Rules:
    if answer.status >= 400:
        return Rules(f"none (status {answer.status})")
    from protego import Protego

    return Rules(f"of {answer.at:%Y-%m-%d %H:%M}", Protego.parse(answer.body))
