"""Whether a run has spent what it may."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.flow.services import Services


def ceiling_reached(services: Services) -> bool:
    """Whether the writer has spent as much money or as many tokens as the run's settings allow."""
    limits, spent = services.settings.run, services.writer.spent()
    over_cost = 0 < limits.max_cost_usd <= spent.cost_usd
    return over_cost or 0 < limits.max_tokens <= spent.input_tokens + spent.output_tokens
