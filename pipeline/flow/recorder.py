"""Keeps the record of a run while it goes: which stage took how long, what was skipped, what was spent."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.models import RunReport, RunStatus, Skipped, StageReport
from pipeline.ports import WriterContext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from pipeline.errors import CeilingError
    from pipeline.ports import Reporter, RunRepository, Spending

    Clock = Callable[[], datetime]


@dataclass(slots=True)
class StageTally:
    """What a stage counts while it works."""

    name: str
    items_in: int = 0
    items_out: int = 0
    reused: bool = False
    note: str = ""


@dataclass(slots=True)
class Recorder:
    """The growing record of one run. A stage is stored as soon as it ends: a killed run shows how far it came."""

    run_id: str
    started: datetime
    runs: RunRepository
    reporter: Reporter
    clock: Clock
    stages: list[StageReport] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[Skipped] = field(default_factory=list)
    incomplete: bool = False
    """Whether something due was not done, so that the next run must try again."""
    stopped: CeilingError | None = None
    """The ceiling that kept the run from doing all in full."""
    drafts: list[str] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[StageTally]:
        """Time a stage; what it counted is recorded when it ends without an error."""
        tally, began = StageTally(name), self.clock()
        self.reporter.started(name, total)
        yield tally
        seconds = (self.clock() - began).total_seconds()
        report = StageReport(
            name, tally.items_in, tally.items_out, round(seconds, 3), tally.reused, tally.note
        )
        self.stages.append(report)
        self.runs.stage(self.run_id, report)
        self.reporter.finished(report)

    @property
    def status(self) -> RunStatus:
        """How a run that came to its end ended."""
        if not self.skipped and not self.incomplete:
            return RunStatus.DONE
        nothing_written = self.incomplete and not self.drafts and self.stopped is None
        return RunStatus.FAILED if nothing_written else RunStatus.PARTIAL

    @property
    def writer_context(self) -> WriterContext:
        """What a writer may know of this run."""
        return WriterContext(self.run_id, self.started.date(), self.reporter.note)

    def skip(self, items: Iterable[Skipped]) -> None:
        """Note what was left out."""
        self.skipped.extend(items)

    def finish(self, status: RunStatus, spending: Spending) -> RunReport:
        """Close the record and store it."""
        report = RunReport(
            id=self.run_id,
            started=self.started,
            finished=self.clock(),
            status=status,
            stages=tuple(self.stages),
            skipped=tuple(self.skipped),
            notes=tuple(self.notes),
            drafts=tuple(self.drafts),
            tokens=spending.input_tokens + spending.output_tokens,
            cost_usd=round(spending.cost_usd, 6),
        )
        self.runs.finish(report)
        return report
