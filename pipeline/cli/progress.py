"""How a run is told about while it goes: a live table of stages on a terminal, one line for each stage in a pipe."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.cli.messages import say
from pipeline.cli.output import console, safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.live import Live
    from rich.table import Table

    from pipeline.cli.shell import Shell
    from pipeline.models import StageReport
    from pipeline.ports import Reporter


@contextmanager
def reporting(shell: Shell) -> Iterator[Reporter]:
    """The reporter that fits where messages go, for as long as the block lasts."""
    if not shell.messages.isatty() or shell.environment.get("TERM") == "dumb":
        yield PlainReporter(shell)
        return
    from rich.live import Live

    rows = StageRows()
    with Live(
        get_renderable=rows.table, console=console(shell, shell.messages), refresh_per_second=8
    ) as live:
        yield LiveReporter(rows, live)


def stage_line(report: StageReport) -> str:
    """What a stage did, in one line."""
    counts = f"{report.name}: {report.items_in:,} in, {report.items_out:,} out, {report.seconds:.2f} s"
    return ", ".join([counts, _state(report), *([report.note] if report.note else [])])


def _state(report: StageReport) -> str:
    return "unchanged" if report.reused else "done"


class PlainReporter:
    """One line for each stage when it ends, and one for each note. Satisfies ``pipeline.ports.Reporter``."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def started(self, stage: str, total: int | None) -> None:
        """Says nothing: a line in a pipe cannot be taken back."""

    def advanced(self, stage: str, done: int) -> None:
        """Says nothing, as above."""

    def finished(self, report: StageReport) -> None:
        """One line."""
        say(self._shell, stage_line(report))

    def note(self, text: str) -> None:
        """One line."""
        say(self._shell, text)


@dataclass(slots=True)
class StageRow:
    """A line of the live table. ``report`` is there once the stage has ended."""

    name: str
    total: int | None
    began: float
    done: int = 0
    note: str = ""
    report: StageReport | None = None


@dataclass(slots=True)
class StageRows:
    """The stages so far, drawn by rich's own thread while the run goes on."""

    rows: dict[str, StageRow] = field(default_factory=dict)

    def running(self) -> StageRow | None:
        """The stage that has not ended, if any."""
        return next((row for row in self.rows.values() if row.report is None), None)

    def table(self) -> Table:
        """All stages as a table."""
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        table.add_column("stage", no_wrap=True)
        for heading in ("in", "out", "seconds"):
            table.add_column(heading, justify="right", no_wrap=True)
        table.add_column("state", no_wrap=True)
        table.add_column("note", overflow="ellipsis", no_wrap=True)
        for row in list(self.rows.values()):
            cells, style = _cells(row)
            table.add_row(*(Text(safe(cell)) for cell in cells), style=style)
        return table


def _cells(row: StageRow) -> tuple[tuple[str, ...], str]:
    """The cells of a line and their style."""
    report = row.report
    if report is None:
        total = f"{row.total:,}" if row.total is not None else ""
        done = f"{min(row.done, row.total if row.total is not None else row.done):,}"
        seconds = f"{time.monotonic() - row.began:.1f}"
        return (row.name, total, done, seconds, "running", row.note), "cyan"
    counts = (f"{report.items_in:,}", f"{report.items_out:,}", f"{report.seconds:.1f}")
    return (row.name, *counts, _state(report), report.note), "dim" if report.reused else ""


class LiveReporter:
    """Keeps the live table up to date. Satisfies ``pipeline.ports.Reporter``."""

    def __init__(self, rows: StageRows, live: Live) -> None:
        self._rows = rows
        self._live = live

    def started(self, stage: str, total: int | None) -> None:
        """A new line of the table."""
        self._rows.rows[stage] = StageRow(stage, total, time.monotonic())

    def advanced(self, stage: str, done: int) -> None:
        """The line's count; rich draws it at its own pace."""
        row = self._rows.rows.get(stage)
        if row is not None:
            row.done = done

    def finished(self, report: StageReport) -> None:
        """The line's last state."""
        row = self._rows.rows.setdefault(report.name, StageRow(report.name, None, time.monotonic()))
        row.report = report
        self._live.refresh()

    def note(self, text: str) -> None:
        """Beside the running stage, or above the table when none is running."""
        from rich.text import Text

        running = self._rows.running()
        if running is not None:
            running.note = text
        else:
            self._live.console.print(Text(safe(text)))
