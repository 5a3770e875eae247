from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import StoreError
from pipeline.text.duplicates import SIGNATURE_BYTES, Candidate, group_ids, sign, similarity

THRESHOLD = 0.72
WORDS = [
    f"{first}{second}"
    for first in ("bal", "cor", "den", "fer", "gul", "hom")
    for second in ("an", "et", "io", "us")
]


def story(seed: int, sentences: int = 12) -> list[str]:
    made = random.Random(seed)  # noqa: S311 - made-up text
    return [" ".join(made.choices(WORDS, k=12)).capitalize() + "." for _ in range(sentences)]


def groups(texts: list[str]) -> dict[str, str]:
    candidates = [
        Candidate(f"a{place}", signature, (float(place), 0, f"a{place}"))
        for place, signature in enumerate(sign(texts))
    ]
    return group_ids(candidates, ((), b""), {}, THRESHOLD)


def test_a_syndicated_copy_joins_the_original() -> None:
    original = story(1)
    copy = [
        "BOSTON (Harbor Wire) - " + original[0],
        *original[1:5],
        *original[6:],
        "\nCopyright 2026 Harbor Wire.",
    ]
    assert groups([" ".join(original), " ".join(copy)]) == {"a0": "a0", "a1": "a0"}


def test_a_short_copy_with_a_cut_sentence_joins_by_containment() -> None:
    original = story(2, sentences=9)
    assert groups([" ".join(original), " ".join(original[:7])]) == {"a0": "a0", "a1": "a0"}


def test_case_quotes_and_dashes_do_not_hide_a_copy() -> None:
    text = " ".join(story(3)) + ' "It\'s done" - he said'
    other = text.upper().replace('"', "\u201d").replace("'", "\u2019").replace(" - ", "\u2014")
    assert groups([text, other])["a1"] == "a0"


def test_different_stories_stay_apart() -> None:
    assert groups([" ".join(story(seed)) for seed in range(30)]) == {f"a{n}": f"a{n}" for n in range(30)}


def test_texts_without_words_are_no_copies_of_each_other() -> None:
    assert groups(["!!!", "???", ""]) == {"a0": "a0", "a1": "a1", "a2": "a2"}


def test_short_equal_texts_are_copies() -> None:
    assert groups(["Rates rise again", "Rates rise again"])["a1"] == "a0"


def test_a_copy_that_comes_later_joins_the_stored_representative() -> None:
    first, second, later = sign([" ".join(story(4)), " ".join(story(5)), " ".join([*story(4)[:-1], "More."])])
    candidate = Candidate("early", later, (-1.0, 0, "early"))
    stored = (["one", "two"], first + second)
    assert group_ids([candidate], stored, {"one": "one", "two": "two"}, THRESHOLD) == {"early": "one"}


def test_members_of_groups_attract_nobody() -> None:
    signature = next(sign([" ".join(story(6))]))
    other = next(sign([" ".join(story(7))]))
    stored = (["head", "member"], other + signature)
    candidate = Candidate("new", signature, (0.0, 0, "new"))
    assert group_ids([candidate], stored, {"head": "head", "member": "head"}, THRESHOLD) == {"new": "new"}


def test_the_earliest_becomes_the_representative_whatever_the_order() -> None:
    signature = next(sign([" ".join(story(8))]))
    candidates = [
        Candidate(name, signature, (rank, 0, name)) for name, rank in (("late", 9.0), ("early", 1.0))
    ]
    assert group_ids(candidates, ((), b""), {}, THRESHOLD) == {"early": "early", "late": "early"}
    assert group_ids(candidates[::-1], ((), b""), {}, THRESHOLD) == {"early": "early", "late": "early"}


def test_damaged_signatures_are_a_store_error() -> None:
    with pytest.raises(StoreError):
        group_ids([], (["a"], b"xyz"), {}, THRESHOLD)
    with pytest.raises(StoreError):
        group_ids([], (["a", "b"], bytes(SIGNATURE_BYTES)), {}, THRESHOLD)


def test_estimated_similarity_is_near_the_true_one() -> None:
    one, other = story(9, 40), story(10, 40)
    first, second = sign([" ".join(one), " ".join(one[:30] + other[30:])])
    assert similarity(first, second) == pytest.approx(0.6, abs=0.12)


@given(st.lists(st.text(max_size=80), max_size=6))
def test_signatures_have_one_length_and_equal_texts_equal_ones(texts: list[str]) -> None:
    signatures = list(sign([*texts, *texts]))
    assert signatures[: len(texts)] == signatures[len(texts) :]
    assert all(len(signature) == SIGNATURE_BYTES for signature in signatures)
