"""Ranking of articles: fusion of meaning and words, what the date earns, and variety."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ports import Hit
from pipeline.stages.retrieve import Signals, Teller, diversify, rank
from pipeline.text.questions import take_apart

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

ASKED = take_apart("Which ships left the harbor?", date(2024, 6, 1))
SCORES = st.lists(
    st.tuples(st.floats(0, 1, width=32), st.floats(0, 30, width=32)), min_size=2, max_size=20, unique=True
)


def signals(
    dense: Sequence[float], lexical: Sequence[float], days: Sequence[date | None] | None = None
) -> Signals:
    known = days or [None] * len(dense)
    return Signals(
        [f"a{row:02d}" for row in range(len(dense))],
        np.array(dense, dtype=np.float32),
        np.array(lexical, dtype=np.float32),
        np.array([np.nan if day is None else day.toordinal() for day in known]),
    )


def order(found: Sequence[Hit]) -> list[str]:
    return [hit.id for hit in found]


def test_article_found_both_ways_comes_before_one_found_one_way() -> None:
    assert order(rank(signals([0.8, 0.8, 0.1, 0.1], [5, 0, 5, 0]), ASKED, 4))[0] == "a00"


def test_nothing_found_is_nothing() -> None:
    assert rank(signals([], []), ASKED, 5) == []


@given(SCORES, st.floats(0.1, 5))
def test_a_better_score_never_lowers_an_article(scores: list[tuple[float, float]], more: float) -> None:
    dense, lexical = [one for one, _ in scores], [other for _, other in scores]
    before = order(rank(signals(dense, lexical), ASKED, len(scores))).index("a00")
    raised = signals([dense[0] + more, *dense[1:]], [lexical[0] + more, *lexical[1:]])
    assert order(rank(raised, ASKED, len(scores))).index("a00") <= before


@given(SCORES, st.randoms(use_true_random=False))
def test_order_of_the_articles_does_not_matter(scores: list[tuple[float, float]], random: Random) -> None:
    found = signals([one for one, _ in scores], [other for _, other in scores])
    rows = list(range(len(scores)))
    random.shuffle(rows)
    shuffled = Signals(
        [found.ids[row] for row in rows], found.dense[rows], found.lexical[rows], found.days[rows]
    )
    expected = {hit.id: hit.score for hit in rank(found, ASKED, len(rows))}
    assert all(abs(expected[hit.id] - hit.score) < 1e-3 for hit in rank(shuffled, ASKED, len(rows)))


def test_recent_news_is_preferred_when_no_time_is_named() -> None:
    days = [ASKED.day - timedelta(days=200), ASKED.day - timedelta(days=2), ASKED.day + timedelta(days=5)]
    assert order(rank(signals([0.5] * 3, [3.0] * 3, days), ASKED, 3)) == ["a01", "a00", "a02"]


def test_named_time_is_preferred_to_the_recent() -> None:
    asked = take_apart("Which ships left the harbor in March?", date(2024, 6, 1))
    days = [date(2024, 5, 31), date(2024, 3, 12)]
    assert order(rank(signals([0.5, 0.5], [3, 3], days), asked, 2)) == ["a01", "a00"]


def test_time_changes_nothing_where_no_article_has_a_date() -> None:
    found = signals([0.3, 0.9, 0.5], [2, 1, 9])
    in_march = take_apart("Which ships left the harbor in March?", date(2024, 6, 1))
    assert rank(found, ASKED, 3) == rank(found, in_march, 3)


def test_equal_reports_are_chosen_from_several_events_and_publishers() -> None:
    ranked = [Hit("a", 1.0), Hit("b", 0.999), Hit("c", 0.995), Hit("d", 0.5)]
    tellers = {
        "a": Teller("storm", "Gazette"),
        "b": Teller("storm", "Gazette"),
        "c": Teller("strike", "Review"),
        "d": Teller("fire", "Ledger"),
    }
    assert diversify(ranked, tellers, 3) == ["a", "c", "b"]
    assert diversify(ranked, {key: tellers[key] for key in "bd"}, 9) == ["b", "d"]


def test_unknown_publishers_are_not_one_publisher() -> None:
    ranked = [Hit("a", 1.0), Hit("b", 0.999), Hit("c", 0.995)]
    tellers = {key: replace(Teller("", ""), event_id=key) for key in "abc"}
    assert diversify(ranked, tellers, 3) == ["a", "b", "c"]
