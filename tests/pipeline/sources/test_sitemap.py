from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import InputError
from pipeline.settings import IngestSettings
from pipeline.sources.sitemap import KIND
from tests.pipeline.fetching.fetchers import local_fetcher
from tests.pipeline.sources.reading import articles, opening, outside, skipped
from tests.pipeline.sources.servers import Answer, serving

if TYPE_CHECKING:
    from pipeline.ports import Reading

NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)


def sitemap(*pages: tuple[str, str]) -> bytes:
    entries = "".join(f"<url><loc>{url}</loc>{_modified(day)}</url>" for url, day in pages)
    return f"<?xml version='1.0'?><urlset {NAMESPACES}>{entries}</urlset>".encode()


def index(*children: tuple[str, str]) -> bytes:
    entries = "".join(f"<sitemap><loc>{url}</loc>{_modified(day)}</sitemap>" for url, day in children)
    return f"<sitemapindex {NAMESPACES}>{entries}</sitemapindex>".encode()


def _modified(day: str) -> str:
    return f"<lastmod>{day}</lastmod>" if day else ""


def reading(url: str, fingerprint: str = "", settings: IngestSettings | None = None) -> Reading:
    return KIND.open(opening(url, outside(settings, local_fetcher()))).read(fingerprint)


def test_the_newest_pages_come_first_and_no_more_than_allowed() -> None:
    content = sitemap(
        ("https://x.example/old", "2026-01-01"),
        ("https://x.example/undated", ""),
        ("https://x.example/new", "2026-06-29T10:00:00+02:00"),
        ("https://x.example/newer", "2026-06-29T09:00:00Z"),
    )
    with serving({"/sitemap.xml": Answer(content)}, []) as base:
        found = reading(f"{base}/sitemap.xml", settings=IngestSettings(max_sitemap_pages=3))
    assert [article.url.rpartition("/")[2] for article in articles(found)] == ["newer", "new", "old"]
    assert all(
        article.is_summary and not article.text and not article.published for article in articles(found)
    )
    assert "newest 3" in found.steps[-1]


def test_a_page_that_was_modified_differs_from_what_it_was() -> None:
    before, after = (
        articles_of(sitemap(("https://x.example/a", day))) for day in ("2026-06-01", "2026-06-02")
    )
    assert before != after


def articles_of(content: bytes) -> list[object]:
    with serving({"/sitemap.xml": Answer(content)}, []) as base:
        return [(article.url, article.original) for article in articles(reading(f"{base}/sitemap.xml"))]


def test_a_news_sitemap_says_more_of_its_pages() -> None:
    news = (
        "<url><loc>https://x.example/a</loc><news:news><news:publication><news:name>The X</news:name>"
        "<news:language>en</news:language></news:publication><news:title>Bridge closed</news:title>"
        "<news:publication_date>2026-06-29T08:00:00Z</news:publication_date></news:news></url>"
    )
    content = f"<urlset {NAMESPACES}>{news}</urlset>".encode()
    with serving({"/news": Answer(content)}, []) as base:
        (article,) = articles(reading(f"{base}/news"))
    assert (article.title, article.publisher, article.language) == ("Bridge closed", "The X", "en")
    assert article.published == "2026-06-29T08:00:00Z"


def test_an_index_is_followed_to_the_sitemaps_that_changed_last() -> None:
    seen: list[str] = []
    answers: dict[str, Answer] = {}
    with serving(answers, seen) as base:
        children = [(f"{base}/s{n}.xml", f"2026-05-{n + 1:02}") for n in range(12)]
        answers["/sitemap_index.xml"] = Answer(index(*children, (f"{base}/gone.xml", "2026-06-30")))
        for n in range(12):
            content = sitemap((f"https://x.example/{n}", f"2026-05-{n + 1:02}"))
            answers[f"/s{n}.xml"] = Answer(gzip.compress(content) if n % 2 else content)
        found = reading(f"{base}/sitemap_index.xml")
        assert len(seen) == 11
        assert [article.url.rpartition("/")[2] for article in articles(found)] == [
            str(n) for n in range(11, 2, -1)
        ]
        assert [item.item for item in skipped(found)] == [f"{base}/gone.xml"]
        # The index may stay as it is while its sitemaps change.
        answers["/s11.xml"] = Answer(sitemap(("https://x.example/late", "2026-06-30")))
        again = reading(f"{base}/sitemap_index.xml", found.fingerprint)
        assert articles(again)[0].url == "https://x.example/late"


def test_an_unchanged_sitemap_is_not_read_again() -> None:
    with serving({"/sitemap.xml": Answer(sitemap(("https://x.example/a", "")))}, []) as base:
        first = reading(f"{base}/sitemap.xml")
        assert reading(f"{base}/sitemap.xml", first.fingerprint).is_unchanged


def test_what_is_no_sitemap_is_an_input_error() -> None:
    challenge = Answer(b"<html><body>Just a moment</body></html>")
    with serving({"/sitemap.xml": challenge}, []) as base, pytest.raises(InputError, match="web page"):
        reading(f"{base}/sitemap.xml")
    answers: dict[str, Answer] = {}
    with serving(answers, []) as base:
        answers["/sitemap.xml"] = Answer(index((f"{base}/none.xml", "")))
        with pytest.raises(InputError, match="none of its sitemaps"):
            reading(f"{base}/sitemap.xml")


@pytest.mark.parametrize(
    ("location", "is_one"),
    [
        ("https://x.example/sitemap.xml", True),
        ("https://x.example/news-sitemap-2.xml.gz?x=1", True),
        ("https://x.example/feed.xml", False),
        ("https://x.example/sitemaps/", False),
        ("sitemap.xml", False),
    ],
)
def test_addresses_that_look_like_sitemaps_are_taken_for_them(location: str, *, is_one: bool) -> None:
    assert KIND.accepts(location) == is_one
