from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipeline.chronology import Span, Statement, select_entries, tellings
from tests.pipeline.chronology.statements import ANY_DAY, PUBLISHED, statement

_DEEDS = ("The bank failed", "Voters chose a mayor", "A storm closed schools", "Engines were recalled")
_WHENS = (
    "on April 2",
    "on Tuesday",
    "in June",
    "in Q3 2026",
    "since March 3",
    "on March 3-5",
    "yesterday",
    "",
)


def test_entries_are_in_order_of_time_with_the_sentence_of_their_date() -> None:
    entries = select_entries(
        [
            statement("Voters chose a new mayor on April 9.", "a"),
            statement("The harbor bank failed on March 3.", "b"),
        ],
        ANY_DAY,
        5,
    )
    assert [(entry.moment.label, entry.statements[0].text) for entry in entries] == [
        ("2026-03-03", "The harbor bank failed on March 3."),
        ("2026-04-09", "Voters chose a new mayor on April 9."),
    ]


def test_fact_with_contradicting_dates_stands_under_the_better_supported_one() -> None:
    told = "The parliament of Norland adopted the harbor safety law on April"
    entries = select_entries(
        [statement(f"{told} 7.", "a"), statement(f"{told} 7.", "b"), statement(f"{told} 8.", "c")], ANY_DAY, 5
    )
    assert [entry.moment.label for entry in entries] == ["2026-04-07"]


def test_date_that_is_only_background_gets_no_entry() -> None:
    entries = select_entries([statement("The harbor has been closed since April 7.")], ANY_DAY, 5)
    assert entries == ()


def test_dates_outside_the_span_are_left_out() -> None:
    span = Span(date(2026, 4, 1), date(2026, 4, 30))
    entries = select_entries([statement("The harbor bank failed on March 3.")], span, 5)
    assert entries == ()


def test_months_are_left_out_where_days_are_asked_for() -> None:
    statements = [statement("The harbor opens in June.", "a"), statement("The bank failed on April 7.", "b")]
    assert [entry.moment.label for entry in select_entries(statements, ANY_DAY, 5, days_only=True)] == [
        "2026-04-07"
    ]


def test_sentence_close_to_the_others_and_with_one_date_is_chosen() -> None:
    chosen = select_entries(
        [
            statement("The harbor bank failed on April 7.", "a"),
            statement("The harbor bank failed with its insurer on April 7.", "b"),
            statement("Lunch on April 7 was followed by tennis on April 8 and April 9.", "c", ordinal=9),
        ],
        ANY_DAY,
        1,
    )
    assert "failed" in chosen[0].statements[0].text


def _articles(choices: list[tuple[int, str, str, int]]) -> list[Statement]:
    return [
        statement(f"{deed} in place {number} {when}.", f"a{number}", PUBLISHED - timedelta(days=days), place)
        for place, (number, deed, when, days) in enumerate(choices)
    ]


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(_DEEDS), st.sampled_from(_WHENS), st.integers(0, 9)),
        max_size=14,
    ),
    st.integers(0, 6),
    st.integers(1, 2),
)
def test_every_timeline_is_ordered_and_tells_each_date_and_sentence_once(
    choices: list[tuple[int, str, str, int]], count: int, per_moment: int
) -> None:
    entries = select_entries(_articles(choices), ANY_DAY, count, per_moment)
    labels = [entry.moment.label for entry in entries]
    told = [each.id for entry in entries for each in entry.statements]
    assert len(entries) <= count
    assert labels == sorted(set(labels), key=labels.index)
    assert [entry.moment.first for entry in entries] == sorted(entry.moment.first for entry in entries)
    assert len(told) == len(set(told))
    for entry in entries:
        assert 1 <= len(entry.statements) <= per_moment
        for each in entry.statements:
            assert entry.moment in {telling.moment for telling in tellings(each)}
