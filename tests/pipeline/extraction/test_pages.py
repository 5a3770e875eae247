from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extraction.pages import extract_page

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
    started = time.process_time()
    page = extract_page("<html><body>" + '<p><a href="/x">link and words</a></p>' * 40_000 + "</body></html>")
    assert "link and words" in page.text
    assert page.note
    assert time.process_time() - started < 5


TODAY = date(2026, 4, 10)


def page_with(*, head: str = "", before: str = "", body: str = "") -> str:
    return (
        f"<html><head><title>Bill passes | Docket</title>{head}</head><body>{before}<article><h1>Bill passes</h1>"
        f"{body}<p>{SENTENCE * 3}</p><p>{SENTENCE * 2}</p></article></body></html>"
    )


def test_scripts_comments_and_hidden_elements_do_not_reach_the_text() -> None:
    hidden = (
        "<script>let secret = 'scripted';</script><!-- commented --><p hidden>unshown words of some length</p>"
        '<p style="display: none">concealed words of some length</p><template><p>templated</p></template>'
    )
    text = extract_page(page_with(body=hidden), today=TODAY).text
    assert "committee" in text
    assert not {"scripted", "commented", "unshown", "concealed", "templated"} & set(text.split())


def test_a_page_that_hides_its_article_until_a_script_runs_is_read_all_the_same() -> None:
    html = (
        f'<html><body><div style="visibility:hidden"><h1>Bill</h1><p>{SENTENCE * 4}</p></div></body></html>'
    )
    assert "committee" in extract_page(html, today=TODAY).text


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="canonical" href="/2026/bill?utm_source=x">', "https://m.docket.example/2026/bill"),
        (
            '<meta property="og:url" content="https://docket.example/2026/b">',
            "https://docket.example/2026/b",
        ),
        ('<link rel="canonical" href="https://docket.example/">', "https://m.docket.example/2026/a"),
        ('<link rel="canonical" href="https://elsewhere.example.org/x">', "https://m.docket.example/2026/a"),
        ('<link rel="canonical" href="http://[">', "https://m.docket.example/2026/a"),
        ("", "https://m.docket.example/2026/a"),
    ],
    ids=["relative", "open graph", "front page", "another site", "no address", "none"],
)
def test_its_own_address_is_believed_when_it_can_be(head: str, url: str) -> None:
    assert extract_page(page_with(head=head), "https://m.docket.example/2026/a", TODAY).url == url


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ('<html lang="de-AT"><body><p>Kurz.</p></body></html>', "de"),
        (
            '<html><head><meta property="og:locale" content="pt_BR"></head><body><p>Oi.</p></body></html>',
            "pt",
        ),
        (f"<html><body><article><p>{SENTENCE * 4}</p></article></body></html>", "en"),
        ("<html><body><p>Hm.</p></body></html>", ""),
    ],
    ids=["root", "open graph", "by its letters", "too short"],
)
def test_a_page_has_a_language(html: str, language: str) -> None:
    assert extract_page(html, today=TODAY).language == language


def test_dates_in_the_future_and_unset_clocks_are_not_believed() -> None:
    for value in ("2031-01-01T00:00:00Z", "1970-01-01", "soon"):
        head = f'<meta property="article:published_time" content="{value}">'
        assert extract_page(page_with(head=head), today=TODAY).published == ""


def test_the_day_beside_the_headline_dates_a_page_that_declares_none() -> None:
    html = page_with(before="<nav>1 January 2020</nav>", body="<span>7 April 2026</span>")
    assert extract_page(html, today=TODAY).published == "2026-04-07"


def test_the_text_in_the_data_of_a_page_is_taken_where_it_shows_hardly_any() -> None:
    data = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{SENTENCE * 8}"}}</script>'
    html = (
        f"<html><head>{data}</head><body><div id=app><p>Loading the story of the day.</p></div></body></html>"
    )
    assert extract_page(html, today=TODAY).text.count("committee") == 8


def test_lines_around_the_article_are_left_out() -> None:
    body = (
        '<p><a href="/other">Governor signs water bill after long night</a></p>'
        "<p>Read also: the mayor and the bridge that never was</p><p>Sign up for our newsletter</p>"
    )
    text = extract_page(page_with(body=body), "https://docket.example/a", TODAY).text
    assert "committee" in text
    assert "water bill" not in text
    assert "bridge" not in text
    assert "newsletter" not in text


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 50_000 + "deep",
        "<h1>" * 20_000 + "deep",
        "<html><head>" + '<meta name="author" content="a b">' * 10_000,
        "<a href=/author/x>" * 10_000 + "x",
        '<script type="application/ld+json">' + "[" * 50_000 + "</script><p>x",
        "<table>" * 20_000 + "x",
    ],
    ids=["divs", "headings", "authors", "links", "data", "tables"],
)
def test_a_page_made_to_be_slow_is_not(html: str) -> None:
    started = time.process_time()
    extract_page(html, "https://a.example/x", TODAY)
    assert time.process_time() - started < 5


PIECES = (
    "<html>", "<body>", "<h1>", "<p>", "</p>", "<a href='/x'>", "<meta name=author content='", "'>", "<!--", "<title>",
    "</script>", "<time datetime='", "<script type='application/ld+json'>", '{"@type": "Article", "author": [', "]}",
    "2026-04-07", "By Ada ", "<link rel=canonical href='", "http://[", "\x00", "\ud800", "&#xd800;", "<svg>", "\u202e",
)  # fmt: skip


def test_markup_on_which_a_library_fails_keeps_what_was_found() -> None:
    page = extract_page("<svg><html>", "https://a.example/x", TODAY)
    assert page.url == "https://a.example/x"
    assert page.note


MARKUP = st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=40).map("".join)


@settings(max_examples=30, deadline=None)
@given(MARKUP, st.sampled_from(["", "https://a.example/x", "http://[", "not a url"]))
def test_whatever_the_markup_a_page_is_read(html: str, url: str) -> None:
    page = extract_page(html, url, TODAY)
    assert not (page.problem and page.text)
