"""Corrected and withdrawn articles, from the server that they came from to the reviewer's queue."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING

import pytest

from pipeline.flow import rechecking
from pipeline.flow.asking import Question, ask
from pipeline.flow.keeping import keep, stored_now
from pipeline.flow.recorder import Recorder
from pipeline.flow.reopening import reopened, withdraw
from pipeline.flow.searching import Searcher
from pipeline.models import Citation, Claim, RawArticle
from pipeline.ports import NoticeKind, Recheck, SourceRow, WriterContext
from pipeline.run import ingest, new_run_id, run
from pipeline.stages.ingest import ingest as decide
from tests.pipeline.cli.terminal import Terminal
from tests.pipeline.sources.servers import Answer, serving
from tests.store.builders import make_article, make_draft
from tests.workspaces import NOW, Listener, Space, make_space, story

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pydantic import JsonValue

    from pipeline.models import Article, Draft, RunReport, StageReport

COUNT = 4
FEED = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Papers</title>
{items}</channel></rss>"""
ITEM = """<item><title>{title}</title><link>{base}/{number}</link><guid>g{number}</guid>
<pubDate>Fri, 01 May 2026 08:00:00 GMT</pubDate><source url="https://paper{number}.example">Paper {number}</source>
<content:encoded><![CDATA[<p>{text}</p>]]></content:encoded></item>"""


@dataclass(slots=True)
class Outlet:
    """A local server of a feed and its pages, and the workspace that reads it."""

    answers: dict[str, Answer]
    base: str
    space: Space

    def show(self, number: int, text: str, status: int = 200) -> None:
        """Put a text on the page of a story."""
        heading = escape(title(number))
        paragraphs = "".join(f"<p>{escape(each)}</p>" for each in text.split("\n\n"))
        body = f"<html><head><title>{heading}</title></head><body><article><h1>{heading}</h1>{paragraphs}</article>"
        headers = {"Content-Type": "text/html; charset=utf-8"}
        self.answers[f"/{number}"] = Answer(body.encode(), status, headers)

    def run(self, days: float) -> RunReport:
        at = NOW + timedelta(days=days)
        with self.space.services() as services:
            return run(services, Listener(), lambda: at, new_run_id(at))

    def draft(self) -> Draft:
        with self.space.services() as services:
            return max(services.drafts.all_latest(), key=lambda draft: len(draft.sources))

    def cited(self, number: int) -> str:
        """The id of the article of a story that the draft cites."""
        return next(each.article_id for each in self.draft().sources if each.url == f"{self.base}/{number}")

    def kinds(self) -> list[NoticeKind]:
        with self.space.services() as services:
            return [notice.kind for notice in services.notices.all()]

    def terminal(self, days: float) -> Terminal:
        return Terminal(self.space.root, clock=lambda: NOW + timedelta(days=days))


def title(number: int) -> str:
    return story(number)["title"]


def text(number: int) -> str:
    return story(number)["text"]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Iterator[Outlet]:
    """An outlet whose stories made a draft."""
    answers: dict[str, Answer] = {}
    with serving(answers, []) as base:
        space = make_space(tmp_path_factory.mktemp("outlet") / "space", model_cache)
        for path in (space.root / "topics").iterdir():
            path.unlink()
        settings = '[fetch]\nprivate_hosts = ["127.0.0.1"]\nmin_gap_seconds = 0\nattempts = 1\n'
        (space.root / "throughline.toml").write_text(settings, "utf-8")
        outlet = Outlet(answers, base, space)
        items = [
            ITEM.format(title=title(number), base=base, number=number, text=text(number))
            for number in range(1, COUNT + 1)
        ]
        answers["/feed.xml"] = Answer(FEED.format(items="".join(items)).encode())
        with space.services() as services:
            services.sources.put(SourceRow(f"{base}/feed.xml", NOW))
        outlet.run(0)
        yield outlet


def copied(outlet: Outlet, root: Path) -> Outlet:
    """A copy of its workspace; all pages are there and as they were."""
    shutil.copytree(outlet.space.root, root, symlinks=True)
    own = replace(outlet, space=replace(outlet.space, root=root))
    for number in range(1, COUNT + 1):
        own.show(number, text(number))
    return own


