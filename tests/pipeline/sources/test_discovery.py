from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extraction.direct import DirectExtractor
from pipeline.sources.advertised import feed_links, sitemap_lines
from pipeline.sources.discovery import (
    Discoverer,
    Discovery,
    has_credentials,
    same_source,
    without_credentials,
)
from tests.pipeline.fetching.fetchers import local_fetcher
from tests.pipeline.sources.reading import NoNetwork
from tests.pipeline.sources.servers import Answer, serving

FEED = Answer(
    b"<rss version='2.0'><channel><title>Moss</title><item><title>A</title><link>/a</link></item></channel></rss>",
    headers={"Content-Type": "text/html"},
)
SITEMAP = Answer(
    b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>https://x.example/a</loc></url></urlset>"
)
STORY = (
    "<p>The council of Millbrook closed the old bridge on Monday, after engineers had found cracks in it.</p>"
)


def page(head: str = "") -> Answer:
    content = f"<!DOCTYPE html><html><head><title>Moss</title>{head}</head><body><article>{STORY * 6}</article></body>"
    return Answer(content.encode(), headers={"Content-Type": "text/html"})


def link(url: str, title: str = "", kind: str = "application/rss+xml") -> str:
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{url}">'


def discover(answers: dict[str, Answer], path: str) -> Discovery:
    """What is found at a path, addresses without the server's."""
    with serving(answers, []) as base:
        found = Discoverer(local_fetcher(), DirectExtractor()).discover(base + path)
    others = tuple(other.removeprefix(base) for other in found.others)
    return Discovery(found.location.removeprefix(base), found.kind, others, found.warning)


def test_a_feed_is_a_feed_whatever_its_type_says() -> None:
    json_feed = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": []}).encode()
    assert discover({"/x": FEED}, "/x") == Discovery("/x", "feed")
    assert discover({"/x": Answer(json_feed)}, "/x") == Discovery("/x", "feed")


def test_a_page_stands_for_its_first_feed_and_the_others_are_named() -> None:
    head = (
        link("/comments/feed", "Comments on Moss") + link("/gone") + link("feed?a=1&amp;b=2") + link("/rss")
    )
    found = discover({"/blog/": page(head), "/blog/feed?a=1&b=2": FEED, "/rss": FEED}, "/blog/")
    assert found == Discovery("/blog/feed?a=1&b=2", "feed", ("/gone", "/rss", "/comments/feed"))


@pytest.mark.parametrize(
    ("path", "place"), [("/", "/feed"), ("/blog", "/blog/atom.xml"), ("/?a=1", "/rss.xml")]
)
def test_a_front_page_without_a_word_of_it_is_asked_for_a_feed_at_the_usual_places(
    path: str, place: str
) -> None:
    found = discover({path: page(), place: FEED, "/sitemap.xml": SITEMAP}, path)
    assert (found.location, found.kind) == (place, "feed")
    assert "usual place" in found.warning


def test_a_site_without_a_feed_is_read_by_its_sitemap() -> None:
    with serving(answers := {"/": page()}, []) as base:
        answers["/robots.txt"] = Answer(f"User-agent: *\nSitemap: {base}/map.xml\nsitemap: /no\n".encode())
        found = Discoverer(local_fetcher(), DirectExtractor()).discover(base)
        assert (found.location, found.kind) == (f"{base}/map.xml", "sitemap")
    assert discover({"/map": SITEMAP}, "/map") == Discovery("/map", "sitemap")


def test_an_article_is_a_page_and_its_site_is_not_searched() -> None:
    found = discover({"/2026/bridge": page(), "/feed": FEED}, "/2026/bridge")
    assert found == Discovery("/2026/bridge", "page")


def test_what_cannot_be_fetched_is_a_feed_with_a_warning() -> None:
    found = Discoverer(NoNetwork(), DirectExtractor()).discover("https://x.example/news")
    assert (found.location, found.kind) == ("https://x.example/news", "feed")
    assert "no network" in found.warning


@given(st.text(alphabet="<>linkbase hrf=\"'typealternate/x", max_size=300))
def test_links_are_looked_for_in_anything(html: str) -> None:
    assert all(found.url.startswith("http") for found in feed_links(html, "https://x.example/"))


def test_links_are_relative_to_the_base_of_the_page_and_each_is_named_once() -> None:
    html = (
        "<base href='/sub/'>"
        + link("a.xml")
        + "<LINK HREF=a.xml TYPE='application/atom+xml; charset=utf-8' REL='home Alternate'>"
        + link("b.json", "JSON Feed", "application/json")
        + link("/wp-json/1", "", "application/json")
        + link("javascript:alert(1)")
        + link("/style.css", "", "text/css")
    )
    urls = [found.url for found in feed_links(html, "https://x.example/page")]
    assert urls == ["https://x.example/sub/a.xml", "https://x.example/sub/b.json"]


def test_sitemaps_of_a_robots_file_are_whole_addresses() -> None:
    assert sitemap_lines("Sitemap: https://x.example/s.xml # x\nSITEMAP:ftp://x\nSitemap: /s\n") == (
        "https://x.example/s.xml",
    )


@pytest.mark.parametrize(
    "other",
    ["http://x.example/feed", "https://www.x.example/feed/", "https://X.example/feed?utm_source=mail"],
)
def test_addresses_of_one_source_are_known_to_be_the_same(other: str) -> None:
    assert same_source(other) == same_source("https://x.example/feed")
    assert same_source("https://www.x.example") == same_source("http://x.example/")


@pytest.mark.parametrize(
    "other", ["https://x.example/", "https://x.example/feed?cat=2", "arxiv:cs.CL", "/feed"]
)
def test_addresses_of_different_sources_are_not(other: str) -> None:
    assert same_source(other) != same_source("https://x.example/feed")


def test_credentials_are_seen_and_never_shown() -> None:
    assert has_credentials("https://me:secret@x.example/feed")
    assert without_credentials("https://me:se@cret@x.example/feed") == "https://x.example/feed"
    assert not has_credentials("https://x.example/@me/feed")
    assert not has_credentials("http://[::1")
