"""A row of counts as a row of little bars, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.cli.shell import Shell

BLOCKS = "▁▂▃▄▅▆▇█"
ASCII = "_.-:=+*#"
"""For terminals whose encoding has no blocks."""


def bars_of(shell: Shell) -> str:
    """The bars that the output can show, lowest first. A stream without an encoding takes any text."""
    try:
        BLOCKS.encode(shell.output.encoding or "utf-8")
    except UnicodeEncodeError:
        return ASCII
    return BLOCKS


def sparkline(counts: Sequence[int], bars: str) -> str:
    """One bar a count, the highest for the greatest; only 0 has the lowest bar."""
    most = max(counts, default=0)
    steps = len(bars) - 1
    return "".join(bars[-(-count * steps // most)] if count else bars[0] for count in counts)


def paired(counts: Sequence[int]) -> list[int]:
    """Sums of two neighbors each, for half the width; of an odd number the first stands alone."""
    odd = len(counts) % 2
    return [*counts[:odd], *(sum(counts[place : place + 2]) for place in range(odd, len(counts), 2))]