@pytest.fixture
def outlet(written: Outlet, tmp_path: Path) -> Outlet:
    return copied(written, tmp_path / "space")


@pytest.fixture(scope="module")
def taken_in(written: Outlet, tmp_path_factory: pytest.TempPathFactory) -> Outlet:
    """The outlet after its feed changed a figure, taken in but not yet written about."""
    own, feed = copied(written, tmp_path_factory.mktemp("taken-in") / "space"), written.answers["/feed.xml"]
    edit_feed(own, "about $6 million", "about $9 million")
    take_in(own)
    written.answers["/feed.xml"] = feed
    return own


@pytest.fixture
def edited(taken_in: Outlet, tmp_path: Path) -> Outlet:
    return copied(taken_in, tmp_path / "space")


def take_in(outlet: Outlet) -> RunReport:
    """Only take in what the feed has two hours later."""
    at = NOW + timedelta(hours=2)
    with outlet.space.services() as services:
        return ingest(services, Listener(), lambda: at, new_run_id(at), ())


def only(document: Mapping[str, JsonValue], name: str) -> dict[str, JsonValue]:
    """The one entry of a list of a document."""
    found = document[name]
    assert isinstance(found, list)
    [entry] = found
    assert isinstance(entry, dict)
    return entry


def shown(outlet: Outlet, *versions: int) -> list[tuple[int, NoticeKind, int]]:
    """Version, kind and number of claims of what is reopened, among these versions or the newest ones."""
    with outlet.space.services() as services:
        slug = outlet.draft().slug
        drafts = [draft for version in versions if (draft := services.drafts.get(slug, version)) is not None]
        found = reopened(services, drafts or None)
    return [(one.version, one.kind, len(one.claims)) for one in found]


def edit_feed(outlet: Outlet, old: str, new: str) -> None:
    feed = outlet.answers["/feed.xml"]
    outlet.answers["/feed.xml"] = replace(feed, body=feed.body.replace(old.encode(), new.encode()))


# --- pages looked at again --------------------------------------------------------------------------------------------


def test_pages_that_are_as_they_were_are_no_news(outlet: Outlet) -> None:
    report = outlet.run(1.1)
    assert [stage.note for stage in report.stages if stage.name == "rechecks"] == ["4 same"]
    assert (outlet.kinds(), report.notes, report.drafts) == ([], (), ())
    again = outlet.run(1.2)
    assert not {"rechecks", "reopened"} & {stage.name for stage in again.stages}


def test_corrected_page_becomes_a_revision_that_reopens_and_then_renews_the_draft(outlet: Outlet) -> None:
    outlet.show(4, text(4).replace("about $6 million", "about $9 million"))
    article_id, slug = outlet.cited(4), outlet.draft().slug
    report = outlet.run(1.1)
    assert outlet.kinds() == [NoticeKind.REVISED]
    [note] = [note for note in report.notes if note.item == f"draft {slug} v001"]
    assert note.reason == f"2 claims rest on text that “{title(4)}” has changed"
    assert report.drafts == (f"{slug}/v002",)
    assert shown(outlet) == []
    assert shown(outlet, 1) == [(1, NoticeKind.REVISED, 2)]
    with outlet.space.services() as services:
        article = services.articles.get(article_id)
        assert article is not None
        assert (article.revision, "about $9 million" in article.text) == (2, True)
    assert not [claim for claim in outlet.draft().claims() if "$6 million" in claim.text]


def test_page_that_is_gone_twice_withdraws_the_article_until_it_is_back(outlet: Outlet) -> None:
    slug = outlet.draft().slug
    outlet.show(4, "Not found", status=404)
    outlet.run(1.1)
    assert outlet.kinds() == []
    report = outlet.run(2.2)
    assert outlet.kinds() == [NoticeKind.WITHDRAWN]
    [note] = [note for note in report.notes if note.item == f"draft {slug} v001"]
    assert note.reason.endswith("was withdrawn: its page was gone on 1 July 2026 and on 2 July 2026")
    assert report.drafts == (f"{slug}/v002",)
    assert f"{outlet.base}/4" not in {source.url for source in outlet.draft().sources}
    assert shown(outlet) == []
    outlet.show(4, text(4))
    outlet.run(4.2)
    assert outlet.kinds() == [NoticeKind.WITHDRAWN, NoticeKind.RETURNED]


