from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from pipeline.extraction.pages import extract_page
from pipeline.text.html import fragment_text, is_page, looks_like_html
from pipeline.text.markdown import markdown_text

SENTENCE = "The committee approved the bill on Tuesday after two hours of debate about its costs and limits. "
PAGE = f"""<!doctype html><html><head><title>Bill passes | Capitol Docket</title>
<meta property="og:site_name" content="Capitol Docket"><meta name="author" content="Ada Byron">
<link rel="canonical" href="https://capitol.example/2026/04/bill"><meta property="article:published_time"
content="2026-04-07T10:00:00Z"></head><body><nav><a href="/">Home</a> <a href="/x">Subscribe now</a></nav>
<article><h1>Bill passes</h1><p>{SENTENCE * 3}</p><p>{SENTENCE * 2}</p></article>
<script>alert("no")</script><footer>Copyright</footer></body></html>"""


def test_a_page_gives_its_article_and_what_it_says_about_itself() -> None:
    page = extract_page(PAGE)
    assert page.text.count("The committee approved") == 5
    assert "Subscribe" not in page.text
    assert "alert" not in page.text
    assert "\n\n" in page.text
    assert page.title == "Bill passes"
    assert page.url == "https://capitol.example/2026/04/bill"
    assert page.published.startswith("2026-04-07")
    assert page.publisher == "Capitol Docket"
    assert page.authors == ("Ada Byron",)


def test_a_page_without_an_article_has_no_text() -> None:
    assert extract_page("<html><head><title>Empty</title></head><body></body></html>").text == ""
    assert extract_page("").text == ""


def test_a_huge_page_is_read_in_time_and_noted() -> None:
    started = time.monotonic()
    page = extract_page("<html><body>" + '<p><a href="/x">link and words</a></p>' * 40_000 + "</body></html>")
    assert "link and words" in page.text
    assert page.note
    assert time.monotonic() - started < 5


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
    assert is_page(PAGE)
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
