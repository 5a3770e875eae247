"""What a benchmark is asked, and what it answers.

A file of this folder with a function ``run(request: Request) -> Figures`` is a task; its name is the file's, its
description the first line of its docstring.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Figure: TypeAlias = float | int | str
Figures: TypeAlias = "Mapping[str, Figure]"
"""Measured values by name, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Request:
    """The command line of a benchmark. Of the options a task reads those that concern it; 0 and () mean its default.

    ``limit`` caps the items read, ``stream`` is the number of dated batches they are fed in, ``then`` the number of new
    articles added afterwards, ``sizes`` the numbers of vectors to make up, ``seed`` that of what is drawn at random,
    ``cache`` a folder in which to keep what is slow to make.
    """

    data: Path | None = None
    limit: int = 0
    stream: int = 0
    then: int = 0
    sizes: tuple[int, ...] = ()
    seed: int = 0
    cache: Path | None = None


class BenchmarkError(Exception):
    """A benchmark cannot be run as asked; the message says why."""


def required_data(request: Request) -> Path:
    """The path given with ``--data``.

    Raises:
        BenchmarkError: None was given, or there is nothing there.
    """
    if request.data is None:
        raise BenchmarkError("this task needs --data PATH")
    if not request.data.exists():
        raise BenchmarkError(f"there is nothing at {request.data}")
    return request.data
