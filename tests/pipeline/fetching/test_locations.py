from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import FetchError
from pipeline.fetching.locations import locate


@pytest.mark.parametrize(
    ("url", "host", "authority", "target"),
    [
        ("http://News.Test/a?b=c#d", "news.test", "news.test", b"/a?b=c"),
        ("https://news.test.:8443/", "news.test", "news.test:8443", b"/"),
        ("https://bücher.test/ü", "xn--bcher-kva.test", "xn--bcher-kva.test", b"/%C3%BC"),
        ("http://[2606:4700::1]:8080/x", "2606:4700::1", "[2606:4700::1]:8080", b"/x"),
        (" http://news.test ", "news.test", "news.test", b"/"),
    ],
)
def test_a_url_is_taken_apart(url: str, host: str, authority: str, target: bytes) -> None:
    location = locate(url)
    assert (location.host, location.authority, location.target) == (host, authority, target)


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "gopher://x", "http://", "http://a:b:c/", "", "news.test", "http://news.test:99999/",
     "http://news.test:0/", "http://a..b/", "http://%6cocalhost/", "http://[fe80::1%25eth0]/", "http://a b/",
     "http://127.0.0.1%00.news.test/", "javascript:alert(1)", "http://" + "a" * 300, "http://x/" + "y" * 9_000],
)  # fmt: skip
def test_what_names_no_host_on_the_web_is_refused(url: str) -> None:
    with pytest.raises(FetchError):
        locate(url)


def test_credentials_are_refused_and_not_repeated() -> None:
    with pytest.raises(FetchError) as caught:
        locate("https://ada:lovelace@news.test/feed")
    assert "lovelace" not in str(caught.value)


@pytest.mark.parametrize(
    ("first", "second", "may"),
    [
        ("https://a.test/x", "https://a.test/y", True),
        ("http://a.test/", "https://a.test/", True),
        ("https://a.test/", "http://a.test/", False),
        ("https://a.test/", "https://b.test/", False),
        ("https://a.test/", "https://a.test:444/", False),
    ],
)
def test_secrets_stay_with_the_server_they_are_for(first: str, second: str, may: bool) -> None:
    assert locate(first).may_share_with(locate(second)) is may


@given(
    st.text(alphabet=st.characters(exclude_categories=()), max_size=60),
    st.sampled_from(("", "http://", "https://[", "//")),
)
def test_any_text_is_taken_apart_or_refused(text: str, start: str) -> None:
    with suppress(FetchError):
        location = locate(start + text, "https://news.test/feed")
        assert location.scheme in {"http", "https"}
        assert "@" not in location.authority
        assert locate(location.url) == location
