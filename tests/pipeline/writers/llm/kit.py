"""What the tests of the model writer share: a writer over a local server, a cache in memory, tokens by the quarter."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from pipeline.ports import WriterContext
from pipeline.prompt_files import load_prompts
from pipeline.settings import WriterSettings
from pipeline.writers.llm import PROMPT_CONTRACTS, Endpoint, LlmWriter

if TYPE_CHECKING:
    from pipeline.ports import ModelCall

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


def make_settings(**changes: float | str) -> WriterSettings:
    """Settings with a short deadline and two attempts."""
    defaults: dict[str, float | str] = {"model": "test-model", "deadline_seconds": 2.0, "attempts": 2}
    return WriterSettings.model_validate(defaults | changes)


def make_writer(
    url: str, settings: WriterSettings | None = None, cache: MemoryCache | None = None
) -> LlmWriter:
    """A writer over the endpoint at ``url``."""
    return LlmWriter(
        settings=settings or make_settings(),
        endpoint=Endpoint(url, KEY),
        prompts=load_prompts([PROMPTS], PROMPT_CONTRACTS),
        tokens=QuarterTokens(),
        cache=cache if cache is not None else MemoryCache(),
        secret=b"a workspace's secret",
        random=Random(7),  # noqa: S311 - spreads retries
    )


def make_context() -> WriterContext:
    """A context that tells nobody."""
    return WriterContext("run-1", TODAY, lambda _: None)
