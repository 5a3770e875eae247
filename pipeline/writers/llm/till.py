"""Adds up what calls cost, and stops them when a run has spent what it may."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from pipeline.errors import CeilingError
from pipeline.ports import Spending

if TYPE_CHECKING:
    from pipeline.settings import RunSettings


@dataclass(slots=True)
class Till:
    """What was spent so far, safe to use from several threads."""

    spent: Spending = field(default_factory=Spending)
    _lock: Lock = field(default_factory=Lock)

    def add(self, cost: Spending) -> None:
        """Count one more cost."""
        with self._lock:
            self.spent = self.spent.plus(cost)


def refuse_beyond(limits: RunSettings, spent: Spending) -> None:
    """Let nothing more be asked when a limit is reached; calls on their way may still go beyond it.

    Raises:
        CeilingError: a limit is reached.
    """
    if limits.reached_by(spent.cost_usd, spent.tokens):
        raise CeilingError(
            f"The run has spent {spent.tokens:,} tokens and {spent.cost_usd:.4f} USD, which is what it may.",
            "Raise --max-cost or --max-tokens.",
        )
