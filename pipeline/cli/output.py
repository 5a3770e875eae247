"""What commands print: tables and lines for people, one JSON document for programs. All of it goes to standard output.

Text from outside is printed without escape sequences and control characters, and is never read as markup. On a terminal
long lines and cells wrap; in a pipe every row is one line of whatever length.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import fields, is_dataclass
from datetime import date
from io import StringIO
from pathlib import PurePath
from typing import TYPE_CHECKING, TextIO

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pydantic import JsonValue
    from rich.console import Console, RenderableType

    from pipeline.cli.shell import Shell

PIPE_WIDTH = 1_000_000
"""Stands for "no width" where rich wants a number."""

# Escape sequences with their C1 forms (ECMA-48: 5.4 control sequences, 5.6 control strings, and two-character ones).
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]"
)


def safe(text: str) -> str:
    """Outside text as one line that a terminal shows as it is: no escape sequences, no control characters."""
    from pipeline.rendering.plain import one_line

    return one_line(_ESCAPES.sub("", text))


# --- for programs -----------------------------------------------------------------------------------------------------


def write_json(shell: Shell, document: object) -> None:
    """Print a dataclass (of dataclasses, sequences, mappings, days and times) as one JSON document with its version.

    Raises:
        TypeError: The document holds a value of another kind.
    """
    from pipeline.models import SCHEMA_VERSION

    # An output that is not UTF-8 gets escapes, which every reader of JSON understands.
    encoding = (shell.output.encoding or "utf-8").lower().replace("-", "")
    versioned = {"schema_version": SCHEMA_VERSION, **_fields(document)}
    write(shell, json.dumps(versioned, default=_encoded, ensure_ascii=encoding != "utf8", indent=2) + "\n")


def draft_document(draft_json: str) -> JsonValue:
    """A draft's own JSON document, to be put into another one."""
    document: JsonValue = json.loads(draft_json)
    return document


def _fields(document: object) -> dict[str, object]:
    if not is_dataclass(document):
        raise TypeError(f"{type(document).__name__} has no place in a JSON document.")
    return {field.name: getattr(document, field.name) for field in fields(document)}


def _encoded(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, PurePath) else _fields(value)


# --- for people -------------------------------------------------------------------------------------------------------


def console(shell: Shell, stream: TextIO) -> Console:
    """A rich console that reads no markup, keeps to ``NO_COLOR`` (no-color.org), and cuts nothing in a pipe."""
    from rich.console import Console

    return Console(
        file=stream,
        width=None if stream.isatty() else PIPE_WIDTH,
        force_terminal=stream.isatty(),
        no_color=bool(shell.environment.get("NO_COLOR")),
        markup=False,
        emoji=False,
        highlight=False,
    )


def write(shell: Shell, text: str) -> None:
    """Print text as it is. When nobody reads any more (``| head``), the command ends quietly."""
    try:
        shell.output.write(text)
        shell.output.flush()
    except BrokenPipeError:
        mute(shell.output)
        raise typer.Exit(0) from None


def mute(stream: TextIO) -> None:
    """Lead what is still buffered nowhere, so that Python does not fail over it when it ends (docs.python.org,
    library/signal, "Note on SIGPIPE")."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def write_lines(shell: Shell, lines: Sequence[str], styles: Sequence[str] = ()) -> None:
    """Print lines, on a terminal each in its rich style and wrapped between words. What comes from outside must have
    been cleaned with ``safe``."""
    if not shell.output.isatty():
        write(shell, "".join(f"{line}\n" for line in lines))
        return
    from rich.console import Group
    from rich.text import Text

    styled = zip(lines, styles or [""] * len(lines), strict=True)
    _render(shell, Group(*(Text(line, style) for line, style in styled)))


def write_table(shell: Shell, headings: Sequence[str], rows: Iterable[Sequence[str | int | float]]) -> None:
    """Print a table with aligned columns, numbers to the right; cells are cleaned with ``safe``."""
    from rich.table import Table
    from rich.text import Text

    cells = [list(row) for row in rows]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for number, heading in enumerate(headings):
        numeric = bool(cells) and all(isinstance(row[number], (int, float)) for row in cells)
        table.add_column(heading, justify="right" if numeric else "left", overflow="fold", no_wrap=numeric)
    for row in cells:
        table.add_row(*(Text(_cell(value)) for value in row))
    _render(shell, table)


def write_fields(shell: Shell, pairs: Iterable[tuple[str, str | int | float]]) -> None:
    """Print names and values, one pair a line; empty values are left out."""
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in pairs:
        if value != "":
            table.add_row(name, Text(_cell(value)))
    _render(shell, table)


def _cell(value: str | float) -> str:
    return f"{value:,}" if isinstance(value, (int, float)) else safe(value)


def _render(shell: Shell, content: RenderableType) -> None:
    """Render in memory, then print: only ``write`` touches the stream. The padding of last columns is cut."""
    buffer = StringIO()
    target = console(shell, shell.output)
    target.file = buffer
    target.print(content)
    write(shell, "".join(f"{line.rstrip(' ')}\n" for line in buffer.getvalue().splitlines()))
