"""Closed classes of words, written as running text."""

from __future__ import annotations


def word_list(*lines: str) -> tuple[str, ...]:
    """The words of some lines, separated by white space, in order."""
    return tuple(word for line in lines for word in line.split())


def word_set(*lines: str) -> frozenset[str]:
    """The words of some lines, separated by white space, as a set."""
    return frozenset(word_list(*lines))
