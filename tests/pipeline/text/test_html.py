from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.html import fragment_text, is_page, looks_like_html
from pipeline.text.markdown import markdown_text


def test_a_fragment_keeps_all_its_text_in_paragraphs() -> None:
    html = "<p>One <b>bold</b>&nbsp;word &amp; more.</p><ul><li>first</li><li>second</li></ul>Tail<br>line"
    assert (
        fragment_text(html + "<script>x()</script>") == "One bold word & more.\n\nfirst\nsecond\n\nTail\nline"
    )


def test_deeply_nested_markup_is_no_harm() -> None:
    assert "deep" in fragment_text("<div>" * 200 + "deep")
    assert isinstance(fragment_text("<div>" * 50_000 + "deep"), str)


def test_a_page_with_a_strange_body_has_its_text() -> None:
    html = (
        "<!-- --><!doctype html><!--[if IE]><html><![endif]--><html><body><p>one</p><body><p>two</p></html>"
    )
    assert fragment_text(html).split() == ["one", "two"]
    assert fragment_text("<html><frameset><frame src='x'></frameset></html>") == ""


def test_many_line_breaks_take_little_time() -> None:
    started = time.monotonic()
    assert fragment_text("<p>one" + "<br>\n" * 50_000 + "two</p>") == "one\ntwo"
    assert time.monotonic() - started < 3


def test_markup_is_told_from_text() -> None:
    assert looks_like_html("<p>Hello</p>")
    assert looks_like_html("\n <!DOCTYPE html><html>")
    assert not looks_like_html("Use the <b> tag for bold </b> text")
    assert not looks_like_html("<3 this")
    assert is_page("<!doctype html><html><head><title>x</title></head></html>")
    assert not is_page("<p>Hello</p>")


def test_markdown_becomes_text() -> None:
    text = markdown_text(
        "# Head\n\nSome *soft* [link](https://x.example) text\nwrapped.\n\n- one\n- two\n\n<!-- hidden -->"
    )
    assert text == "Head\n\nSome soft link text wrapped.\n\none\ntwo"


@given(st.text(max_size=100) | st.text("<>/pdivbr &;x\x00\ud800", max_size=60))
def test_any_text_has_visible_text(text: str) -> None:
    assert isinstance(fragment_text(text), str)
    assert isinstance(markdown_text(text), str)
