from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.urls import canonical_url, registered_name, url_host, url_identity


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://WWW.Example.COM:443/A/b?utm_source=rss&b=2&a=1#top", "https://www.example.com/A/b?a=1&b=2"),
        ("http://user:secret@example.com:80/x", "http://example.com/x"),
        ("http://example.com:8080", "http://example.com:8080/"),
        ("https://example.com/?fbclid=abc", "https://example.com/"),
        ("https://example.com/story?12345", "https://example.com/story?12345"),
        ("https://example.com/story.php?cid=77&ref=home", "https://example.com/story.php?cid=77"),
        ("https://example.com/a//b/", "https://example.com/a/b/"),
        ("https://[2001:db8::1]/x", "https://[2001:db8::1]/x"),
        ("  https://example.com/x ", "https://example.com/x"),
    ],
)
def test_canonical_url_keeps_only_what_decides_where_it_leads(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    "url",
    ["", "example.com/x", "ftp://example.com/x", "javascript:alert(1)", "http://", "http://[::1", "https://a:99999/x",
     "data:text/html,x", "https://exa mple.com/", "file:///etc/passwd", "https://example.com/" + "a" * 5_000],
)  # fmt: skip
def test_what_is_no_web_address_has_no_canonical_url(url: str) -> None:
    assert canonical_url(url) == ""


def test_one_page_has_one_identity() -> None:
    pages = [
        "http://www.example.com/a/?utm_medium=x",
        "https://example.com/a",
        "https://EXAMPLE.com:443/a/#part",
    ]
    assert {url_identity(page) for page in pages} == {"https://example.com/a"}


def test_a_bare_host_identifies_no_article() -> None:
    assert url_identity("https://example.com/") == ""
    assert url_identity("https://example.com/?id=7") != ""


@given(st.text(max_size=60) | st.from_regex(r"https?://[a-z.]{1,12}(:\d{1,5})?/[ -~]{0,30}", fullmatch=True))
def test_any_text_has_a_stable_canonical_url(text: str) -> None:
    once = canonical_url(text)
    assert canonical_url(once) == once
    assert url_identity(once) == url_identity(text)


def test_hosts_lose_www_and_port() -> None:
    assert url_host("https://www.CNN.com:443/x") == "cnn.com"
    assert url_host("mailto:a@b.example") == ""


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("edition.cnn.com", "cnn"),
        ("bbc.co.uk", "bbc"),
        ("ada.substack.com", "ada"),
        ("localhost", "localhost"),
    ],
)
def test_registered_name_is_what_the_owner_chose(host: str, name: str) -> None:
    assert registered_name(host) == name
