from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.urls import canonical_url, folder_identity, registered_name, url_host, url_identity


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


@pytest.mark.parametrize(
    "form",
    [
        "https://example.com/a/amp",
        "https://example.com/a/amp/?utm_source=x",
        "https://example.com/a?amp=1",
        "https://example.com/a?outputType=amp&fbclid=7",
        "https://amp.example.com/a",
        "https://m.example.com/a/",
        "http://www.mobile.example.com/a#top",
        "https://example-com.cdn.ampproject.org/c/s/example.com/a/amp",
        "https://www.google.com/amp/s/www.example.com/a",
        "https://www.google.co.uk/amp/s/amp.example.com/a/",
    ],
)
def test_pages_for_phones_and_their_copies_are_the_page_itself(form: str) -> None:
    assert url_identity(form) == "https://example.com/a"


@pytest.mark.parametrize(
    ("url", "identity"),
    [
        ("https://amp.dev/docs", "https://amp.dev/docs"),
        ("https://m.co.uk/x", "https://m.co.uk/x"),
        ("https://en.m.wikipedia.org/wiki/X", "https://en.wikipedia.org/wiki/X"),
        ("https://example.com/story.amp.html", "https://example.com/story.html"),
        ("https://example.com/lamp", "https://example.com/lamp"),
        ("https://example.com/a/index.html", "https://example.com/a/index.html"),
        ("https://example.com/?id=7", "https://example.com?id=7"),
    ],
)
def test_only_what_marks_a_page_for_phones_is_taken_off(url: str, identity: str) -> None:
    assert url_identity(url) == identity


def test_the_file_of_a_folder_is_the_folder() -> None:
    for name in ("", "index.html", "INDEX.HTM", "index.php", "default.aspx"):
        assert folder_identity(f"http://www.example.com/a/{name}") == "https://example.com/a"
    assert folder_identity("https://example.com/index.php?id=7") == "https://example.com?id=7"
    assert folder_identity("https://example.com/my-index.html") == "https://example.com/my-index.html"


def test_a_bare_host_identifies_no_article() -> None:
    assert url_identity("https://example.com/") == ""
    assert url_identity("https://example.com/?id=7") != ""


@given(st.text(max_size=60) | st.from_regex(r"https?://[a-z.]{1,12}(:\d{1,5})?/[ -~]{0,30}", fullmatch=True))
def test_any_text_has_a_stable_canonical_url(text: str) -> None:
    once = canonical_url(text)
    assert canonical_url(once) == once
    assert url_identity(once) == url_identity(text)


PAGES = st.from_regex(
    r"https://[a-z]{2,9}\.example/[a-z]{1,9}(/[a-z0-9-]{1,9}){0,3}(\?id=\d{1,4})?", fullmatch=True
)


@given(
    PAGES,
    st.sampled_from(["", "www.", "m.", "mobile.", "amp."]),
    st.sampled_from(["", "utm_source=x", "amp=1"]),
)
def test_all_forms_of_a_page_have_one_identity_and_that_is_its_own(
    page: str, host: str, parameter: str
) -> None:
    form = page.replace("https://", f"http://{host}") + ("&" if "?" in page else "?") + parameter + "#part"
    assert url_identity(form) == url_identity(page)
    assert url_identity(url_identity(form)) == url_identity(form)


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
