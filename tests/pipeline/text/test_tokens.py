"""Counting and cutting by model tokens."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import WorkspaceError
from pipeline.text.tokens import TokenCounter

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("hello world", 2),
        ("Antidisestablishmentarianism", 6),
        ("2 + 2 = 4", 7),
        ("お誕生日おめでとう", 8),  # this and the lines above are the figures of OpenAI's cookbook
    ],
)
def test_counts_are_those_of_o200k_base(tokens: TokenCounter, text: str, expected: int) -> None:
    assert tokens.count(text) == expected


def test_text_that_looks_like_a_special_token_is_plain_text(tokens: TokenCounter) -> None:
    assert tokens.count("<|endoftext|>") > 1
    assert tokens.truncate("<|endoftext|>", 1) != "<|endoftext|>"


def test_lone_surrogates_are_counted_and_keep_their_place(tokens: TokenCounter) -> None:
    text = "\ud800\ud83d\ude00 after"
    assert tokens.count(text) > 0
    assert tokens.truncate(text, 1_000) == text


def test_millions_of_blanks_do_not_overflow(tokens: TokenCounter) -> None:
    assert tokens.count(" " * 1_000_000) < 100_000


def test_long_text_counts_as_the_sum_of_its_lines(tokens: TokenCounter) -> None:
    line = "The committee met on Tuesday, and nothing was decided.\n"
    assert tokens.count(line * 5_000) == 5_000 * tokens.count(line)


def test_a_character_cut_in_two_is_left_out(tokens: TokenCounter) -> None:
    family = "👩‍👩‍👧"
    for limit in range(tokens.count(family)):
        assert family.startswith(tokens.truncate(family, limit))


@given(text=st.text(max_size=300), limit=st.integers(min_value=-1, max_value=120))
def test_a_cut_text_is_a_prefix_within_the_limit(tokens: TokenCounter, text: str, limit: int) -> None:
    cut = tokens.truncate(text, limit)
    assert text.startswith(cut)
    assert tokens.count(cut) <= max(limit, 0)
    if tokens.count(text) <= limit:
        assert cut == text


def test_a_long_text_is_cut_within_the_limit(tokens: TokenCounter) -> None:
    text = "Word after word after word. " * 20_000
    cut = tokens.truncate(text, 90_000)
    assert text.startswith(cut)
    assert tokens.count(cut) == 90_000


def test_a_damaged_copy_is_replaced(tmp_path: Path) -> None:
    TokenCounter(tmp_path)
    (copy,) = tmp_path.iterdir()
    copy.write_bytes(b"damaged")
    TokenCounter(tmp_path)
    assert copy.stat().st_size > 1_000_000


def test_the_environment_is_left_as_it_was(tmp_path: Path) -> None:
    before = dict(os.environ)
    TokenCounter(tmp_path)
    assert dict(os.environ) == before


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    occupied = tmp_path / "occupied"
    occupied.write_text("a file, no folder", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="occupied"):
        TokenCounter(occupied / "cache")
