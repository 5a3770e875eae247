"""The main path end to end: on the bundled corpus, again, after a kill, and on bad input."""

from __future__ import annotations

import json
import os
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pipeline.documents import draft_from_json
from pipeline.errors import ModelRefusedError, StoreTooNewError, WorkspaceError
from pipeline.flow import indexing, intake
from pipeline.flow.recorder import Recorder
from pipeline.models import RunStatus, Verdict
from pipeline.run import draft as draft_themes
from pipeline.text.edits import apply_edits
from pipeline.workspace import demo_corpus
from tests.workspaces import NOW, Listener, Space, make_space, story, write_articles

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.models import Draft
    from pipeline.workspace import Value


@pytest.fixture
def space(tmp_path: Path, model_cache: Path, demo: Space) -> Space:  # noqa: ARG001 - it fills the cache
    space = make_space(tmp_path / "space", model_cache)
    for path in (space.root / "topics").iterdir():
        path.unlink()  # where nothing is tracked, every theme may have a piece
    return space


def drafts_on_disk(space: Space) -> list[Draft]:
    paths = sorted((space.root / "outputs" / "insights").glob("*/v*.json"))
    return [draft_from_json(path.read_text("utf-8")) for path in paths]


# --- the bundled corpus -----------------------------------------------------------------------------------------------


def test_demo_gives_several_insights_with_their_files(demo: Space) -> None:
    drafts = drafts_on_disk(demo)
    assert len(drafts) >= 3
    for draft in drafts:
        stem = demo.root / "outputs" / "insights" / draft.slug / f"v{draft.version:03d}"
        assert stem.with_suffix(".md").is_file()
        assert stem.with_suffix(".html").is_file()
        assert draft.title
        assert len(draft.tldr.claims) >= 3
        assert len(draft.sections) >= 2
    assert (demo.root / "outputs" / "index.html").is_file()


def test_every_citation_of_every_demo_draft_is_exact(demo: Space) -> None:
    with demo.services() as services:
        for draft in drafts_on_disk(demo):
            cited = [citation for claim in draft.claims() for citation in claim.citations]
            texts = services.articles.texts([(citation.article_id, citation.revision) for citation in cited])
            assert cited
            for citation in cited:
                text = texts[citation.article_id, citation.revision]
                assert text[citation.start : citation.end] == citation.quote


def test_every_claim_has_a_verdict_and_extractive_ones_can_be_replayed(demo: Space) -> None:
    for draft in drafts_on_disk(demo):
        for claim in draft.claims():
            assert claim.verdict is not Verdict.UNSUPPORTED
            if claim.verbatim:
                assert apply_edits(claim.citations[0].quote, claim.edits) == claim.text


def test_no_demo_draft_tells_a_fact_twice_in_its_text(demo: Space) -> None:
    for draft in drafts_on_disk(demo):
        texts = [claim.text for claim in draft.tldr.claims]
        texts += [claim.text for section in draft.sections for part in section.paragraphs for claim in part]
        assert len(texts) == len(set(texts))


def test_noise_reaches_no_demo_draft(demo: Space) -> None:
    for draft in drafts_on_disk(demo):
        titles = " ".join(source.title for source in draft.sources).casefold()
        assert not any(word in titles for word in ("ferry", "soup", "marathon", "tomatoes", "orchestra"))


def test_some_demo_piece_connects_two_domains_with_evidence_from_both_ends(demo: Space) -> None:
    connections = [connection for draft in drafts_on_disk(demo) for connection in draft.connections]
    assert connections
    for connection in connections:
        assert connection.domains[0] != connection.domains[1]
        ends = {connection.from_claim.citations[0].article_id, connection.to_claim.citations[0].article_id}
        assert len(ends) == 2
        assert {citation.article_id for citation in connection.why.citations} == ends


def test_edited_article_of_the_demo_is_a_revision_and_copies_are_grouped(demo: Space) -> None:
    with demo.services() as services:
        articles = services.articles.newest()
    assert len(articles) == 120
    assert sum(article.revision == 2 for article in articles) == 6
    sizes = sorted(
        sum(other.group_id == article.id for other in articles)
        for article in articles
        if article.is_representative
    )
    assert [size for size in sizes if size > 1] == [2, 2, 2, 3, 3, 3, 4]


