from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli.messages import say
from pipeline.cli.output import safe, write_fields, write_json, write_lines, write_table
from pipeline.cli.shell import Shell
from pipeline.models import Span
from tests.pipeline.cli.terminal import Clock, TerminalStream


def shell_with(output: StringIO, **environment: str) -> Shell:
    return Shell(output, StringIO(), environment, Clock(), Path("/"))


@dataclass(frozen=True, slots=True)
class Sample:
    day: date
    at: datetime
    folder: Path
    spans: tuple[Span, ...]
    counts: dict[str, int]


def test_document_carries_its_schema_version_and_plain_values() -> None:
    output = StringIO()
    sample = Sample(
        date(2026, 4, 7), datetime(2026, 4, 7, 9, tzinfo=UTC), Path("/x"), (Span(1, 2),), {"é": 1}
    )
    write_json(shell_with(output), sample)
    assert json.loads(output.getvalue()) == {
        "schema_version": 1,
        "day": "2026-04-07",
        "at": "2026-04-07T09:00:00+00:00",
        "folder": "/x",
        "spans": [{"start": 1, "end": 2}],
        "counts": {"é": 1},
    }


def test_document_with_a_value_of_another_kind_is_a_bug() -> None:
    with pytest.raises(TypeError, match="object"):
        write_json(shell_with(StringIO()), Sample(date.min, datetime.min, Path(), (), {"a": object()}))  # type: ignore[dict-item]  # wrong on purpose  # noqa: DTZ901


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;owned\x07title", "title"),
        ("\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b31mred", "red"),
        ("a\x1bcb", "ab"),
        ("one\r\ntwo\tthree", "one two three"),
        ("evil\u202etxt.exe", "eviltxt.exe"),
        ("[bold]stays[/bold] :smile:", "[bold]stays[/bold] :smile:"),
        ("unfinished \x1b]0;title", "unfinished"),
    ],
)
def test_text_from_outside_cannot_command_the_terminal(text: str, shown: str) -> None:
    assert safe(text) == shown


@given(st.text())
def test_safe_text_is_one_line_without_controls(text: str) -> None:
    shown = safe(text)
    assert not any(ord(character) < 0x20 or 0x7F <= ord(character) <= 0x9F for character in shown)
    assert safe(shown) == shown


def test_piped_table_is_never_cut_and_pads_no_line() -> None:
    output = StringIO()
    write_table(shell_with(output), ("id", "title"), [("a", "word " * 200), ("b", "[red]short[/red]")])
    lines = output.getvalue().splitlines()
    assert len(lines) == 3
    assert lines[1].count("word") == 200
    assert lines[2].endswith("[red]short[/red]")
    assert all(line == line.rstrip() for line in lines)
    assert "\x1b" not in output.getvalue()


def test_terminal_table_wraps_and_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    output = TerminalStream()
    write_table(shell_with(output), ("id", "title"), [("a", "word " * 50)])
    assert output.getvalue().count("word") == 50
    assert len(output.getvalue().splitlines()) > 3


def test_no_color_is_honoured() -> None:
    colored, plain = TerminalStream(), TerminalStream()
    write_lines(shell_with(colored), ["+ new"], ["green"])
    write_lines(shell_with(plain, NO_COLOR="1"), ["+ new"], ["green"])
    assert "\x1b[32m" in colored.getvalue()
    assert "\x1b[3" not in plain.getvalue()
    assert "+ new" in plain.getvalue()


def test_fields_leave_out_what_is_empty() -> None:
    output = StringIO()
    write_fields(shell_with(output), [("title", "One"), ("note", ""), ("count", 1200)])
    assert output.getvalue() == "title  One\ncount  1,200\n"


def test_messages_keep_their_indentation_and_lose_their_escapes() -> None:
    shell = shell_with(StringIO())
    say(shell, "first", "  - \x1b[1mlisted\x1b[0m")
    assert isinstance(shell.messages, StringIO)
    assert shell.messages.getvalue() == "first\n  - listed\n"
