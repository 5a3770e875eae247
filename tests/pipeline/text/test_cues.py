"""Who must or should do what, and what speaks against the rest."""

from __future__ import annotations

import time

import pytest

from pipeline.text.cues import ADVICE, DUTY, binds, contrasts, denies, duty


@pytest.mark.parametrize(
    ("sentence", "strength"),
    [
        ("Companies must report their shipments by March 2027.", DUTY),
        ("Anyone who bought the switch should return it by 1 June 2026.", ADVICE),
        ("The agency urged consumers not to eat the carrots.", ADVICE),
        ("If consumers have such carrots, they should throw them away.", ADVICE),
        ("Residents can apply for aid until 1 June 2026.", ADVICE),
    ],
)
def test_duty_or_advice_to_somebody_addressed_is_found(sentence: str, strength: float) -> None:
    assert duty(sentence) == strength


@pytest.mark.parametrize(
    "sentence",
    [
        "Hegseth needs to make sure that senators know.",
        "The president said that the United States should not intervene.",
        "Makers had to wait for ten days.",
        "Buyers do not need to read the paper.",
        "“Companies must pay,” said Anna Ruiz of Northwind.",
        "Anthropic said that its best model should not be sold.",
    ],
)
def test_plans_wishes_and_the_past_bind_no_reader(sentence: str) -> None:
    assert duty(sentence) == 0


def test_rule_binds_whoever_has_to_see_to_it() -> None:
    assert binds("The ministry ordered that every chip must report its location.")
    assert not binds("The Harriers must win on Sunday.")


def test_denials_and_contrasts_are_told_apart() -> None:
    assert denies("Northwind denied that it had known.")
    assert not denies("Northwind sold 40 million switches.")
    assert contrasts("But the date stays.")
    assert not contrasts("Butter is dear.")


def test_long_texts_take_no_time() -> None:
    for text in ("requires " + "word " * 2_000, "companies " * 2_000, "a" * 20_000):
        began = time.perf_counter()
        duty(text)
        denies(text)
        binds(text)
        assert time.perf_counter() - began < 2
