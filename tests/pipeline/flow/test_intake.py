"""Taking in from local servers, disks and nothing at all: what is stored, what is asked for again, what is said."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from benchmarks.newsroom import Answer, feed, host, made_up, page, serving, with_validator
from pipeline.flow.health import source_health
from pipeline.flow.intake import decide_all, take_in
from pipeline.flow.recorder import Recorder
from pipeline.ports import PollRepository, SeenEntry, SourceRow
from pipeline.run import new_run_id
from tests.workspaces import NOW, Listener, Space, make_space, story, write_articles

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from benchmarks.newsroom import Story
    from pipeline.flow.services import Services
    from pipeline.models import Article
    from pipeline.workspace import Value

STORIES = [made_up(Random(number), number, 3) for number in range(1, 6)]  # noqa: S311 - made-up texts
LOCAL: dict[str, Value] = {
    "fetch.private_hosts": [host(number) for number in range(9)],
    "fetch.min_gap_seconds": 0.0,
    "fetch.attempts": 1,
    "fetch.timeout_seconds": 2.0,
    "fetch.deadline_seconds": 3.0,
}


@dataclass(slots=True)
class Web:
    """A server whose answers a test changes. ``asked`` are the paths in order of asking, robots.txt left out."""

    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __call__(self, address: str, path: str, tag: str) -> Answer:
        if path != "/robots.txt":
            self.asked.append(path)
        answer = self.answers.get(f"{address}{path}", self.answers.get(path, Answer(status=404)))
        return with_validator(answer, tag) if answer.status == 200 else answer

    def url(self, path: str, site: int = 0) -> str:
        return f"http://{host(site)}:{self.port}{path}"


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web()
    with serving(web) as port:
        web.port = port
        yield web


@pytest.fixture
def space(tmp_path: Path) -> Space:
    (tmp_path / "cache").mkdir()
    return replace(make_space(tmp_path / "space", tmp_path / "cache"), flags=LOCAL)


def rss(*stories: Story, is_full: bool = True) -> Answer:
    body = feed("", stories or STORIES, is_full=is_full)
    return Answer(body, content_type="application/rss+xml")


def add(services: Services, *locations: str) -> None:
    services.sources.put(*(SourceRow(one, NOW) for one in locations))


def intake(services: Services, hours: float = 0, *locations: str) -> Recorder:
    now = NOW + timedelta(hours=hours)
    recorder = Recorder(new_run_id(now), now, services.runs, Listener(), lambda: now)
    services.runs.start(recorder.run_id, now)
    take_in(services, recorder, now, locations)
    return recorder


def articles(services: Services) -> Mapping[str, Article]:
    return {article.title: article for article in services.articles.newest()}


# --- polls ------------------------------------------------------------------------------------------------------------


def test_unchanged_feed_gives_nothing_and_is_not_sent_again(space: Space, web: Web) -> None:
    web.answers["/feed"] = rss()
    with space.services() as services:
        add(services, web.url("/feed"))
        assert intake(services).stages[0].items_out == 5
        assert intake(services, 1).stages[0].reused
        (row,) = services.sources.all()
        assert (row.articles, row.last_change) == (5, NOW)
        assert row.last_success == NOW + timedelta(hours=1)


def test_same_article_of_two_sources_is_one(space: Space, web: Web) -> None:
    web.answers["/a"] = rss(*STORIES[:3])
    web.answers["/b"] = rss(*STORIES[1:])
    with space.services() as services:
        add(services, web.url("/a"), web.url("/b"))
        intake(services)
        assert len(articles(services)) == 5


def test_only_what_changed_in_a_feed_is_dealt_with(space: Space, web: Web) -> None:
    web.answers["/feed"] = rss()
    with space.services() as services:
        add(services, web.url("/feed"))
        intake(services)
        edited = replace(
            STORIES[0], paragraphs=(*STORIES[0].paragraphs, "The council voted again on Friday.")
        )
        web.answers["/feed"] = rss(edited, *STORIES[1:])
        assert intake(services, 1).stages[0].items_out == 1
        assert articles(services)[edited.title].revision == 2


@pytest.mark.parametrize("guid", [STORIES[0].guid, "tag:another"])
def test_edit_that_its_source_takes_back_is_a_revision(space: Space, web: Web, guid: str) -> None:
    edited = replace(STORIES[0], paragraphs=(*STORIES[0].paragraphs, "The council resigned on Friday."))
    with space.services() as services:
        add(services, web.url("/feed"))
        for hours, given in enumerate((STORIES[0], edited, replace(STORIES[0], guid=guid))):
            web.answers["/feed"] = rss(given)
            intake(services, hours)
        article = articles(services)[STORIES[0].title]
        texts = services.articles.texts([(article.id, number) for number in (1, 2, 3)])
        assert list(texts.values()) == [STORIES[0].text, edited.text, STORIES[0].text]


def test_source_that_is_behind_does_not_take_back_what_another_gave(space: Space, web: Web) -> None:
    edited = replace(STORIES[0], paragraphs=(*STORIES[0].paragraphs, "The council resigned on Friday."))
    with space.services() as services:
        add(services, web.url("/behind"), web.url("/ahead"))
        web.answers |= {"/behind": rss(STORIES[0]), "/ahead": rss(edited)}
        intake(services)
        web.answers["/behind"] = rss(replace(STORIES[0], guid="tag:another"))
        intake(services, 1)
        assert articles(services)[STORIES[0].title].text == edited.text


def test_entry_that_a_feed_gives_twice_with_different_texts_comes_to_rest(space: Space, web: Web) -> None:
    edited = replace(STORIES[0], paragraphs=(*STORIES[0].paragraphs, "The council resigned on Friday."))
    with space.services() as services:
        add(services, web.url("/feed"))
        for hours in range(1, 5):
            web.answers["/feed"] = rss(STORIES[0], edited, STORIES[hours])
            intake(services, hours)
        assert articles(services)[STORIES[0].title].revision == 2


def test_feed_that_breaks_off_is_not_remembered_as_read(space: Space, web: Web) -> None:
    whole = rss()
    with space.services() as services:
        add(services, web.url("/feed"))
        web.answers["/feed"] = replace(whole, body=rss(*STORIES[:3]).body.removesuffix(b"</channel></rss>"))
        (skipped,) = intake(services).skipped
        assert "ends in the middle" in skipped.reason
        assert len(articles(services)) == 3
        web.answers["/feed"] = whole
        assert not services.sources.all()[0].fingerprint
        assert not intake(services, 1).skipped
        assert len(articles(services)) == 5


def test_dry_run_stores_nothing(space: Space, web: Web) -> None:
    web.answers["/feed"] = rss()
    with space.services() as services:
        add(services, web.url("/feed"))
        assert len(decide_all(services, NOW).new) == 5
        assert not services.articles.known()
        assert services.sources.all()[0].last_read is None


# --- pages ------------------------------------------------------------------------------------------------------------


def pages(web: Web) -> None:
    for one in STORIES:
        web.answers[one.path] = Answer(page("", one, 0))


def test_summaries_get_their_pages_once(space: Space, web: Web) -> None:
    web.answers["/feed"] = rss(is_full=False)
    pages(web)
    with space.services() as services:
        add(services, web.url("/feed"))
        intake(services)
        for one in STORIES:
            assert one.paragraphs[2].split(". ")[0] in articles(services)[one.title].text
        web.answers["/feed"] = rss(*reversed(STORIES), is_full=False)
        web.asked.clear()
        intake(services, 1)
        assert web.asked == ["/feed"]


def test_page_that_fails_leaves_the_summary_and_is_tried_again_so_often_and_no_more(
    space: Space, web: Web
) -> None:
    web.answers["/feed"] = rss(STORIES[0], is_full=False)
    web.answers[STORIES[0].path] = Answer(status=403)
    with space.services() as services:
        add(services, web.url("/feed"))
        notes = intake(services).notes
        assert any("the summary was kept" in note.reason for note in notes)
        for hours in range(1, 6):
            intake(services, hours)
        assert web.asked.count(STORIES[0].path) == services.settings.extraction.attempts
        assert len(articles(services)) == 1


def test_outage_of_the_server_of_pages_costs_no_text(space: Space, web: Web) -> None:
    web.answers["/feed"] = rss(STORIES[0], is_full=False)
    web.answers[STORIES[0].path] = Answer(status=503)
    with space.services() as services:
        add(services, web.url("/feed"))
        for hours in range(services.settings.extraction.attempts + 2):
            intake(services, hours)
        pages(web)
        intake(services, 24)
        assert STORIES[0].paragraphs[2].split(". ")[0] in articles(services)[STORIES[0].title].text


def test_pages_that_fail_do_not_keep_the_others_of_their_server_waiting(space: Space, web: Web) -> None:
    web.answers["/feed"] = rss(is_full=False)
    pages(web)
    web.answers |= {one.path: Answer(status=500) for one in STORIES[:2]}
    with space.services() as services:
        add(services, web.url("/feed"))
        intake(services)
        intake(services, 1)
        for one in STORIES[2:]:
            assert one.paragraphs[2].split(". ")[0] in articles(services)[one.title].text


def test_page_that_comes_back_makes_a_revision_of_the_summary(space: Space, web: Web) -> None:
    web.answers["/feed"] = rss(STORIES[0], is_full=False)
    web.answers[STORIES[0].path] = Answer(status=503)
    with space.services() as services:
        add(services, web.url("/feed"))
        intake(services)
        pages(web)
        intake(services, 1)
        assert articles(services)[STORIES[0].title].revision == 2
        assert STORIES[0].paragraphs[2].split(". ")[0] in articles(services)[STORIES[0].title].text


# --- failures ---------------------------------------------------------------------------------------------------------


def test_failing_source_is_left_alone_and_the_others_are_read(space: Space, web: Web) -> None:
    web.answers["/fine"] = rss()
    web.answers["/bad"] = Answer(status=500)
    with space.services() as services:
        add(services, web.url("/bad"), web.url("/fine"))
        assert [item.item for item in intake(services).skipped] == [web.url("/bad")]
        intake(services, 0.5)
        assert web.asked.count("/bad") == 1
        intake(services, 1.5)
        assert web.asked.count("/bad") == 2
        assert source_health(services, NOW)[0].row.location == web.url("/bad")


def test_feed_that_turns_into_a_page_is_a_failure_and_loses_nothing(space: Space, web: Web) -> None:
    web.answers["/feed"] = rss()
    with space.services() as services:
        add(services, web.url("/feed"))
        intake(services)
        web.answers["/feed"] = Answer(page("", STORIES[0], 1))
        assert len(intake(services, 1).skipped) == 1
        assert services.sources.all()[0].error_streak == 1
        assert len(articles(services)) == 5


def test_feed_that_is_the_same_after_a_failure_is_not_sent_again(space: Space, web: Web) -> None:
    web.answers["/feed"] = rss()
    with space.services() as services:
        add(services, web.url("/feed"))
        intake(services)
        web.answers["/feed"] = Answer(status=500)
        intake(services, 1)
        web.answers["/feed"] = rss()
        intake(services, 24)
        (row,) = services.sources.all()
        assert (row.error, row.last_success, row.last_change) == ("", NOW + timedelta(hours=24), NOW)
        web.answers["/feed"] = rss(*STORIES[:4], made_up(Random(9), 9, 3))  # noqa: S311 - made-up texts
        assert intake(services, 25).stages[0].items_out == 1


def test_gone_source_is_asked_again_only_by_name(space: Space, web: Web) -> None:
    web.answers["/feed"] = Answer(status=410)
    with space.services() as services:
        add(services, web.url("/feed"))
        intake(services)
        intake(services, 24 * 365)
        assert web.asked == ["/feed"]
        web.answers["/feed"] = rss()
        intake(services, 24 * 366, web.url("/feed"))
        assert services.sources.all()[0].next_due is None
        assert len(articles(services)) == 5


def test_source_that_moved_for_good_is_read_at_its_new_address(space: Space, web: Web) -> None:
    web.answers["/old"] = Answer(status=301, headers={"Location": web.url("/new")})
    web.answers["/new"] = rss()
    with space.services() as services:
        add(services, web.url("/old"))
        intake(services)
        assert services.sources.all()[0].address == web.url("/new")
        web.asked.clear()
        intake(services, 1)
        assert web.asked == ["/new"]


def test_unplugged_network_is_said_in_one_line_and_slows_no_source_down(space: Space, tmp_path: Path) -> None:
    with space.services() as services:
        # Nobody listens at port 9 of these addresses.
        dead = [f"http://{host(site)}:9/feed" for site in range(3)]
        add(services, *dead, str(write_articles(tmp_path / "a.jsonl", [story(1)])))
        recorder = intake(services)
        assert [item.item for item in recorder.skipped] == ["the network"]
        assert "3 sources" in recorder.skipped[0].reason
        assert len(articles(services)) == 1
        assert all(row.error_streak == 0 and row.next_due is None for row in services.sources.all())


def test_folder_that_disappears_is_a_failing_source_and_its_articles_stay(
    space: Space, tmp_path: Path
) -> None:
    folder = tmp_path / "watched"
    folder.mkdir()
    write_articles(folder / "a.jsonl", [story(1)])
    with space.services() as services:
        add(services, str(folder))
        intake(services, 1)
        known = len(articles(services))
        (folder / "a.jsonl").unlink()
        folder.rmdir()
        assert len(intake(services, 2).skipped) == 1
        assert services.sources.all()[0].error
        assert len(articles(services)) == known


# --- killed in between ------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """Stands for a process that is killed."""


@dataclass(frozen=True, slots=True)
class KillingPolls:
    """Polls that cannot be stored any more."""

    polls: PollRepository

    def add(self, polls: object) -> None:
        raise Killed

    def with_news(self, since: object) -> list[object]:
        raise Killed


class KillingEntries:
    """Entries that can be read, and not stored any more."""

    def seen(self, location: str) -> dict[str, SeenEntry]:
        assert location
        return {}

    def put(self, entries: object) -> None:
        raise Killed


@pytest.mark.parametrize("step", ["entries", "polls"])
def test_run_killed_between_two_steps_loses_nothing_and_doubles_nothing(
    space: Space, web: Web, step: str
) -> None:
    web.answers["/feed"] = rss(is_full=False)
    pages(web)
    with space.services() as services:
        add(services, web.url("/feed"))
        broken = {"entries": KillingEntries(), "polls": KillingPolls(services.polls)}[step]
        with pytest.raises(Killed):
            intake(replace(services, **{step: broken}))  # type: ignore[arg-type]  # one of two fields
        intake(services, 1)
        intake(services, 2)
        assert len(articles(services)) == 5
        assert all(article.revision == 1 for article in articles(services).values())
        assert not services.sources.all()[0].error
