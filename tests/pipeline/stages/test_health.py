from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import FetchError, ForbiddenAddressError, InputError
from pipeline.ports import NEVER, Poll, PollOutcome, Reading, SourceRow
from pipeline.settings import HealthSettings
from pipeline.stages.health import SourceState, after_failure, after_success, is_due, is_outage, judge

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SETTINGS = HealthSettings()
ROW = SourceRow("https://paper.example/feed", NOW - 100 * DAY, last_read=NOW - DAY)
REFUSED = FetchError("the server answered 500", status=500)


def failed(times: int, error: FetchError = REFUSED) -> SourceRow:
    row = ROW
    for _ in range(times):
        row = after_failure(row, error, NOW, SETTINGS, is_remote=True)
    return row


def news(*days_ago: float) -> list[Poll]:
    return [Poll(ROW.location, NOW - ago * DAY, PollOutcome.READ, 1.0, new=2) for ago in days_ago]


def test_pauses_double_from_failure_to_failure_up_to_the_longest() -> None:
    pauses = [(failed(times).next_due or NOW) - NOW for times in range(1, 12)]
    assert pauses[:4] == [timedelta(hours=hours) for hours in (1, 2, 4, 8)]
    assert pauses[-1] == timedelta(hours=SETTINGS.max_pause_hours)


@given(st.integers(1, 10_000), st.floats(0, 1e9))
def test_no_pause_is_longer_than_the_longest(streak: int, asked: float) -> None:
    error = FetchError("later", status=429, retry_after_seconds=asked)
    row = after_failure(replace(ROW, error_streak=streak), error, NOW, SETTINGS, is_remote=True)
    assert row.next_due is not None
    assert NOW < row.next_due <= NOW + timedelta(hours=SETTINGS.max_pause_hours)


def test_what_a_server_asks_for_is_respected() -> None:
    row = failed(1, FetchError("later", status=429, retry_after_seconds=36_000))
    assert row.next_due == NOW + timedelta(hours=10)


def test_success_ends_all_pauses() -> None:
    row = after_success(failed(5), Reading(fingerprint="f"), NOW, 3, 0, 1)
    assert (row.error, row.error_streak, row.next_due) == ("", 0, None)
    assert (row.last_success, row.last_change, row.articles, row.fingerprint) == (NOW, NOW, 3, "f")


def test_what_is_gone_is_read_only_when_asked_for_by_name() -> None:
    row = failed(1, FetchError("gone", status=410))
    assert row.next_due == NEVER
    assert not is_due(row, NOW + 3_000 * DAY, SETTINGS)
    assert judge(row, [], 0, NOW, is_remote=True).state is SourceState.GONE


def test_clock_that_was_wrong_keeps_no_source_from_being_read() -> None:
    row = replace(ROW, next_due=NOW + 400 * DAY)
    assert is_due(row, NOW, SETTINGS)
    assert not is_due(replace(ROW, next_due=NOW + DAY), NOW, SETTINGS)


def test_file_that_is_missing_is_tried_at_every_run() -> None:
    row = after_failure(ROW, InputError("cannot be found"), NOW, SETTINGS, is_remote=False)
    assert row.next_due is None
    assert judge(row, [], 0, NOW, is_remote=False).state is SourceState.FAILING


def test_what_was_read_before_a_failure_stays_read_unless_it_came_from_another_address() -> None:
    read = replace(ROW, fingerprint="f")
    assert after_failure(read, REFUSED, NOW, SETTINGS, is_remote=True).fingerprint == "f"
    moved = replace(read, address="https://new.example/feed")
    assert after_failure(moved, REFUSED, NOW, SETTINGS, is_remote=True).fingerprint == ""


def test_move_is_believed_when_something_was_read_there_and_forgotten_when_that_fails() -> None:
    moved = after_success(ROW, Reading(moved_to="https://new.example/feed"), NOW, 0, 0, 0)
    assert moved.address == "https://new.example/feed"
    assert judge(moved, [], 0, NOW, is_remote=True).state is SourceState.MOVED
    back = after_success(moved, Reading(moved_to=ROW.location), NOW, 0, 0, 0)
    assert back.address == ""
    assert after_failure(moved, REFUSED, NOW, SETTINGS, is_remote=True).address == ""


def test_states_follow_the_streak_of_failures() -> None:
    states = [judge(failed(times), [], 0, NOW, is_remote=True).state for times in range(4)]
    slowed = SourceState.SLOWED
    assert states == [SourceState.HEALTHY, slowed, slowed, SourceState.FAILING]
    assert judge(replace(ROW, last_read=None), [], 0, NOW, is_remote=True).state is SourceState.NEW


def test_source_is_quiet_only_when_that_is_unlike_it() -> None:
    silent = replace(ROW, last_change=NOW - 20 * DAY, articles=50)
    daily = news(25, 24, 23, 22, 21, 20)
    weekly = news(62, 48, 41, 34, 27, 20)
    assert judge(silent, daily, 0, NOW, is_remote=True).state is SourceState.QUIET
    assert judge(silent, weekly, 0, NOW, is_remote=True).state is SourceState.HEALTHY
    assert judge(silent, daily, 0, NOW, is_remote=False).state is SourceState.HEALTHY
    assert judge(silent, news(20), 0, NOW, is_remote=True).state is SourceState.HEALTHY
    long_silent = replace(silent, last_change=NOW - 95 * DAY)
    assert judge(long_silent, [], 0, NOW, is_remote=True).state is SourceState.QUIET


def test_rates_are_counted_over_thirty_days() -> None:
    polls = [replace(poll, new=15, duplicates=3) for poll in news(60, 10, 5)]
    health = judge(replace(ROW, articles=40), polls, 10, NOW, is_remote=True)
    assert (health.articles_per_day, health.duplicate_share, health.draft_share) == (1.0, 0.2, 0.25)
    assert judge(ROW, [], 0, NOW, is_remote=True).duplicate_share is None


def test_outage_is_when_no_server_of_several_hosts_answers() -> None:
    fault = FetchError("no connection")
    assert is_outage([("a.example", fault), ("b.example", fault)], others=0)
    assert not is_outage([("a.example", fault), ("b.example", fault)], others=1)
    assert not is_outage([("a.example", fault), ("a.example", fault)], others=0)
    assert not is_outage([("a.example", fault), ("b.example", REFUSED)], others=0)
    assert not is_outage([("a.example", fault), ("b.example", ForbiddenAddressError("no"))], others=0)
