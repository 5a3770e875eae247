"""What a run did, spent and skipped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.models.articles import Skipped


class RunStatus(StrEnum):
    """How a run ended."""

    RUNNING = "running"
    DONE = "done"
    PARTIAL = "partial"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class StageReport:
    """What one stage did: how many items came in and went out, how long it took, whether its work was already done."""

    name: str
    items_in: int
    items_out: int
    seconds: float
    reused: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did, spent and skipped."""

    id: str
    started: datetime
    finished: datetime | None
    status: RunStatus
    stages: tuple[StageReport, ...]
    skipped: tuple[Skipped, ...]
    drafts: tuple[str, ...]
    """Slugs with versions of what was written, such as ``the-great-closure/v002``."""
    tokens: int = 0
    cost_usd: float = 0.0
    notes: tuple[Skipped, ...] = ()
    """Kept, but worth knowing: an article without a date, a claim that was dropped."""
