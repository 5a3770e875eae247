from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from pipeline.almanac.importance import (
    ImportanceInputs,
    central_figure,
    dated_activity,
    explained,
    publisher_tiers,
    rate,
    recompute,
)
from pipeline.almanac.magnitude import Figure, FigureKind
from pipeline.models import Article, DayCount, Event, Importance, ImportancePart, Topic
from pipeline.settings import ImportanceSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY = date(2026, 3, 1)
SETTINGS = ImportanceSettings()
ROUTINE = ImportanceInputs(("Gazette",), {}, (DayCount(DAY, 1),), None, earlier_similarity=0.6)
BIG = ImportanceInputs(
    publishers=tuple(f"Paper {number}" for number in range(8)),
    tiers={"paper3": 1},
    activity=tuple(DayCount(DAY + timedelta(days=day), 6) for day in range(6)),
    figure=Figure(FigureKind.KILLED, 2300.0, "2,300 people"),
    earlier_similarity=0.4,
    domains=2,
)

activities = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 500)), max_size=30).map(
    lambda pairs: tuple(
        DayCount(DAY + timedelta(days=day), count) for day, count in sorted(dict(pairs).items())
    )
)
figures = st.none() | st.builds(Figure, st.sampled_from(FigureKind), st.floats(0, 1e15), st.text(max_size=9))
inputs = st.builds(
    ImportanceInputs,
    publishers=st.lists(st.text(max_size=8), max_size=40, unique=True).map(tuple),
    tiers=st.dictionaries(st.text(max_size=8), st.integers(-2, 9), max_size=4),
    activity=activities,
    figure=figures,
    earlier_similarity=st.floats(-1, 1),
    domains=st.integers(0, 12),
    model_opinion=st.none() | st.floats(0, 1),
)


def score(given_inputs: ImportanceInputs) -> float:
    return rate(given_inputs, SETTINGS).score


def part(given_inputs: ImportanceInputs, name: str) -> ImportancePart:
    (found,) = (one for one in rate(given_inputs, SETTINGS).parts if one.name == name)
    return found


def article(number: int, *, published: bool = True, group: str = "") -> Article:
    day = datetime(2026, 3, number, tzinfo=UTC)
    return Article(
        id=f"a{number}",
        revision=1,
        title="",
        text="",
        url="",
        publisher="",
        authors=(),
        published=day if published else None,
        ingested=day,
        content_sha256="",
        source="",
        group_id=group or f"a{number}",
    )


def topic(name: str, tiers: dict[str, int]) -> Topic:
    return Topic(name, name, name, "", (), source_tiers=tiers)


@given(inputs)
def test_score_lies_between_one_and_ten(anything: ImportanceInputs) -> None:
    assert 1 <= score(anything) <= 10


@given(inputs)
def test_stored_parts_give_the_stored_score(anything: ImportanceInputs) -> None:
    stored = TypeAdapter(Importance).validate_json(
        TypeAdapter(Importance).dump_json(rate(anything, SETTINGS))
    )
    assert recompute(stored) == stored.score
    assert explained(stored)[-1].endswith(f"= {stored.score:.1f}")


@given(inputs, st.integers(1, 30))
def test_more_publishers_never_lower_the_score(anything: ImportanceInputs, more: int) -> None:
    names = tuple(f"another publisher {number}" for number in range(more))
    assert score(replace(anything, publishers=anything.publishers + names)) >= score(anything)


@given(inputs, st.integers(0, 5), st.integers(0, 5))
def test_better_tier_never_lowers_the_score(anything: ImportanceInputs, one: int, other: int) -> None:
    worse, better = (
        replace(anything, publishers=("Gazette",), tiers={"gazette": tier})
        for tier in sorted((one, other), reverse=True)
    )
    assert score(better) >= score(worse)


@given(inputs, st.floats(-1, 1), st.floats(-1, 1))
def test_newer_story_never_lowers_the_score(anything: ImportanceInputs, one: float, other: float) -> None:
    low, high = sorted((one, other))
    newer, older = replace(anything, earlier_similarity=low), replace(anything, earlier_similarity=high)
    assert score(newer) >= score(older)


@given(inputs, st.integers(0, 400), st.integers(1, 50))
def test_more_articles_never_lower_the_score(anything: ImportanceInputs, after: int, more: int) -> None:
    counts = {count.day: count.articles for count in anything.activity}
    day = DAY + timedelta(days=after)
    counts[day] = counts.get(day, 0) + more
    told_more = tuple(DayCount(day, count) for day, count in sorted(counts.items()))
    assert score(replace(anything, activity=told_more)) >= score(anything)


@given(inputs, st.sampled_from(FigureKind), st.floats(0, 1e15), st.floats(0, 1e15))
def test_larger_figure_never_lowers_the_score(
    anything: ImportanceInputs, kind: FigureKind, one: float, other: float
) -> None:
    low, high = sorted((one, other))
    none, small, large = (
        score(replace(anything, figure=figure))
        for figure in (None, Figure(kind, low, ""), Figure(kind, high, ""))
    )
    assert none <= small <= large


