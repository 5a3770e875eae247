from __future__ import annotations

import numpy as np
import pytest

from pipeline.clustering.lexical import NAME_MARK, TERMS_PER_TEXT, features, leads, tfidf


def test_names_are_counted_again_but_not_at_the_beginning_of_a_sentence() -> None:
    found = features("Storms hit Norway. Norway closed roads")

    assert found.count(NAME_MARK + "norway") == 2
    assert NAME_MARK + "storms" not in found


def test_possessives_and_case_do_not_make_another_word() -> None:
    assert features("Norway's roads") == features("norway roads") == features("NORWAY’S roads")


def test_chinese_is_cut_into_pairs_of_characters() -> None:
    assert features("中国经济增长") == ["中国", "国经", "经济", "济增", "增长"]


@pytest.mark.parametrize("texts", [[""], ["", ""], ["..."], ["the", "the"]])
def test_texts_without_words_give_rows_of_length_zero_or_one(texts: list[str]) -> None:
    matrix = tfidf(texts)

    assert matrix.shape[0] == len(texts)
    lengths = np.sqrt(matrix.multiply(matrix).sum(axis=1))
    assert all(length == pytest.approx(1) or length == 0 for length in lengths)


def test_a_long_text_keeps_only_its_heaviest_words() -> None:
    texts = [" ".join(f"word{number}" for number in range(start, start + 500)) for start in (0, 100, 200)]

    matrix = tfidf(texts)

    assert max(np.diff(matrix.indptr)) == TERMS_PER_TEXT
    np.testing.assert_allclose(matrix.multiply(matrix).sum(axis=1), 1, rtol=1e-5)


def test_lines_that_many_texts_share_are_left_out_of_the_lead() -> None:
    texts = [("Title", f"Sign up for our newsletter.\nStory number {number}.") for number in range(12)]

    assert leads(texts)[3] == "Title\nStory number 3."
    assert leads(texts[:5])[3] == "Title\nSign up for our newsletter.\nStory number 3."
