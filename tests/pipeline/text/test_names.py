from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.names import find_names, name_key, same_name


def names(text: str) -> list[str]:
    return [mention.text for mention in find_names(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Frontier Model Forum met.", ["Frontier Model Forum"]),
        ("It ran GPT-5.4 and Kimi K2.6.", ["GPT-5.4", "Kimi K2.6"]),
        ("The House Foreign Affairs Committee voted.", ["House Foreign Affairs Committee"]),
        ("They cited EO N-5-26.", ["EO N-5-26"]),
        ("It hit the U.S. Commerce Department’s budget.", ["U.S. Commerce Department"]),
        ("The Bureau of Industry and Security fined it.", ["Bureau of Industry and Security"]),
        ("The Securities and Exchange Commission sued.", ["Securities and Exchange Commission"]),
        ("It hurt Nvidia and AMD.", ["Nvidia", "AMD"]),
        ("It was Nvidia's chip.", ["Nvidia"]),
        ("Yesterday President Ada Fox met Mr. Xi.", ["Ada Fox", "Xi"]),
        ("However, Meta cut it.", ["Meta"]),
        ("Regulators agreed. The firm paid.", []),
        ("It met on Tuesday in April.", []),
        ("Chinese officials and American firms met.", []),
        ("It sold the iPhone 17 Pro.", ["iPhone 17 Pro"]),
        ("It flew a Boeing 737 Max. It landed.", ["Boeing 737 Max"]),
        ("He came to St. Louis. J. Smith left.", ["St. Louis", "J. Smith"]),
        ("It was Johnson & Johnson again.", ["Johnson & Johnson"]),
        ("They met Nvidia 7 January 2026.", ["Nvidia"]),
    ],
)
def test_names_are_found(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_sentence_initial_word_is_a_name_when_the_text_uses_it_as_one() -> None:
    assert names("Target fell. Shops of Target closed.") == ["Target", "Target"]
    assert names("Target prices fell.") == []


def test_headline_gives_only_words_that_are_no_common_ones() -> None:
    assert names("Chip Maker Pays Record Fine Over Sales") == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("the Commerce Department's", "commerce department"),
        ("U.S.", "us"),
        ("The  New   Deal", "new deal"),
        ("GPT-5.4", "gpt-5.4"),
        ("Supermicro Inc.", "supermicro inc"),
        ("", ""),
    ],
)
def test_key_is_the_normal_form(text: str, key: str) -> None:
    assert name_key(text) == key


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Andrew Ng", "Ng"),
        ("Bureau of Industry and Security", "BIS"),
        ("Supermicro", "Supermicro Inc."),
        ("the U.S.", "US"),
        ("GPT 5.4", "GPT-5.4"),
        ("Commerce Department’s", "the Commerce Department"),
    ],
)
def test_same_names_are_recognised(one: str, two: str) -> None:
    assert same_name(one, two)
    assert same_name(two, one)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("GPT-5.4", "GPT-5.3"),
        ("Llama 4", "Llama"),
        ("Nvidia", "AMD"),
        ("Ada Fox", "Ben Fox"),
        ("", "Nvidia"),
        ("", ""),
    ],
)
def test_different_names_are_told_apart(one: str, two: str) -> None:
    assert not same_name(one, two)


@given(st.text(alphabet=st.sampled_from("ABab.'’-& \n1,of“”"), max_size=60) | st.text(max_size=60))
def test_any_text_gives_ordered_spans_of_its_own(text: str) -> None:
    found = find_names(text)
    assert all(text[mention.start : mention.end] == mention.text for mention in found)
    assert all(mention.key == name_key(mention.text) for mention in found)
    assert all(one.end <= two.start for one, two in itertools.pairwise(found))


@given(st.text(max_size=30))
def test_key_is_stable(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text) or not text.isascii()


def test_adjective_at_the_beginning_is_no_part_of_an_acronym() -> None:
    assert names("Smaller API providers wait.") == ["API"]
    assert names("Epoch AI sees a gap.") == ["Epoch AI"]
