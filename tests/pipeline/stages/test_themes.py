from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipeline.clustering.domains import OTHER, TrackedTopics
from pipeline.models import Topic
from pipeline.settings import EventSettings, ThemeSettings
from pipeline.stages.events import KnownEvents, find_events
from pipeline.stages.themes import Corpus, KnownThemes, ThemeUpdate, find_themes
from tests.pipeline.stages.story_articles import TODAY, Library, make_library

SETTINGS = ThemeSettings()
NOTHING = KnownThemes()
NO_TOPICS = TrackedTopics((), np.zeros((0, 32), dtype=np.float32))


def _corpus(library: Library) -> Corpus:
    found = find_events(library.material, KnownEvents(), TODAY, EventSettings(merge_ratio=1.0))
    return Corpus(
        found.events, {article.id: article for article in library.articles}, library.ids, library.vectors
    )


def _themes(corpus: Corpus, tracked: TrackedTopics = NO_TOPICS, known: KnownThemes = NOTHING) -> ThemeUpdate:
    return find_themes(corpus, tracked, known, TODAY, SETTINGS)


def test_every_event_is_in_exactly_one_theme() -> None:
    corpus = _corpus(make_library(per_story=8, spread=1.2))
    themes = _themes(corpus).themes

    members = [event_id for theme in themes for event_id in theme.event_ids]
    assert sorted(members) == sorted(event.id for event in corpus.events)
    assert sum(theme.article_count for theme in themes) == len(corpus.articles)


@given(st.integers(0, 10_000))
@hypothesis_settings(max_examples=10)
def test_themes_do_not_depend_on_the_order_of_events(seed: int) -> None:
    corpus = _corpus(make_library(per_story=8, spread=1.2))
    order = np.random.default_rng(seed).permutation(len(corpus.events))
    shuffled = replace(corpus, events=tuple(corpus.events[index] for index in order))

    assert _themes(shuffled).themes == _themes(corpus).themes


def test_events_come_back_in_their_order_with_a_domain() -> None:
    corpus = _corpus(make_library())
    found = _themes(corpus)

    assert [event.id for event in found.events] == [event.id for event in corpus.events]
    assert {event.domain for event in found.events} == {OTHER}


def test_a_theme_takes_the_domain_of_its_events() -> None:
    library = make_library()
    topics = (
        Topic("space", "Space", "space", "", keywords=("comet", "astronomer")),
        Topic("ships", "Ships", "shipping", "", keywords=("ferry", "night shift")),
    )
    vectors = np.stack([library.vectors[8], library.vectors[12]])
    found = _themes(_corpus(library), TrackedTopics(topics, vectors))

    domain_of = {event.article_ids[0].split("-")[0]: event.domain for event in found.events}
    assert domain_of["comet"] == "space"
    assert domain_of["strike"] == "shipping"
    for theme in found.themes:
        assert theme.domain == theme.domains[0]


def test_a_theme_keeps_its_id_when_events_are_added() -> None:
    corpus = _corpus(make_library(per_story=4))
    first = _themes(corpus).themes
    old = KnownThemes(tuple(replace(theme, id=f"t-old-{theme.id}") for theme in first))
    again = _themes(corpus, known=old).themes

    assert {theme.id for theme in again} == {f"t-old-{theme.id}" for theme in first}


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_events_are_no_trouble(count: int) -> None:
    library = make_library(per_story=1)
    few = Library(library.articles[:count], library.vectors[:count])

    assert sum(len(theme.event_ids) for theme in _themes(_corpus(few)).themes) == count


def test_a_theme_of_one_event_bears_its_title() -> None:
    library = make_library(per_story=1)
    (theme,) = _themes(_corpus(Library(library.articles[:1], library.vectors[:1]))).themes

    assert theme.label == "Flood breaks the Orvik dam: part 0"


def test_a_label_names_no_publisher() -> None:
    library = make_library(per_story=6, spread=1.0)
    named = tuple(replace(article, publisher="Orvik") for article in library.articles)
    labels = [theme.label for theme in _themes(_corpus(replace(library, articles=named))).themes]

    assert all("Orvik" not in label for label in labels if "Flood breaks" not in label)
