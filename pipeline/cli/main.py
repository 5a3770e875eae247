"""``throughline``: puts the commands together, and turns errors into messages and exit codes."""

from __future__ import annotations

import io
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from typer.core import TyperGroup

from pipeline import __version__
from pipeline.cli import (
    ask,
    diff,
    doctor,
    draft,
    events,
    ingest,
    init,
    new,
    publish,
    review,
    run,
    runs,
    source,
    themes,
)
from pipeline.cli.messages import say, say_error
from pipeline.cli.output import write
from pipeline.cli.shell import ExitCode, Shell, shell_of
from pipeline.errors import ThroughlineError

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAM = "throughline"
_GROUPS = (init, doctor, source, ingest, events, themes, new, draft, ask, run, runs, diff, review, publish)
"""In the order in which the help lists them."""


def main() -> NoReturn:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What the encoding lacks is shown as an escape: printing never fails over a character.
            stream.reconfigure(errors="backslashreplace")
    shell = Shell(sys.stdout, sys.stderr, os.environ, lambda: datetime.now(UTC), Path.cwd())
    sys.exit(call(sys.argv[1:], shell))


def call(arguments: Sequence[str], shell: Shell) -> int:
    """Run one command and return its exit code. Errors that are not Throughline's own are bugs and are let through."""
    command = typer.main.get_command(application())
    try:
        code = command.main(args=list(arguments), prog_name=PROGRAM, obj=shell, standalone_mode=False)
    except ThroughlineError as error:
        say_error(shell, error.message, error.remedy)
        return error.exit_code
    except typer.TyperException as error:
        return _explain_usage(shell, error)
    if code == ExitCode.INTERRUPTED:  # what typer makes of KeyboardInterrupt
        say(shell, "Interrupted. What was done is kept; the same command goes on from there.")
    return code if isinstance(code, int) else ExitCode.DONE


def _explain_usage(shell: Shell, error: typer.TyperException) -> int:
    message = error.format_message()
    if message.startswith("Usage:"):  # a group without its command: the message is the help
        shell.messages.write(f"{message}\n")
    else:
        command = getattr(getattr(error, "ctx", None), "command_path", PROGRAM)
        say_error(shell, message, f"See: {command} --help")
    return ExitCode.USAGE


class _InOrder(TyperGroup):
    """Lists commands and groups of commands in one order: that of ``_GROUPS``, whose modules are named like them."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]  # typer hides its base class
        """Names in the order of the help."""
        del ctx
        return [group.__name__.rpartition(".")[2] for group in _GROUPS]


def application() -> typer.Typer:
    """All commands."""
    app = typer.Typer(
        cls=_InOrder,
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_begin)
    for group in _GROUPS:
        group.register(app)
    return app


def _show_version(context: typer.Context, value: bool) -> None:
    if value:
        write(shell_of(context), f"{PROGRAM} {__version__}\n")
        raise typer.Exit


def _begin(
    context: typer.Context,
    directory: Annotated[
        str,
        typer.Option("-C", metavar="DIR", help="The workspace; otherwise the nearest one from here upward."),
    ] = "",
    version: Annotated[  # noqa: ARG001 - its callback has answered already
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Show the version.")
    ] = False,
) -> None:
    """Articles in; events, themes, dossiers and cited drafts of insights out."""
    shell = shell_of(context)
    if directory:
        context.obj = replace(shell, directory=shell.path(directory))
