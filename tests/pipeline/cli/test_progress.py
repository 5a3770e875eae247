from __future__ import annotations

from io import StringIO
from pathlib import Path

from pipeline.cli.progress import reporting
from pipeline.cli.shell import Shell
from pipeline.models import StageReport
from tests.pipeline.cli.terminal import Clock, TerminalStream

INGEST = StageReport("ingest", 2, 1200, 0.5, note="1200 new \x1b[31marticles")
EMBED = StageReport("embed", 0, 0, 0.0, reused=True)


def told(stream: StringIO, **environment: str) -> str:
    with reporting(Shell(StringIO(), stream, environment, Clock(), Path("/"))) as reporter:
        reporter.note("before any stage")
        reporter.started("ingest", 2)
        reporter.advanced("ingest", 1)
        reporter.note("reading [bold]one[/bold]")
        reporter.finished(INGEST)
        reporter.started("embed", None)
        reporter.advanced("embed", 5)
        reporter.finished(EMBED)
    return stream.getvalue()


def test_piped_progress_is_one_line_for_each_stage_and_note() -> None:
    assert told(StringIO()).splitlines() == [
        "before any stage",
        "reading [bold]one[/bold]",
        "ingest: 2 in, 1,200 out, 0.50 s, done, 1200 new articles",
        "embed: 0 in, 0 out, 0.00 s, unchanged",
    ]


def test_terminal_progress_is_a_table_that_gives_the_cursor_back() -> None:
    text = told(TerminalStream(), COLUMNS="100")
    assert "stage" in text
    assert "1200 new articles" in text
    assert "unchanged" in text
    assert "before any stage" in text
    assert text.endswith("\x1b[?25h")


def test_dumb_terminal_gets_plain_lines() -> None:
    assert "\x1b" not in told(TerminalStream(), TERM="dumb")


def test_stage_that_advances_without_having_begun_is_no_error() -> None:
    with reporting(Shell(StringIO(), TerminalStream(), {}, Clock(), Path("/"))) as reporter:
        reporter.advanced("embed", 1)
        reporter.finished(EMBED)
