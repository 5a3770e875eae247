"""Counts and lists in words, for the few sentences that no source wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


def count(number: int, noun: str) -> str:
    """``1 article``, ``3 articles``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``; "one subject" when there is nothing to name."""
    if not words:
        return "one subject"
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


def written_day(day: date) -> str:
    """``7 April 2026``."""
    return f"{day.day} {day:%B %Y}"