@given(inputs, st.integers(0, 20), st.integers(0, 20))
def test_wider_reach_never_lowers_the_score(anything: ImportanceInputs, one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert score(replace(anything, domains=high)) >= score(replace(anything, domains=low))


@given(inputs, st.floats(0, 1), st.floats(0, 1))
def test_higher_opinion_never_lowers_the_score(anything: ImportanceInputs, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert score(replace(anything, model_opinion=high)) >= score(replace(anything, model_opinion=low))


@given(inputs, st.floats(0, 0.2))
def test_opinion_of_a_model_is_at_most_a_fifth(anything: ImportanceInputs, weight: float) -> None:
    settings = ImportanceSettings(model_opinion=weight)
    parts = rate(replace(anything, model_opinion=1.0), settings).parts
    (opinion,) = (one.weight for one in parts if one.name == "model opinion")
    assert opinion <= 0.2 * sum(one.weight for one in parts) + 1e-3
    assert not any(
        one.name == "model opinion" for one in rate(replace(anything, model_opinion=None), settings).parts
    )


def test_more_than_a_fifth_for_a_model_is_refused() -> None:
    with pytest.raises(ValidationError):
        ImportanceSettings(model_opinion=0.21)


def test_routine_story_is_low_and_big_story_is_high() -> None:
    assert score(ROUTINE) < 3
    assert score(BIG) > 9


def test_story_of_one_publisher_can_be_important() -> None:
    assert score(replace(BIG, publishers=("Gazette",))) > 8


def test_worked_example_of_the_documentation() -> None:
    example = ImportanceInputs(
        publishers=("Harborline Wire", "Capitol Docket", "Benchline"),
        tiers={"harborlinewire": 2, "capitoldocket": 3},
        activity=tuple(
            DayCount(DAY + timedelta(days=after), count) for after, count in ((0, 2), (1, 2), (4, 1))
        ),
        figure=Figure(FigureKind.MONEY, 4e7, "$40 million"),
        earlier_similarity=0.55,
    )
    importance = rate(example, SETTINGS)
    assert [(one.name, one.shown, one.share, one.weight) for one in importance.parts] == [
        ("publishers", "3 independent publishers", 0.4421, 0.22),
        ("source tier", "tier 2: Harborline Wire", 0.75, 0.06),
        ("novelty", "45% unlike any earlier event", 0.45, 0.06),
        ("velocity", "4 articles within two days", 0.4362, 0.24),
        ("magnitude", "$40 million", 0.267, 0.14),
        ("reach", "1 domain", 0.0, 0.08),
        ("persistence", "told on 3 days of 5", 0.4421, 0.2),
    ]
    assert importance.score == 6.8
    assert explained(importance)[-2:] == (
        "mean   0.3997 / 1.0000 = 0.3997",
        "score  1 + 9 x (1 - (1 - 0.3997^1.5)^3.5) = 6.8",
    )


def test_best_ranked_publisher_counts() -> None:
    ranked = replace(ROUTINE, publishers=("The Gazette", "Blog"), tiers={"gazette": 1, "blog": 3})
    assert part(ranked, "source tier").shown == "tier 1: The Gazette"


def test_publisher_that_no_topic_ranks_has_the_neutral_share() -> None:
    assert part(ROUTINE, "source tier").share == SETTINGS.unranked_source
    poor = replace(ROUTINE, publishers=("Blog", "Gazette"), tiers={"blog": 4})
    assert part(poor, "source tier").share == SETTINGS.unranked_source


def test_topics_that_differ_give_the_better_tier() -> None:
    topics = [topic("one", {"The Verge": 3, "Wire": 2}), topic("two", {"theverge.com": 1})]
    assert publisher_tiers(topics) == {"verge": 1, "wire": 2}


def test_velocity_looks_at_two_days_that_follow_each_other() -> None:
    activity = (DayCount(DAY, 4), DayCount(DAY + timedelta(days=2), 5), DayCount(DAY + timedelta(days=3), 1))
    assert part(replace(ROUTINE, activity=activity), "velocity").value == 6


def test_undated_articles_tell_nothing_of_time() -> None:
    articles = [article(1), article(2, published=False), article(3, published=False, group="a1")]
    event = Event("e1", "", ("a1", "a2", "a3"), (), DAY, DAY, "", tuple(map(_count, (1, 2))))
    assert dated_activity(event, articles) == (_count(1),)
    undated = replace(
        ROUTINE, activity=dated_activity(event, [article(day, published=False) for day in (1, 2)])
    )
    assert part(undated, "velocity").shown == part(undated, "persistence").shown == "no dated article"


def test_empty_articles_have_no_figure() -> None:
    assert central_figure([]) is None
    assert central_figure([article(1)]) is None


@given(st.lists(st.text(max_size=80), max_size=5))
def test_articles_in_any_language_are_read(texts: Sequence[str]) -> None:
    articles = [replace(article(number + 1), title=text, text=text) for number, text in enumerate(texts)]
    assert 1 <= score(replace(ROUTINE, figure=central_figure(articles))) <= 10


def _count(number: int) -> DayCount:
    return DayCount(date(2026, 3, number), 1)