def test_second_run_with_nothing_new_does_nothing(demo: Space) -> None:
    listener = Listener()
    report = demo.run(listener)
    assert report.status is RunStatus.DONE
    assert report.drafts == ()
    assert all(stage.reused or stage.name == "index" for stage in listener.stages.values())
    assert listener.stages["index"].note == "unchanged"
    assert "events" not in listener.stages


def test_same_articles_in_another_workspace_give_the_same_pieces(
    demo: Space, tmp_path: Path, model_cache: Path
) -> None:
    other = make_space(tmp_path / "other", model_cache, demo=True)
    other.add_sources(*demo_corpus())
    other.run()

    def content(space: Space) -> list[Draft]:
        return [replace(d, provenance=replace(d.provenance, run_id="")) for d in drafts_on_disk(space)]

    assert content(other) == content(demo)


# --- going on ---------------------------------------------------------------------------------------------------------


def test_interrupted_run_is_continued_by_the_next(space: Space, tmp_path: Path) -> None:
    space.add_sources(write_articles(tmp_path / "a.jsonl", [story(number) for number in range(6)]))
    with space.services() as services:
        recorder = Recorder("killed", NOW, services.runs, Listener(), lambda: NOW)
        services.runs.start("killed", NOW)
        intake.take_in(services, recorder, NOW)
        indexing.chunk_articles(services, recorder)
    listener = Listener()
    space.run(listener)
    assert listener.stages["ingest"].reused
    assert listener.stages["chunk"].reused
    assert listener.stages["embed"].items_out > 0


def test_new_evidence_makes_a_new_version_and_leaves_the_old_one_as_it_was(
    space: Space, tmp_path: Path
) -> None:
    space.add_sources(write_articles(tmp_path / "a.jsonl", [story(number) for number in range(5)]))
    first = space.run()
    before = {path: path.read_bytes() for path in (space.root / "outputs").rglob("v001.*")}
    assert [name.split("/")[1] for name in first.drafts] == ["v001"]
    first_report = story(1)
    added = " The Harbor Authority put the cost of the bridge at $9 million after divers found rust on 14 pillars."
    edited = {**first_report, "text": first_report["text"] + added}
    space.add_sources(write_articles(tmp_path / "b.jsonl", [edited]))
    second = space.run()
    assert [name.split("/")[1] for name in second.drafts] == ["v002"]
    assert {path: path.read_bytes() for path in before} == before


def test_one_more_report_of_the_same_facts_leaves_the_piece_alone_and_says_so(
    space: Space, tmp_path: Path
) -> None:
    space.add_sources(write_articles(tmp_path / "a.jsonl", [story(number) for number in range(3)]))
    space.run()
    again = (
        "Engineers closed the Millbrook Bridge on May 1 after they found cracks in its deck. "
        "Repairs would cost about $3 million and take until September 2026, the Harbor Authority said. "
        "Drivers must use the northern crossing, which adds 20 minutes to the way into Millbrook."
    )
    space.add_sources(write_articles(tmp_path / "b.jsonl", [story(9, text=again)]))
    report = space.run()
    assert report.drafts == ()
    assert report.status is RunStatus.DONE
    assert any("restate version 1" in note.reason for note in report.notes)


