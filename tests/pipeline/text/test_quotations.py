from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.quotations import find_quotations, quotation_key


def quotations(text: str, min_words: int = 3) -> list[str]:
    return [text[span.start : span.end] for span in find_quotations(text, min_words=min_words)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “the rule is final,” and left.", ["the rule is final,"]),
        ('He said "the rule is final," and left.', ["the rule is final,"]),
        ("He said ‘the rule is final’ and left.", ["the rule is final"]),
        ("The firm’s plan and the ministers’ plan are one.", []),
        ("A so-called “open model” was sold.", []),
        ('A 5" by 7" frame was sold.', []),
        ("“One two three.” Then “four five six.”", ["One two three.", "four five six."]),
        ("An “open mark that never ends.", []),
    ],
)
def test_quotations_are_found(text: str, expected: list[str]) -> None:
    assert quotations(text) == expected


def test_scare_quotes_can_be_asked_for() -> None:
    assert quotations("A so-called “open model” was sold.", min_words=1) == ["open model"]


def test_key_leaves_marks_and_edges_out() -> None:
    assert quotation_key("“The rule  isn’t final,”") == "the rule isn't final"


@given(st.text(alphabet=st.sampled_from("“”\"'‘’«» ab\n"), max_size=60))
def test_spans_do_not_overlap(text: str) -> None:
    spans = find_quotations(text, min_words=1)
    assert all(one.end <= two.start for one, two in itertools.pairwise(spans))
