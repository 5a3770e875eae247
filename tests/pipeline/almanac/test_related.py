from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.almanac.related import Stories, earlier_similarities, event_names, find_related
from pipeline.models import Article, FloatMatrix
from pipeline.settings import RelatedSettings

SETTINGS = RelatedSettings()


def unit(rows: FloatMatrix) -> FloatMatrix:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths, lengths, 1)).astype(np.float32)


def at_cosines(*cosines: float) -> FloatMatrix:
    """A first vector, and one for each cosine to it."""
    rows = [[1.0, 0.0], *([cosine, (1 - cosine**2) ** 0.5] for cosine in cosines)]
    return unit(np.array(rows, dtype=np.float32))


def stories(vectors: FloatMatrix, titles: list[str], names: list[list[str]]) -> Stories:
    ids = tuple(f"e{number}" for number in range(len(titles)))
    return Stories(
        ids, tuple(titles), vectors, tuple({name.casefold(): name for name in own} for own in names)
    )


def test_rare_name_goes_before_a_little_more_similarity() -> None:
    found = find_related(
        ["e0"],
        stories(
            at_cosines(0.7, 0.66, 0.5),
            [
                "Dam of Orvik breaks",
                "Rain in the hills",
                "Mayor resigns over gates",
                "Inquiry hears engineers",
            ],
            [["Orvik", "Belmont"], [], ["Belmont"], ["Orvik"]],
        ),
        SETTINGS,
    )
    assert [(one.second, one.names) for one in found] == [
        ("e2", ("Belmont",)),
        ("e1", ()),
        ("e3", ("Orvik",)),
    ]
    assert [one.similarity for one in found] == pytest.approx([0.66, 0.7, 0.5], abs=1e-4)
    assert {one.first for one in found} == {"e0"}


def test_little_similarity_needs_a_name_and_none_is_never_enough() -> None:
    vectors = at_cosines(0.45, 0.45, 0.1, *[-0.5] * 20)
    names = [["Orvik"], ["Orvik"], [], ["Orvik"], *[[]] * 20]
    found = find_related(["e0"], stories(vectors, [f"Title {n}" for n in range(24)], names), SETTINGS)
    assert [one.second for one in found] == ["e1"]


def test_name_that_most_events_know_connects_nothing() -> None:
    names = [["Tarna"]] * 40
    vectors = at_cosines(*[0.45] * 39)
    assert not find_related(["e0"], stories(vectors, [f"Title {n}" for n in range(40)], names), SETTINGS)


def test_near_copy_is_never_related() -> None:
    again = stories(
        at_cosines(0.95), ["Dam of Orvik breaks", "Flood after gates fail"], [["Orvik"], ["Orvik"]]
    )
    assert not find_related(["e0", "e1"], again, SETTINGS)


def test_story_under_nearly_the_same_title_is_never_related() -> None:
    again = stories(
        at_cosines(0.7),
        ["Flood breaks the Orvik dam on Monday", "Monday: flood breaks the Orvik dam!"],
        [["Orvik"], ["Orvik"]],
    )
    assert not find_related(["e0", "e1"], again, SETTINGS)


def test_no_more_than_asked_for() -> None:
    many = stories(at_cosines(*np.linspace(0.6, 0.85, 20)), [f"Title {n}" for n in range(21)], [[]] * 21)
    found = find_related(["e0"], many, RelatedSettings(most=3))
    assert [one.second for one in found] == ["e20", "e19", "e18"]
    assert not find_related(["e0"], many, RelatedSettings(most=0))


def test_nothing_is_related_to_nothing() -> None:
    empty = Stories((), (), np.zeros((0, 4), dtype=np.float32), ())
    assert find_related([], empty, SETTINGS) == ()
    alone = stories(np.zeros((1, 4), dtype=np.float32), [""], [[]])
    assert find_related(["e0"], alone, SETTINGS) == ()


@given(st.integers(2, 40), st.integers(0, 10_000))
def test_relations_keep_the_rules_whatever_the_events(count: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    vectors = unit(random.normal(size=(count, 3)).astype(np.float32))
    words = ["dam", "vote", "comet", "strike", "tax"]
    titles = [" ".join(random.choice(words, size=4)) for _ in range(count)]
    names = [list(random.choice(["Orvik", "Tarna", "Lunde", "Hela"], size=2)) for _ in range(count)]
    all_of_them = stories(vectors, titles, names)
    found = find_related(all_of_them.ids, all_of_them, SETTINGS)
    assert found == find_related(all_of_them.ids, all_of_them, SETTINGS)
    for one in found:
        assert one.first != one.second
        assert SETTINGS.min_similarity - 1e-4 <= one.similarity <= SETTINGS.max_similarity + 1e-4
        assert one.names or one.similarity >= SETTINGS.alone_similarity - 1e-4
        first, second = (set(titles[int(end[1:])].split()) for end in (one.first, one.second))
        assert first != second
    assert all(sum(one.first == end for one in found) <= SETTINGS.most for end in all_of_them.ids)


def test_hundred_among_forty_thousand_take_a_moment() -> None:
    random = np.random.default_rng(7)
    vectors = unit(random.normal(size=(40_000, 64)).astype(np.float32) + 0.9)
    names = tuple({f"name {n % 5_000}": "N", f"other {n}": "O"} for n in range(40_000))
    ids = tuple(f"e{n}" for n in range(40_000))
    many = Stories(ids, tuple(f"Title {n} of {n + 1}" for n in range(40_000)), vectors, names)
    started = time.process_time()
    found = find_related(ids[:100], many, SETTINGS)
    assert time.process_time() - started < 5  # a fifth of a second; ten times that on a busy machine
    assert len(found) == 600


def test_earlier_events_only_count_for_novelty() -> None:
    days = [date(2026, 3, 2), date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 9)]
    found = earlier_similarities(["e0", "e1"], ["e0", "e1", "e2", "e3"], at_cosines(0.4, 0.8, 0.99), days)
    assert found == {"e0": pytest.approx(0.4, abs=1e-4), "e1": 0.0}


def test_names_come_from_titles_and_leads_of_the_central_articles() -> None:
    first = _article("a1", "Flood breaks the Orvik dam", "The mayor, Ada Belmont, blamed the United States.")
    third = _article("a3", "Comet Hela", "")
    names = event_names([first, first, third])
    assert {"orvik", "ada belmont"} <= set(names)
    assert "united states" not in names
    assert "comet hela" not in names


@pytest.mark.parametrize("text", ["", "x", "洪水", "وقع الفيضان"])
def test_articles_without_names_have_none(text: str) -> None:
    assert event_names([_article("a1", text, text)]) == {}


def _article(name: str, title: str, text: str) -> Article:
    day = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=1)
    return Article(name, 1, title, text, "", "", (), None, day, "", "", name)
