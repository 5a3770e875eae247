from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.clean import clean_line, clean_text

ANY_TEXT = (
    st.text(st.characters(), max_size=200)
    | st.text("&amp;#39; \u200b", max_size=60)
    | st.text("a \t\r\n\u00a0\u200b\u2028e\u0301\u202e-", max_size=80)
)


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\u00a0b\tc\u2009d", "a b c d"),
        ("zero\u200bwidth \ufefftext\u00ad", "zerowidth text"),
        ("pay \u202e001\u202c now\u2066", "pay 001 now"),
        ("hidden\U000e0041\U000e0042 \ufe0fhere\U000e0100", "hidden here"),
        ("nul\x00 bell\x07", "nul bell"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("cafe\u0301 and e\u200b\u0301", "café and é"),
        ("first   \n\n\n\n\nsecond  ", "first\n\nsecond"),
        ("   ", ""),
        ("Q&amp;A, AT&amp;amp;T and it&amp;#8217;s &quot;done&quot;&hellip;", 'Q&A, AT&T and it’s "done"…'),
        ("Write &amp;lt;b&gt; for bold", "Write &lt;b&gt; for bold"),
        ("no &such; entity & no end &amp", "no &such; entity & no end &amp"),
        ("smart \x93quotes\x94 and a dash \x96 here\x85", "smart “quotes” and a dash – here…"),
        ("word&#8203;break &nbsp; here", "wordbreak here"),
        ("It was â€œsaidâ€\x9d.", "It was “said”."),
    ],
)
def test_text_comes_into_normal_form(dirty: str, clean: str) -> None:
    assert clean_text(dirty) == clean


@given(ANY_TEXT)
def test_cleaning_again_changes_nothing(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert clean_line(clean_line(text)) == clean_line(text)


@given(ANY_TEXT)
def test_clean_text_is_visible_composed_and_has_single_blank_lines(text: str) -> None:
    clean = clean_text(text)
    assert unicodedata.is_normalized("NFC", clean)
    assert "\n\n\n" not in clean
    assert all(char == "\n" or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"} for char in clean)
    clean.encode("utf-8")


def test_a_line_has_no_line_ends() -> None:
    assert clean_line("  A title\n\n  over\ttwo lines ") == "A title over two lines"


def test_megabytes_of_spaces_are_cleaned_in_linear_time() -> None:
    assert clean_text("a" + " " * 3_000_000 + "b") == "a b"
