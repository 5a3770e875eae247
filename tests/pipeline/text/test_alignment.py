from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.alignment import negation_mismatch, negations, stem, word_overlap

SOURCE = "The ministry ordered every exporter to report where its chips are sold."


def test_own_words_support_a_claim_fully() -> None:
    assert word_overlap(SOURCE, SOURCE) == pytest.approx(1.0)


def test_inflected_words_support_a_claim() -> None:
    assert word_overlap("Exporters must report where chips were sold.", SOURCE) > 0.8


def test_other_words_do_not_support_a_claim() -> None:
    assert word_overlap("The bank lowered interest rates for builders.", SOURCE) < 0.2


def test_words_of_one_sentence_weigh_more_than_scattered_ones() -> None:
    scattered = "The ministry met. An exporter spoke. They report rain. Chips are cheap."
    claim = "The ministry told the exporter to report chips."
    assert word_overlap(claim, SOURCE) > word_overlap(claim, scattered)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("exports", "export"),
        ("organisations", "organization"),
        ("paid", "pay"),
        ("queries", "query"),
        ("licences", "license"),
    ],
)
def test_inflections_share_a_stem(one: str, two: str) -> None:
    assert stem(one) == stem(two)


def test_negated_words_are_found() -> None:
    assert stem("pay") in negations("It did not pay.")
    assert stem("comment") in negations("It declined to comment.")
    assert negations("It was not only cheap.") == frozenset()


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The bill did not pass the committee.", "The bill passed the committee."),
        ("The bill passed the committee.", "The bill did not pass the committee."),
        ("The firm will never sell the model.", "The firm will sell the model."),
        ("It isn't the largest fund.", "It is the largest fund."),
        ("The model is expensive to run, rivals say.", "The model is not expensive to run, rivals say."),
    ],
)
def test_turned_negation_is_noticed(claim: str, source: str) -> None:
    assert negation_mismatch(claim, source)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The bill did not pass.", "The bill didn’t pass the committee."),
        ("The bill passed the committee.", "The bill passed the committee without a debate."),
        ("The firm sells the model.", "The firm sells the model but gives no date."),
    ],
)
def test_agreeing_negation_is_left_alone(claim: str, source: str) -> None:
    assert negation_mismatch(claim, source) == ""


@given(st.text(max_size=80), st.text(max_size=80))
def test_score_is_between_nothing_and_all(claim: str, source: str) -> None:
    assert 0.0 <= word_overlap(claim, source) <= 1.0 + 1e-9
