"""Words for themes and opinions on events, asked of a model on this machine, within what a run may spend."""

from __future__ import annotations

import json
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pipeline.almanac.digest import theme_digest
from pipeline.almanac.importance import explained
from pipeline.clustering.domains import TrackedTopics
from pipeline.flow.rating import rate_events
from pipeline.flow.recorder import Recorder
from pipeline.flow.wording import word_themes
from pipeline.stages.themes import Corpus
from tests.model_server import serving
from tests.workspaces import NOW, Listener, Space

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pipeline.flow.rating import Almanac
    from pipeline.flow.services import Services
    from pipeline.models import Article, Event, Theme
    from pipeline.workspace import Value
    from tests.model_server import Asked, ModelServer, Wire

    Script = Callable[[Asked, Wire, int], bool]

NO_TOPICS = TrackedTopics((), np.zeros((0, 384), dtype=np.float32))
LABEL = "What the model calls it"


@pytest.fixture
def space(demo: Space, tmp_path: Path) -> Space:
    """A copy of the finished demo workspace."""
    shutil.copytree(demo.root, tmp_path / "demo", symlinks=True)
    return replace(demo, root=tmp_path / "demo")


@dataclass(frozen=True, slots=True)
class Desk:
    """A workspace whose writer is a model, and what it holds."""

    services: Services
    recorder: Recorder
    events: tuple[Event, ...]
    themes: tuple[Theme, ...]
    articles: dict[str, Article]

    def word(self, themes: tuple[Theme, ...] | None = None) -> tuple[Theme, ...]:
        return word_themes(self.services, self.recorder, themes or self.unworded, self.events, self.articles)

    @property
    def unworded(self) -> tuple[Theme, ...]:
        return tuple(replace(theme, description="", worded_by="") for theme in self.themes)

    def rate(self) -> Almanac:
        ids, vectors = self.services.chunks.article_vectors(self.services.model_id)
        corpus = Corpus(self.events, self.articles, tuple(ids), vectors)
        everything = frozenset(event.id for event in self.events)
        return rate_events(self.services, self.recorder, corpus, NO_TOPICS, everything)

    @property
    def notes(self) -> list[str]:
        return [note.item for note in self.recorder.notes]


@contextmanager
def desk(space: Space, server: ModelServer | None = None, **flags: Value) -> Iterator[Desk]:
    environment = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "none"} if server else {}
    writer: dict[str, Value] = {"writer.kind": "llm", "writer.attempts": 1} if server else {}
    given = {name.replace("__", "."): value for name, value in flags.items()}
    with replace(space, environment=environment, flags=writer | given).services() as services:
        recorder = Recorder("run-x", NOW, services.runs, Listener(), lambda: NOW)
        services.runs.start("run-x", NOW)
        articles = {article.id: article for article in services.articles.newest()}
        yield Desk(
            services,
            recorder,
            tuple(services.clusters.events()),
            tuple(services.clusters.themes()),
            articles,
        )


def _wording(desk: Desk) -> Script:
    """Answers with words that hold: those that cost nothing, of the theme with most of its titles in the prompt."""
    known = [
        (theme_digest(theme, desk.events, desk.articles).events, theme.label, theme.description)
        for theme in desk.themes
    ]

    def script(asked: Asked, wire: Wire, _: int) -> bool:
        symbol = re.search(r"joined by (\S) instead of spaces", asked.prompt)
        prompt = asked.prompt.replace(symbol[1], " ") if symbol else asked.prompt
        words = max(known, key=lambda one: sum(event.title in prompt for event in one[0]) / len(one[0]))
        wire.complete(asked, json.dumps({"summary": words[2], "label": words[1]}))
        return True

    return script


def _failing(_: Asked, wire: Wire, __: int) -> bool:
    wire.reply_json(500, {"error": {"message": "oops"}})
    return True


# --- words ------------------------------------------------------------------------------------------------------------


def test_without_a_model_every_theme_has_words_that_cost_nothing(space: Space) -> None:
    with desk(space) as plain:
        worded = plain.word()

        assert all(theme.description and theme.worded_by == "extractive" for theme in worded)
        assert len({theme.label.casefold() for theme in worded}) == len(worded)
        assert plain.services.writer.spent().input_tokens == 0
        assert plain.word(worded) == worded
        assert all(one is other for one, other in zip(plain.word(worded), worded, strict=True))


