"""The writer that drafts with a language model: outline, section by section, then what can only be said at the end."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from random import SystemRandom
from typing import TYPE_CHECKING, TypeVar

from pipeline.errors import ContextTooLongError, ModelAnswerError, ModelError, ModelRefusedError
from pipeline.models import Provenance, Skipped, Timeline
from pipeline.prompt_files import PromptContract
from pipeline.writers.extractive.describing import describe_theme
from pipeline.writers.llm.answers import Offer, RepairAnswer, figures_in
from pipeline.writers.llm.assembly import Body, Parts, assemble
from pipeline.writers.llm.body import (
    write_connections,
    write_outline,
    write_sections,
    write_tables,
    write_timeline,
)
from pipeline.writers.llm.calls import Caller
from pipeline.writers.llm.client import ChatClient
from pipeline.writers.llm.closing import Advice, Doubts, write_advice, write_doubts, write_summary
from pipeline.writers.llm.describing import ask_importance, ask_words
from pipeline.writers.llm.desk import cite, lay_out
from pipeline.writers.llm.evidence import number_plain, show_evidence
from pipeline.writers.llm.marking import make_marker

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from random import Random

    from pipeline.models import Claim, Draft, Evidence, InsightPlan
    from pipeline.ports import (
        CallCache,
        EventDigest,
        Spending,
        ThemeDigest,
        ThemeWords,
        Tokens,
        WriterContext,
    )
    from pipeline.prompt_files import Prompt
    from pipeline.settings import WriterSettings
    from pipeline.writers.llm.desk import Desk
    from pipeline.writers.llm.exchange import Endpoint

Part = TypeVar("Part")

WRITER_VERSION = 1
"""Raised whenever this code would make another draft from the same answers."""


def _contract(name: str, *variables: str, schema: str | None = None) -> PromptContract:
    return PromptContract(name, frozenset(variables), name if schema is None else schema)


PROMPT_CONTRACTS = (
    PromptContract("system", frozenset({"tag", "symbol"}), role="system"),
    PromptContract("form", frozenset({"schema"})),
    PromptContract("again", frozenset({"problem", "schema"})),
    _contract("outline", "evidence", "connections", "today"),
    _contract("outline-brief", "evidence", "connections", "today", "question", schema="outline"),
    _contract("section", "evidence", "thesis", "outline", "heading", "point", "written"),
    _contract("connections", "evidence", "thesis", "connections"),
    _contract("timeline", "evidence", "thesis"),
    _contract("tables", "evidence", "thesis"),
    _contract("summary", "evidence", "headline", "thesis", "claims"),
    _contract("advice", "evidence", "headline", "thesis", "claims", "today"),
    _contract("doubts", "evidence", "headline", "thesis", "claims"),
    _contract("repair", "evidence", "claim", "reason"),
    _contract("theme", "events", "terms", "domains"),
    _contract("importance", "event"),
)
"""The prompts of this writer, for ``pipeline.prompt_files.load_prompts``."""


@dataclass(slots=True)
class LlmWriter:
    """A Writer over one model of one endpoint.

    ``secret`` is the workspace's: the marker around evidence is derived from it. ``random`` spreads retries.
    """

    settings: WriterSettings
    endpoint: Endpoint
    prompts: Mapping[str, Prompt]
    tokens: Tokens
    cache: CallCache
    secret: bytes
    random: Random = field(default_factory=SystemRandom)
    _caller: Caller = field(init=False)

    def __post_init__(self) -> None:
        client = ChatClient(self.settings, self.endpoint, self.random)
        self._caller = Caller(self.settings, self.prompts, client, self.tokens, self.cache)

    @property
    def name(self) -> str:
        """``llm``."""
        return "llm"

    @property
    def fingerprint(self) -> str:
        """sha256 over the version of this code, the settings (model among them) and the prompts."""
        prompts = ",".join(f"{name}={prompt.sha256}" for name, prompt in sorted(self.prompts.items()))
        parts = [str(WRITER_VERSION), self.settings.model_dump_json(), prompts]
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()

    def spent(self) -> Spending:
        """What reached the endpoint since this writer was built."""
        return self._caller.spent

    def write(self, plan: InsightPlan, context: WriterContext) -> Draft:
        """A whole draft. Outline, sections and summary are required; another part whose answers cannot be used is left
        out, and the draft's gaps say so.

        Raises:
            ModelError: a required part failed, or the endpoint did.
        """
        before = self._caller.used
        desk = lay_out(plan, self._caller, self.secret, context.today, context.progress)
        parts = _write_parts(desk)
        return assemble(desk, parts, self._provenance(desk, context, before))

    def repair(self, claim: Claim, evidence: Sequence[Evidence], reason: str) -> Claim | None:
        """The claim restated so that ``evidence`` carries it; None when the model gives up or gives no usable answer.

        Raises:
            ModelError: the endpoint failed.
        """
        if not evidence:
            return None
        items = number_plain(evidence)
        marker = make_marker(self.secret, (item.evidence.text for item in items))
        offer = Offer(
            marker, tuple(item.label for item in items), figures=figures_in(item.text for item in evidence)
        )
        values = {
            "claim": marker.mark(claim.text),
            "reason": marker.mark(reason),
            "evidence": show_evidence(items, (), marker),
        }
        try:
            mended = self._caller.ask("repair", values, RepairAnswer, offer).claim
        except (ModelAnswerError, ContextTooLongError):
            return None  # the claim keeps its failed verdict; the verifier drops and counts it
        if mended is None:
            return None
        cited = [item.evidence for item in items if item.label in mended.evidence]
        citations = tuple(cite(item) for item in cited)
        return replace(claim, text=mended.text, citations=citations, edits=(), verbatim=False)

    def describe(self, digest: ThemeDigest, context: WriterContext) -> ThemeWords:
        """The model's words for a theme; extractive ones, with a note, where its answers or the endpoint fail.

        Raises:
            ModelRefusedError: the endpoint refuses the key.
        """
        context.progress(f"describing {digest.theme_id}")
        try:
            return ask_words(digest, self._caller, self.secret)
        except ModelRefusedError:
            raise
        except ModelError as error:
            note = Skipped(f"words for theme {digest.theme_id}", error.message, error.remedy)
            return replace(describe_theme(digest), note=note)

    def opinion(self, digest: EventDigest, context: WriterContext) -> float | None:
        """The model's judgement of an event, 0 to 1; None where its answers or the endpoint fail.

        Raises:
            ModelRefusedError: the endpoint refuses the key.
        """
        context.progress(f"rating {digest.event_id}")
        try:
            return ask_importance(digest, self._caller, self.secret)
        except ModelRefusedError:
            raise
        except ModelError:
            return None

    def _provenance(self, desk: Desk, context: WriterContext, before: Spending) -> Provenance:
        used = self._caller.used
        return Provenance(
            run_id=context.run_id,
            writer=self.name,
            model=self.settings.model,
            prompts={name: prompt.sha256 for name, prompt in sorted(self.prompts.items())},
            tokens=used.input_tokens + used.output_tokens - before.input_tokens - before.output_tokens,
            cost_usd=round(used.cost_usd - before.cost_usd, 6),
            evidence_sha256=desk.plan.evidence_sha256,
        )


def _write_parts(desk: Desk) -> Parts:
    gaps: list[str] = []
    outline = write_outline(desk)
    body = Body(
        sections=write_sections(desk, outline),
        connections=_optional(lambda: write_connections(desk, outline), (), "cross-domain connections", gaps),
        timeline=_optional(lambda: write_timeline(desk, outline), Timeline("", "", ()), "timeline", gaps),
        tables=_optional(lambda: write_tables(desk, outline), (), "comparison tables", gaps),
    )
    claims = body.claims()
    summary = write_summary(desk, outline, claims)
    advice = _optional(lambda: write_advice(desk, outline, claims), Advice(), "advice to practitioners", gaps)
    doubts = _optional(
        lambda: write_doubts(desk, outline, claims), Doubts(), "conflicts and open questions", gaps
    )
    return Parts(outline, body, summary, advice, doubts, tuple(gaps))


def _optional(write: Callable[[], Part], otherwise: Part, name: str, gaps: list[str]) -> Part:
    """An optional part, or ``otherwise`` and a plain sentence in ``gaps`` when its answers could not be used."""
    try:
        return write()
    except ModelAnswerError:
        gaps.append(f"This draft has no {name}: the model's answers for that part could not be used.")
        return otherwise
