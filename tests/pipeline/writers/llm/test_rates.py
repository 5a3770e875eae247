"""Requests and tokens before the endpoint: never more than a minute allows, and nobody waits longer than needed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import accumulate
from threading import Lock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.writers.llm.rates import TokenBucket

AMOUNTS = st.lists(st.integers(1, 500), min_size=1, max_size=40)
RATES = st.integers(1, 10_000)


@dataclass(slots=True)
class Time:
    """A clock that only sleeping moves; of several sleepers each wakes when its own time has come."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        with self.lock:
            self.slept.append(seconds)
            self.now += seconds


@given(AMOUNTS, RATES)
def test_never_more_is_granted_than_what_the_bucket_held_and_what_has_flowed_in(
    amounts: list[int], per_minute: int
) -> None:
    time = Time()
    bucket = TokenBucket(per_minute, time.clock, time.sleep)
    for total, amount in zip(accumulate(amounts), amounts, strict=True):
        bucket.take(amount)
        assert total <= per_minute + time.now * per_minute / 60 + 1e-6 * total


@given(AMOUNTS, RATES)
def test_nobody_waits_longer_than_needed(amounts: list[int], per_minute: int) -> None:
    time = Time()
    bucket = TokenBucket(per_minute, time.clock, time.sleep)
    for amount in amounts:
        bucket.take(amount)
    needed = max(sum(amounts) - per_minute, 0) * 60 / per_minute
    assert time.now == pytest.approx(needed, abs=1e-6 * (1 + needed))


@given(AMOUNTS, RATES)
def test_what_is_owed_is_waited_for_by_the_next(amounts: list[int], per_minute: int) -> None:
    owing, taking = Time(), Time()
    first = TokenBucket(per_minute, owing.clock, owing.sleep)
    second = TokenBucket(per_minute, taking.clock, taking.sleep)
    for amount in amounts:
        first.owe(amount)
        second.take(amount)
    assert owing.slept == []
    first.take(1)
    second.take(1)
    assert owing.now == pytest.approx(taking.now, abs=1e-6 * (1 + taking.now))


@given(AMOUNTS)
def test_without_a_rate_nobody_waits(amounts: list[int]) -> None:
    time = Time()
    bucket = TokenBucket(0, time.clock, time.sleep)
    for amount in amounts:
        bucket.take(amount)
    assert time.slept == []


def test_an_idle_bucket_holds_no_more_than_one_minute() -> None:
    time = Time()
    bucket = TokenBucket(60, time.clock, time.sleep)
    time.now = 3_600.0
    bucket.take(60)
    assert time.slept == []
    bucket.take(1)
    assert time.slept == [pytest.approx(1.0)]


def test_threads_together_keep_the_rate() -> None:
    time = Time()
    bucket = TokenBucket(600, lambda: 0.0, time.sleep)
    with ThreadPoolExecutor(8) as workers:
        list(workers.map(lambda _: bucket.take(10), range(100)))
    # 600 were there; of the 40 takers that came later each waits a second longer than the one before.
    assert sorted(time.slept) == pytest.approx([float(place) for place in range(1, 41)])
