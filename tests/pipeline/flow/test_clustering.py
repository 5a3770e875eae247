"""Events and themes of a real workspace from run to run: what is stored, what is recorded, what is left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from pipeline.almanac.lineage import replay
from pipeline.flow import keys
from pipeline.models import Change, RunStatus
from pipeline.run import new_run_id, run
from tests.workspaces import NOW, Listener, Space, make_space, write_articles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from pipeline.models import Event, LineageEntry, RunReport, Theme
    from pipeline.workspace import Value

SUBJECTS = {
    "bridge": "Engineers closed the Millbrook Bridge after finding cracks in its deck; the Harbor Authority says so",
    "comet": "Astronomers at Pellworm photographed comet Hela, whose long green tail crosses the southern evening sky",
    "strike": "Ferry crews of Lunde Lines stopped work over night shifts and pay, stranding islanders at Skerry Point",
    "salt": "Parliament in Tarna rejected the salt tax of minister Belmont after a long night of angry speeches",
}


def told(subject: str, number: int, **changes: str) -> dict[str, str]:
    """The report of a paper on a subject."""
    return {
        "id": f"{subject}-{number}",
        "title": f"{SUBJECTS[subject][:40]}, report {number}",
        "text": f"{SUBJECTS[subject]}. Paper {number} adds {subject} detail {number * 7}. "
        f"Nobody in the {subject} matter would say more to reporter {number}.",
        "published": f"2026-05-{number + 1:02d}",
        "publisher": f"Paper {number}",
        **changes,
    }


@pytest.fixture
def space(tmp_path: Path, model_cache: Path, demo: Space) -> Space:  # noqa: ARG001 - it fills the cache
    return make_space(tmp_path / "space", model_cache)


class Days:
    """Runs of a workspace that writes no piece, one an hour, each after some articles came."""

    def __init__(self, space: Space, folder: Path) -> None:
        self.space, self.folder, self.hours = space, folder, 0

    def run(self, *articles: Mapping[str, str], flags: Mapping[str, Value] | None = None) -> RunReport:
        self.hours += 1
        if articles:
            self.space.add_sources(write_articles(self.folder / f"batch{self.hours}.jsonl", articles))
        space = replace(self.space, flags={"dossiers.min_articles": 1_000} | dict(flags or {}))
        with space.services() as services:
            return run(services, Listener(), self.now, new_run_id(self.now()))

    def now(self) -> datetime:
        return NOW + timedelta(hours=self.hours)

    def stored(self) -> tuple[list[Event], list[Theme], list[LineageEntry]]:
        with self.space.services() as services:
            return services.clusters.events(), services.clusters.themes(), services.clusters.lineage_since(0)

    def home(self, name: str) -> str:
        """The id of the event that an article is in, which is named as in its file."""
        ids = self.ids
        (found,) = (event.id for event in self.stored()[0] if name in {ids[one] for one in event.article_ids})
        return found

    @property
    def ids(self) -> dict[str, str]:
        """The id that an article has in its file, by the one it has in the store."""
        with self.space.services() as services:
            articles = services.articles.newest()
        return {article.id: _name(article.title, article.text) for article in articles}


def _name(title: str, text: str) -> str:
    subject = next((name for name, words in SUBJECTS.items() if words in text), title or text)
    return f"{subject}-{title.rpartition(' ')[2]}" if subject in SUBJECTS else subject


@pytest.fixture
def days(space: Space, tmp_path: Path) -> Days:
    return Days(space, tmp_path)


def corpus(
    numbers: Sequence[int] = range(4), subjects: Sequence[str] = tuple(SUBJECTS)
) -> list[dict[str, str]]:
    return [told(subject, number) for subject in subjects for number in numbers]


def check_lineage(days: Days) -> None:
    """The lineage in the store leads to the stored events and themes."""
    events, themes, entries = days.stored()
    state = replay(entries)
    assert state.events.members == {event.id: frozenset(event.article_ids) for event in events}
    assert state.themes.members == {theme.id: frozenset(theme.event_ids) for theme in themes}
    assert state.events.dormant == {event.id for event in events if event.is_dormant}
    assert state.themes.dormant == {theme.id for theme in themes if theme.is_dormant}


def notes(report: RunReport) -> str:
    return "\n".join(f"{note.item}: {note.reason}" for note in report.notes)


# --- from run to run --------------------------------------------------------------------------------------------------


def test_new_articles_join_their_events_and_the_lineage_leads_to_what_is_stored(days: Days) -> None:
    days.run(*corpus())
    before = {name: days.home(f"{name}-0") for name in SUBJECTS}
    assert len(set(before.values())) == len(SUBJECTS)
    check_lineage(days)
    days.run(told("bridge", 5), told("comet", 5))

    check_lineage(days)
    assert {name: days.home(f"{name}-0") for name in SUBJECTS} == before
    assert days.home("bridge-5") == before["bridge"]
    assert days.home("comet-5") == before["comet"]
    events = days.stored()[0]
    assert all(event.importance is not None for event in events)
    assert all(theme.description for theme in days.stored()[1])


def test_a_run_with_nothing_new_writes_nothing(days: Days) -> None:
    days.run(*corpus())
    before = days.stored()
    days.run()

    assert days.stored() == before


@pytest.mark.parametrize(
    "marks", [[keys.CLUSTERS_MARK], [keys.CLUSTERS_MARK, keys.NEWEST_MARK, keys.EVENTS_REVIEWED_MARK]]
)
def test_a_run_killed_after_it_stored_and_before_it_noted_that_changes_nothing_when_repeated(
    days: Days, marks: Sequence[str]
) -> None:
    days.run(*corpus())
    noted = _marks(days, marks)
    days.run(told("bridge", 5), told("salt", 6))
    before = days.stored()
    with days.space.services() as services:
        services.runs.set_mark(keys.INSIGHTS_MARK, "")
        for mark, value in noted.items():
            services.runs.set_mark(mark, value)
    days.run()

    assert days.stored() == before


def _marks(days: Days, marks: Sequence[str]) -> dict[str, str]:
    with days.space.services() as services:
        return {mark: services.runs.mark(mark) for mark in marks}


def test_a_changed_setting_has_all_compared_anew_and_identity_is_kept(days: Days) -> None:
    days.run(*corpus())
    before = days.stored()
    days.run(flags={"events.merge_floor": 0.21})
    after = days.stored()

    assert {event.id for event in after[0]} == {event.id for event in before[0]}
    assert {theme.id for theme in after[1]} == {theme.id for theme in before[1]}
    assert after[2] == before[2]
    with days.space.services() as services:
        assert services.runs.mark(keys.EVENTS_REVIEWED_MARK) == str(len(corpus()))
    days.run(flags={"events.split_similarity": 0.9, "events.merge_ratio": 1.0, "events.join_ratio": 1.0})
    check_lineage(days)
    gone = {entry.id for entry in days.stored()[2] if entry.change is Change.MERGED}
    assert {event.id for event in before[0]} <= {event.id for event in days.stored()[0]} | gone


def test_an_edited_article_moves_to_the_event_that_it_now_tells_of(days: Days) -> None:
    days.run(*corpus())
    comet = days.home("comet-0")
    edited = told("comet", 3)
    days.run({**told("bridge", 3), "title": edited["title"], "text": edited["text"] + " An edit."})

    check_lineage(days)
    (event,) = (event for event in days.stored()[0] if event.id == comet)
    assert len(event.article_ids) == 5


def test_topics_that_are_deleted_between_two_runs_take_their_domain_with_them(
    days: Days, space: Space
) -> None:
    for path in (space.root / "topics").iterdir():
        path.unlink()
    topic = "title: Ships\ndomain: shipping\ntracks: Ferries and crews at sea\nkeywords: [ferry, crews, night shift]\n"
    (space.root / "topics" / "ships.yaml").write_text(topic, "utf-8")
    assert days.run(*corpus()).status is RunStatus.DONE
    before = days.stored()
    assert "shipping" in {event.domain for event in before[0]}
    (space.root / "topics" / "ships.yaml").unlink()
    report = days.run()
    after = days.stored()

    assert report.status is RunStatus.DONE
    assert {event.domain for event in after[0]} == {"other"}
    assert {(event.id, event.article_ids) for event in after[0]} == {
        (event.id, event.article_ids) for event in before[0]
    }
    assert {(theme.id, theme.event_ids) for theme in after[1]} == {
        (theme.id, theme.event_ids) for theme in before[1]
    }
    assert after[2] == before[2]


def test_a_changed_rating_rates_all_events_anew_and_moves_none(days: Days) -> None:
    days.run(*corpus())
    before = days.stored()
    days.run(flags={"importance.velocity": 0.9})
    after = days.stored()

    assert after[2] == before[2]
    assert [event.id for event in after[0]] == [event.id for event in before[0]]
    assert all(
        event.importance is not None and event.importance != old.importance
        for event, old in zip(after[0], before[0], strict=True)
    )


# --- bad input --------------------------------------------------------------------------------------------------------

ABROAD = (
    "انهار سد أورفيك بعد أمطار غزيرة وغمرت المياه المزارع وألقى رئيس البلدية باللوم على البوابات القديمة",
    "暴雨过后奥尔维克大坝决堤洪水淹没农田市长指责闸门年久失修居民连夜撤离到附近学校避难。",
    "เขื่อนออร์วิกแตกหลังฝนตกหนัก น้ำท่วมไร่นา นายกเทศมนตรีโทษประตูน้ำเก่า ชาวบ้านอพยพไปโรงเรียนใกล้เคียง",
    "Плотина Орвик прорвана после сильных дождей, вода затопила фермы, мэр винит старые затворы.",
)


def test_bad_articles_cost_no_identity_and_the_notes_say_what_they_are(days: Days) -> None:
    days.run(*corpus())
    before = {name: days.home(f"{name}-0") for name in SUBJECTS}
    bad = [
        told("bridge", 7, published=""),
        told("comet", 8, published="2024-01-01"),
        {"id": "word", "text": "Storm", "published": "2026-05-02"},
        *({"id": f"x{row}", "text": text, "published": "2026-05-03"} for row, text in enumerate(ABROAD)),
        *(
            told("salt", 9, id=f"copy{row}", url=f"https://paper.example/copy/{row}", publisher=f"Copy {row}")
            for row in range(110)
        ),
    ]
    report = days.run(*bad)

    assert report.status is RunStatus.DONE
    check_lineage(days)
    assert {name: days.home(f"{name}-0") for name in SUBJECTS} == before
    assert days.home("bridge-7") == before["bridge"]
    said = notes(report)
    assert "1 new article without a date" in said
    assert "1 new article came more than 60 days late" in said
    assert "of at most 5 words" in said
    assert "109 copies of it: they count once" in said
    again = days.stored()
    days.run()
    assert days.stored() == again


def test_a_workspace_without_any_usable_article_is_clustered_without_complaint(days: Days) -> None:
    report = days.run({"id": "one", "text": "Storm"}, {"id": "two", "text": "風"})

    assert report.status is RunStatus.DONE
    check_lineage(days)
    assert len(days.stored()[0]) == 2
    assert "2 new articles of at most 5 words" in notes(report)
