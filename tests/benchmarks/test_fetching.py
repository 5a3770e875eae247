from __future__ import annotations

from benchmarks.fetching import forbidden_connections, memory_above_idle


def test_requests_for_forbidden_addresses_are_counted_with_the_connections_they_made() -> None:
    assert forbidden_connections(limit=3) == (
        8,
        0,
    )  # each asked directly and by redirect, and two names that change


def test_the_memory_of_a_process_above_idle_is_measured() -> None:
    assert 0 < memory_above_idle(["short body", "gzip bomb"], 1.0) < 50
