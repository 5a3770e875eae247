"""Runs whose writer is a model: what is said at the end rests on what held, and ceilings that bind."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import CeilingError
from pipeline.flow.expected import piece_spending
from pipeline.models import RunStatus
from tests.model_server import Asked, Wire, good_answer, serving
from tests.workspaces import Space, make_space, story, write_articles

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.models import Draft, RunReport
    from pipeline.workspace import Value

Flags = dict[str, "Value"]


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Space:
    """A workspace with one story that was told without a model."""
    space = make_space(tmp_path_factory.mktemp("model") / "space", model_cache)
    for path in (space.root / "topics").iterdir():
        path.unlink()
    articles = [story(number, day=number) for number in range(1, 6)]
    space.add_sources(write_articles(space.root / "articles.jsonl", articles))
    space.run()
    return space


@pytest.fixture
def with_model(stocked: Space, tmp_path: Path) -> Callable[[str, Flags], Space]:
    """A copy of that workspace whose writer is the model at a URL."""
    root = tmp_path / "space"
    shutil.copytree(stocked.root, root, symlinks=True)

    def opened(url: str, flags: Flags) -> Space:
        return replace(
            stocked, root=root, environment={"OPENAI_BASE_URL": url}, flags={"writer.kind": "llm", **flags}
        )

    return opened


def newest(space: Space) -> Draft:
    with space.services() as services:
        (draft,) = services.drafts.all_latest()
    return draft


def stopped(space: Space) -> tuple[RunReport, CeilingError]:
    """The report and the error of a run that its ceiling held back."""
    with space.services() as services:
        before = {run.id for run in services.runs.list()}
    with pytest.raises(CeilingError) as caught:
        space.run()
    with space.services() as services:
        (report,) = (run for run in services.runs.list() if run.id not in before)
    return report, caught.value


# --- what is said at the end ------------------------------------------------------------------------------------------


def test_a_claim_that_was_dropped_reaches_no_closing_prompt(
    with_model: Callable[[str, Flags], Space],
) -> None:
    def invent(asked: Asked, wire: Wire, _: int) -> bool:
        if asked.step == "repair":
            wire.complete(asked, '{"claim": null}')
            return True
        if asked.step != "section":
            return False
        answer = json.loads(good_answer(asked))
        answer["paragraphs"][0]["sentences"][0]["text"] = "Zebulon Quartermain paid 7,777 guilders."
        wire.complete(asked, json.dumps(answer))
        return True

    with serving(invent) as server:
        space = with_model(server.url, {})
        report = space.run()
    closing = [asked.prompt for asked in server.asked if asked.step in {"summary", "advice"}]
    assert len(closing) == 2
    assert not any("Zebulon" in prompt for prompt in closing)
    assert any("Zebulon" in note.item for note in report.notes)
    draft = newest(space)
    assert draft.provenance.writer == "llm"
    assert draft.verification.dropped == len(report.notes) > 0
    assert draft.verification.claims == len({claim.id for claim in draft.claims()})


def test_a_headline_that_the_verified_claims_do_not_bear_out_is_written_anew(
    with_model: Callable[[str, Flags], Space],
) -> None:
    def overreach(asked: Asked, wire: Wire, _: int) -> bool:
        if asked.step not in {"outline", "headline"}:
            return False
        answer = json.loads(good_answer(asked))
        bold = "Zebulon Quartermain closes the bridge"
        answer["headline"] = bold if asked.step == "outline" else "Cracks close the Millbrook Bridge"
        wire.complete(asked, json.dumps(answer))
        return True

    with serving(overreach) as server:
        space = with_model(server.url, {})
        space.run()
    assert server.steps.count("headline") == 1
    assert newest(space).title == "Cracks close the Millbrook Bridge"


def test_the_draft_is_the_same_however_many_calls_are_made_at_once(
    stocked: Space, with_model: Callable[[str, Flags], Space], tmp_path: Path
) -> None:
    drafts = []
    for calls in (1, 4):
        root = tmp_path / f"of-{calls}"
        shutil.copytree(stocked.root, root, symlinks=True)
        with serving() as server:
            flags: Flags = {"writer.concurrency": calls}
            space = replace(with_model(server.url, flags), root=root)
            space.run()
        drafts.append(newest(space))
    first, second = (replace(draft, provenance=replace(draft.provenance, run_id="")) for draft in drafts)
    assert first == second


# --- ceilings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", ["run.max_cost_usd", "run.max_tokens"])
def test_a_ceiling_of_zero_asks_nobody_and_writes_without_the_model(
    limit: str, with_model: Callable[[str, Flags], Space]
) -> None:
    with serving() as server:
        space = with_model(server.url, {limit: 0})
        report, error = stopped(space)
        again, _ = stopped(space)
    assert server.asked == []
    assert report.status is RunStatus.PARTIAL
    assert report.tokens == 0
    assert "without the model" in str(error)
    (skipped,) = report.skipped
    assert "--max-cost" in skipped.remedy
    draft = newest(space)
    assert draft.provenance.writer == "extractive"
    assert any("without a language model" in gap for gap in draft.gaps)
    assert len(report.drafts) == 1
    assert again.drafts == ()
    assert again.skipped == report.skipped


def test_too_little_for_a_whole_piece_gives_a_short_one(with_model: Callable[[str, Flags], Space]) -> None:
    with serving() as server:
        space = with_model(server.url, {})
        with space.services() as services:
            enough = piece_spending(services.settings.writer, short=True).tokens
        report, _ = stopped(with_model(server.url, {"run.max_tokens": enough}))
    draft = newest(space)
    assert set(server.steps) <= {"outline", "section", "summary", "repair", "headline", "theme"}
    assert draft.provenance.writer == "llm"
    assert draft.tldr.claims
    assert any("short form" in gap for gap in draft.gaps)
    assert "short form" in report.skipped[0].reason


def test_the_next_run_writes_in_full_what_a_ceiling_held_back(
    with_model: Callable[[str, Flags], Space],
) -> None:
    with serving() as server:
        stopped(with_model(server.url, {"run.max_tokens": 0}))
        report = with_model(server.url, {}).run()
    assert len(report.drafts) == 1
    assert newest(with_model(server.url, {})).provenance.writer == "llm"


def test_a_run_that_reaches_its_ceiling_in_a_piece_spends_no_more_than_the_calls_on_their_way(
    with_model: Callable[[str, Flags], Space],
) -> None:
    def costly(asked: Asked, wire: Wire, _: int) -> bool:
        wire.complete(asked, good_answer(asked), prompt_tokens=100_000)
        return True

    with serving(costly) as server:
        space = with_model(server.url, {"run.max_tokens": 150_000, "writer.concurrency": 3})
        report, _ = stopped(space)
    assert report.tokens <= 150_000 + 3 * 100_020
    assert newest(space).provenance.writer == "extractive"
