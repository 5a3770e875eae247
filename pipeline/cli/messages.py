"""What is said beside the result: messages, hints and errors. All of it goes to standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.cli.output import mute, safe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.cli.shell import Shell


def say(shell: Shell, *lines: str) -> None:
    """Print lines, cleaned of what a terminal could mistake for commands, their indentation kept.

    Work goes on when nobody listens any more.
    """
    indents = (len(line) - len(line.lstrip(" ")) for line in lines)
    try:
        shell.messages.write(
            "".join(f"{' ' * n}{safe(line)}\n" for n, line in zip(indents, lines, strict=True))
        )
        shell.messages.flush()
    except BrokenPipeError:
        mute(shell.messages)


def say_error(shell: Shell, message: str, remedy: str) -> None:
    """Print what happened and, on the next line, what to do."""
    say(shell, f"error: {message}", *([remedy] if remedy else []))


def hint(wanted: str, known: Iterable[str]) -> str:
    """The nearest known name, as a question, or ""."""
    import difflib

    near = difflib.get_close_matches(wanted, list(known), n=1, cutoff=0.4)
    return f"Did you mean {near[0]}?" if near else ""
