"""Who writes, what that costs, and what was asked before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from pipeline.models import Claim, Draft, Evidence, InsightPlan, Skipped


@dataclass(frozen=True, slots=True)
class WriterContext:
    """What a writer may know beside the plan. ``progress`` is told what is being written, in a few words, from any
    thread. ``short`` asks for fewer sections and none of the optional parts."""

    run_id: str
    today: date
    progress: Callable[[str], None]
    short: bool = False


@dataclass(frozen=True, slots=True)
class DigestLead:
    """How a central article of an event opens: its first one or two whole sentences, as they stand in it.

    ``day`` is that from which its words "Tuesday" and "last week" were written; None where that is not known.
    """

    article_id: str
    day: date | None
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventDigest:
    """What a writer is told of an event: its title, its first day, its size, and its leads, most central first.

    ``articles`` counts every article, copies included; ``publishers`` are the independent ones.
    """

    event_id: str
    title: str
    day: date
    articles: int
    publishers: tuple[str, ...]
    leads: tuple[DigestLead, ...]


@dataclass(frozen=True, slots=True)
class ThemeDigest:
    """What a writer is told of a theme. ``events`` are the most important ones, most important first; only some of the
    first have leads.

    ``terms`` are the theme's, strongest first; ``publishers`` those of all its articles, who give it no name;
    ``event_count`` and the days are those of the whole theme.
    """

    theme_id: str
    terms: tuple[str, ...]
    events: tuple[EventDigest, ...]
    domains: tuple[str, ...]
    publishers: tuple[str, ...]
    event_count: int
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class ThemeWords:
    """What a theme is called, in a few words, and what it is about, in a line.

    ``note`` is for the run's report when a model was asked and its words are not used.
    """

    label: str
    description: str
    note: Skipped | None = None


class Writer(Protocol):
    """Drafts a piece from a plan, and finds words for themes. What comes back is not yet verified.

    A piece is written in two steps: ``write`` makes its body, which is then verified, and ``close`` what can only be
    said at the end, from the claims that were found to hold.
    """

    @property
    def name(self) -> str:
        """``llm`` or ``extractive``."""
        ...

    @property
    def fingerprint(self) -> str:
        """A digest of everything but the plan that decides the draft: model, prompts, code version, settings."""
        ...

    def for_piece(self, run_id: str, slug: str) -> Writer:
        """The same writer at work on one piece: what it asks is recorded under the run and the piece."""
        ...

    def write(self, plan: InsightPlan, context: WriterContext) -> Draft:
        """The body of a draft of version 0: headline, sections, connections, timeline, tables, conflicts, gaps. Closing
        parts may be there already. Raises ModelError (llm only); never gives a half body."""
        ...

    def close(self, plan: InsightPlan, draft: Draft, context: WriterContext) -> Draft:
        """The same draft with TL;DR, takeaways, impact and practitioners, from nothing but its claims, which were
        verified and stay as they are; new claims have ids of their own. Raises ModelError (llm only)."""
        ...

    def repair(self, claim: Claim, evidence: Sequence[Evidence], reason: str) -> Claim | None:
        """One attempt at a claim that failed verification for ``reason``; None when it should be dropped."""
        ...

    def describe(self, digest: ThemeDigest, context: WriterContext) -> ThemeWords:
        """A label and a description of a theme. Words of a model that fails, or that do not hold, are replaced by
        extractive ones, and noted. Raises ModelRefusedError (llm only)."""
        ...

    def opinion(self, digest: EventDigest, context: WriterContext) -> float | None:
        """How much an event matters, 0 to 1; None where there is no opinion. Raises ModelRefusedError (llm only)."""
        ...

    def spent(self) -> Spending:
        """Tokens and money since this writer was built; answers from the cache cost nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Spending:
    """What model calls have cost. ``calls`` counts calls that reached the endpoint."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float = 0.0

    @property
    def tokens(self) -> int:
        """Tokens in and out."""
        return self.input_tokens + self.output_tokens

    def plus(self, other: Spending) -> Spending:
        """Both together."""
        return Spending(
            self.calls + other.calls,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cost_usd + other.cost_usd,
        )


@dataclass(frozen=True, slots=True)
class ModelCall:
    """A recorded call to a model: what was asked (rendered prompt as JSON messages), and the raw answer."""

    key: str
    model: str
    prompt_name: str
    request: str
    answer: str
    input_tokens: int
    output_tokens: int


class CallCache(Protocol):
    """Answers of the model by what was asked; the key is a hash of (model, rendered prompt, schema)."""

    def get(self, key: str) -> ModelCall | None:
        """The recorded call, if any."""
        ...

    def put(self, call: ModelCall) -> None:
        """Record a call; the same key again replaces it."""
        ...


@dataclass(frozen=True, slots=True)
class CallRecord:
    """A line of the ledger: one question that a run asked for a piece, or for a theme or an event, and what it cost.

    ``outcome`` is "used", "unusable" (asked once more, if it was the first), or the name of the error it ended in.
    ``attempts`` counts requests, retries included; an answer from the cache took none and cost nothing. ``request`` and
    ``answer`` are as in ModelCall; "" when written, where the cache has them under ``key``.
    """

    run_id: str
    slug: str
    prompt_name: str
    prompt_version: int
    prompt_sha256: str
    model: str
    key: str
    input_tokens: int
    output_tokens: int
    cost_usd: float
    seconds: float
    cached: bool
    attempts: int
    outcome: str
    request: str = ""
    answer: str = ""


class CallLedger(Protocol):
    """Every question of every run, in the order in which they were answered."""

    def add(self, record: CallRecord) -> None:
        """Write a line."""
        ...

    def of_run(self, run_id: str) -> list[CallRecord]:
        """The lines of a run, with request and answer wherever they are kept."""
        ...
