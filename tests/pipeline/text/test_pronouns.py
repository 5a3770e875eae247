"""Pronouns and pointing words without their noun."""

from __future__ import annotations

import time

import pytest

from pipeline.text.pronouns import leans_on_others


@pytest.mark.parametrize(
    "sentence",
    [
        "Since 22 June 2026 they have one, trained in Ohio.",
        "In the report, she names the ministry.",
        "Teams should keep it out until they have that answer in writing.",
        "The text was partly a response to that asymmetry.",
        "Northwind has made similar complaints to the ministry.",
        "The ministry did so in April.",
    ],
)
def test_pronoun_before_its_noun_leans_on_another_sentence(sentence: str) -> None:
    assert leans_on_others(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Anna Ruiz said that she would appeal.",
        "The ministry kept the date that it had named.",
        "It is not clear when the order takes effect.",
        "Makers said that they had been told too late.",
        "Prices in Ohio fell this week.",
        "A senator told reporters that he would vote against the bill.",
    ],
)
def test_pronoun_after_its_noun_does_not(sentence: str) -> None:
    assert not leans_on_others(sentence)


def test_long_texts_take_no_time() -> None:
    began = time.perf_counter()
    leans_on_others("a" * 20_000 + " word" * 4_000)
    assert time.perf_counter() - began < 2