def test_update_says_what_is_new_and_marks_the_claims_that_rest_on_it(space: Space, tmp_path: Path) -> None:
    space.add_sources(write_articles(tmp_path / "a.jsonl", [story(number) for number in range(3)]))
    first = space.run()
    divers = (
        "Engineers closed the Millbrook Bridge on May 1 after they found cracks in its deck. "
        "Divers found rust on 14 pillars of the Millbrook Bridge on May 2, said the Harbor Authority. "
        "The Harbor Authority now puts the repairs of the Millbrook Bridge at $31 million. "
        "The Millbrook Bridge will stay closed until March 2027, the Harbor Authority said."
    )
    ferries = (
        "Engineers closed the Millbrook Bridge on May 1 after they found cracks in its deck. "
        "Lunde Lines added two ferries between Millbrook and Skerry Point on May 2. "
        "The Millbrook council voted 8-3 to waive business rates near the closed Millbrook Bridge. "
        "Shops in Millbrook Lower Town lost 40% of their sales in the first week, said the Chamber of Trade."
    )
    more = [story(20, text=divers, day=2), story(21, text=ferries, day=2)]
    space.add_sources(write_articles(tmp_path / "b.jsonl", more))
    second = space.run()
    assert [name.split("/")[1] for name in second.drafts] == ["v002"]
    draft = next(each for each in drafts_on_disk(space) if each.version == 2)
    assert draft.news is not None
    assert draft.news.since_version == 1
    fresh = [claim for claim in draft.claims() if claim.id in draft.news.claims]
    new_sources = {
        source.article_id for source in draft.sources if source.publisher in {"Paper 20", "Paper 21"}
    }
    assert len(fresh) >= 2
    assert all(new_sources & {one.article_id for one in claim.citations} for claim in fresh)
    text = (space.root / "outputs" / "insights" / f"{second.drafts[0]}.md").read_text("utf-8")
    assert "New since version 1" in text
    assert "*(new)*" in text
    old = (space.root / "outputs" / "insights" / f"{first.drafts[0]}.md").read_text("utf-8")
    assert "New since" not in old


def test_piece_asked_for_by_its_theme_is_written_although_little_is_new(space: Space, tmp_path: Path) -> None:
    space.add_sources(write_articles(tmp_path / "a.jsonl", [story(number) for number in range(3)]))
    space.run()
    more = (
        "Engineers closed the Millbrook Bridge on May 1 after they found cracks in its deck. "
        "The Millbrook Bridge will stay closed until March 2027, the Harbor Authority said on May 2."
    )
    space.add_sources(write_articles(tmp_path / "b.jsonl", [story(20, text=more, day=2)]))
    assert space.run().drafts == ()
    with space.services() as services:
        theme = services.clusters.themes()[0]
        report = draft_themes(services, Listener(), lambda: NOW, "again", [theme.id])
    assert [name.split("/")[1] for name in report.drafts] == ["v002"]


def test_deleted_output_is_written_again_from_the_store(space: Space, tmp_path: Path) -> None:
    space.add_sources(write_articles(tmp_path / "a.jsonl", [story(number) for number in range(5)]))
    space.run()
    path = next((space.root / "outputs").rglob("v001.md"))
    text = path.read_text("utf-8")
    path.unlink()
    space.run()
    assert path.read_text("utf-8") == text


def test_named_theme_can_be_drafted_alone(space: Space, tmp_path: Path) -> None:
    space.add_sources(write_articles(tmp_path / "a.jsonl", [story(number) for number in range(5)]))
    space.run()
    with space.services() as services:
        theme = services.clusters.themes()[0]
        report = draft_themes(services, Listener(), lambda: NOW, "again", [theme.id])
    assert report.drafts == ()  # nothing changed, so nothing is written


# --- bad input --------------------------------------------------------------------------------------------------------


def test_empty_corpus_is_no_error(space: Space) -> None:
    report = space.run()
    assert report.status is RunStatus.DONE
    assert report.drafts == ()


def test_corpus_of_one_article_gives_no_piece_and_no_error(space: Space, tmp_path: Path) -> None:
    space.add_sources(write_articles(tmp_path / "a.jsonl", [story(1)]))
    assert space.run().drafts == ()


def test_corpus_in_which_nothing_belongs_together_gives_no_piece(space: Space, tmp_path: Path) -> None:
    texts = [
        "Leeks want a long, slow start in butter before the beans go in.",
        "The marathon field of 4,000 set off in driving rain at nine.",
        "Copper sheets for the museum roof arrived by barge from Skerry.",
        "The night train returns after eleven years without sleepers.",
    ]
    articles = [story(number, text=text, title=text) for number, text in enumerate(texts)]
    space.add_sources(write_articles(tmp_path / "a.jsonl", articles))
    assert space.run().drafts == ()


