"""RSS, Atom, RDF and CDF feeds, read by feedparser, which only this file imports."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from pipeline.errors import InputError
from pipeline.extraction.entries import Markup, ReadEntry
from pipeline.extraction.lenient import ArticleText, LenientText
from pipeline.extraction.xml import local_name, without_forbidden, xml_root, xml_text
from pipeline.text.urls import is_url, registered_name

if TYPE_CHECKING:
    from collections.abc import Iterable

# What damaged feeds make feedparser raise.
_DAMAGE = (
    ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError, re.error,
)  # fmt: skip
_PARENTS = frozenset({"rss", "rdf", "feed", "channel", "item", "entry", "items", "entries"})
_NEEDED = frozenset(
    {
        "author", "body", "content", "created", "creator", "date", "description", "div", "enclosure", "encoded",
        "fullitem", "guid", "id", "issued", "language", "link", "modified", "name", "origlink", "published", "pubdate",
        "source", "subtitle", "summary", "title", "updated",
    }
)  # fmt: skip
_RELATIONS = ("alternate", "related", "via", "enclosure")
"""Links that lead to the article, or to what it is about, in the order in which they are taken."""
_LINK_WITH_URI = re.compile(r"""<link\s+uri=(?:"[^"<>]{0,2000}"|'[^'<>]{0,2000}')\s*>""")
"""A link of an item that names a record of the AT protocol too, which feedparser takes instead of the link's text."""
_ROOT = re.compile(r"<((?:[\w.-]{1,40}:)?(?:rss|rdf|feed|channel))[\s>]", re.IGNORECASE)
_SECONDS = re.compile(r"\s*\d{9,13}\s*")
_CUT_MAIL = re.compile(r"[a-z]+(?:\s*\((?P<name>[^()]*))?")
"""The rest of a mail address that feedparser ends after four letters of its last part, and the name behind it."""
_NO_AUTHOR = re.compile(r"(?:no-?reply|donotreply)@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReadFeed:
    """A feed as it was read. ``version`` names its format as feedparser does, "" when it knows none; ``breaks_off``:
    its outermost element does not end."""

    title: str
    version: str
    entries: tuple[ReadEntry, ...]
    breaks_off: bool


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


_Date = Annotated[str, BeforeValidator(_iso)]


class _Borders(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", arbitrary_types_allowed=True)


class _Person(_Borders):
    name: LenientText = ""
    email: LenientText = ""


class _Link(_Borders):
    rel: LenientText = ""
    href: LenientText = ""


class _Titled(_Borders):
    title: LenientText = ""


class _Value(_Borders):
    type: LenientText = ""
    value: ArticleText = ""
    language: LenientText = ""
    src: LenientText = ""


class _Entry(_Borders):
    id: LenientText = ""
    guidislink: bool = False
    link: LenientText = ""
    links: tuple[_Link, ...] = ()
    feedburner_origlink: LenientText = ""
    title: LenientText = ""
    title_detail: _Value = _Value()
    summary_detail: _Value = _Value()
    content: tuple[_Value, ...] = ()
    published: LenientText = ""
    published_parsed: _Date = ""
    updated: LenientText = ""
    updated_parsed: _Date = ""
    created: LenientText = ""
    created_parsed: _Date = ""
    authors: tuple[_Person, ...] = ()
    source: _Titled = _Titled()
    news_source: LenientText = ""
    language: LenientText = ""


class _About(_Borders):
    title: LenientText = ""
    language: LenientText = ""
    authors: tuple[_Person, ...] = ()


class _Feed(_Borders):
    version: LenientText = ""
    feed: Annotated[_About, BeforeValidator(_as_plain)] = _About()
    entries: tuple[Annotated[_Entry, BeforeValidator(_as_plain)], ...] = ()


def read_xml_feed(content: bytes, location: str) -> ReadFeed:
    """Read a feed, of which what is ill-formed is read as far as it goes. Raises InputError when it is none."""
    text = _LINK_WITH_URI.sub("<link>", without_forbidden(xml_text(content)))
    try:
        parsed = _parsed(text.encode("utf-8"))
    except _DAMAGE:
        parsed = _parsed_anew(content, location)
    try:
        feed = _Feed.model_validate(parsed)
    except ValidationError as error:
        detail = error.errors()[0]["msg"]
        raise InputError(
            f"{location}: the feed is not in the form of one ({detail}).", "Test it in a browser."
        ) from error
    is_atom = feed.version.startswith("atom")
    about = feed.feed if is_atom else feed.feed.model_copy(update={"authors": ()})
    entries = tuple(_entry(entry, about, feed.version) for entry in feed.entries)
    breaks_off = _breaks_off(text)
    return ReadFeed(
        feed.feed.title, feed.version, _told_apart(entries) if breaks_off else entries, breaks_off
    )


def _breaks_off(text: str) -> bool:
    root = _ROOT.search(text)
    return root is not None and f"</{root[1]}" not in text[root.end() :]


def _told_apart(entries: tuple[ReadEntry, ...]) -> tuple[ReadEntry, ...]:
    """Entries without the last, if it broke off before it said which article it is: it would be taken for another."""
    is_nameless = bool(entries) and not entries[-1].link and not entries[-1].id
    return entries[:-1] if is_nameless else entries


def _parsed(content: bytes) -> object:
    """What feedparser makes of UTF-8."""
    import feedparser

    # A stream, because given bytes feedparser would first try to open a file of that name. The characters are decided
    # by us, because feedparser believes declarations that bytes contradict. It is not told the location: it would make
    # addresses of ids, which would change when the feed moves.
    headers = {"content-type": "application/xml; charset=utf-8"}
    return feedparser.parse(
        BytesIO(content), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )


def _parsed_anew(content: bytes, location: str) -> object:
    """What feedparser makes of a feed that it failed on, when it is made well-formed and only has what articles need.

    Its failures come from elements on places, pictures and tags, and from references to characters that do not exist.
    """
    from lxml import etree

    root = xml_root(content, location)
    for parent in [element for element in root.iter() if local_name(element) in _PARENTS]:
        for child in list(parent):
            if local_name(child) not in _NEEDED | _PARENTS:
                parent.remove(child)
    try:
        return _parsed(etree.tostring(root, encoding="utf-8"))
    except _DAMAGE as error:
        detail = f"{type(error).__name__}: {error}"[:200]
        raise InputError(
            f"{location}: the feed cannot be read ({detail}).", "Test it in a browser."
        ) from error


def withdrawn_ids(content: bytes, location: str) -> tuple[str, ...]:
    """The ids of entries that an Atom feed says were deleted (RFC 6721), which feedparser does not read."""
    if b"deleted-entry" not in content:
        return ()
    stones = (
        element for element in xml_root(content, location).iter() if local_name(element) == "deleted-entry"
    )
    return tuple(reference for stone in stones if (reference := (stone.get("ref") or "").strip()))


def _entry(entry: _Entry, about: _About, version: str) -> ReadEntry:
    """``about`` has the authors and language of the feed, which hold where an entry has none."""
    is_typed = version == "atom10"
    parts = (*entry.content, entry.title_detail, entry.summary_detail)
    languages = (entry.language, *(part.language for part in parts), about.language)
    return ReadEntry(
        id=entry.id,
        link=_link(entry),
        title=Markup(entry.title, _markup(entry.title_detail, is_typed=is_typed).is_plain),
        contents=tuple(_markup(part, is_typed=is_typed) for part in entry.content),
        summary=_markup(entry.summary_detail, is_typed=is_typed),
        published=_published(entry),
        publisher=entry.source.title or entry.news_source,
        authors=_names(entry.authors) or _names(about.authors),
        language=next((language for language in languages if language), ""),
        is_elsewhere=any(part.src and not part.value.strip() for part in entry.content),
    )


def _markup(part: _Value, *, is_typed: bool) -> Markup:
    """Only Atom 1.0 says reliably that a text has no markup; of RSS readers take it for HTML."""
    return Markup(part.value, is_plain=is_typed and part.type == "text/plain")


def _published(entry: _Entry) -> str:
    """The date of first publication, else of the last change; one that is not understood as it is written."""
    dates = (
        (entry.published, entry.published_parsed),
        (entry.updated, entry.updated_parsed),
        (entry.created, entry.created_parsed),
    )
    # Feedparser takes seconds since 1970 for a year and a day.
    return next((raw if _SECONDS.fullmatch(raw) else parsed or raw for raw, parsed in dates if raw), "")


def _link(entry: _Entry) -> str:
    """Where the article is: before redirections of FeedBurner, by its alternate link, by an id that is an address.

    Links to the feed itself, to replies or to a hub are none; an enclosure is better than nothing (RFC 4287, 4.2.7.2).
    """
    by_relation = {name: [link.href for link in entry.links if link.rel == name] for name in _RELATIONS}
    alternates = by_relation["alternate"]
    chosen = [entry.link] if entry.link in alternates else []
    on_web = [href for href in (*chosen, *alternates) if is_url(href)]
    by_id = [entry.id] if entry.guidislink and is_url(entry.id) else []
    others = [href for links in by_relation.values() for href in links]
    found = (entry.feedburner_origlink, *on_web, *alternates, *by_id, *others)
    return next((href for href in found if href), "")


def _names(people: Iterable[_Person]) -> tuple[str, ...]:
    """People by name, or by mail address when there is no name; each once."""
    names = (_name(person) for person in people)
    return tuple(dict.fromkeys(name for name in names if name and not _NO_AUTHOR.match(name)))


def _name(person: _Person) -> str:
    name, mail = person.name.strip(), person.email.strip()
    host = mail.rpartition("@")[2]
    is_cut = host and registered_name(host) == host
    cut = _CUT_MAIL.fullmatch(name) if is_cut else None
    if cut is not None:
        return (cut["name"] or f"{mail}{name}").strip()
    return name or mail
