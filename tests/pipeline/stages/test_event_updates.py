"""Events from run to run: articles come in batches, late, edited, as copies, after a long silence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipeline.almanac.lineage import replay
from pipeline.models import Change
from pipeline.settings import EventSettings
from tests.pipeline.stages.story_articles import (
    STORIES,
    Diary,
    Library,
    make_article,
    make_library,
    make_stories,
)

if TYPE_CHECKING:
    from pipeline.stages.events import EventUpdate

ALWAYS, NEVER = 0.000_001, 1_000.0
"""How much the corpus must grow until all articles are compared with all again."""
MANY = [f"story{number}" for number in range(80)]
"""So many stories that a new article is compared with those around it only."""


def _diary(growth: float = NEVER) -> Diary:
    return Diary(EventSettings(review_growth=growth))


def _changes(update: EventUpdate) -> list[Change]:
    return [entry.change for entry in update.traced.entries]


def _told(update: EventUpdate) -> set[tuple[str, str, str]]:
    """Who left which event for which other, as the lineage has it."""
    return {
        (member, entry.id, entry.other)
        for entry in update.traced.entries
        if entry.change in {Change.SPLIT, Change.MERGED}
        for member in entry.members
    }


def _homes(diary: Diary) -> dict[str, str]:
    return {article_id: event.id for event in diary.known.events for article_id in event.article_ids}


def _stories_of(library: Library) -> set[frozenset[str]]:
    stories = {name.partition("-")[0] for name in library.ids}
    return {frozenset(library.named(f"{story}-").ids) for story in stories}


def _check_run(diary: Diary, library: Library, before: dict[str, str], update: EventUpdate) -> None:
    """What holds after every run whatever it brought."""
    members = [article_id for event in update.events for article_id in event.article_ids]
    assert sorted(members) == sorted(library.ids)
    now = _homes(diary)
    moved = {(name, old, now[name]) for name, old in before.items() if now[name] != old}
    assert moved <= _told(update)
    state = replay(diary.entries).events
    assert state.members == {event.id: frozenset(event.article_ids) for event in update.events}
    assert state.dormant == {event.id for event in update.events if event.is_dormant}


def _batches(size: int, seed: int, at_once: int) -> list[list[int]]:
    order = np.random.default_rng(seed).permutation(size).tolist()
    return [order[: start + at_once] for start in range(0, size, at_once)]


# --- batches ----------------------------------------------------------------------------------------------------------


@given(st.integers(0, 10_000), st.integers(1, 30), st.sampled_from([ALWAYS, 0.3, NEVER]), st.booleans())
@hypothesis_settings(max_examples=15)
def test_identity_holds_over_any_batches(seed: int, at_once: int, growth: float, clear: bool) -> None:
    library = make_library(per_story=9, spread=0.3 if clear else 1.5, seed=seed % 7)
    diary = _diary(growth)
    for rows in _batches(36, seed, at_once):
        before, part = _homes(diary), library.take(rows)
        update = diary.take(part)
        _check_run(diary, part, before, update)
    born = [entry.id for entry in diary.entries if entry.change is Change.BORN]
    assert len(born) == len(set(born))


@given(st.integers(0, 10_000), st.integers(6, 60))
@hypothesis_settings(max_examples=5)
def test_clear_stories_are_the_same_events_in_batches_as_at_once(seed: int, at_once: int) -> None:
    library = make_stories(MANY[:30])
    diary, at_last = _diary(EventSettings().review_growth), _diary()
    at_last.take(library)
    for rows in _batches(len(library.ids), seed, at_once):
        diary.take(library.take(rows))

    assert at_last.groups == _stories_of(library)
    assert diary.groups == at_last.groups


@given(st.integers(0, 10_000), st.integers(3, 40))
@hypothesis_settings(max_examples=5)
def test_clear_stories_fitted_in_batches_into_a_corpus_are_whole(seed: int, at_once: int) -> None:
    library, diary = make_stories(MANY), _diary()
    fresh = make_stories([f"new{number}" for number in range(10)], 4)
    diary.take(library)
    for rows in _batches(40, seed, at_once):
        diary.take(library.plus(fresh.take(rows)))

    assert diary.groups == _stories_of(library.plus(fresh))


@given(st.integers(0, 10_000))
@hypothesis_settings(max_examples=10)
def test_the_order_of_articles_in_a_batch_does_not_matter(seed: int) -> None:
    library = make_library(per_story=9, spread=1.5)
    early = library.take(range(0, 36, 2))
    one, other = _diary(), _diary()
    one.take(early)
    other.take(early.shuffled(seed))

    assert other.take(library.shuffled(seed)) == one.take(library)


def test_a_run_with_nothing_new_changes_nothing() -> None:
    library, diary = make_library(), _diary(0.05)
    before = diary.take(library).events
    again = diary.take(library)

    assert again.events == before
    assert not again.changed
    assert not again.traced.entries


def test_before_the_first_article_and_after_there_are_no_events() -> None:
    diary = _diary()

    assert diary.take(Library((), np.zeros((0, 4), dtype=np.float32))).events == ()
    assert len(diary.take(make_library()).events) == len(STORIES)


def test_only_what_a_batch_touches_is_changed() -> None:
    library, diary = make_stories(MANY), _diary()
    diary.take(library)
    update = diary.take(library.plus(make_stories(["story7"], 5).take([3, 4])))

    assert update.changed == {diary.of("story7-0")}
    assert _changes(update) == [Change.CONTINUED]
    assert update.reviewed == len(library.ids)


def test_a_batch_about_something_new_founds_one_event_among_many() -> None:
    library, diary = make_stories(MANY), _diary()
    diary.take(library)
    update = diary.take(library.plus(make_stories(["meteor"], 6)))

    assert _changes(update) == [Change.BORN]
    assert update.changed == {diary.of("meteor-0")}
    assert diary.of("meteor-5") == diary.of("meteor-0")


def test_a_single_article_becomes_an_event_with_the_next_about_it() -> None:
    library, meteor, diary = make_stories(MANY), make_stories(["meteor"], 2), _diary()
    diary.take(library.plus(meteor.take([0])))
    first = diary.of("meteor-0")
    update = diary.take(library.plus(meteor))

    assert _changes(update) == [Change.CONTINUED]
    assert diary.of("meteor-1") == diary.of("meteor-0") == first


@pytest.mark.parametrize(("growth", "reviewed"), [(ALWAYS, True), (NEVER, False)])
def test_all_are_compared_again_when_the_corpus_has_grown(growth: float, reviewed: bool) -> None:
    library, diary = make_library(per_story=6), _diary(growth)
    diary.take(library.take(range(20)))
    update = diary.take(library)

    assert update.reviewed == (24 if reviewed else 20)
    said = {entry.reason.startswith("all articles were compared anew") for entry in update.traced.entries}
    assert said == {reviewed}


def test_an_id_that_merged_away_is_never_given_again() -> None:
    library, diary = make_stories([*MANY, "chess", "opera"]), _diary()
    chess, opera = make_stories(["chess"], 6), library.named("opera-")
    as_chess = tuple(
        replace(chess.articles[3 + row], id=article.id, group_id=article.id, published=article.published)
        for row, article in enumerate(opera.articles)
    )
    told_anew = library.take(range(library.ids.index("opera-0"))).plus(Library(as_chess, chess.vectors[3:]))
    diary.take(library)
    kept, ended = sorted({diary.of("chess-0"), diary.of("opera-0")})
    merged = diary.take(told_anew, *opera.ids)
    if diary.of("chess-0") != kept:
        kept, ended = ended, kept
    assert replay(diary.entries).events.redirects == {ended: kept}
    assert _changes(merged) == [Change.MERGED]
    diary.take(library, *opera.ids)
    again = {diary.of("chess-0"), diary.of("opera-0")}

    assert len(again) == 2
    assert kept in again
    assert ended not in again


# --- edits and copies -------------------------------------------------------------------------------------------------


def test_an_edited_article_is_placed_anew_and_its_events_are_changed() -> None:
    library, diary = make_library(), _diary()
    diary.take(library)
    dam, vote = diary.of("dam-0"), diary.of("vote-0")
    row, source = library.ids.index("dam-3"), library.ids.index("vote-1")
    told = library.articles[source]
    articles = list(library.articles)
    articles[row] = replace(articles[row], title=told.title, text=f"{told.text} Again.", revision=2)
    vectors = library.vectors.copy()
    vectors[row] = vectors[source]
    update = diary.take(Library(tuple(articles), vectors), "dam-3")

    assert diary.of("dam-3") == vote
    assert update.changed == {dam, vote}
    assert ("dam-3", dam, vote) in _told(update)


def test_an_edit_that_changes_no_group_still_changes_the_event() -> None:
    library, diary = make_library(), _diary()
    diary.take(library)
    articles = tuple(
        replace(article, title="Orvik dam: flood breaks it, corrected") if article.id == "dam-1" else article
        for article in library.articles
    )
    update = diary.take(replace(library, articles=articles), "dam-1")

    assert update.changed == {diary.of("dam-0")}
    assert not update.traced.entries


@pytest.mark.parametrize("day", [-3.0, 2.0, 30.0])
def test_an_article_found_to_be_a_copy_later_joins_the_event_of_its_group(day: float) -> None:
    library, diary = make_library(), _diary()
    stranger = make_article("aaa", "Gala dinner", "A dinner for friends of the museum.", day)
    vector = np.full((1, 32), 0.1, dtype=np.float32)
    diary.take(library.plus(Library((stranger,), vector)))
    assert diary.of("aaa") != diary.of("dam-0")
    before = _homes(diary)
    grouped = library.plus(Library((replace(stranger, group_id="dam-0"),), vector))
    update = diary.take(grouped)

    assert diary.of("aaa") == diary.of("dam-0") == diary.of("dam-1")
    _check_run(diary, grouped, before, update)


def test_a_new_copy_of_an_old_article_joins_its_event_and_counts_once() -> None:
    library, diary = make_library(), _diary()
    diary.take(library)
    copy = make_article("zzz", "Gala dinner", "A dinner for friends.", 3.0, group="dam-0")
    (event,) = (
        event
        for event in diary.take(library.plus(Library((copy,), np.ones((1, 32), dtype=np.float32)))).events
        if "zzz" in event.article_ids
    )

    assert event.id == diary.of("dam-0")
    assert sum(count.articles for count in event.activity) == 4


# --- time -------------------------------------------------------------------------------------------------------------


def test_articles_that_come_months_late_join_the_event_of_their_time() -> None:
    then, now = make_stories([*MANY, "dam", "vote"], 5), make_stories(["dam2", "vote2"], 5, start=365.0)
    same = make_stories(["dam", "vote"], 5)
    # Half of the words are those of a year ago.
    later = tuple(
        replace(article, text=f"{article.text[: len(article.text) // 2]} {old.text[: len(old.text) // 2]}")
        for article, old in zip(now.articles, same.articles, strict=True)
    )
    whole = then.plus(Library(later, now.vectors + same.vectors))
    late = {"dam-3", "dam-4"}
    diary = _diary()
    diary.take(whole.take([row for row, name in enumerate(whole.ids) if name not in late]))
    past, present = diary.of("dam-0"), diary.of("dam2-0")
    assert past != present
    update = diary.take(whole)

    assert {diary.of(name) for name in late} == {past}
    assert {diary.of(f"dam2-{number}") for number in range(5)} == {present}
    assert update.changed == {past}


def test_silence_and_its_end_are_recorded() -> None:
    library, diary = make_library(), _diary()
    diary.take(library)
    comet = diary.of("comet-0")
    news = make_article("news", "Gala dinner", "Friends of the museum dine.", 26.0)
    known = library.plus(Library((news,), np.full((1, 32), 0.2, dtype=np.float32)))
    quiet = diary.take(known)
    assert _changes(quiet) == [Change.BORN, *[Change.DORMANT] * len(STORIES)]
    assert {event.id for event in quiet.events if not event.is_dormant} == {diary.of("news")}
    (row,) = (row for row, name in enumerate(library.ids) if name == "comet-1")
    more = make_article("comet-9", library.articles[row].title, f"{library.articles[row].text} More.", 10.0)
    heard = diary.take(known.plus(Library((more,), library.vectors[row : row + 1])))

    assert diary.of("comet-9") == comet
    assert {(entry.change, entry.id) for entry in heard.traced.entries} == {
        (Change.CONTINUED, comet),
        (Change.REVIVED, comet),
    }
    assert comet not in {event.id for event in heard.events if event.is_dormant}
    assert heard.changed == {comet}


# --- bad input --------------------------------------------------------------------------------------------------------

LANGUAGES = {
    "arabic": "انهار سد أورفيك بعد أمطار غزيرة وغمرت المياه المزارع وألقى رئيس البلدية باللوم على البوابات القديمة",
    "chinese": "暴雨过后奥尔维克大坝决堤洪水淹没农田市长指责闸门年久失修居民连夜撤离到附近学校避难",
    "thai": "เขื่อนออร์วิกแตกหลังฝนตกหนักน้ำท่วมไร่นานายกเทศมนตรีโทษประตูน้ำเก่าชาวบ้านอพยพไปโรงเรียนใกล้เคียง",
    "russian": "Плотина Орвик прорвана после сильных дождей вода затопила фермы мэр винит старые затворы ",
}


def _abroad(number: int) -> Library:
    """An article in each language, without a vector of use."""
    articles = tuple(
        make_article(f"{name}-{number}", text[:30], f"{text} {number}", float(number))
        for name, text in LANGUAGES.items()
    )
    return Library(articles, np.zeros((len(articles), 32), dtype=np.float32))


@pytest.mark.parametrize("growth", [ALWAYS, NEVER])
def test_stories_in_any_script_are_events_and_go_on(growth: float) -> None:
    library, diary = make_library().plus(_abroad(0)).plus(_abroad(1)), _diary(growth)
    diary.take(library)
    before = {name: diary.of(f"{name}-0") for name in LANGUAGES}
    assert {name: diary.of(f"{name}-1") for name in LANGUAGES} == before
    assert len(set(before.values())) == len(LANGUAGES)
    diary.take(library.plus(_abroad(2)))

    assert {name: diary.of(f"{name}-2") for name in LANGUAGES} == before


@pytest.mark.parametrize("growth", [ALWAYS, NEVER])
def test_poor_articles_are_placed_and_keep_their_event(growth: float) -> None:
    library, diary = make_library(), _diary(growth)
    poor = [
        make_article(
            "undated", "Flood breaks the Orvik dam: again", "Water from the Orvik dam flooded farms.", None
        ),
        make_article("one-word", "", "Flood", 2.0),
        make_article("one-word-too", "", "Flood", None),
        make_article("nothing", "", "", None),
        make_article("mark", "", "\u202e💥\x00", 1.0),
    ]
    bad = np.zeros((5, 32), dtype=np.float32)
    bad[0] = library.vectors[0]
    bad[1:3] = np.nan
    diary.take(library)
    known = library
    for row, article in enumerate(poor):
        before = _homes(diary)
        known = known.plus(Library((article,), bad[row : row + 1]))
        _check_run(diary, known, before, diary.take(known))
    before = _homes(diary)
    update = diary.take(known, *known.ids)
    _check_run(diary, known, before, update)

    assert diary.of("undated") == diary.of("dam-0")
    assert diary.of("one-word") == diary.of("one-word-too")
    assert _homes(diary) == before


def test_articles_that_lost_their_vectors_lose_no_identity() -> None:
    library, diary = make_library(), _diary(ALWAYS)
    diary.take(library)
    before, bare = _homes(diary), replace(library, vectors=np.zeros_like(library.vectors))
    _check_run(diary, bare, before, diary.take(bare, *library.ids))

    assert set(before.values()) <= {event.id for event in diary.known.events}


def test_thousands_of_copies_in_two_runs_are_one_event() -> None:
    library, diary = make_library(), _diary()
    copies = tuple(make_article(f"c{row:04}", "Same", "The same text every time.") for row in range(5_000))
    vectors = np.ones((5_000, 32), dtype=np.float32)
    diary.take(library.plus(Library(copies[:10], vectors[:10])))
    first = diary.of("c0000")
    update = diary.take(library.plus(Library(copies, vectors)))

    assert update.changed == {first}
    assert diary.of("c4999") == first
    assert len(update.events) == len(STORIES) + 1


def test_a_giant_story_keeps_its_id_while_it_grows() -> None:
    random = np.random.default_rng(1)
    words = np.array([f"giant{number}" for number in range(60)])
    texts = [" ".join(random.choice(words, 30, replace=False)) for _ in range(3_000)]
    articles = tuple(make_article(f"g{row:04}", "", text, float(row % 3)) for row, text in enumerate(texts))
    vectors = (np.ones(32) + 0.3 * random.normal(size=(3_000, 32))).astype(np.float32)
    giant, library, diary = Library(articles, vectors), make_library(), _diary(0.5)
    for size in (1_000, 1_050, 3_000):
        before, part = _homes(diary), library.plus(giant.take(range(size)))
        _check_run(diary, part, before, diary.take(part))

    largest = max(diary.groups, key=len)
    assert largest <= set(giant.ids)
    assert len(largest) > 1_000
    assert diary.of("dam-0") == diary.of("dam-3")
