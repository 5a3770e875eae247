from __future__ import annotations

import gzip
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.extraction.sitemaps import parse_sitemap
from pipeline.models import SitemapEntry

LOCATION = "https://paper.example/sitemap.xml"
NEWS = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
  <url>
    <loc> https://paper.example/a?x=1&amp;y=2 </loc><lastmod>2026-04-02</lastmod>
    <image:image><image:loc>https://paper.example/a.png</image:loc><image:title>A bridge</image:title></image:image>
    <news:news>
      <news:publication><news:name>The  Paper</news:name><news:language>EN</news:language></news:publication>
      <news:publication_date>2026-04-01T08:00:00+02:00</news:publication_date>
      <news:title>Bridge opens &amp; closes</news:title>
    </news:news>
  </url>
</urlset>"""


def test_a_news_sitemap_says_title_date_publisher_and_language() -> None:
    assert parse_sitemap(NEWS, LOCATION).entries == (
        SitemapEntry(
            "https://paper.example/a?x=1&y=2",
            "2026-04-02",
            "Bridge opens & closes",
            "2026-04-01T08:00:00+02:00",
            "The Paper",
            "en",
        ),
    )


def test_a_packed_sitemap_is_unpacked() -> None:
    assert parse_sitemap(gzip.compress(NEWS), LOCATION) == parse_sitemap(NEWS, LOCATION)


def test_an_index_names_sitemaps() -> None:
    content = (
        b"<sitemapindex><sitemap><loc>/news.xml</loc><lastmod>2026-04</lastmod></sitemap></sitemapindex>"
    )
    sitemap = parse_sitemap(content, LOCATION)
    assert sitemap.children == (SitemapEntry("https://paper.example/news.xml", "2026-04"),)
    assert sitemap.entries == ()


def test_namespaces_may_be_wrong_or_missing() -> None:
    content = (
        b'<x:urlset xmlns:x="urn:other"><x:url><x:loc>https://paper.example/a</x:loc></x:url></x:urlset>'
    )
    assert parse_sitemap(content, LOCATION).entries == (SitemapEntry("https://paper.example/a"),)


def test_a_list_of_addresses_is_a_sitemap() -> None:
    content = b"\xef\xbb\xbfhttps://paper.example/a\r\n\r\nnot an address\r\nhttps://paper.example/b\r\n"
    assert [entry.url for entry in parse_sitemap(content, LOCATION).entries] == [
        "https://paper.example/a",
        "https://paper.example/b",
    ]


def test_only_web_addresses_are_taken() -> None:
    links = b"".join(
        b"<url><loc>%b</loc></url>" % link for link in (b"file:///etc/passwd", b"javascript:x", b"", b"//[")
    )
    assert parse_sitemap(b"<urlset>" + links + b"</urlset>", LOCATION).entries == ()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (
            b"<!DOCTYPE html><html><title>Just a moment...</title></html>",
            "a web page .“Just a moment...”",
        ),
        (b"<rss><channel/></rss>", "a feed"),
        (b'{"a": 1}', "JSON"),
        (b"", "empty"),
        (b"hello", "no XML"),
        (gzip.compress(b"x" * 1_000)[:-20], "empty"),
        (b"\x1f\x8bjunk", "damaged gzip"),
        (gzip.compress(bytes(60_000_000)), "unpacks to more than"),
    ],
    ids=["page", "feed", "json", "nothing", "words", "cut gzip", "damaged gzip", "gzip bomb"],
)
def test_what_is_no_sitemap_is_refused_by_its_name(content: bytes, what: str) -> None:
    with pytest.raises(InputError, match=what):
        parse_sitemap(content, LOCATION)


def test_fifty_thousand_pages_are_read_in_seconds() -> None:
    urls = b"".join(b"<url><loc>https://paper.example/%d</loc></url>" % n for n in range(50_000))
    started = time.perf_counter()
    sitemap = parse_sitemap(b"<urlset>" + urls + b"</urlset>", LOCATION)
    assert len(sitemap.entries) == 50_000
    assert time.perf_counter() - started < 5


@given(st.integers(0, len(NEWS)), st.binary(max_size=20), st.integers(0, 20))
def test_damaged_sitemaps_are_read_or_refused(place: int, junk: bytes, cut: int) -> None:
    try:
        sitemap = parse_sitemap(NEWS[:place] + junk + NEWS[place + cut :], LOCATION)
    except InputError:
        return
    assert all(entry.url.startswith("http") for entry in sitemap.entries)
