"""What a command knows of the world around it, and how it gets at the workspace it is about."""

from __future__ import annotations

import os
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TextIO

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    import typer

    from pipeline.flow.services import Services
    from pipeline.workspace import Value, Workspace


class ExitCode(IntEnum):
    """How a command ended. Errors of Throughline carry their own; see ``pipeline.errors``."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    PARTIAL = 3
    REFUSED = 4
    STOPPED = 5
    INTERRUPTED = 130


NO_WRITER: Final = MappingProxyType({"writer.kind": "extractive"})
"""Settings of commands that write nothing: the writer that wants neither key nor network."""


@dataclass(frozen=True, slots=True)
class Shell:
    """Streams, environment, clock and place of one call. ``directory`` is what ``-C`` named, if anything."""

    output: TextIO
    messages: TextIO
    environment: Mapping[str, str]
    clock: Callable[[], datetime]
    here: Path
    directory: Path | None = None

    def path(self, name: str) -> Path:
        """A path as the user gave it, made absolute; symbolic links stay."""
        return Path(os.path.normpath(self.here / Path(name).expanduser()))


@dataclass(frozen=True, slots=True)
class Opened:
    """An open workspace."""

    workspace: Workspace
    services: Services


def shell_of(context: typer.Context) -> Shell:
    """The shell that ``main`` handed to the command."""
    shell = context.find_object(Shell)
    if shell is None:
        raise UsageError("The command was called without its shell.", "Call it through pipeline.cli.main.")
    return shell


def workspace_root(shell: Shell) -> Path:
    """The workspace that ``-C`` names, or the nearest one upward from here. Raises WorkspaceError."""
    from pipeline.workspace import find_root

    return shell.directory or find_root(shell.here)


@contextmanager
def opened(
    shell: Shell, flags: Mapping[str, Value] | None = None, *, alone: bool = False
) -> Iterator[Opened]:
    """The workspace and its services, for as long as the block lasts. ``alone`` keeps other processes out.

    ``flags`` are settings given on the command line. Without any (None, not empty) the command needs no writer, so that
    it works without the key that a writer may want.

    Raises:
        WorkspaceError: There is no workspace, or another process works in it.
        SettingError: A setting is wrong.
        TopicError: A topic file is wrong.
        StoreError: The store cannot be opened.
        ModelRefusedError: The writer wants a key.
    """
    from pipeline.wiring import open_services
    from pipeline.workspace import lock, open_workspace

    workspace = open_workspace(
        workspace_root(shell), shell.environment, NO_WRITER if flags is None else flags
    )
    with (
        lock(workspace) if alone else nullcontext(),
        open_services(workspace, shell.environment) as services,
    ):
        yield Opened(workspace, services)
