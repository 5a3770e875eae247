"""The command line called in process, with streams and clock of the test's own."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import TYPE_CHECKING

from pipeline.cli.main import call
from pipeline.cli.shell import Shell

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydantic import JsonValue

NOON = datetime(2026, 4, 20, 12, tzinfo=UTC)


class TerminalStream(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@dataclass(slots=True)
class Clock:
    """Every look at it is a tenth of a second later; at the ``interrupted_at``-th, the user presses Ctrl-C."""

    now: datetime = NOON
    looks: int = 0
    interrupted_at: int = 0

    def __call__(self) -> datetime:
        self.looks += 1
        if self.looks == self.interrupted_at:
            raise KeyboardInterrupt
        self.now += timedelta(seconds=0.1)
        return self.now


@dataclass(frozen=True, slots=True)
class Result:
    """What a command did."""

    code: int
    output: str
    messages: str

    def document(self) -> dict[str, JsonValue]:
        """The JSON document on standard output; fails when there is anything else."""
        found = json.loads(self.output)
        assert isinstance(found, dict)
        assert found["schema_version"] == 1
        return found


@dataclass(slots=True)
class Terminal:
    """Calls commands in a folder."""

    here: Path
    environment: dict[str, str] = field(default_factory=lambda: {"USER": "ada"})
    clock: Callable[[], datetime] = field(default_factory=Clock)
    is_terminal: bool = False

    def __call__(self, *arguments: str) -> Result:
        kind = TerminalStream if self.is_terminal else StringIO
        output, messages = kind(), kind()
        shell = Shell(output, messages, self.environment, self.clock, self.here)
        code = call(arguments, shell)
        return Result(code, output.getvalue(), messages.getvalue())
