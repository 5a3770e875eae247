"""The summary of a brief: the lines that answer its question, the best answer first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.writers.extractive.lines import to_claim

if TYPE_CHECKING:
    from pipeline.models import Claim
    from pipeline.writers.extractive.lines import Shelf

MAX_ANSWERS = 5


def answer(shelf: Shelf) -> tuple[Claim, ...]:
    """The lines nearest to the question, whatever event they tell of; for a brief that is what weight means."""
    ranked = sorted(
        shelf.fresh(lambda line: line.opens_cold), key=lambda line: (-line.evidence.weight, line.evidence.id)
    )
    return tuple(
        to_claim("tldr", line, shelf.corroborating(line)) for line in shelf.take(ranked, MAX_ANSWERS)
    )
