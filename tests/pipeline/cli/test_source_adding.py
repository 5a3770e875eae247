"""``source add``, ``import`` and ``export`` against a local server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.extraction.outlines import parse_outlines
from tests.pipeline.cli.terminal import Terminal
from tests.pipeline.sources.servers import Answer, serving

if TYPE_CHECKING:
    from pathlib import Path

FEED = Answer(
    b"<rss version='2.0'><channel><title>Moss</title><item><title>A</title><link>/a</link></item></channel></rss>"
)
FRONT_PAGE = Answer(
    b"<!DOCTYPE html><html><head><link rel='alternate' type='application/rss+xml' href='/rss'>"
    b"<link rel='alternate' type='application/atom+xml' href='/atom'></head><body>Moss</body></html>"
)
OPML = """<opml version="2.0"><head><title>Mine</title></head><body><outline text="Gardens">
<outline type="rss" text="Moss" xmlUrl="https://moss.example/feed"/>
<outline type="rss" text="Moss again" xmlUrl="http://www.moss.example/feed/"/>
<outline type="rss" text="Private" xmlUrl="https://me:secret@moss.example/private"/>
<outline type="rss" text="Odd" xmlUrl="javascript:alert(1)"/></outline>
<outline type="rss" text="Fern" xmlUrl="https://fern.example/rss"/></body></opml>"""


@pytest.fixture
def online(root: Path) -> Terminal:
    """A terminal in an empty workspace that may reach servers on this machine, without pauses."""
    settings = '[fetch]\nprivate_hosts = ["127.0.0.1"]\nmin_gap_seconds = 0\n'
    (root / "throughline.toml").write_text(settings, "utf-8")
    return Terminal(root)


def sources(terminal: Terminal) -> list[tuple[str, str]]:
    """Location and kind of every source."""
    listed = terminal("source", "list", "--json").document()["sources"]
    assert isinstance(listed, list)
    return [(str(one["location"]), str(one["kind"])) for one in listed if isinstance(one, dict)]


def test_a_web_page_is_added_as_the_feed_that_it_names(online: Terminal) -> None:
    with serving({"/": FRONT_PAGE, "/rss": FEED, "/atom": FEED}, []) as base:
        result = online("source", "add", base)
        assert result.code == 0
        assert f"Added {base}/rss (feed, found at {base})" in result.messages
        assert f"There is also: {base}/atom" in result.messages
        again = online("source", "add", f"{base}/rss/", "--json").document()["sources"]
        assert isinstance(again, list)
        assert isinstance(again[0], dict)
        assert (again[0]["was_known"], again[0]["location"]) == (True, f"{base}/rss")
        assert sources(online) == [(f"{base}/rss", "feed")]


def test_a_kind_that_is_named_is_taken_unseen(online: Terminal) -> None:
    assert online("source", "add", "--kind", "page", "https://moss.example/about").code == 0
    assert sources(online) == [("https://moss.example/about", "page")]
    unknown = online("source", "add", "--kind", "pge", "https://moss.example/2")
    assert unknown.code == 2
    assert "Did you mean page?" in unknown.messages
    unfit = online("source", "add", "--kind", "folder", "https://moss.example/2")
    assert unfit.code == 1
    assert "cannot be read as folder" in unfit.messages
    assert len(sources(online)) == 1


def test_searches_are_added_as_they_are_written(online: Terminal) -> None:
    result = online("source", "add", "arxiv:cat:q-bio.PE", "hn:top points=100", "gdelt:@science-and-climate")
    assert result.code == 0
    assert [kind for _, kind in sources(online)] == ["arxiv", "hackernews", "gdelt"]
    assert "already" in online("source", "add", "arxiv:cat:q-bio.PE").messages
    wrong = online("source", "add", "arxiv:@science-and-climat")
    assert wrong.code == 1
    assert "Did you mean 'science-and-climate'?" in wrong.messages
    assert online("source", "remove", "hn:top points=100").code == 0


def test_an_address_that_cannot_be_reached_is_added_with_a_warning(online: Terminal) -> None:
    result = online("source", "add", "http://127.0.0.1:1/feed")
    assert result.code == 0
    assert "taken for a feed unseen" in result.messages
    assert sources(online) == [("http://127.0.0.1:1/feed", "feed")]


def test_an_address_with_a_password_is_refused_and_not_shown(online: Terminal) -> None:
    result = online("source", "add", "https://me:secret@moss.example/feed")
    assert result.code == 1
    assert "secret" not in result.messages
    assert sources(online) == []


def test_a_list_of_feeds_is_added_and_what_is_left_out_is_told(online: Terminal, tmp_path: Path) -> None:
    (tmp_path / "mine.opml").write_text(OPML)
    assert "source import" in online("source", "add", "../mine.opml").messages
    result = online("source", "import", "../mine.opml")
    assert result.code == 3
    assert sources(online) == [("https://moss.example/feed", "feed"), ("https://fern.example/rss", "feed")]
    for reason in ("more than once", "user name or password", "no web address"):
        assert reason in result.messages
    assert "secret" not in result.messages
    document = online("source", "import", "../mine.opml", "--json").document()
    assert document["added"] == []
    assert isinstance(document["skipped"], list)
    assert len(document["skipped"]) == 5


def test_a_list_of_feeds_is_imported_from_the_network(online: Terminal) -> None:
    plain = OPML.replace("me:secret@", "").replace("javascript:alert(1)", "https://moss.example/3")
    with serving({"/mine.opml": Answer(plain.encode())}, []) as base:
        assert online("source", "import", f"{base}/mine.opml").code == 0
        assert online("source", "import", f"{base}/none.opml").code == 1
    assert len(sources(online)) == 4


def test_the_feeds_are_exported_and_can_be_imported_again(online: Terminal, tmp_path: Path) -> None:
    (tmp_path / "mine.opml").write_text(OPML)
    online("source", "import", "../mine.opml")
    online("source", "add", "hn:top")
    printed = online("source", "export")
    assert online("source", "export", "../out.opml").code == 0
    assert (tmp_path / "out.opml").read_text("utf-8") == printed.output
    urls = [one.feed_url for one in parse_outlines(printed.output.encode(), "out.opml")]
    assert urls == ["https://moss.example/feed", "https://fern.example/rss"]
    assert "1 other sources" in printed.messages
