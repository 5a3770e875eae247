"""What the tests of the model writer share: a writer over a local server, a cache in memory, tokens by the quarter."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from pipeline.ports import WriterContext
from pipeline.prompt_files import load_prompts
from pipeline.settings import RunSettings, WriterSettings
from pipeline.writers.llm import PROMPT_CONTRACTS, Caller, ChatClient, Endpoint, LlmWriter, make_rates

if TYPE_CHECKING:
    from pipeline.models import Draft, InsightPlan
    from pipeline.ports import CallRecord, ModelCall

PROMPTS = Path(__file__).parents[4] / "prompts"
TODAY = date(2026, 4, 21)
KEY = "sk-test-key-of-no-value"


class QuarterTokens:
    """Four characters a token."""

    def count(self, text: str) -> int:
        return len(text) // 4

    def truncate(self, text: str, limit: int) -> str:
        return text[: limit * 4]


class MemoryCache:
    """Recorded calls in a dictionary."""

    def __init__(self) -> None:
        self.calls: dict[str, ModelCall] = {}

    def get(self, key: str) -> ModelCall | None:
        return self.calls.get(key)

    def put(self, call: ModelCall) -> None:
        self.calls[call.key] = call


class MemoryLedger:
    """The lines of a ledger in a list."""

    def __init__(self) -> None:
        self.lines: list[CallRecord] = []

    def add(self, record: CallRecord) -> None:
        self.lines.append(record)

    def of_run(self, run_id: str) -> list[CallRecord]:
        return [line for line in self.lines if line.run_id == run_id]


def make_settings(**changes: float | str) -> WriterSettings:
    """Settings with a short deadline and two attempts."""
    defaults: dict[str, float | str] = {"model": "test-model", "deadline_seconds": 2.0, "attempts": 2}
    return WriterSettings.model_validate(defaults | changes)


def make_writer(
    url: str,
    settings: WriterSettings | None = None,
    cache: MemoryCache | None = None,
    limits: RunSettings | None = None,
    ledger: MemoryLedger | None = None,
) -> LlmWriter:
    """A writer over the endpoint at ``url``."""
    settings = settings or make_settings()
    caller = Caller(
        settings,
        limits or RunSettings(),
        load_prompts([PROMPTS], PROMPT_CONTRACTS),
        ChatClient(settings, Endpoint(url, KEY), Random(7)),  # noqa: S311 - spreads retries
        QuarterTokens(),
        cache if cache is not None else MemoryCache(),
        ledger if ledger is not None else MemoryLedger(),
        make_rates(settings, time.monotonic, time.sleep),
    )
    return LlmWriter(caller, b"a workspace's secret")


def make_context() -> WriterContext:
    """A context that tells nobody."""
    return WriterContext("run-1", TODAY, lambda _: None)


def write_whole(writer: LlmWriter, plan: InsightPlan, context: WriterContext | None = None) -> Draft:
    """Body and closing parts, as if every claim of the body had passed."""
    context = context or make_context()
    job = writer.for_piece(context.run_id, plan.slug)
    return job.close(plan, job.write(plan, context), context)
