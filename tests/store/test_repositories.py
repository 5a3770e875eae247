"""The small repositories: dossiers, drafts, runs, model calls, vector cache, sources, reviews."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pipeline.errors import StoreError
from pipeline.models import RunReport, RunStatus, Skipped, StageReport
from pipeline.ports import CallRecord, Failure, ModelCall, Review, SourceRow
from store.calls import SqlCallCache, SqlCallLedger
from store.dossiers import SqlDossierRepository
from store.drafts import SqlDraftRepository
from store.failures import SqlFailureRepository
from store.results import SqlResultCache
from store.reviews import SqlReviewRepository
from store.runs import SqlRunRepository
from store.sources import SqlSourceRepository
from store.vector_cache import SqlVectorCache
from tests.factories import make_dossier
from tests.store.builders import make_draft, make_vectors

if TYPE_CHECKING:
    from pipeline.ports import (
        CallCache,
        CallLedger,
        DossierRepository,
        DraftRepository,
        FailureRepository,
        ResultCache,
        ReviewRepository,
        RunRepository,
        SourceRepository,
        VectorCache,
    )
    from store.database import Database

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


# --- dossiers ---------------------------------------------------------------------------------------------------------


def test_dossier_comes_back_equal_with_all_its_evidence(database: Database) -> None:
    dossiers: DossierRepository = SqlDossierRepository(database)
    dossier = make_dossier()
    dossiers.put([dossier])
    assert dossiers.get(dossier.id) == dossier
    assert dossiers.get("unknown") is None


def test_stored_dossier_is_never_changed(database: Database) -> None:
    dossiers = SqlDossierRepository(database)
    dossier = make_dossier()
    dossiers.put([dossier])
    other = make_dossier(name="other")
    dossiers.put([replace(dossier, title="Another title"), other, other])
    assert dossiers.get(dossier.id) == dossier
    assert dossiers.get(other.id) == other
    dossiers.put([])


# --- drafts -----------------------------------------------------------------------------------------------------------


def test_drafts_are_numbered_by_slug(database: Database) -> None:
    drafts: DraftRepository = SqlDraftRepository(database)
    first = drafts.add(make_draft("grid", "First"), "key-1")
    second = drafts.add(replace(make_draft("grid", "Second"), version=7), "key-2")
    other = drafts.add(make_draft("chips"), "key-3")
    assert (first.version, second.version, other.version) == (1, 2, 1)
    assert drafts.versions("grid") == [1, 2]
    assert drafts.latest("grid") == second
    assert drafts.get("grid", 1) == first == replace(make_draft("grid", "First"), version=1)
    assert drafts.made_from("grid") == "key-2"


def test_unknown_draft_is_nothing(database: Database) -> None:
    drafts = SqlDraftRepository(database)
    drafts.add(make_draft("grid"), "key")
    assert drafts.latest("chips") is None
    assert drafts.get("grid", 2) is None
    assert drafts.versions("chips") == []
    assert drafts.made_from("chips") == ""


def test_latest_drafts_come_newest_first(database: Database) -> None:
    drafts = SqlDraftRepository(database)
    drafts.add(make_draft("grid", published=date(2026, 4, 9)), "1")
    chips = drafts.add(make_draft("chips", published=date(2026, 4, 5)), "2")
    grid = drafts.add(make_draft("grid", published=date(2026, 4, 3)), "3")
    bank = drafts.add(make_draft("bank", published=date(2026, 4, 5)), "4")
    assert drafts.all_latest() == [bank, chips, grid]


# --- runs -------------------------------------------------------------------------------------------------------------


def stage(name: str, *, reused: bool = False) -> StageReport:
    return StageReport(name, 10, 8, 0.25, reused, "a note")


def test_run_can_be_read_while_it_runs(database: Database) -> None:
    runs: RunRepository = SqlRunRepository(database)
    runs.start("r1", NOON)
    runs.stage("r1", stage("ingest"))
    runs.stage("r1", stage("events", reused=True))
    stages = (stage("ingest"), stage("events", reused=True))
    assert runs.get("r1") == RunReport("r1", NOON, None, RunStatus.RUNNING, stages, (), ())
    assert runs.get("r2") is None


def test_finished_run_comes_back_equal(database: Database) -> None:
    runs = SqlRunRepository(database)
    runs.start("r1", NOON)
    runs.stage("r1", stage("ingest"))
    report = RunReport(
        id="r1",
        started=NOON,
        finished=NOON + timedelta(seconds=90.5),
        status=RunStatus.PARTIAL,
        stages=(stage("ingest"), stage("events")),
        skipped=(Skipped("file.jsonl:7", "not JSON", "mend it"), Skipped("feed", "gone")),
        drafts=("grid/v002",),
        tokens=1234,
        cost_usd=0.0125,
    )
    runs.finish(report)
    assert runs.get("r1") == report
    runs.finish(report)
    assert runs.list() == [report]


def test_run_that_is_started_again_begins_anew(database: Database) -> None:
    runs = SqlRunRepository(database)
    runs.start("r1", NOON)
    runs.stage("r1", stage("ingest"))
    runs.start("r1", NOON + timedelta(hours=1))
    again = runs.get("r1")
    assert again is not None
    assert (again.started, again.stages) == (NOON + timedelta(hours=1), ())


def test_runs_are_listed_newest_first(database: Database) -> None:
    runs = SqlRunRepository(database)
    for number in (2, 1, 3):
        runs.start(f"r{number}", NOON + timedelta(minutes=number))
        runs.stage(f"r{number}", stage("ingest"))
    assert [(run.id, len(run.stages)) for run in runs.list()] == [("r3", 1), ("r2", 1), ("r1", 1)]
    assert [run.id for run in runs.list(limit=1)] == ["r3"]
    assert runs.list(limit=0) == []


def test_stage_of_a_run_that_was_never_started_is_refused(database: Database) -> None:
    with pytest.raises(StoreError):
        SqlRunRepository(database).stage("r1", stage("ingest"))


def test_mark_says_for_which_inputs_a_step_was_done(database: Database) -> None:
    runs = SqlRunRepository(database)
    assert runs.mark("events") == ""
    runs.set_mark("events", "key-1")
    runs.set_mark("themes", "key-2")
    runs.set_mark("events", "key-3")
    assert (runs.mark("events"), runs.mark("themes")) == ("key-3", "key-2")


# --- model calls, sentence vectors, sources, reviews ------------------------------------------------------------------


def test_model_call_is_remembered_and_replaced(database: Database) -> None:
    calls: CallCache = SqlCallCache(database)
    call = ModelCall("key", "gpt", "section", '[{"role": "user"}]', '{"claims": []}', 100, 20)
    assert calls.get("key") is None
    calls.put(call)
    assert calls.get("key") == call
    again = replace(call, answer="another")
    calls.put(again)
    assert calls.get("key") == again


def test_ledger_has_the_lines_of_a_run_in_order_with_texts_wherever_they_are_kept(database: Database) -> None:
    ledger: CallLedger = SqlCallLedger(database)
    SqlCallCache(database).put(ModelCall("key", "m", "outline", "[asked]", "{answered}", 100, 20))
    lost = CallRecord(
        run_id="r1",
        slug="a-piece",
        prompt_name="outline",
        prompt_version=2,
        prompt_sha256="0" * 64,
        model="m",
        key="key",
        input_tokens=100,
        output_tokens=20,
        cost_usd=0.25,
        seconds=1.5,
        cached=False,
        attempts=2,
        outcome="unusable",
        request="[asked]",
        answer="prose",
    )
    used = replace(lost, outcome="used", request="", answer="")
    unknown = replace(used, key="another", cached=True)
    for record in (lost, used, replace(lost, run_id="r2"), unknown):
        ledger.add(record)
    assert ledger.of_run("r1") == [lost, replace(used, request="[asked]", answer="{answered}"), unknown]
    assert ledger.of_run("r3") == []


def test_sentence_vectors_are_remembered_by_model(database: Database) -> None:
    cache: VectorCache = SqlVectorCache(database)
    vectors = make_vectors(3)
    cache.put("m", ["a", "b"], vectors[:2])
    cache.put("m", ["b"], vectors[2:])
    cache.put("other", ["a"], make_vectors(1, dimension=3))
    found = cache.get("m", ["b", "a", "c"])
    assert found.keys() == {"a", "b"}
    np.testing.assert_array_equal(found["a"], vectors[0])
    np.testing.assert_array_equal(found["b"], vectors[2])


def test_results_are_remembered_by_function(database: Database) -> None:
    cache: ResultCache = SqlResultCache(database)
    cache.put("words-1", {"a": b"one", "b": b""})
    cache.put("words-1", {"a": b"two"})
    cache.put("words-2", {"a": b"three"})
    cache.put("words-2", {})
    assert cache.get("words-1", ["b", "a", "c"]) == {"a": b"two", "b": b""}
    assert cache.get("words-1", []) == {}


def test_sources_stay_in_the_order_they_were_added(database: Database) -> None:
    sources: SourceRepository = SqlSourceRepository(database)
    first, second = SourceRow("https://b.example/feed", NOON), SourceRow("news/", NOON)
    sources.put(first)
    sources.put(second)
    read = replace(
        first, last_read=NOON + timedelta(days=1), fingerprint="f", articles=3, skipped=1, error="late"
    )
    sources.put(read)
    assert sources.all() == [read, second]


def test_removed_source_is_gone(database: Database) -> None:
    sources = SqlSourceRepository(database)
    sources.put(SourceRow("news/", NOON))
    assert sources.remove("news/") is True
    assert sources.remove("news/") is False
    assert sources.all() == []


def test_newest_decision_on_a_piece_stands_and_nothing_is_forgotten(database: Database) -> None:
    reviews: ReviewRepository = SqlReviewRepository(database)
    approved = Review("grid", 1, "f" * 64, "approved", "Ada", "", NOON)
    rejected = replace(
        approved, version=2, decision="rejected", note="Too thin.", at=NOON + timedelta(days=1)
    )
    remark = replace(rejected, decision="comment", note="See page 2.")
    other = replace(approved, slug="chips")
    for review in (approved, other, rejected, remark):
        reviews.add(review)
    assert reviews.of("grid") == [approved, rejected, remark]
    assert reviews.standing() == {"grid": rejected, "chips": other}


# --- failures ---------------------------------------------------------------------------------------------------------


def test_failures_are_kept_by_key_until_they_are_forgotten(database: Database) -> None:
    failures: FailureRepository = SqlFailureRepository(database)
    first, other = (
        Failure("page|1", "a.html", 1, "crashed", NOON),
        Failure("feed|2", "f.xml", 3, "slow", NOON),
    )
    for failure in (first, other, replace(first, attempts=2)):
        failures.put(failure)
    assert failures.all() == {"page|1": replace(first, attempts=2), "feed|2": other}
    failures.remove("page|1")
    failures.remove("unknown")
    assert failures.all() == {"feed|2": other}
