"""Our own modules run in processes of their own, because what they do can end the process that does it.

A child gets its orders on standard input and answers on standard output. It is in a session of its own, so that Ctrl-C
does not interrupt it half way; when this process dies, its standard input ends, and so does it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import IO

_BUFFER_BYTES = 65_536


class ChildProcess:
    """A module of ours in a process of its own.

    Args:
        module: Its full name.
        argument: Its only argument.
        environment: Its environment; where to find this package is added.
    """

    def __init__(self, module: str, argument: str, environment: Mapping[str, str]) -> None:
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, in our own interpreter
                [sys.executable, "-P", "-m", module, argument],
                bufsize=_BUFFER_BYTES,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env=_with_this_package(environment),
                start_new_session=True,
            )
        except BaseException:
            self._errors.close()
            raise
        self.orders = cast("IO[bytes]", self._process.stdin)
        """What is written here arrives at its standard input."""
        self.answers = cast("IO[bytes]", self._process.stdout)
        """What it writes to its standard output."""

    @property
    def pid(self) -> int:
        """The id of its process."""
        return self._process.pid

    @property
    def has_ended(self) -> bool:
        """Whether it runs no more."""
        return self._process.poll() is not None

    @contextmanager
    def deadline(self, seconds: float) -> Iterator[threading.Event]:
        """Kill the child unless the block ends in time; whoever waits for an answer then finds its end. The event tells
        whether that has happened."""
        passed = threading.Event()

        def end() -> None:
            passed.set()
            self._process.kill()

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        try:
            yield passed
        finally:
            timer.cancel()

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def close(self, seconds: float) -> None:
        """Let it end, and kill it when it has not after so long."""
        for pipe in (self.orders, self.answers):
            _close(pipe)
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()

    def last_words(self) -> str:
        """Why it ended: the last line it wrote to standard error, or how its process ended."""
        code = self._process.wait()
        if code < 0:
            return f"its process was ended by signal {-code}, {signal.strsignal(-code) or 'unknown'}"
        self._errors.seek(0)
        said = self._errors.read().decode(errors="replace").strip().splitlines()
        return said[-1] if said else f"its process ended with status {code}"


def _with_this_package(environment: Mapping[str, str]) -> dict[str, str]:
    root, known = str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")
    return {**environment, "PYTHONPATH": f"{root}{os.pathsep}{known}" if known else root}


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        # The child has died and what was still to be sent is of no use.
        return
