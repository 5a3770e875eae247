"""The model writer against a well-behaved endpoint."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import ContextTooLongError, UnansweredError
from pipeline.models import Basis, Claim, Precision
from pipeline.ports import Spending
from pipeline.settings import RoleSettings
from pipeline.writers.llm import PROMPT_CONTRACTS
from tests.factories import (
    CHIP_ORDER,
    article_evidence,
    make_dossier,
    make_evidence,
    make_plan,
    sample_texts,
)
from tests.model_server import Asked, Wire, good_answer, serving
from tests.pipeline.writers.llm.kit import (
    KEY,
    MemoryCache,
    MemoryLedger,
    make_context,
    make_settings,
    make_writer,
    write_whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.models import Dossier, Draft, Evidence, InsightPlan
    from pipeline.workspace import Value
    from tests.model_server import ModelServer

STEPS = ["outline", "section", "section", "connections", "timeline", "tables", "doubts", "summary", "advice"]


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def draft(server: ModelServer) -> Draft:
    return write_whole(make_writer(server.url), make_plan())


def test_a_draft_takes_nine_calls_in_the_order_of_the_steps() -> None:
    with serving() as own:
        write_whole(make_writer(own.url, make_settings(concurrency=1)), make_plan())
    assert own.steps == STEPS
    assert {item.authorization for item in own.asked} == {f"Bearer {KEY}"}


def test_every_part_of_the_draft_is_there(draft: Draft) -> None:
    assert all((draft.title, draft.dek, draft.sections, draft.tldr.claims, draft.takeaways))
    assert all((draft.connections, draft.timeline.entries, draft.tables))
    assert all((draft.practitioners, draft.impact.action, draft.conflicts, draft.gaps))


def test_every_quote_is_the_stored_text_at_its_offsets(draft: Draft) -> None:
    texts = sample_texts()
    citations = [citation for claim in draft.claims() for citation in claim.citations]
    assert citations
    for citation in citations:
        assert texts[citation.article_id, citation.revision][citation.start : citation.end] == citation.quote


def test_claim_ids_are_unique(draft: Draft) -> None:
    ids = [claim.id for claim in draft.claims()]
    assert len(ids) == len(set(ids))


def test_sources_are_the_cited_articles_numbered_as_a_reader_meets_them(draft: Draft) -> None:
    met = dict.fromkeys(citation.article_id for claim in draft.claims() for citation in claim.citations)
    assert [source.article_id for source in draft.sources] == list(met)
    assert [source.n for source in draft.sources] == list(range(1, len(met) + 1))
    assert draft.sources[0].url == CHIP_ORDER.url
    assert draft.sources[0].published == "2026-04-08"


def test_only_connections_practitioners_and_impact_are_inferred(draft: Draft) -> None:
    inferred = {claim.id.split("-")[0] for claim in draft.claims() if claim.basis is Basis.INFERRED}
    assert inferred <= {"connection", "action", "adoption", "practitioner"}
    assert all(
        link.why.basis is Basis.INFERRED and len(link.why.citations) == 2 for link in draft.connections
    )


def test_timeline_dates_come_from_the_cited_sentence_and_are_in_order(draft: Draft) -> None:
    dates = [entry.date for entry in draft.timeline.entries]
    assert all(first <= second for first, second in pairwise(dates))
    known = {"2026-04-07", "2026-04-09", "2026-10-01", "2027-03", "2026-04-13", "2026-04-17", "2026-06"}
    assert set(dates) <= known


def test_provenance_names_model_and_prompts(draft: Draft) -> None:
    assert draft.provenance.writer == "llm"
    assert draft.provenance.model == "test-model"
    assert len(draft.provenance.prompts["outline"]) == 64
    assert draft.provenance.tokens == 9 * 120
    assert draft.version == 0


def test_takeaways_do_not_repeat_the_tldr(draft: Draft) -> None:
    assert not {claim.text for claim in draft.tldr.claims} & {claim.text for claim in draft.takeaways}


def test_the_same_plan_again_is_answered_from_the_cache_and_costs_nothing(server: ModelServer) -> None:
    cache = MemoryCache()
    first = write_whole(make_writer(server.url, cache=cache), make_plan())
    asked = len(server.asked)
    second_writer = make_writer(server.url, cache=cache)
    assert write_whole(second_writer, make_plan()) == first
    assert len(server.asked) == asked
    assert second_writer.spent() == Spending()


def test_recorded_calls_show_the_prompt_and_the_raw_answer(server: ModelServer) -> None:
    cache = MemoryCache()
    write_whole(make_writer(server.url, cache=cache), make_plan())
    call = next(item for item in cache.calls.values() if item.prompt_name == "outline")
    assert [message["role"] for message in json.loads(call.request)] == ["system", "user"]
    assert "headline" in json.loads(call.answer)
    assert (call.input_tokens, call.output_tokens) == (100, 20)


def test_spending_is_counted_from_usage(server: ModelServer) -> None:
    writer = make_writer(server.url, make_settings(usd_per_million_input=1.0, usd_per_million_output=10.0))
    write_whole(writer, make_plan())
    assert replace(writer.spent(), cost_usd=0.0) == Spending(9, 900, 180)
    assert writer.spent().cost_usd == pytest.approx(0.0027)


def test_spending_without_usage_is_counted_in_tokens() -> None:
    def silent(asked: Asked, wire: Wire, _: int) -> bool:
        wire.complete(asked, good_answer(asked), usage=False)
        return True

    with serving(silent) as own:
        writer = make_writer(own.url)
        write_whole(writer, make_plan())
    assert writer.spent().input_tokens > 9_000
    assert writer.spent().output_tokens > 200


def test_articles_reach_the_model_only_marked_as_data() -> None:
    with serving() as own:
        write_whole(make_writer(own.url), make_plan())
    for asked in own.asked:
        assert "Northwind Semiconductor" not in asked.prompt
        assert "Harbor Gazette" not in asked.prompt


def test_a_brief_is_planned_around_its_question() -> None:
    with serving() as own:
        draft = write_whole(make_writer(own.url), make_plan("When do location checks begin?"))
    assert draft.kind == "brief"
    words = own.asked[0].prompt.split("A reader asks:")[1].split("\n")[0]
    assert "When" in words
    assert "When do" not in words


def test_a_brief_whose_evidence_answers_nothing_is_not_written() -> None:
    def unanswered(asked: Asked, wire: Wire, _: int) -> bool:
        wire.complete(asked, json.dumps({**json.loads(good_answer(asked)), "answers": "nothing"}))
        return True

    with serving(unanswered) as own, pytest.raises(UnansweredError):
        write_whole(make_writer(own.url), make_plan("Who won the cup?"))
    assert len(own.asked) == 1


def test_a_plan_without_connections_asks_for_none() -> None:
    plan = replace(make_plan(), connections=())
    with serving() as own:
        draft = write_whole(make_writer(own.url), plan)
    assert "connections" not in own.steps
    assert draft.connections == ()


def test_evidence_without_dates_makes_no_timeline_and_no_call() -> None:
    plan = replace(make_plan(), dossiers=(_undated(),), connections=())
    with serving() as own:
        draft = write_whole(make_writer(own.url), plan)
    assert "timeline" not in own.steps
    assert draft.timeline.entries == ()


def test_a_dossier_of_one_sentence_still_makes_a_whole_draft(server: ModelServer) -> None:
    dossier = replace(make_dossier((CHIP_ORDER,)), evidence=(make_evidence(),))
    plan = replace(make_plan(), dossiers=(dossier,), connections=())
    draft = write_whole(make_writer(server.url), plan)
    assert draft.sections
    assert draft.tldr.claims


def test_a_small_context_leaves_out_the_least_weighty_evidence() -> None:
    long = replace(make_dossier((CHIP_ORDER,)), evidence=_many())
    plan = replace(make_plan(), dossiers=(long,), connections=())
    with serving() as own:
        write_whole(make_writer(own.url, make_settings(context_tokens=9_000)), plan)
    shown = own.asked[0].prompt
    assert "E1: " in shown
    assert "E400: " not in shown
    assert all(len(asked.prompt) // 4 <= 9_000 for asked in own.asked)


def test_a_context_that_holds_no_evidence_is_named(server: ModelServer) -> None:
    with pytest.raises(ContextTooLongError, match="context_tokens"):
        write_whole(make_writer(server.url, make_settings(context_tokens=2_000)), make_plan())


def test_progress_names_the_step(server: ModelServer) -> None:
    told: list[str] = []
    make_writer(server.url).write(make_plan(), replace(make_context(), progress=told.append))
    assert told[0] == "outline"
    assert "section 2 of 2" in told


def test_fingerprint_follows_model_and_prompts() -> None:
    writer = make_writer("http://127.0.0.1:9/v1")
    assert writer.fingerprint == make_writer("http://127.0.0.1:9/v1").fingerprint
    assert (
        writer.fingerprint != make_writer("http://127.0.0.1:9/v1", make_settings(model="other")).fingerprint
    )
    prompts = writer.caller.prompts
    changed = {**prompts, "outline": replace(prompts["outline"], sha256="0" * 64)}
    writer = replace(writer, caller=replace(writer.caller, prompts=changed))
    assert writer.fingerprint != make_writer("http://127.0.0.1:9/v1").fingerprint


def test_every_role_is_a_form_of_answer_and_may_have_a_model_of_its_own() -> None:
    assert {contract.schema for contract in PROMPT_CONTRACTS} - {""} <= set(RoleSettings.model_fields)
    settings = make_settings(
        model="small",
        roles={"outline": "large"},
        prices={"large": {"input": 10.0, "output": 100.0}},
        usd_per_million_input=1.0,
        usd_per_million_output=10.0,
    )
    ledger = MemoryLedger()
    with serving() as own:
        writer = make_writer(own.url, settings, ledger=ledger)
        write_whole(writer, make_plan())
    models = {asked.step: asked.body["model"] for asked in own.asked}
    assert (models.pop("outline"), set(models.values())) == ("large", {"small"})
    assert {line.prompt_name: line.cost_usd for line in ledger.lines}["outline"] == pytest.approx(0.003)
    assert writer.spent().cost_usd == pytest.approx(0.003 + 8 * 0.0003)


def test_every_call_is_a_line_of_the_ledger() -> None:
    def odd_once(asked: Asked, wire: Wire, number: int) -> bool:
        if number == 1:
            wire.complete(asked, "Certainly!")
        return number == 1

    ledger, cache = MemoryLedger(), MemoryCache()
    with serving(odd_once) as own:
        writer = make_writer(own.url, make_settings(concurrency=1), cache, ledger=ledger)
        write_whole(writer, make_plan())
        write_whole(writer, make_plan())
    first, again = ledger.lines[:10], ledger.lines[10:]
    assert [line.outcome for line in first] == ["unusable", *["used"] * 9]
    assert [line.prompt_name for line in first] == ["outline", *STEPS]
    assert {(line.run_id, line.slug, line.model) for line in first} == {
        ("run-1", make_plan().slug, "test-model")
    }
    assert (first[0].answer, first[1].answer) == ("Certainly!", "")
    assert sum(line.cost_usd for line in first) == pytest.approx(writer.spent().cost_usd)
    assert all(line.cached and not line.attempts and not line.cost_usd for line in again)
    assert len(again) == 9


# --- repair -----------------------------------------------------------------------------------------------------------


def test_repair_restates_a_claim_from_its_evidence(server: ModelServer) -> None:
    writer = make_writer(server.url)
    claim = Claim("section-1-1-1", "The ministry ordered 90 checks.", ())
    mended = writer.repair(claim, [make_evidence()], "90 is not in the evidence")
    assert mended is not None
    assert mended.id == claim.id
    assert mended.text == CHIP_ORDER.sentences[0]
    assert mended.citations[0].quote == CHIP_ORDER.sentences[0]


def test_repair_drops_a_claim_that_the_model_gives_up() -> None:
    def give_up(asked: Asked, wire: Wire, _: int) -> bool:
        wire.complete(asked, '{"claim": null}')
        return True

    with serving(give_up) as own:
        assert make_writer(own.url).repair(Claim("a", "x", ()), [make_evidence()], "no") is None


def test_repair_drops_a_claim_when_no_answer_can_be_used() -> None:
    def prose(asked: Asked, wire: Wire, _: int) -> bool:
        wire.complete(asked, "I would rather not.")
        return True

    with serving(prose) as own:
        assert make_writer(own.url).repair(Claim("a", "x", ()), [make_evidence()], "no") is None
    assert len(own.asked) == 2


def test_repair_of_a_claim_without_evidence_asks_nobody() -> None:
    assert make_writer("http://127.0.0.1:9/v1").repair(Claim("a", "x", ()), [], "no citations") is None


def _undated() -> Dossier:
    dossier = make_dossier()
    return replace(dossier, evidence=tuple(replace(item, dates=()) for item in dossier.evidence))


def _many() -> tuple[Evidence, ...]:
    base = article_evidence(CHIP_ORDER)
    return tuple(
        replace(
            base[place % 4], id=f"e{place}", start=place, weight=1 - place / 1000, event_id=f"event-{place}"
        )
        for place in range(400)
    )


# --- bad input --------------------------------------------------------------------------------------------------------


def _whole(plan: InsightPlan, **changes: Value) -> Draft:
    with serving() as own:
        return write_whole(make_writer(own.url, make_settings(**changes)), plan)


def test_evidence_in_two_languages_gives_a_whole_draft() -> None:
    foreign = (
        "Das Ministerium für Handel ordnete an, dass jeder exportierte Chip seinen Standort melden muss."
    )
    dossier = make_dossier((CHIP_ORDER,))
    mixed = replace(dossier.evidence[0], id="foreign", start=10_000, end=10_000 + len(foreign), text=foreign)
    plan = replace(
        make_plan(), dossiers=(replace(dossier, evidence=(*dossier.evidence, mixed)),), connections=()
    )
    assert _whole(plan).sections


def test_evidence_of_headlines_alone_gives_a_whole_draft() -> None:
    dossier = make_dossier((CHIP_ORDER,))
    bare = tuple(
        replace(item, text=item.title, end=item.start + len(item.title), quantities=(), dates=(), names=())
        for item in dossier.evidence[:2]
    )
    draft = _whole(replace(make_plan(), dossiers=(replace(dossier, evidence=bare),), connections=()))
    assert draft.sections
    assert draft.timeline.entries == ()
    assert draft.tables == ()


def test_sentences_that_date_the_same_thing_differently_are_shown_with_both_dates() -> None:
    dossier = make_dossier((CHIP_ORDER,))
    dated = next(item for item in dossier.evidence if item.dates)
    other = tuple(
        replace(each, first=date(2026, 5, 9), last=date(2026, 5, 9), precision=Precision.DAY)
        for each in dated.dates
    )
    against = replace(dated, id="against", start=20_000, end=20_000 + len(dated.text), dates=other)
    plan = replace(make_plan(), dossiers=(replace(dossier, evidence=(dated, against)),), connections=())
    with serving() as own:
        write_whole(make_writer(own.url), plan)
    shown = next(asked.prompt for asked in own.asked if asked.step == "timeline")
    assert "E2a = 2026-05-09" in shown
    assert "E1a = 2026-05-09" not in shown


def test_a_model_that_answers_slowly_but_in_time_gives_the_same_draft() -> None:
    def slow(_: Asked, wire: Wire, _number: int) -> bool:
        wire.wait(0.05)
        return False

    with serving(slow) as own:
        draft = write_whole(make_writer(own.url), make_plan())
    assert draft == _whole(make_plan())
