"""The support score: more with every word that the sources have, a probability always."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.verification.support import support, word_support, words_to_embed
from tests.factories import vectors_unlike

SOURCES = (
    "The harbor board approved the new crane on Monday.",
    "It will lift forty tons, the engineers said.",
)


def score(claim: str, *sentences: str) -> float:
    words = words_to_embed((claim, *sentences))
    vectors = dict(zip(words, vectors_unlike(words), strict=True)) if words else {}
    return support(word_support(claim, sentences, vectors))


def test_true_claim_scores_above_one_in_part_and_that_above_a_strange_one() -> None:
    whole = score("The board approved the new crane.", *SOURCES)
    part = score("The board approved the new crane for the eastern quay.", *SOURCES)
    strange = score("Bakers raised the price of rye bread.", *SOURCES)
    assert whole > 0.5 > strange
    assert whole > part > strange


def test_word_like_one_of_the_source_counts_more_than_a_stranger() -> None:
    claim, source = "The board endorsed the crane.", SOURCES[0]
    words = words_to_embed((claim, source))
    strangers = dict(zip(words, vectors_unlike(words), strict=True))
    alike = {**strangers, "endorsed": strangers["approved"]}
    assert support(word_support(claim, (source,), alike)) > support(word_support(claim, (source,), strangers))


def test_nothing_cited_or_nothing_said_scores_nothing() -> None:
    assert score("The board approved the crane.") == 0
    assert score("The board approved the crane.", "...") == 0
    assert score("It is what it is.", *SOURCES) == 0


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=3))
def test_score_is_a_probability_and_words_stand_in_the_claim(claim: str, sentences: list[str]) -> None:
    assert 0 <= score(claim, *sentences) <= 1
    for word in word_support(claim, sentences, {}):
        assert claim[word.span.start : word.span.end].strip()
        assert 0 <= word.probability <= 1
