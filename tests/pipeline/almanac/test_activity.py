from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.almanac.activity import (
    WINDOW,
    CorpusDays,
    ThemeActivity,
    Velocity,
    activity_of_all,
    corpus_days,
    daily_counts,
    is_meeting,
    theme_activity,
    velocity,
)
from tests.pipeline.almanac.groups import TODAY, event, theme

LONG = CorpusDays(TODAY - timedelta(days=365), TODAY)


def activity(*days_ago: dict[int, int], days: CorpusDays = LONG) -> ThemeActivity:
    events = [event(f"e{number}", days_ago=counts) for number, counts in enumerate(days_ago)]
    return theme_activity(theme("t", events), events, days)


def test_days_without_articles_count_as_zero() -> None:
    assert activity({0: 2, 3: 1}).daily == (0,) * (WINDOW - 4) + (1, 0, 0, 2)


def test_what_is_older_than_the_window_counts_nowhere() -> None:
    found = activity({0: 1, 6: 1, 7: 1, 27: 1, 28: 1}, {40: 9})

    assert (found.articles_week, found.articles_window) == (2, 4)
    assert (found.events_week, found.events_window) == (1, 1)


@pytest.mark.parametrize(
    ("days_ago", "trend"),
    [
        ({0: 6, 10: 3}, Velocity.RISING),
        ({0: 3, 10: 9}, Velocity.STEADY),
        ({0: 1, 10: 12}, Velocity.FALLING),
        ({7: 30}, Velocity.QUIET),
        ({0: 1}, Velocity.STEADY),
        ({0: 2}, Velocity.RISING),
    ],
)
def test_a_trend_is_the_last_week_against_the_weeks_before(days_ago: dict[int, int], trend: Velocity) -> None:
    assert activity(days_ago).trend is trend


def test_days_before_the_corpus_began_are_not_held_against_a_theme() -> None:
    young = CorpusDays(TODAY - timedelta(days=9), TODAY)

    assert activity({0: 7, 8: 3}).trend is Velocity.RISING
    assert activity({0: 7, 8: 3}, days=young).trend is Velocity.STEADY


def test_a_corpus_of_one_week_has_no_trend() -> None:
    assert velocity(50, 0, 0) == 1


@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 21))
def test_more_in_the_last_week_never_lowers_the_velocity(week: int, before: int, days: int) -> None:
    assert velocity(week + 1, before, days) > velocity(week, before, days) > 0


def test_novelty_is_the_share_of_articles_of_events_born_in_the_window() -> None:
    assert activity({0: 3}, {0: 1, 28: 5}).novelty == 0.75
    assert activity({40: 5}).novelty == 0


@given(st.lists(st.dictionaries(st.integers(0, 60), st.integers(1, 9), min_size=1), min_size=1, max_size=6))
def test_counts_agree_with_each_other(days_ago: list[dict[int, int]]) -> None:
    found = activity(*days_ago)

    assert sum(found.daily) == found.articles_window >= found.articles_week
    assert found.events_window >= found.events_week
    assert 0 <= found.novelty <= 1
    assert (found.trend is Velocity.QUIET) == (found.articles_week == 0)


def test_a_publisher_of_several_events_counts_once_however_it_is_written() -> None:
    events = [event("e1", publishers=("The Verge", "Reuters")), event("e2", publishers=("theverge.com",))]

    assert theme_activity(theme("t", events), events, LONG).publishers == 2


@pytest.mark.parametrize(
    ("domains", "expected"), [(("law", "energy"), True), (("law", "other"), False), (("law",), False)]
)
def test_a_meeting_is_of_two_domains_that_readers_track(domains: tuple[str, ...], *, expected: bool) -> None:
    assert is_meeting(theme("t", [event("e1")], domains)) is expected


def test_today_is_the_newest_day_of_all_events_and_not_of_the_theme() -> None:
    old, new = event("e1", days_ago={30: 4}), event("e2", days_ago={0: 1})
    quiet, busy = activity_of_all([theme("t1", [old]), theme("t2", [new])], [old, new])

    assert corpus_days([old, new]) == CorpusDays(TODAY - timedelta(days=30), TODAY)
    assert (quiet.theme_id, quiet.trend, quiet.today) == ("t1", Velocity.QUIET, TODAY)
    assert (busy.theme_id, busy.articles_week) == ("t2", 1)


def test_without_events_there_is_no_activity() -> None:
    assert corpus_days([]) is None
    assert activity_of_all([], []) == []


def test_a_series_has_every_day_from_first_to_last() -> None:
    days = daily_counts([event("e", days_ago={2: 3})], TODAY - timedelta(days=3), TODAY)

    assert days == (0, 3, 0, 0)
