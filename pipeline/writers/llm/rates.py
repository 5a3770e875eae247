"""Keeps the requests and tokens of a minute within what an endpoint allows, before it has to refuse them."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.settings import WriterSettings

_MINUTE = 60.0


@dataclass(slots=True)
class TokenBucket:
    """A token bucket (Turner, "New directions in communications", IEEE Communications 24(10), 1986): it holds what one
    minute allows, fills evenly, and whoever takes from it waits until what was taken is there.

    ``per_minute`` of 0 allows everything. ``clock`` gives seconds, ``sleep`` waits for some.
    """

    per_minute: float
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    _level: float = field(init=False)
    _at: float = field(init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def __post_init__(self) -> None:
        self._level, self._at = self.per_minute, self.clock()

    def take(self, amount: float) -> None:
        """Take ``amount`` and wait until the bucket had it; more than a minute allows just waits longer. Takers are
        served in the order in which they come."""
        wait = self.owe(amount)
        if wait > 0:
            self.sleep(wait)

    def owe(self, amount: float) -> float:
        """Take ``amount`` without waiting: the next one waits for it too. Returns the seconds until it is there."""
        if self.per_minute == 0:
            return 0.0
        with self._lock:
            now = self.clock()
            filled = self._level + (now - self._at) * self.per_minute / _MINUTE
            self._level = min(self.per_minute, filled) - amount
            self._at = now
            return max(-self._level, 0.0) * _MINUTE / self.per_minute


@dataclass(frozen=True, slots=True)
class Rates:
    """Both rates of an endpoint."""

    requests: TokenBucket
    tokens: TokenBucket

    def admit(self, tokens: int) -> None:
        """Wait until a request of so many tokens may be sent."""
        self.requests.take(1)
        self.tokens.take(tokens)

    def answered(self, tokens: int) -> None:
        """Count the tokens of an answer, which nobody knows before: the next request waits for them."""
        self.tokens.owe(tokens)


def make_rates(settings: WriterSettings, clock: Callable[[], float], sleep: Callable[[float], None]) -> Rates:
    """The rates that the settings allow."""
    return Rates(
        TokenBucket(settings.requests_per_minute, clock, sleep),
        TokenBucket(settings.tokens_per_minute, clock, sleep),
    )
