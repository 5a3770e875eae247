"""Feeds of any format: RSS, Atom and RDF (``xml_feeds``), and JSON Feed (``json_feeds``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import InputError
from pipeline.extraction.entries import Markup, finished, title_of
from pipeline.extraction.json_feeds import read_json_feed
from pipeline.extraction.mistaken import is_page, what_it_is
from pipeline.extraction.xml_feeds import read_xml_feed, withdrawn_ids
from pipeline.models import Feed
from pipeline.text.html import fragment_text

if TYPE_CHECKING:
    from collections.abc import Callable

_JSON_STARTS = (b"{", b"[")


def parse_feed(content: bytes, location: str, to_text: Callable[[str], str] = fragment_text) -> Feed:
    """Read a feed of any format.

    ``location`` is where it came from: relative links in it are meant from there. ``to_text`` makes text of markup; it
    is called for every title and body that may have some. Raises InputError when the content is no feed: a web page in
    its place, too, even one that a reader could take for a feed without news.
    """
    if is_page(content):
        raise _refused(content, location)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_JSON_STARTS):
        title, entries = read_json_feed(content, location)
        return Feed(title_of(Markup(title, is_plain=True), to_text), finished(entries, to_text))
    read = read_xml_feed(content, location)
    if not read.version and not read.entries:
        raise _refused(content, location)
    return Feed(
        title_of(Markup(read.title), to_text),
        finished(read.entries, to_text),
        withdrawn_ids(content, location),
        read.breaks_off,
    )


def _refused(content: bytes, location: str) -> InputError:
    return InputError(
        f"{location}: is {what_it_is(content)}, not a feed.",
        "Give the address of its RSS, Atom or JSON feed.",
    )
