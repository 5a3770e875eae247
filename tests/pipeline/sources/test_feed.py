from __future__ import annotations

import json
import tarfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.extraction.feeds import parse_feed
from pipeline.models import Skipped
from pipeline.settings import IngestSettings
from tests.pipeline.fetching.fetchers import local_fetcher
from tests.pipeline.sources.reading import read
from tests.pipeline.sources.servers import Answer, serving

RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Docket - Bills</title><link>https://docket.example/</link>
<item><title>Bill &amp; debate</title><link>https://docket.example/a?utm_source=rss</link><guid>g1</guid>
<pubDate>Tue, 07 Apr 2026 10:00:00 EST</pubDate><author>Ada</author>
<description>&lt;p&gt;It &lt;b&gt;passed&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;At last.&lt;/p&gt;</description></item>
<item><title>Syndicated</title><link>/b</link><description>Plain.</description>
<source url="https://agency.example/rss">Agency</source></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Docket</title><entry><title>Bill</title>
<id>tag:1</id><link href="https://docket.example/a"/><updated>2026-04-07T10:00:00Z</updated>
<summary>Short.</summary><content type="xhtml">
<div xmlns="http://www.w3.org/1999/xhtml"><p>It passed, all of it.</p></div>
</content></entry></feed>"""
RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://docket.example/"><title>Docket</title></channel>
<item rdf:about="https://docket.example/a"><title>Bill</title><link>https://docket.example/a</link>
<description>It passed.</description><dc:date>2026-04-07</dc:date></item></rdf:RDF>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Docket",
        "items": [
            {"id": "1", "url": "https://docket.example/a", "title": "Bill", "content_html": "<p>It passed.</p>",
             "date_published": "2026-04-07T10:00:00Z", "authors": [{"name": "Ada"}]},
            "broken",
            {"id": 2, "content_text": "Second.", "title": 5},
        ],
    }
).encode()  # fmt: skip


def test_rss_entries_become_articles(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(RSS)
    articles, skipped = read(path)
    assert skipped == []
    first, second = articles
    assert (first.title, first.text) == ("Bill & debate", "It passed.\n\nAt last.")
    assert first.published == "2026-04-07T15:00:00+00:00"
    assert (first.publisher, first.external_id, first.authors) == ("docket.example", "g1", ("Ada",))
    assert first.origin == f"{path}#1"
    assert second.publisher == "Agency"


@pytest.mark.parametrize("content", [ATOM, RDF, JSON_FEED])
def test_the_other_formats_become_articles(content: bytes) -> None:
    entry = parse_feed(content, "feed").entries[0]
    assert not isinstance(entry, Skipped)
    assert entry.text.startswith("It passed")
    assert entry.link == "https://docket.example/a"
    assert entry.published.startswith("2026-04-07")


def test_a_broken_entry_of_a_json_feed_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "feed.json"
    path.write_bytes(JSON_FEED)
    articles, skipped = read(path)
    assert [article.text for article in articles] == ["It passed.", "Second."]
    assert [item.item for item in skipped] == [f"{path}#2"]


def test_a_link_that_entries_share_identifies_none_of_them(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    items = "".join(
        f"<item><guid>v{n}</guid><link>https://x.example/log#v{n}</link><description>V{n}</description></item>"
        for n in "12"
    )
    path.write_text(f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>')
    assert [article.url_is_shared for article in read(path)[0]] == [True, True]


def test_entries_beyond_the_most_that_a_feed_may_have_are_left_out_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    items = "".join(f"<item><guid>{n}</guid><description>Text {n}</description></item>" for n in range(12))
    path.write_text(f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>')
    articles, skipped = read(path, IngestSettings(max_feed_items=10))
    assert [article.external_id for article in articles] == [str(n) for n in range(10)]
    assert "2 entries after the first 10" in skipped[0].reason


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"plain words",
        b"<html><body>Checking your browser</body></html>",
        b'{"version": "1.0", "items": []}',
        b'{"items": []}',
        b"{" * 100_000,
        b"/etc/passwd",
        b"https://example.com/feed",
        b"\x00\xff\xfe",
    ],
)
def test_what_is_no_feed_is_an_input_error(content: bytes) -> None:
    with pytest.raises(InputError):
        parse_feed(content, "feed")


def test_entities_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
    )
    feed = parse_feed(bomb + b"]>" + RSS.replace(b"Plain.", b"&j;").partition(b"?>")[2], "feed")
    assert sum(len(entry.text) for entry in feed.entries if not isinstance(entry, Skipped)) < 1_000


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(RSS)), st.binary(max_size=12))
def test_a_damaged_feed_is_read_or_refused(place: int, noise: bytes) -> None:
    with suppress(InputError):
        parse_feed(RSS[:place] + noise + RSS[place + len(noise) :], "feed")


# --- over HTTP --------------------------------------------------------------------------------------------------------


def test_a_feed_is_fetched_and_its_relative_links_resolved() -> None:
    with (
        serving(
            {"/feed": Answer(RSS), "/old": Answer(status=301, headers={"Location": "/feed"})}, []
        ) as base,
        local_fetcher() as fetcher,
    ):
        articles, _ = read(f"{base}/old", fetcher=fetcher)
        assert articles[1].url == f"{base}/b"


# --- real feeds, where they are at hand -------------------------------------------------------------------------------

_FEEDS = Path(__file__).parents[4] / "shared" / "data" / "feeds"


@pytest.mark.skipif(not _FEEDS.exists(), reason="needs the corpora in ../shared/data/feeds")
def test_feeds_of_the_feedparser_corpus_are_read_or_refused() -> None:
    read_feeds = 0
    with tarfile.open(_FEEDS / "feedparser.tar.gz") as archive:
        members = [member for member in archive if member.name.endswith(".xml")]
        for member in members[::8]:
            stream = archive.extractfile(member)
            assert stream is not None
            try:
                parse_feed(stream.read(), "feed")
            except InputError:
                continue
            read_feeds += 1
    assert read_feeds > 0.98 * len(members[::8])
