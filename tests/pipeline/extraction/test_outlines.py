from __future__ import annotations

import re
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.extraction.outlines import parse_outlines, write_outlines
from pipeline.models import Subscription

OPML = b"""<?xml version="1.0"?>
<OPML version="1.1"><head><title>Mine</title></head><body>
  <outline text="Science" title="Science">
    <outline type="rss" text="Space &amp; time" xmlUrl="https://space.example/feed" htmlUrl="https://space.example/"/>
    <outline text="Deep"><outline TEXT="Sea" XMLURL=" feed://sea.example/rss "/></outline>
  </outline>
  <outline type="atom" title="Law" text="x" xmlUrl="feed:https://law.example/atom" category="/Law/Courts,other"/>
  <outline type="rss" text="Old" url="https://old.example/rss"/>
  <outline type="link" text="A page" url="https://page.example/"/>
</body></OPML>"""


def test_feeds_are_read_with_their_folders() -> None:
    assert parse_outlines(OPML, "mine.opml") == (
        Subscription("https://space.example/feed", "Space & time", "https://space.example/", ("Science",)),
        Subscription("http://sea.example/rss", "Sea", folder=("Science", "Deep")),
        Subscription("https://law.example/atom", "Law", folder=("Law", "Courts"), kind="atom"),
        Subscription("https://old.example/rss", "Old"),
    )


def test_what_is_no_list_is_refused_by_its_name() -> None:
    with pytest.raises(InputError, match=r"a web page .“Feeds”., not a list of feeds"):
        parse_outlines(b"<!doctype html><html><title>Feeds</title></html>", "x")
    with pytest.raises(InputError, match="a feed, not"):
        parse_outlines(b"<rss><channel/></rss>", "x")


_words = st.text(st.characters(codec="utf-8"), max_size=12).map(
    lambda text: " ".join(re.sub(r"[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text).split())
)
_names = _words.filter(bool)
_subscriptions = st.builds(
    Subscription,
    feed_url=_names.map("https://a.example/{}".format),
    title=_words,
    site_url=_words,
    folder=st.lists(_names, max_size=3).map(tuple),
    kind=st.sampled_from(["rss", "atom"]),
)


def test_quotes_within_values_lose_no_feed() -> None:
    line = b'<outline title="The "Old" Bridge" text="" note=""so" they say." xmlUrl="https://a.example/" type="rss"/>'
    assert parse_outlines(b"<opml><body>" + line + b"</body></opml>", "x") == (
        Subscription("https://a.example/", 'The "Old" Bridge'),
    )


@given(st.lists(_subscriptions, max_size=5), _words)
def test_what_is_written_is_read_again(subscriptions: list[Subscription], title: str) -> None:
    read = parse_outlines(write_outlines(subscriptions, title), "x.opml")
    assert sorted(read, key=repr) == sorted(subscriptions, key=repr)


def test_characters_that_xml_forbids_are_left_out() -> None:
    written = write_outlines(
        [Subscription("https://a.example/\x00", "A\x07\ud800", folder=("\x1b",))], "\x00"
    )
    (read,) = parse_outlines(written, "x.opml")
    assert (read.feed_url, read.title) == ("https://a.example/", "A")


@given(st.integers(0, len(OPML)), st.binary(max_size=20), st.integers(0, 20))
def test_damaged_lists_are_read_or_refused(place: int, junk: bytes, cut: int) -> None:
    try:
        read = parse_outlines(OPML[:place] + junk + OPML[place + cut :], "x.opml")
    except InputError:
        return
    assert all(subscription.feed_url for subscription in read)


_LISTS = Path(__file__).resolve().parents[4] / "shared" / "data" / "feeds" / "opml.tar.gz"


@pytest.mark.skipif(not _LISTS.exists(), reason="needs the lists in ../shared/data/feeds")
def test_published_lists_are_read_but_for_feeds_whose_description_is_unescaped_html() -> None:
    files = found = written = 0
    with tarfile.open(_LISTS) as archive:
        for member in (member for member in archive if member.name.endswith(".opml")):
            stream = archive.extractfile(member)
            assert stream is not None
            content = stream.read()
            files += 1
            written += content.count(b"xmlUrl=")
            found += len(parse_outlines(content, member.name))
    assert files == 118
    assert found > 0.995 * written
