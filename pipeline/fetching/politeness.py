"""One request at a time to a host, with a pause between two, and longer ones when a host asks for them."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from pipeline.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

LONGEST_PAUSE_SECONDS = 7 * 86_400.0
"""However long a host asks to be left alone, it is tried again after a week."""

LONGEST_GAP_SECONDS = 30.0
"""Of a Crawl-delay, which is no part of RFC 9309 and often an absurd number, so much is followed."""


@dataclass(slots=True)
class _Host:
    """``free_at``: when the next request may be sent; ``paused_until``: until when the host wants none at all."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0
    paused_until: float = 0.0


class Turns:
    """Gives out turns by host, on ``clock`` in seconds."""

    def __init__(
        self, gap_seconds: float, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._gap_seconds = gap_seconds
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}
        self._guard = threading.Lock()

    @contextmanager
    def turn(
        self, host: str, crawl_delay: float = 0.0, patience_seconds: float = 0.0, *, is_preface: bool = False
    ) -> Iterator[None]:
        """A time in which nobody else asks this host; comes after the pause that is due.

        Args:
            host: Its name.
            crawl_delay: The pause that the host asks for between two requests, in seconds.
            patience_seconds: How long a pause that it asked for after a failure is waited for.
            is_preface: Whether another request belongs to this one, so that no pause follows: asking for the rules.

        Raises:
            FetchError: It asked to be left alone for longer.
        """
        state = self._state(host)
        gap = max(self._gap_seconds, min(crawl_delay, LONGEST_GAP_SECONDS))
        with state.turn:
            self._wait(host, state, patience_seconds)
            try:
                yield
            finally:
                if not is_preface:
                    state.free_at = self._clock() + gap

    def pause(self, host: str, seconds: float) -> None:
        """Remember that a host wants no request for so long."""
        state = self._state(host)
        state.paused_until = max(state.paused_until, self._clock() + min(seconds, LONGEST_PAUSE_SECONDS))

    def _wait(self, host: str, state: _Host, patience_seconds: float) -> None:
        pause = state.paused_until - self._clock()
        if pause > patience_seconds:
            raise FetchError(
                f"{host} asked to be left alone for another {pause:,.0f} s.",
                "It is tried again after that.",
                retry_after_seconds=pause,
            )
        wait = max(pause, state.free_at - self._clock())
        if wait > 0:
            self._sleep(wait)

    def _state(self, host: str) -> _Host:
        with self._guard:
            return self._hosts.setdefault(host, _Host())


def retry_after_seconds(value: str, now: datetime) -> float:
    """How long to wait by a header Retry-After (RFC 9110, section 10.2.3: seconds or a date); 0 if it says nothing."""
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:12]), LONGEST_PAUSE_SECONDS)
    try:
        at = parsedate_to_datetime(text)
        seconds = at.timestamp() - now.timestamp()
    except (ValueError, TypeError, OverflowError, OSError):
        return 0.0
    return min(max(seconds, 0.0), LONGEST_PAUSE_SECONDS)
