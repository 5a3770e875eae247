"""The extractive writer: every sentence from a source, no fact twice, parts without material left out and named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.models import Basis, Draft, Horizon, InsightPlan, Sentiment, Verdict
from pipeline.ports import WriterContext
from pipeline.stages.verify import verify
from pipeline.text.edits import apply_edits
from pipeline.writers.extractive.headline import clean_title, is_statement
from pipeline.writers.extractive.lines import Shelf, make_lines
from pipeline.writers.extractive.timeline import make_timeline
from pipeline.writers.extractive.tone import sentiment
from pipeline.writers.extractive.writer import ExtractiveWriter
from tests.factories import SAMPLE_ARTICLES, make_plan, sample_texts

CONTEXT = WriterContext("run-1", date(2026, 5, 1), lambda _: None)


def written(plan: InsightPlan | None = None) -> Draft:
    return ExtractiveWriter().write(plan or make_plan(), CONTEXT)


def test_every_sourced_claim_is_its_quotation_with_recorded_edits() -> None:
    texts = sample_texts()
    for claim in written().claims():
        for citation in claim.citations:
            assert (
                texts[citation.article_id, citation.revision][citation.start : citation.end] == citation.quote
            )
        if claim.basis is Basis.SOURCED:
            assert claim.verbatim
            assert apply_edits(claim.citations[0].quote, claim.edits) == claim.text


def test_draft_passes_verification_whole() -> None:
    texts = sample_texts()
    days = {article.id: article.published for article in SAMPLE_ARTICLES}
    checked = verify(written(), lambda key, revision: texts.get((key, revision)), days.get, lambda *_: None)
    assert checked.dropped == ()
    assert checked.draft.verification.unsupported == 0
    assert all(claim.verdict in (Verdict.SUPPORTED, Verdict.PARTIAL) for claim in checked.draft.claims())


def test_connection_cites_both_ends_and_names_the_shared_ground() -> None:
    (connection,) = written().connections
    assert connection.why.basis is Basis.INFERRED
    assert "Ministry of Trade" in connection.why.text
    cited = {citation.article_id for citation in connection.why.citations}
    assert cited == {
        connection.from_claim.citations[0].article_id,
        connection.to_claim.citations[0].article_id,
    }


def test_same_plan_gives_the_same_draft() -> None:
    assert written() == written()


def test_headline_comes_from_the_sources_and_the_dek_says_how_far_the_story_went() -> None:
    draft = written()
    assert "Ministry orders location checks for export chips" in draft.title
    assert draft.dek == (
        "2 developments in 3 days, from “Ministry orders location checks for export chips” (8 April 2026) to "
        "“Makers say chip order comes too early” (10 April 2026); Northwind Semiconductor is named in both; "
        "the piece draws on 4 articles from 4 publishers, 8 April to 20 April 2026."
    )


def test_deadline_ahead_makes_the_panel() -> None:
    draft = written()
    assert draft.impact.horizon in (Horizon.MEDIUM, Horizon.SHORT)
    assert draft.impact.action is not None
    assert "must report its location" in draft.impact.action.text


def test_parts_without_material_are_named_among_the_gaps() -> None:
    draft = written()
    assert draft.tables == ()
    assert any("compare" in gap for gap in draft.gaps)
    assert any("no objection" in gap for gap in draft.gaps)


def test_gaps_name_the_newest_report_and_the_missing_connection() -> None:
    plan = make_plan()
    alone = written(replace(plan, dossiers=plan.dossiers[:1], connections=()))
    assert any("no connection is drawn" in gap for gap in alone.gaps)
    assert any("newest report drawn on is of 10 April 2026" in gap for gap in alone.gaps)
    assert not any("no connection is drawn" in gap for gap in written().gaps)


def test_piece_of_a_single_publisher_says_so_once() -> None:
    plan = make_plan()
    dossier = replace(plan.dossiers[0], publishers=("Harbor Gazette",))
    gaps = written(replace(plan, dossiers=(dossier,), connections=())).gaps
    assert [gap for gap in gaps if "alone" in gap] == [
        "All of it rests on Harbor Gazette alone; no independent report is in the corpus."
    ]


def test_brief_is_titled_by_its_question() -> None:
    assert written(make_plan("What does the chip order cost?")).title == "What does the chip order cost?"


def test_fact_once_told_is_not_fresh_again() -> None:
    lines = make_lines(make_plan().dossiers)
    shelf = Shelf(lines)
    assert shelf.take([lines[0], lines[0]], 5) == [lines[0]]
    assert not shelf.is_fresh(lines[0])


def test_timeline_has_each_date_once_in_order_and_none_from_publication_alone() -> None:
    lines = make_lines(make_plan().dossiers)
    entries = make_timeline(lines, "Chips").entries
    dates = [entry.date for entry in entries]
    assert dates == sorted(set(dates))
    assert "2026-04-07" in dates
    assert "2026-04-08" not in dates  # the day of a report, not of a deed


def test_single_dated_sentence_makes_no_timeline() -> None:
    assert make_timeline(make_lines(make_plan().dossiers)[:1], "Chips").entries == ()


@pytest.mark.parametrize(
    ("title", "cleaned"),
    [
        ("Opinion: The chip order goes too far | Harbor Gazette", "The chip order goes too far"),
        ("ministry orders checks.", "Ministry orders checks"),
    ],
)
def test_titles_lose_labels_and_trailers(title: str, cleaned: str) -> None:
    assert clean_title(title) == cleaned


@pytest.mark.parametrize(
    "title", ["Will chips report home?", "5 things to know", "How chips report", "Quiz of the week"]
)
def test_questions_and_lists_are_no_statements(title: str) -> None:
    assert not is_statement(title)


def test_sentiment_follows_the_words() -> None:
    assert sentiment(["The panel warned of a breach and fined the firm."]) is Sentiment.CAUTIONARY
    assert sentiment(["Critics accused the firm of fraud and abuse."]) is Sentiment.CRITICAL
    assert sentiment(["Sales grew and the agreement was a success."]) is Sentiment.OPTIMISTIC
    assert sentiment(["The bridge is made of steel."]) is Sentiment.NEUTRAL


def test_plan_without_a_usable_sentence_gives_an_empty_summary() -> None:
    plan = make_plan()
    mute = replace(
        plan, connections=(), dossiers=tuple(replace(d, evidence=d.evidence[:1]) for d in plan.dossiers[:1])
    )
    silent = replace(mute.dossiers[0].evidence[0], text="He said so.", quantities=(), dates=(), names=())
    draft = written(replace(mute, dossiers=(replace(mute.dossiers[0], evidence=(silent,)),)))
    assert draft.tldr.claims == ()
    assert draft.sections == ()