def test_a_model_words_the_themes_that_lead_and_no_others(space: Space) -> None:
    with desk(space) as plain:
        script = _wording(plain)
    with (
        serving(script) as server,
        desk(space, server, plan__max_insights=1, plan__max_dossiers=3) as modelled,
    ):
        worded = modelled.word()
        by_model = [theme for theme in worded if theme.worded_by == "llm"]
        again = modelled.word(worded)

    assert server.steps == ["theme"] * 3
    assert len(by_model) == 3
    assert modelled.notes == []
    assert again == worded
    assert all(theme.description for theme in worded)
    assert [theme.id for theme in worded] == [theme.id for theme in modelled.themes]


def test_a_model_that_fails_is_asked_no_more_and_the_words_are_extractive(space: Space) -> None:
    with serving(_failing) as server, desk(space, server) as modelled:
        worded = modelled.word()

    assert len(server.asked) == 1
    assert [note.rpartition(" ")[0] for note in modelled.notes] == ["words for theme"]
    assert {theme.worded_by for theme in worded} == {"extractive"}
    assert all(theme.description for theme in worded)


def test_words_that_do_not_hold_are_replaced_and_noted(space: Space) -> None:
    with serving() as server, desk(space, server) as modelled:
        worded = modelled.word()

    assert [note.rpartition(" ")[0] for note in modelled.notes] == ["words for theme"]
    assert {theme.worded_by for theme in worded} == {"extractive"}


def test_no_words_are_asked_for_once_the_run_has_spent_what_it_may(space: Space) -> None:
    with desk(space) as plain:
        script = _wording(plain)
    with serving(script) as server, desk(space, server, run__max_tokens=1) as modelled:
        worded = modelled.word()

    assert server.steps == ["theme"]
    assert [theme.worded_by for theme in worded].count("llm") == 1
    assert all(theme.description for theme in worded)
    assert modelled.notes == []


def test_themes_of_the_same_label_are_told_apart(space: Space) -> None:
    with desk(space) as plain:
        first, second, third, *_ = plain.themes
        alike = tuple(
            replace(theme, label=label, description="About it.", worded_by="extractive")
            for theme, label in ((first, LABEL), (second, LABEL.upper()), (third, LABEL))
        )
        worded = plain.word(alike)

    assert worded[0] == alike[0]
    assert len({theme.label.casefold() for theme in worded}) == 3
    assert [theme.label.casefold().startswith(LABEL.casefold()) for theme in worded] == [True] * 3
    assert worded[1].label.removeprefix(f"{LABEL.upper()} · ") in second.terms


# --- opinions ---------------------------------------------------------------------------------------------------------


def _asked_for(almanac: Almanac) -> list[Event]:
    """The events whose score has an opinion in it."""
    return [event for event in almanac.events if event.importance and _opinion_line(event)]


def _opinion_line(event: Event) -> str:
    assert event.importance is not None
    return next((line for line in explained(event.importance) if "opinion" in line.partition("  ")[0]), "")


@pytest.mark.parametrize("count", [0, 2])
def test_opinions_are_asked_on_as_many_of_the_most_important_events_as_settings_say(
    space: Space, count: int
) -> None:
    with serving() as server, desk(space, server, importance__asked_events=count) as modelled:
        almanac = modelled.rate()

    assert server.steps == ["importance"] * count
    asked = _asked_for(almanac)
    assert len(asked) == count
    assert all(event.importance is not None for event in almanac.events)


def test_an_opinion_that_fails_leaves_the_other_parts(space: Space) -> None:
    with serving(_failing) as server, desk(space, server, importance__asked_events=3) as modelled:
        almanac = modelled.rate()

    assert server.asked
    assert not _asked_for(almanac)
    assert all(event.importance is not None for event in almanac.events)


def test_no_opinion_is_asked_for_beyond_the_ceiling(space: Space) -> None:
    with (
        serving() as server,
        desk(space, server, importance__asked_events=5, run__max_tokens=150) as modelled,
    ):
        almanac = modelled.rate()

    assert len(server.asked) == 2
    assert len(_asked_for(almanac)) == 2
