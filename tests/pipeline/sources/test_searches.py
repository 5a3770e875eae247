from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.models import RawArticle
from pipeline.sources.searches import Found, Search, SearchSource, plain_phrase, split_options
from tests.pipeline.sources.reading import NOW, articles, opening, outside

if TYPE_CHECKING:
    from pipeline.ports import Reading


def since(fingerprint: str, now: datetime = NOW, wish: str = "moss") -> timedelta:
    """How far back a reading looks."""
    looked: list[datetime] = []

    def find(_: Search, start: datetime) -> Found:
        looked.append(start)
        return Found(())

    around = opening("x:moss", outside(now=now))
    SearchSource(around, wish, find, timedelta(days=1)).read(fingerprint)
    return now - looked[0]


def reading(now: datetime = NOW) -> Reading:
    around = opening("x:moss", outside(now=now))
    return SearchSource(around, "moss", lambda *_: Found(()), timedelta(days=1)).read()


def fingerprint(now: datetime = NOW) -> str:
    return reading(now).fingerprint


def test_a_reading_looks_back_to_the_one_before_and_a_little_further() -> None:
    assert since("") == timedelta(days=7)
    assert since(fingerprint(NOW - timedelta(hours=6))) == timedelta(days=1, hours=6)
    assert since(fingerprint(NOW - timedelta(days=20))) == timedelta(days=21)
    assert since(fingerprint(NOW - timedelta(days=700))) == timedelta(days=80)


def test_what_waits_to_be_tried_again_is_found_again_and_nothing_since_is_missed() -> None:
    assert since(reading(NOW - timedelta(hours=6)).unfinished) == timedelta(days=7)
    assert since(reading(NOW - timedelta(days=20)).unfinished) == timedelta(days=21)


def test_a_clock_that_was_set_back_loses_nothing() -> None:
    assert since(fingerprint(NOW + timedelta(days=30))) == timedelta(days=1)


@pytest.mark.parametrize("odd", ["{}", "x", '{"asked": "", "read": "2026-01-01T00:00:00"}'])
def test_a_fingerprint_of_something_else_is_none(odd: str) -> None:
    assert since(odd) == timedelta(days=7)


def test_another_query_begins_anew() -> None:
    assert since(fingerprint(NOW), wish="fern") == timedelta(days=7)


def test_what_is_found_twice_is_given_once() -> None:
    twice = (RawArticle("a", "Text", external_id="1"), RawArticle("b", "Text", external_id="1"))
    source = SearchSource(opening("x:moss", outside()), "moss", lambda *_: Found(twice), timedelta())
    assert len(articles(source.read())) == 1


def test_options_stand_at_the_end() -> None:
    known = frozenset({"points"})
    assert split_options("search a=b moss points=5", known, "hn:") == ("search a=b moss", {"points": "5"})
    assert split_options("top", known, "hn:") == ("top", {})
    with pytest.raises(InputError, match="There are: points"):
        split_options("top stars=5", known, "hn:")


@given(st.text(max_size=60))
def test_a_phrase_has_nothing_that_a_query_language_reads(term: str) -> None:
    assert not set('"():[]{}*?~^\\/<>|!=,;\n\t') & set(plain_phrase(term))
    assert not any(word.startswith(("-", "+")) for word in plain_phrase(term).split())
