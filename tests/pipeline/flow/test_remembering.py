"""What is remembered is what would be computed, and nothing is computed twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.flow.clustering import WORDS
from pipeline.flow.drafting import SENTENCES
from pipeline.flow.remembering import PureFunction, remembered
from pipeline.settings import EventSettings
from pipeline.stages.events import KnownEvents, find_events
from pipeline.text.evidence import Opening, read_all
from store.database import open_database
from store.results import SqlResultCache
from tests.factories import CHIP_ORDER, CHIP_PROTEST
from tests.hostile import HOSTILE
from tests.pipeline.stages.story_articles import TODAY, make_library

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DAY = date(2026, 5, 14)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[SqlResultCache]:
    with open_database(tmp_path / "store.db") as database:
        yield SqlResultCache(database)


def test_each_argument_is_computed_once_in_the_life_of_a_workspace(cache: SqlResultCache) -> None:
    asked: list[str] = []

    def compute(text: str) -> str:
        asked.append(text)
        return text.upper()

    function = PureFunction("upper-1", compute, str, str.encode, bytes.decode)
    first = remembered(cache, function)
    assert first(["a", "b", "a"]) == ["A", "B", "A"]
    assert first(["b"]) == ["B"]
    assert remembered(cache, function)(["c", "a"]) == ["C", "A"]
    assert asked == ["a", "b", "c"]


def test_another_version_of_a_function_is_computed_anew(cache: SqlResultCache) -> None:
    old = PureFunction("case-1", str.upper, str, str.encode, bytes.decode)
    new = PureFunction("case-2", str.lower, str, str.encode, bytes.decode)
    assert remembered(cache, old)(["Ab"]) == ["AB"]
    assert remembered(cache, new)(["Ab"]) == ["ab"]


def test_events_are_the_same_with_remembered_words(cache: SqlResultCache) -> None:
    library = make_library()
    plain = find_events(library.material, KnownEvents(), TODAY, EventSettings())
    for _ in range(2):
        material = replace(library.material, words=remembered(cache, WORDS))
        assert find_events(material, KnownEvents(), TODAY, EventSettings()) == plain


def test_sentences_are_the_same_when_they_are_remembered(cache: SqlResultCache) -> None:
    texts = [CHIP_ORDER.text, CHIP_PROTEST.text, *HOSTILE, "About $2.5 billion by March 3, 2026, said IBM."]
    openings = [Opening(text, DAY, 24) for text in texts]
    for _ in range(2):
        assert remembered(cache, SENTENCES)(openings) == read_all(openings)


@given(st.text())
def test_any_text_survives_being_remembered(text: str) -> None:
    words = WORDS.compute(text)
    assert WORDS.decode(WORDS.encode(words)) == words
    sentences = SENTENCES.compute(Opening(text, DAY, 24))
    assert SENTENCES.decode(SENTENCES.encode(sentences)) == sentences


def test_reading_depends_on_the_day_and_the_number_of_sentences() -> None:
    text = "The council met on Monday. It voted on Tuesday."
    keys = {SENTENCES.key(Opening(text, day, limit)) for day in (DAY, date(2026, 5, 15)) for limit in (1, 2)}
    assert len(keys) == 4
