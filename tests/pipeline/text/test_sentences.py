from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text)]


@pytest.mark.parametrize(
    "text",
    [
        "U.S. officials agreed.",
        "The U.S. Commerce Department acted.",
        "It cost $2.5 billion in all.",
        "Order No. 3 was signed.",
        "GPT-5.4 beat v2.7 by far.",
        "The rule of Jan. 5 holds.",
        "It was J. Smith who left.",
        "Mr. Ng met Dr. Li.",
        "“Is it so?” he asked.",
        "Supermicro Inc. shares fell.",
        "one",
    ],
)
def test_expression_with_full_stops_is_one_sentence(text: str) -> None:
    assert sentences(text) == [text]


def test_sentences_are_split_at_full_stops_and_closing_quotes_stay() -> None:
    assert sentences("“We did it.” She left. He stayed.") == ["“We did it.”", "She left.", "He stayed."]


def test_blank_line_ends_a_sentence() -> None:
    assert sentences("A heading\n\nThe text under it") == ["A heading", "The text under it"]


def test_headings_and_list_items_stand_alone() -> None:
    assert sentences("What changed\n- first thing\n- second thing\nAfter that it ended.") == [
        "What changed",
        "- first thing",
        "- second thing",
        "After that it ended.",
    ]


def test_wrapped_prose_is_not_cut_at_the_line_end() -> None:
    text = (
        "A line of prose that goes on for long enough to have been wrapped where a line\nended, and goes on."
    )
    assert sentences(text) == [text]


@pytest.mark.parametrize("text", ["", "   ", "\n\n\n"])
def test_white_space_has_no_sentences(text: str) -> None:
    assert sentence_spans(text) == []


@pytest.mark.parametrize(
    "text",
    ["word " * 60_000, "x" * 300_000, "x.)" * 60_000, " " * 200_000 + "x", "…\"'" * 30_000, "\n \n" * 50_000],
)
def test_hostile_length_is_survived(text: str) -> None:
    assert len(sentence_spans(text)) <= 1


@given(st.text(alphabet=st.sampled_from("aB.?!\"'”“’)( \n\t-#1$"), max_size=80) | st.text(max_size=60))
def test_spans_are_trimmed_ordered_and_cover_all_but_white_space(text: str) -> None:
    spans = sentence_spans(text)
    covered = "".join(text[span.start : span.end] for span in spans)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] != "" for span in spans)
    assert all(one.end <= two.start for one, two in itertools.pairwise(spans))
