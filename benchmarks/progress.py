"""Tells stderr how far a long benchmark is."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.models import StageReport


@dataclass(slots=True)
class Progress:
    """A reporter that names each stage when it begins and ends; ``stages`` are their seconds."""

    stages: dict[str, float] = field(default_factory=dict)

    def started(self, stage: str, total: int | None) -> None:
        """Name the stage and its size."""
        sys.stderr.write(f"{stage} ({total if total is not None else '?'}) ... ")
        sys.stderr.flush()

    def advanced(self, stage: str, done: int) -> None:
        """Not shown."""

    def finished(self, report: StageReport) -> None:
        """Give its time."""
        self.stages[report.name] = report.seconds
        sys.stderr.write(f"{report.seconds:.1f} s {report.note}\n")

    def note(self, text: str) -> None:
        """Not shown."""
