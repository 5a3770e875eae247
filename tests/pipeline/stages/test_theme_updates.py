"""Themes from run to run: what goes on keeps its name, and follows its events where they go."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pipeline.almanac.lineage import replay
from pipeline.clustering.domains import TrackedTopics
from pipeline.models import Change, GroupKind, Topic
from pipeline.settings import EventSettings, ThemeSettings
from pipeline.stages.themes import Corpus, KnownThemes, find_themes
from tests.pipeline.stages.story_articles import TODAY, Diary, Library, make_article, make_stories

if TYPE_CHECKING:
    from pipeline.models import Event, Theme
    from pipeline.stages.themes import ThemeUpdate

SUBJECTS = ["grid", "court", "vaccine", "ferry"]
NO_TOPICS = TrackedTopics((), np.zeros((0, 96), dtype=np.float32))


def _running_stories(events: int) -> Library:
    """So many events of each subject: they share words of the subject and have words of their own."""
    parts: list[Library] = []
    for subject in SUBJECTS:
        about = " ".join(f"{subject}{number}" for number in range(8))
        center = make_stories([subject]).vectors.mean(axis=0)
        for number in range(events):
            own = make_stories([f"{subject}event{number}"], 3, start=2.0 * number)
            articles = tuple(
                replace(article, title=f"{subject} matter {number}", text=f"{about} {article.text}")
                for article in own.articles
            )
            parts.append(Library(articles, (own.vectors + 1.5 * center).astype(np.float32)))
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.plus(part)
    return whole


def _corpus(library: Library, events: tuple[Event, ...]) -> Corpus:
    return Corpus(events, {article.id: article for article in library.articles}, library.ids, library.vectors)


def _events(library: Library) -> tuple[Event, ...]:
    return Diary(EventSettings()).take(library).events


def _themes(corpus: Corpus, known: KnownThemes | None = None) -> ThemeUpdate:
    return find_themes(corpus, NO_TOPICS, known or KnownThemes(), TODAY, ThemeSettings())


def _worded(themes: tuple[Theme, ...]) -> tuple[Theme, ...]:
    """Themes as a writer left them."""
    return tuple(
        replace(
            theme,
            label=f"About {theme.terms[0]} ({theme.id})",
            description=f"About {theme.id}.",
            worded_by="llm",
        )
        for theme in themes
    )


@pytest.fixture(scope="module")
def library() -> Library:
    return _running_stories(5)


@pytest.fixture(scope="module")
def events(library: Library) -> tuple[Event, ...]:
    return _events(library)


def _subject(theme: Theme, events: tuple[Event, ...]) -> set[str]:
    own = [event for event in events if event.id in theme.event_ids]
    return {event.title.split()[0] for event in own}


def _some(events: tuple[Event, ...], count: int) -> tuple[Event, ...]:
    """The first events of each subject."""
    return tuple(
        event
        for subject in SUBJECTS
        for event in [one for one in events if one.title.startswith(subject)][:count]
    )


def test_events_of_a_subject_are_a_theme(library: Library, events: tuple[Event, ...]) -> None:
    themes = _themes(_corpus(library, events)).themes

    assert len(events) == 20
    assert [len(theme.event_ids) for theme in themes] == [5] * len(SUBJECTS)
    assert sorted(name for theme in themes for name in _subject(theme, events)) == sorted(SUBJECTS)


def test_the_same_events_again_are_the_same_themes(library: Library, events: tuple[Event, ...]) -> None:
    corpus = _corpus(library, events)
    first = _themes(corpus)
    known = KnownThemes(_worded(first.themes), frozenset(theme.id for theme in first.themes))
    again = _themes(corpus, known)

    assert again.themes == known.themes
    assert not again.traced.entries


@pytest.mark.parametrize(
    ("before", "after", "keeps"), [(4, 5, True), (5, 4, True), (3, 5, False), (5, 3, False)]
)
def test_a_theme_keeps_its_words_until_it_is_of_quite_another_size(
    library: Library, events: tuple[Event, ...], before: int, after: int, keeps: bool
) -> None:
    first = _themes(_corpus(library, _some(events, before))).themes
    assert [theme.named_events for theme in first] == [before] * len(SUBJECTS)
    known = KnownThemes(_worded(first), frozenset(theme.id for theme in first))
    # Events that are gone have become part of others that are there.
    today = _some(events, after)
    gone = {
        event.id: next(one.id for one in today if one.title.split()[0] == event.title.split()[0])
        for event in events
        if event not in today
    }
    now = _themes(_corpus(library, today), replace(known, merged_events=gone)).themes

    old = {theme.id: theme for theme in known.themes}
    assert {theme.id for theme in now} == set(old)
    for theme in now:
        kept = (theme.label, theme.terms, theme.description, theme.worded_by, theme.named_events)
        was = old[theme.id]
        assert len(theme.event_ids) == after
        if keeps:
            assert kept == (was.label, was.terms, was.description, was.worded_by, before)
        else:
            assert theme.label != was.label
            assert kept[2:] == ("", "", after)
            assert theme.terms


def test_a_theme_follows_an_event_that_merged_into_another(library: Library) -> None:
    diary = Diary(EventSettings())
    diary.take(library)
    first = _themes(_corpus(library, diary.known.events))
    known = KnownThemes(_worded(first.themes), frozenset(theme.id for theme in first.themes))
    one, other = (diary.of(f"gridevent{number}-0") for number in (0, 1))
    moved = set(library.named("gridevent1-").ids)
    source = library.named("gridevent0-").articles
    told = tuple(
        replace(
            source[row % 3], id=article.id, group_id=article.id, text=f"{source[row % 3].text} More {row}."
        )
        if article.id in moved
        else article
        for row, article in enumerate(library.articles)
    )
    vectors = library.vectors.copy()
    vectors[[name in moved for name in library.ids]] = library.named("gridevent0-").vectors
    edited = Library(told, vectors)
    update = diary.take(edited, *sorted(moved))
    assert update.traced.merged == {other: one}
    second = find_themes(
        _corpus(edited, update.events),
        NO_TOPICS,
        replace(known, merged_events=update.traced.merged),
        TODAY,
        ThemeSettings(),
    )

    assert {theme.id for theme in second.themes} == {theme.id for theme in first.themes}
    assert {theme.label for theme in second.themes} == {theme.label for theme in known.themes}
    entries = [
        *(entry for entry in diary.entries if entry.run_id == "run 1"),
        *first.traced.entries,
        *(entry for entry in diary.entries if entry.run_id == "run 2"),
        *second.traced.entries,
    ]
    state = replay(entries)
    assert state.themes.members == {theme.id: frozenset(theme.event_ids) for theme in second.themes}
    assert state.events.members == {event.id: frozenset(event.article_ids) for event in update.events}


def test_themes_of_today_replay_from_what_happened_in_batches(library: Library) -> None:
    diary, known = Diary(EventSettings()), KnownThemes()
    entries = []
    order = np.random.default_rng(3).permutation(len(library.ids))
    for end in (10, 25, 40, 60):
        part = library.take(np.sort(order[:end]).tolist())
        update = diary.take(part)
        found = _themes(_corpus(part, update.events), replace(known, merged_events=update.traced.merged))
        entries += [*update.traced.entries, *found.traced.entries]
        known = KnownThemes(found.themes, known.used_ids.union(theme.id for theme in found.themes))
        state = replay(entries)
        assert state.themes.members == {theme.id: frozenset(theme.event_ids) for theme in found.themes}
        assert state.themes.dormant == {theme.id for theme in found.themes if theme.is_dormant}
    born = [entry.id for entry in entries if entry.kind is GroupKind.THEME and entry.change is Change.BORN]
    assert len(born) == len(set(born))


def test_silence_of_a_theme_is_recorded(library: Library, events: tuple[Event, ...]) -> None:
    first = _themes(_corpus(library, events)).themes
    known = KnownThemes(first, frozenset(theme.id for theme in first))
    news = make_article("news", "Gala dinner", "Friends of the museum dine.", 100.0)
    later = library.plus(Library((news,), np.full((1, 96), 0.1, dtype=np.float32)))
    update = _themes(_corpus(later, _events(later)), known)

    dormant = {theme.id for theme in update.themes if theme.is_dormant}
    assert dormant == {theme.id for theme in first}
    assert {entry.id for entry in update.traced.entries if entry.change is Change.DORMANT} == dormant


def test_topics_that_come_and_go_change_domains_and_nothing_else(
    library: Library, events: tuple[Event, ...]
) -> None:
    corpus = _corpus(library, events)
    plain = _themes(corpus)
    topic = Topic("power", "Power", "energy", "", keywords=("grid1", "grid2"))
    tracked = TrackedTopics((topic,), library.named("gridevent0-").vectors[:1])
    known = KnownThemes(_worded(plain.themes), frozenset(theme.id for theme in plain.themes))
    with_topic = find_themes(corpus, tracked, known, TODAY, ThemeSettings())
    assert "energy" in {event.domain for event in with_topic.events}
    assert "energy" in {theme.domain for theme in with_topic.themes}
    known = KnownThemes(with_topic.themes, known.used_ids)
    without = _themes(replace(corpus, events=with_topic.events), known)

    assert without.themes == _worded(plain.themes)
    assert not (*with_topic.traced.entries, *without.traced.entries)
    assert {event.domain for event in without.events} == {"other"}


def test_a_theme_whose_label_no_longer_fits_is_named_anew(
    events: tuple[Event, ...], library: Library
) -> None:
    first = _themes(_corpus(library, events)).themes
    stale = tuple(replace(theme, label="Sunken galleons", description="Of galleons.") for theme in first)

    now = _themes(_corpus(library, events), KnownThemes(stale, frozenset(theme.id for theme in stale))).themes

    assert [theme.label for theme in now] == [theme.label for theme in first]
    assert {theme.description for theme in now} == {""}