def test_page_that_says_it_was_retracted_withdraws_at_once_with_its_words(outlet: Outlet) -> None:
    outlet.show(4, "This story has been retracted because its figures were made up.\n\n" + text(4))
    outlet.run(1.1)
    with outlet.space.services() as services:
        [notice] = services.notices.all()
        assert services.notices.withdrawn() == {notice.article_id}
    assert "“This story has been retracted because its figures were made up”" in notice.reason


@pytest.mark.parametrize(("status", "note"), [(403, "4 unknown"), (503, "1 unknown"), (429, "1 unknown")])
def test_page_that_cannot_be_fetched_is_no_news_and_tried_again(
    outlet: Outlet, status: int, note: str
) -> None:
    for number in range(1, COUNT + 1):
        outlet.show(number, "Go away", status=status)
    for days in (1.1, 2.2):
        report = outlet.run(days)
        assert [stage.note for stage in report.stages if stage.name == "rechecks"] == [note]
    assert outlet.kinds() == []


def looked_again(space: Space, *articles: Article) -> tuple[list[StageReport], dict[str, Recheck]]:
    """What a look at articles, cited by a draft made by hand, leaves behind."""
    with space.services() as services:
        services.articles.add(articles, [b"\x01" * 16] * len(articles))
        citations = [Citation(each.id, 1, 0, 3, each.text[:3]) for each in articles]
        claims = tuple(Claim(each.article_id, "A claim.", (each,)) for each in citations)
        services.drafts.add(replace(make_draft("bridge"), takeaways=claims), "key")
        recorder = Recorder("r1", NOW, services.runs, Listener(), lambda: NOW)
        services.runs.start("r1", NOW)
        rechecking.look_again(services, recorder, NOW + timedelta(days=1))
        return recorder.stages, services.rechecks.all()


def test_articles_that_came_from_a_file_are_never_looked_for_on_the_network(
    written: Outlet, model_cache: Path, tmp_path: Path
) -> None:
    article = replace(make_article("a1"), url=f"{written.base}/1", source="news/all.jsonl", ingested=NOW)
    stages, rechecks = looked_again(make_space(tmp_path / "space", model_cache), article)
    assert (stages, rechecks) == ([], {"a1": Recheck("a1", 1)})


def test_host_that_gives_no_answer_is_asked_once_and_again_at_the_next_run(
    model_cache: Path, tmp_path: Path
) -> None:
    with serving({}, []) as base:
        pass  # nobody answers there any more
    articles = [
        replace(make_article(key), url=f"{base}/{key}", source=f"{base}/feed.xml", ingested=NOW)
        for key in ("a1", "a2", "a3")
    ]
    stages, rechecks = looked_again(make_space(tmp_path / "space", model_cache), *articles)
    assert [(stage.items_in, stage.items_out, stage.note) for stage in stages] == [(3, 0, "1 unknown")]
    waiting = NOW + timedelta(days=1)
    assert [rechecks[key].next_due for key in ("a1", "a2", "a3")] == [
        waiting + timedelta(days=1),
        waiting,
        waiting,
    ]


# --- what sources say -------------------------------------------------------------------------------------------------


def test_revision_in_which_all_claims_stand_is_counted_and_reopens_nothing(outlet: Outlet) -> None:
    before = outlet.answers["/feed.xml"]
    edit_feed(
        outlet, "Ferries to Skerry Point took 5,400", "That is a guess. Ferries to Skerry Point took 5,400"
    )
    report = take_in(outlet)
    outlet.answers["/feed.xml"] = before
    [stage] = [stage for stage in report.stages if stage.name == "reopened"]
    assert (stage.items_out, stage.note) == (0, "1 article revised, claims stand")
    assert (outlet.kinds(), shown(outlet), report.notes) == ([NoticeKind.REVISED], [], ())


