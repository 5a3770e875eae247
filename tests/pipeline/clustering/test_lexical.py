from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clustering.lexical import (
    NAME_MARK,
    SMALL_CORPUS,
    TERMS_PER_TEXT,
    features,
    leads,
    tfidf,
    words_of,
    words_of_all,
)


def test_names_are_counted_again_but_not_at_the_beginning_of_a_sentence() -> None:
    found = features("Storms hit Norway. Norway closed roads")

    assert found.count(NAME_MARK + "norway") == 2
    assert NAME_MARK + "storms" not in found


def test_dates_are_counted_like_names() -> None:
    assert features("On 26 September 2013").count("@2013-09-26") == 2


def test_possessives_and_case_do_not_make_another_word() -> None:
    assert features("Norway's roads") == features("norway roads") == features("NORWAY’S roads")


def test_chinese_is_cut_into_pairs_of_characters() -> None:
    assert features("中国经济增长") == ["中国", "国经", "经济", "济增", "增长"]


@pytest.mark.parametrize("texts", [[""], ["", ""], ["..."], ["the", "the"]])
def test_texts_without_words_give_rows_of_length_zero_or_one(texts: list[str]) -> None:
    matrix = tfidf(words_of_all(texts))

    assert matrix.shape[0] == len(texts)
    lengths = np.sqrt(matrix.multiply(matrix).sum(axis=1))
    assert all(length == pytest.approx(1) or length == 0 for length in lengths)


def test_a_long_text_keeps_only_its_heaviest_words() -> None:
    texts = [" ".join(f"word{number}" for number in range(start, start + 500)) for start in (0, 100, 200)]

    matrix = tfidf(words_of_all(texts))

    assert max(np.diff(matrix.indptr)) == TERMS_PER_TEXT
    np.testing.assert_allclose(matrix.multiply(matrix).sum(axis=1), 1, rtol=1e-5)


def test_lines_that_many_texts_share_are_left_out_of_the_lead() -> None:
    texts = [("Title", f"Sign up for our newsletter.\nStory number {number}.") for number in range(12)]

    assert leads(texts)[3] == "Title\nStory number 3."
    assert leads(texts[:5])[3] == "Title\nSign up for our newsletter.\nStory number 3."


@given(st.text())
def test_words_of_a_text_are_its_features_between_single_spaces(text: str) -> None:
    found = features(text)

    assert words_of(text).split() == found
    assert words_of(text).count(" ") == max(len(found) - 1, 0)


def test_weights_are_those_of_the_formula() -> None:
    matrix = tfidf(["a b b", "a c", ""]).toarray()

    once, twice = 1 + math.log(1), 1 + math.log(2)
    in_two, in_one = math.log(4 / 3) + 1, math.log(4 / 2) + 1
    expected = np.array([[once * in_two, twice * in_one, 0], [once * in_two, 0, once * in_one], [0, 0, 0]])
    lengths = np.linalg.norm(expected, axis=1, keepdims=True)
    np.testing.assert_allclose(matrix, expected / np.where(lengths > 0, lengths, 1), rtol=1e-6)


def test_words_of_one_text_or_of_most_texts_do_not_count_in_a_large_corpus() -> None:
    words = [f"everywhere only{number} pair{number // 2}" for number in range(SMALL_CORPUS)]

    matrix = tfidf(words)

    assert matrix.shape == (SMALL_CORPUS, SMALL_CORPUS // 2)
    assert set(np.diff(matrix.indptr)) == {1}
