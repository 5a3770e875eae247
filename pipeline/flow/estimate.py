"""What a run would do and cost, without doing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.flow import keys
from pipeline.flow.expected import piece_spending
from pipeline.flow.intake import decide_all
from pipeline.ports import Spending

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.flow.services import Services

CHARACTERS_PER_TOKEN = 4.7
"""English news in o200k_base; measured on the articles of the bundled demo."""


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
    piece = piece_spending(services.settings.writer) if uses_model else Spending()
    return Estimate(
        len(decided.new),
        len(decided.revised),
        len(decided.skipped),
        chunks,
        pieces,
        pieces * piece.calls,
        pieces * piece.input_tokens,
        pieces * piece.output_tokens,
        round(pieces * piece.cost_usd, 4),
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
