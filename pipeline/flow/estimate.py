"""What a run would do and cost, without doing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.flow import keys
from pipeline.flow.intake import decide_all

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.flow.services import Services

CHARACTERS_PER_TOKEN = 4.7
"""English news in o200k_base; measured on the articles of the bundled demo."""
CALLS_PER_INSIGHT = 23
"""Eleven steps of writing and, when the model answers well, as many repairs: counted on one piece of the demo. And one
for the words of the theme that leads it."""
INPUT_TOKENS_PER_CALL = 3_300
OUTPUT_TOKENS_PER_CALL = 280
"""Means of those calls, at four characters a token. One careless writer needed 37 calls of 2,600 and 160 tokens."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Expected work and cost. Model figures are 0 for the extractive writer, which costs nothing."""

    new_articles: int
    revised_articles: int
    skipped: int
    chunks: int
    insights: int
    calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: float


def estimate(services: Services, now: datetime) -> Estimate:
    """Reads the sources as a run would and stores nothing. Insights are those a run may write at most."""
    decided = decide_all(services, now)
    characters = sum(len(article.text) for article in (*decided.new, *decided.revised))
    chunks = round(characters / CHARACTERS_PER_TOKEN / services.settings.chunks.max_tokens) + len(decided.new)
    pieces = _pieces(services, bool(decided.new or decided.revised))
    uses_model = services.writer.name == "llm"
    calls = pieces * CALLS_PER_INSIGHT if uses_model else 0
    settings = services.settings
    prompt = min(INPUT_TOKENS_PER_CALL, settings.writer.context_tokens)
    input_tokens, output_tokens = calls * prompt, calls * OUTPUT_TOKENS_PER_CALL
    price = (
        input_tokens * settings.writer.usd_per_million_input
        + output_tokens * settings.writer.usd_per_million_output
    )
    return Estimate(
        len(decided.new),
        len(decided.revised),
        len(decided.skipped),
        chunks,
        pieces,
        calls,
        input_tokens,
        output_tokens,
        round(price / 1e6, 4),
    )


def _pieces(services: Services, changed: bool) -> int:
    """With news, every planned piece may be due; without, those whose last writing used another writer."""
    if changed or not services.drafts.all_latest():
        return services.settings.plan.max_insights
    drafts = [draft for draft in services.drafts.all_latest() if draft.kind == "insight"]
    return sum(
        services.drafts.made_from(draft.slug)
        != keys.piece_key(draft.provenance.evidence_sha256, services.writer.fingerprint)
        for draft in drafts
    )