def test_broken_line_is_skipped_and_named_and_the_rest_is_taken(space: Space, tmp_path: Path) -> None:
    path = write_articles(tmp_path / "a.jsonl", [story(number) for number in range(4)])
    path.write_text(path.read_text("utf-8") + "{broken\n" + json.dumps(story(9)) + "\n", "utf-8")
    space.add_sources(path)
    report = space.run()
    assert report.status is RunStatus.PARTIAL
    assert [item.item for item in report.skipped] == [f"{path}:5"]
    with space.services() as services:
        assert len(services.articles.newest()) == 5


def test_missing_source_is_named_and_the_others_are_read(space: Space, tmp_path: Path) -> None:
    space.add_sources(tmp_path / "nowhere.jsonl", write_articles(tmp_path / "a.jsonl", [story(1)]))
    report = space.run()
    assert report.status is RunStatus.PARTIAL
    assert "nowhere.jsonl" in report.skipped[0].item
    with space.services() as services:
        assert len(services.articles.newest()) == 1


def test_article_without_a_date_and_one_from_the_future_are_kept_and_noted(
    space: Space, tmp_path: Path
) -> None:
    undated = {**story(1), "published": ""}
    future = {**story(2), "published": "2031-01-01"}
    space.add_sources(write_articles(tmp_path / "a.jsonl", [undated, future]))
    report = space.run()
    with space.services() as services:
        assert [article.published for article in services.articles.newest()] == [None, None]
    assert any("future" in note.reason for note in report.notes)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_unwritable_outputs_folder_is_an_error_that_says_so(space: Space, tmp_path: Path) -> None:
    space.add_sources(write_articles(tmp_path / "a.jsonl", [story(number) for number in range(5)]))
    outputs = space.root / "outputs"
    outputs.mkdir(mode=0o500)
    with pytest.raises(WorkspaceError, match="Cannot write"):
        space.run()


def test_outputs_folder_that_is_a_file_is_an_error_that_says_so(space: Space, tmp_path: Path) -> None:
    space.add_sources(write_articles(tmp_path / "a.jsonl", [story(number) for number in range(5)]))
    (space.root / "outputs").write_text("in the way", "utf-8")
    with pytest.raises(WorkspaceError, match="Cannot write"):
        space.run()


def test_corrupt_index_is_rebuilt_and_said_so(space: Space, tmp_path: Path) -> None:
    space.add_sources(write_articles(tmp_path / "a.jsonl", [story(number) for number in range(4)]))
    space.run()
    for path in (space.root / ".throughline" / "index").rglob("*"):
        if path.is_file() and path.name != "lock":
            path.write_bytes(b"garbage")
    listener = Listener()
    space.run(listener)
    assert listener.stages["index"].note.startswith("rebuilt")


def test_store_of_a_newer_version_is_refused(space: Space) -> None:
    space.run()
    with sqlite3.connect(space.root / ".throughline" / "store.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreTooNewError):
        space.run()


def test_model_without_a_key_is_refused_before_any_work(space: Space) -> None:
    wanting = replace(space, flags={"writer.kind": "llm"})
    with pytest.raises(ModelRefusedError, match="OPENAI_API_KEY"), wanting.services():
        pass


def test_unreachable_model_leaves_no_draft_and_the_next_run_tries_again(space: Space, tmp_path: Path) -> None:
    space.add_sources(write_articles(tmp_path / "a.jsonl", [story(number) for number in range(5)]))
    nobody = {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "OPENAI_API_KEY": "none"}
    flags: dict[str, Value] = {"writer.kind": "llm", "writer.attempts": 1, "writer.deadline_seconds": 5.0}
    report = replace(space, environment=nobody, flags=flags).run()
    assert report.status is RunStatus.FAILED
    assert report.drafts == ()
    assert not drafts_on_disk(space)
    assert "insight" in report.skipped[0].item
    assert len(space.run().drafts) == 1
