"""The writer that drafts with a language model: outline, section by section, then what can only be said at the end."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from pipeline.errors import (
    CeilingError,
    ContextTooLongError,
    ModelAnswerError,
    ModelError,
    ModelRefusedError,
)
from pipeline.models import Provenance, Skipped, Timeline
from pipeline.prompt_files import PromptContract
from pipeline.writers.extractive.describing import describe_theme
from pipeline.writers.llm.answers import Offer, RepairAnswer, figures_in
from pipeline.writers.llm.assembly import Body, assemble, finish
from pipeline.writers.llm.body import (
    write_connections,
    write_outline,
    write_sections,
    write_tables,
    write_timeline,
)
from pipeline.writers.llm.calls import Job
from pipeline.writers.llm.closing import Advice, with_headline, write_advice, write_summary
from pipeline.writers.llm.crew import crew
from pipeline.writers.llm.describing import ask_importance, ask_words
from pipeline.writers.llm.desk import cite, lay_out
from pipeline.writers.llm.doubts import Doubts, write_doubts
from pipeline.writers.llm.evidence import number_plain, show_evidence
from pipeline.writers.llm.judging import ask_entailment
from pipeline.writers.llm.marking import make_marker

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pipeline.models import Claim, Draft, Entailment, Evidence, InsightPlan
    from pipeline.ports import (
        EventDigest,
        Spending,
        ThemeDigest,
        ThemeWords,
        WriterContext,
    )
    from pipeline.writers.llm.body import Outline
    from pipeline.writers.llm.calls import Caller
    from pipeline.writers.llm.desk import Desk

Part = TypeVar("Part")
_SHORT_SECTIONS = 2
Missing: TypeAlias = tuple[str, ...]
"""Plain sentences on the parts that a draft does not have."""

WRITER_VERSION = 3
"""Raised whenever this code would make another draft from the same answers."""
_OF_NO_CONSEQUENCE = {
    "deadline_seconds",
    "attempts",
    "concurrency",
    "requests_per_minute",
    "tokens_per_minute",
    "usd_per_million_input",
    "usd_per_million_output",
    "prices",
}
"""Settings that decide how fast and at what price a draft is made, but not what is in it."""


def _contract(name: str, *variables: str, schema: str | None = None) -> PromptContract:
    return PromptContract(name, frozenset(variables), name if schema is None else schema)


PROMPT_CONTRACTS = (
    PromptContract("system", frozenset({"tag", "symbol"}), role="system"),
    PromptContract("form", frozenset({"schema"})),
    PromptContract("again", frozenset({"problem", "schema"})),
    _contract("outline", "evidence", "connections", "today"),
    _contract("outline-brief", "evidence", "connections", "today", "question", schema="brief"),
    _contract("section", "evidence", "thesis", "outline", "heading", "point", "written"),
    _contract("connections", "evidence", "thesis", "connections"),
    _contract("timeline", "evidence", "thesis"),
    _contract("tables", "evidence", "thesis"),
    _contract("headline", "evidence", "claims"),
    _contract("summary", "evidence", "headline", "dek", "claims"),
    _contract("advice", "evidence", "headline", "dek", "claims", "today"),
    _contract("doubts", "evidence", "headline", "thesis", "claims"),
    _contract("repair", "evidence", "claim", "reason"),
    _contract("entailment", "statements"),
    _contract("theme", "events", "terms", "domains"),
    _contract("importance", "event"),
)
"""The prompts of this writer, for ``pipeline.prompt_files.load_prompts``."""


@dataclass(frozen=True, slots=True)
class LlmWriter:
    """A Writer over the models of one endpoint.

    ``secret`` is the workspace's: the marker around evidence is derived from it.
    """

    caller: Caller
    secret: bytes

    @property
    def name(self) -> str:
        """``llm``."""
        return "llm"

    @property
    def fingerprint(self) -> str:
        """sha256 over the version of this code, the settings that matter (the models among them) and the prompts."""
        prompts = ",".join(f"{name}={prompt.sha256}" for name, prompt in sorted(self.caller.prompts.items()))
        settings = self.caller.settings.model_dump_json(exclude=_OF_NO_CONSEQUENCE)
        parts = [str(WRITER_VERSION), settings, prompts]
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()

    def spent(self) -> Spending:
        """What reached the endpoint since this writer was built."""
        return self.caller.till.spent

    def for_piece(self, run_id: str, slug: str) -> LlmWriter:
        """The same writer, whose calls are recorded under this piece; spending and rates are shared."""
        return replace(self, caller=self._for(run_id, slug))

    def write(self, plan: InsightPlan, context: WriterContext) -> Draft:
        """The body of a draft. Outline and sections are required; another part whose answers cannot be used is left
        out, and the draft's gaps say so.

        Raises:
            ModelError: a required part failed, or the endpoint did.
        """
        desk = self._desk(plan, context)
        outline = write_outline(desk)
        if context.short:
            return self._write_short(desk, outline, context)
        body, missing = self._write_body(desk, outline)
        doubts, no_doubts = _optional(
            lambda: write_doubts(desk, outline, body.claims()), Doubts(), "conflicts and open questions"
        )
        return assemble(desk, outline, body, doubts, missing + no_doubts, self._provenance(desk, context))

    def close(self, plan: InsightPlan, draft: Draft, context: WriterContext) -> Draft:
        """The closing parts, and a new headline where the claims no longer bear out the old one. Without a section that
        held there is nothing to sum up, and the draft stays as it is.

        Raises:
            ModelError: headline or summary failed, or the endpoint did.
        """
        if not draft.sections:
            return draft
        desk = self._desk(plan, context)
        headed = with_headline(desk, draft)
        if context.short:
            summary = write_summary(desk, headed)
            return finish(desk, headed, summary, Advice(), (), self._provenance(desk, context))
        return self._closed(desk, headed, context)

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
            mended = self.caller.ask("repair", values, RepairAnswer, offer).claim
        except (ModelAnswerError, ContextTooLongError, CeilingError):
            return None  # the claim keeps its failed verdict; the verifier drops and counts it
        if mended is None:
            return None
        cited = [item.evidence for item in items if item.label in mended.evidence]
        citations = tuple(cite(item) for item in cited)
        return replace(claim, text=mended.text, citations=citations, edits=(), verbatim=False)

    def entails(self, claims: Sequence[Claim], evidence: Sequence[Evidence]) -> Mapping[str, Entailment]:
        """The model's votes on claims, by id. Raises ModelError when its answers or the endpoint fail."""
        return ask_entailment(claims, evidence, self.caller, self.secret)

    def describe(self, digest: ThemeDigest, context: WriterContext) -> ThemeWords:
        """The model's words for a theme; extractive ones, with a note, where its answers or the endpoint fail.

        Raises:
            ModelRefusedError: the endpoint refuses the key.
        """
        context.progress(f"describing {digest.theme_id}")
        try:
            return ask_words(digest, self._for(context.run_id, digest.theme_id), self.secret)
        except ModelRefusedError:
            raise
        except (ModelError, CeilingError) as error:
            note = Skipped(f"words for theme {digest.theme_id}", error.message, error.remedy)
            return replace(describe_theme(digest), note=note)

    def opinion(self, digest: EventDigest, context: WriterContext) -> float | None:
        """The model's judgement of an event, 0 to 1; None where its answers or the endpoint fail.

        Raises:
            ModelRefusedError: the endpoint refuses the key.
        """
        context.progress(f"rating {digest.event_id}")
        try:
            return ask_importance(digest, self._for(context.run_id, digest.event_id), self.secret)
        except ModelRefusedError:
            raise
        except (ModelError, CeilingError):
            return None

    def _for(self, run_id: str, slug: str) -> Caller:
        return self.caller.for_job(Job(run_id, slug))

    def _desk(self, plan: InsightPlan, context: WriterContext) -> Desk:
        return lay_out(plan, self.caller, self.secret, context.today, context.progress)

    def _write_body(self, desk: Desk, outline: Outline) -> tuple[Body, Missing]:
        """All that is written from the outline: the parts at the same time, each section after the one before it."""
        with crew(self.caller.settings.concurrency) as workers:
            sections = workers.submit(write_sections, desk, outline)
            links = workers.submit(
                _optional, lambda: write_connections(desk, outline), (), "cross-domain connections"
            )
            dates = workers.submit(
                _optional, lambda: write_timeline(desk, outline), Timeline("", "", ()), "timeline"
            )
            tables = workers.submit(_optional, lambda: write_tables(desk, outline), (), "comparison tables")
            parts = sections.result(), links.result(), dates.result(), tables.result()
        written, (connections, no_links), (timeline, no_dates), (compared, no_tables) = parts
        return Body(written, connections, timeline, compared), no_links + no_dates + no_tables

    def _write_short(self, desk: Desk, outline: Outline, context: WriterContext) -> Draft:
        first = replace(outline, sections=outline.sections[:_SHORT_SECTIONS])
        body = Body(write_sections(desk, first), (), Timeline("", "", ()), ())
        return assemble(desk, first, body, Doubts(), (), self._provenance(desk, context))

    def _closed(self, desk: Desk, headed: Draft, context: WriterContext) -> Draft:
        with crew(self.caller.settings.concurrency) as workers:
            summary = workers.submit(write_summary, desk, headed)
            advice = workers.submit(
                _optional, lambda: write_advice(desk, headed), Advice(), "advice to practitioners"
            )
            part, missing = advice.result()
            return finish(desk, headed, summary.result(), part, missing, self._provenance(desk, context))

    def _provenance(self, desk: Desk, context: WriterContext) -> Provenance:
        used = self.caller.used.spent
        return Provenance(
            run_id=context.run_id,
            writer=self.name,
            model=self.caller.settings.model,
            prompts={name: prompt.sha256 for name, prompt in sorted(self.caller.prompts.items())},
            tokens=used.tokens,
            cost_usd=round(used.cost_usd, 6),
            evidence_sha256=desk.plan.evidence_sha256,
        )


def _optional(write: Callable[[], Part], otherwise: Part, name: str) -> tuple[Part, Missing]:
    """An optional part; or ``otherwise`` and a plain sentence for the gaps, when its answers could not be used."""
    try:
        return write(), ()
    except ModelAnswerError:
        return otherwise, (f"This draft has no {name}: the model's answers for that part could not be used.",)
