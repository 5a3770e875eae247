from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pytest

from benchmarks.feed_gold import Expectation, read_cases
from benchmarks.feeds import Found, is_met, read_by_us, run, score
from benchmarks.task import BenchmarkError, Request

ATOM = """<!--
Header: Content-Location: https://a.example/
Expect: not bozo and entries[0]['title_detail']['value'] == u'Bi' + u'll' and entries[0].link == 'https://a.example/b'
-->
<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><title>Bill</title><link href="/b"/></entry></feed>"""
WRONG = """<!-- Expect: entries[0]['updated_parsed'] == (2003, 12, 31, 10, 14, 55, 2, 365, 0) -->
<rss version="2.0"><channel><item><title>x</title><pubDate>Wed, 31 Dec 2003 10:14:56 GMT</pubDate></item></channel>
</rss>"""
OTHER = """<!-- Expect: bozo and __import__('os').system('false') and entries[0]['rights'] == 'x' -->
<rss version="2.0"/>"""
GOLD = {
    "items": [
        {
            "title": "Bill",
            "guid": {"value": "7"},
            "author": {"email": "a@b.example"},
            "content": {"value": "x"},
        }
    ]
}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    item = "<title>Bill</title><guid>7</guid><author>a@b.example</author><description>other</description>"
    files = {
        "f/atom/a.xml": ATOM,
        "f/rss/b.xml": WRONG,
        "f/rss/c.xml": OTHER,
        "f/rss/d.xml": f'<rss version="2.0"><channel><item>{item}</item></channel></rss>',
        "f/rss/d.json": json.dumps(GOLD),
    }
    path = tmp_path / "feeds.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        for name, text in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            tar.addfile(info, io.BytesIO(text.encode()))
    return path


def test_expectations_are_taken_from_remarks_and_from_files_beside(archive: Path) -> None:
    cases = {case.name: case for case in read_cases(archive)}
    assert cases["f/atom/a.xml"].location == "https://a.example/"
    assert cases["f/atom/a.xml"].expectations == (
        Expectation("title", 0, "Bill"),
        Expectation("link", 0, "https://a.example/b"),
    )
    assert cases["f/rss/b.xml"].expectations == (Expectation("date", 0, "2003-12-31T10:14:55+00:00"),)
    assert cases["f/rss/c.xml"].expectations == ()
    assert cases["f/rss/d.xml"].expectations == (
        Expectation("title", 0, "Bill"),
        Expectation("id", 0, "7"),
        Expectation("author", 0, "a@b.example"),
        Expectation("content", 0, "x"),
    )


def test_what_is_met_is_counted_by_field_and_folder(archive: Path) -> None:
    figures = run(Request(data=archive))
    assert (figures["files"], figures["exceptions"], figures["refused"]) == (4, 0, 0)
    assert figures["entries n"] == 7
    assert figures["entries met"] == round(5 / 7, 4)
    assert (figures["f/atom met"], figures["date met"], figures["content met"]) == (1, 0, 0)
    assert figures["title feedparser"] == 1


@pytest.mark.parametrize(
    ("field", "wanted", "value", "met"),
    [
        ("summary", "<p>A &amp; B</p>", "A & B", True),
        ("summary", "&lt;p&gt;A&lt;/p&gt;", "A", True),
        ("summary", "<p>A</p>", "<p>A", False),
        ("date", "Thu, 01 Jan 2004 19:48:21 GMT", "2004-01-01T19:48:21+00:00", True),
        ("author", "Ada (ada@a.example)", "Ada", True),
        ("link", "https://a.example/b", "b", True),
        ("link", "", "", True),
        ("link", "", "b", False),
    ],
)
def test_both_sides_are_compared_after_one_normalization(
    field: str, wanted: str, value: str, *, met: bool
) -> None:
    expectation = Expectation(field, 0, wanted)  # type: ignore[arg-type]  # one of the fields
    assert is_met(expectation, Found(values={(0, expectation.field): (value,)}), "https://a.example/") is met


_FEEDS = Path(__file__).resolve().parents[3] / "shared" / "data" / "feeds"


@pytest.mark.skipif(not _FEEDS.exists(), reason="needs the collections in ../shared/data/feeds")
@pytest.mark.parametrize("name", ["gofeed", "feedparser"])
def test_nearly_all_that_is_expected_of_real_feeds_is_met(name: str) -> None:
    found = score(read_cases(_FEEDS / f"{name}.tar.gz"), read_by_us)
    assert found.exceptions == 0
    count, met = found.met(lambda verdict: not verdict.is_title_of_feed)
    assert count > 200
    assert met > 0.985


def test_a_folder_without_feeds_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match="no feeds"):
        run(Request(data=tmp_path))
