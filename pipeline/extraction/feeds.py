"""The formats of feeds: RSS, Atom and RDF, read by feedparser (which only this file imports), and JSON Feed 1.1."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from pipeline.errors import InputError
from pipeline.extraction.lenient import ArticleText, LenientNames, LenientText
from pipeline.models import Feed, FeedEntry, Skipped
from pipeline.text.html import fragment_text
from pipeline.text.urls import is_url

if TYPE_CHECKING:
    from collections.abc import Callable

_HTML_STARTS = (b"<!doctype html", b"<html")
_JSON_FEED = "https://jsonfeed.org/version/"


def parse_feed(content: bytes, location: str, to_text: Callable[[str], str] = fragment_text) -> Feed:
    """Read a feed of any format; ``to_text`` turns its markup into text. Raises InputError when the content is none."""
    start = content[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        return _json_feed(content, location, to_text)
    return _xml_feed(content, location, to_text, is_page=start.lower().startswith(_HTML_STARTS))


# --- XML --------------------------------------------------------------------------------------------------------------


class _Borders(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", arbitrary_types_allowed=True)


class _Titled(_Borders):
    title: LenientText = ""


class _Value(_Borders):
    type: LenientText = ""
    value: ArticleText = ""


def _iso(value: object) -> str:
    """Feedparser's date (a UTC struct_time) in ISO 8601, "" for none and for dates that do not exist."""
    if not isinstance(value, time.struct_time):
        return ""
    try:
        return datetime(*value[:6], tzinfo=UTC).isoformat()
    except ValueError:
        return ""


def _as_plain(value: object) -> object:
    """Feedparser's dictionaries answer for keys that are not there; a plain one does not."""
    return dict(value) if isinstance(value, dict) else value


class _XmlEntry(_Borders):
    id: LenientText = ""
    link: LenientText = ""
    feedburner_origlink: LenientText = ""
    title: LenientText = ""
    summary: ArticleText = ""
    content: tuple[_Value, ...] = ()
    published: LenientText = ""
    published_parsed: Annotated[str, BeforeValidator(_iso)] = ""
    updated: LenientText = ""
    updated_parsed: Annotated[str, BeforeValidator(_iso)] = ""
    authors: LenientNames = ()
    source: _Titled = _Titled()


class _XmlFeed(_Borders):
    version: LenientText = ""
    feed: _Titled = _Titled()
    entries: tuple[Annotated[_XmlEntry, BeforeValidator(_as_plain)], ...] = ()


def _xml_feed(content: bytes, location: str, to_text: Callable[[str], str], *, is_page: bool) -> Feed:
    import feedparser

    # A stream, because given bytes feedparser would first try to open a file of that name.
    headers = {"content-location": location} if is_url(location) else {}
    parsed = feedparser.parse(
        BytesIO(content), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    try:
        feed = _XmlFeed.model_validate(parsed)
    except ValidationError as error:
        detail = error.errors()[0]["msg"]
        raise InputError(
            f"{location}: the feed is not in the form of one ({detail}).", "Test it in a browser."
        ) from error
    if not feed.entries and (is_page or not feed.version):
        what = "a web page, not a feed" if is_page else "neither RSS, Atom nor JSON Feed"
        raise InputError(f"{location}: is {what}.", "Give the address of its RSS, Atom or JSON feed.")
    return Feed(feed.feed.title, tuple(_xml_entry(entry, to_text) for entry in feed.entries))


def _xml_entry(entry: _XmlEntry, to_text: Callable[[str], str]) -> FeedEntry:
    bodies = [_plain(item, to_text) for item in entry.content] or [""]
    body = max(bodies, key=len)
    return FeedEntry(
        id=entry.id,
        link=entry.feedburner_origlink or entry.link,
        title=to_text(entry.title),
        text=body or to_text(entry.summary),
        published=entry.published_parsed or entry.published or entry.updated_parsed or entry.updated,
        publisher=entry.source.title,
        authors=entry.authors,
    )


def _plain(item: _Value, to_text: Callable[[str], str]) -> str:
    return item.value if item.type == "text/plain" else to_text(item.value)


# --- JSON Feed --------------------------------------------------------------------------------------------------------


class _JsonItem(_Borders):
    id: LenientText = ""
    url: LenientText = ""
    external_url: LenientText = ""
    title: LenientText = ""
    content_html: ArticleText = ""
    content_text: ArticleText = ""
    summary: ArticleText = ""
    date_published: LenientText = ""
    date_modified: LenientText = ""
    authors: LenientNames = ()


class _JsonFeed(_Borders):
    version: str
    title: LenientText = ""
    items: tuple[object, ...] = ()


def _json_feed(content: bytes, location: str, to_text: Callable[[str], str]) -> Feed:
    try:
        feed = _JsonFeed.model_validate(json.loads(content, strict=False))
    except (ValueError, RecursionError) as error:
        reason = str(error).splitlines()[0][:120]
        raise InputError(
            f"{location}: is not a JSON Feed ({reason}).", "Give an RSS, Atom or JSON feed."
        ) from error
    if not feed.version.startswith(_JSON_FEED):
        raise InputError(
            f"{location}: is JSON, but not a JSON Feed.", "Articles in JSON belong in a .jsonl file."
        )
    entries = (
        _json_entry(item, f"{location}#{place}", to_text) for place, item in enumerate(feed.items, start=1)
    )
    return Feed(feed.title, tuple(entries))


def _json_entry(value: object, origin: str, to_text: Callable[[str], str]) -> FeedEntry | Skipped:
    if not isinstance(value, dict):
        return Skipped(origin, "The entry is not a JSON object")
    item = _JsonItem.model_validate(value)
    return FeedEntry(
        id=item.id,
        link=item.url or item.external_url,
        title=item.title,
        text=item.content_text or to_text(item.content_html) or item.summary,
        published=item.date_published or item.date_modified,
        publisher="",
        authors=item.authors,
    )
