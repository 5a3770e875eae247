"""Comparing output with files that a person has looked at."""

from __future__ import annotations

import os
from pathlib import Path

_FOLDER = Path(__file__).parent
_UPDATE = "UPDATE_GOLDEN"


def check_golden(name: str, text: str) -> None:
    """Compare with ``tests/golden/<name>``; with UPDATE_GOLDEN=1 in the environment, write that file instead."""
    path = _FOLDER / name
    if os.environ.get(_UPDATE) == "1":
        path.write_text(text, encoding="utf-8", newline="\n")
    expected = path.read_text(encoding="utf-8")
    assert text == expected, (
        f"{path.name} differs; if that is meant: {_UPDATE}=1 make test, then look at the change"
    )