def test_withdrawn_articles_are_evidence_for_nothing(outlet: Outlet) -> None:
    article_id, slug = outlet.cited(4), outlet.draft().slug
    with outlet.space.services() as services:
        events = services.clusters.events()
        withdraw(services, [article_id, "unknown"], NOW + timedelta(hours=1))
        withdraw(services, [article_id], NOW + timedelta(hours=2))
    assert outlet.kinds() == [NoticeKind.WITHDRAWN]
    assert outlet.run(0.1).drafts == (f"{slug}/v002",)
    assert article_id not in {citation.article_id for citation in outlet.draft().citations()}
    assert article_id not in {source.article_id for source in outlet.draft().sources}
    with outlet.space.services() as services:
        assert [event.id for event in services.clusters.events()] == [event.id for event in events]
    assert outlet.run(0.2).drafts == ()


def test_article_that_its_feed_says_was_deleted_is_withdrawn_once(outlet: Outlet) -> None:
    stone = RawArticle("feed#1", "", url=f"{outlet.base}/4", is_withdrawn=True)
    with outlet.space.services() as services:
        for hours in (1, 2):
            result = decide([stone], stored_now(services), services.settings.ingest, NOW)
            keep(services, result, NOW + timedelta(hours=hours))
        [notice] = services.notices.all()
    assert (notice.article_id, notice.kind, notice.at) == (
        outlet.cited(4),
        NoticeKind.WITHDRAWN,
        NOW + timedelta(hours=1),
    )
    assert shown(outlet)[0][:2] == (1, NoticeKind.WITHDRAWN)


def test_questions_are_not_answered_from_withdrawn_articles(outlet: Outlet) -> None:
    question = Question("How much would repairs of the Millbrook Bridge cost?")
    context = WriterContext("r1", NOW.date(), print)
    with outlet.space.services() as services:
        searcher = Searcher(services)
        assert ask(searcher, question, context) is not None
        withdraw(services, list(services.articles.known()), NOW)
        assert ask(searcher, question, context) is None


def test_draft_without_enough_articles_left_stays_reopened(outlet: Outlet) -> None:
    with outlet.space.services() as services:
        withdraw(services, [outlet.cited(3), outlet.cited(4)], NOW + timedelta(hours=1))
    assert outlet.run(0.1).drafts == ()
    assert {kind for _, kind, _ in shown(outlet)} == {NoticeKind.WITHDRAWN}


# --- the reviewer -----------------------------------------------------------------------------------------------------


def test_reopened_draft_is_listed_and_shown_with_what_no_longer_stands(edited: Outlet) -> None:
    slug, terminal = edited.draft().slug, edited.terminal(0.2)
    listed = terminal("review", "list")
    assert "reopened" in listed.output
    assert f"{slug} is reopened: 2 claims rest on text that “{title(4)}” has changed." in listed.messages
    output = terminal("review", "show", slug).output
    assert "it quotes: “The Harbor Authority said repairs would cost about $6 million" in output
    assert "now there: “The Harbor Authority said repairs would cost about $9 million" in output


def test_reopened_draft_is_told_as_documents(edited: Outlet) -> None:
    slug, terminal = edited.draft().slug, edited.terminal(0.2)
    entry = only(terminal("review", "list", "--json").document(), "drafts")
    assert entry["state"] == "reopened"
    assert entry["reasons"] == [f"2 claims rest on text that “{title(4)}” has changed"]
    one = only(terminal("review", "show", slug, "--json").document(), "reopened")
    assert (one["kind"], one["version"], one["article_id"]) == ("revised", 1, edited.cited(4))


def test_decision_made_after_the_notice_closes_the_draft(edited: Outlet) -> None:
    slug = edited.draft().slug
    assert edited.terminal(0.2)("review", "approve", slug, "--note", "The figure is not ours.").code == 0
    assert shown(edited) == []
    assert "approved" in edited.terminal(0.3)("review", "list").output


def test_approved_draft_that_is_reopened_stays_published_and_is_named(edited: Outlet) -> None:
    slug = edited.draft().slug
    assert edited.terminal(0.05)("review", "approve", slug).code == 0
    assert "reopened" in edited.terminal(0.2)("review", "list").output
    result = edited.terminal(0.2)("publish", "--to", "site")
    assert result.code == 0
    assert f"- {slug}/v001: 2 claims rest on text that" in result.messages
    assert (edited.space.root / "site" / "insights" / slug / "v001.html").is_file()
    assert only(edited.terminal(0.2)("publish", "--json").document(), "reopened")["slug"] == slug
