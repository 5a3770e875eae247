"""``runs show`` of a run whose writer was a model."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from pydantic import TypeAdapter

from pipeline.cli.calls import CallSum, sums
from pipeline.ports import CallRecord
from tests.model_server import serving
from tests.pipeline.cli.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def modelled(finished: Terminal) -> Iterator[Terminal]:
    """A terminal after a run that told its story with a model."""
    with serving() as server:
        terminal = Terminal(
            finished.here, {"OPENAI_BASE_URL": server.url, "THROUGHLINE_WRITER__KIND": "llm"}, finished.clock
        )
        assert terminal("draft").code in {0, 3}
        yield terminal


def run_id(terminal: Terminal) -> str:
    found = terminal("runs", "list", "--json").document()["runs"]
    assert isinstance(found, list)
    assert isinstance(found[0], dict)
    return str(found[0]["id"])


def test_calls_are_summed_by_prompt_and_model(modelled: Terminal) -> None:
    shown = modelled("runs", "show", run_id(modelled), "--json").document()
    calls = TypeAdapter(tuple[CallSum, ...]).validate_python(shown["calls"])
    assert {"outline", "section", "summary"} <= {each.prompt for each in calls}
    run = shown["run"]
    assert isinstance(run, dict)
    assert sum(each.input_tokens + each.output_tokens for each in calls) == run["tokens"] != 0
    assert shown["prompts"] == []
    assert "tokens in" in modelled("runs", "show", run_id(modelled)).output


def test_every_prompt_and_its_raw_answer_can_be_shown(modelled: Terminal) -> None:
    shown = modelled("runs", "show", run_id(modelled), "--prompts", "--json").document()
    prompts = TypeAdapter(tuple[CallRecord, ...]).validate_python(shown["prompts"])
    for each in prompts:
        assert [message["role"] for message in json.loads(each.request)][:2] == ["system", "user"]
        assert json.loads(each.answer)
        assert len(each.prompt_sha256) == 64
    text = modelled("runs", "show", run_id(modelled), "--prompts").output
    assert text.count("--- system") == text.count("--- answer") == len(prompts) > 0
    assert '"thesis"' in text


def test_answers_from_the_cache_cost_nothing(modelled: Terminal) -> None:
    shown = modelled("runs", "show", run_id(modelled), "--prompts", "--json").document()
    bought = TypeAdapter(tuple[CallRecord, ...]).validate_python(shown["prompts"])[0]
    cached = replace(bought, input_tokens=0, output_tokens=0, cost_usd=0.0, cached=True, attempts=0)
    (total,) = sums([bought, cached])
    assert (total.questions, total.cached, total.attempts) == (2, 1, bought.attempts)
    assert total.cost_usd == pytest.approx(bought.cost_usd)
