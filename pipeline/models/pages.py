"""What documents from the network hold, before anything of it becomes an article."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.models.articles import Skipped


@dataclass(frozen=True, slots=True)
class Page:
    """What a web page or PDF says about itself; "" and () where it says nothing. ``url`` is its canonical one.

    ``problem`` says why it is no article (a challenge, a notice that it does not exist, the stub of a paywall, ...), ""
    for an article. ``note`` says what was done differently while reading it.
    """

    text: str
    title: str = ""
    url: str = ""
    published: str = ""
    publisher: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    """ISO 639-1 code in lower case."""
    problem: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry of a feed of any format. ``link`` may be relative; ``publisher`` is the entry's own, if it has one.

    ``is_summary`` says that the text is not the whole article, as far as the feed shows; ``original`` is the text as
    the feed had it, with its markup; ``summary`` is what the feed gives as such beside the text.
    """

    id: str
    link: str
    title: str
    text: str
    published: str
    publisher: str
    authors: tuple[str, ...]
    language: str = ""
    is_summary: bool = False
    original: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed holds, in its order. ``withdrawn`` are the ids of entries that it says were deleted (RFC 6721);
    ``breaks_off``: it has no end, so that entries may be missing."""

    title: str
    entries: tuple[FeedEntry | Skipped, ...]
    withdrawn: tuple[str, ...] = ()
    breaks_off: bool = False


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A page that a sitemap names; ``modified`` and ``published`` as written there. A news sitemap says more of it."""

    url: str
    modified: str = ""
    title: str = ""
    published: str = ""
    publisher: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The pages that a sitemap names, or the sitemaps that an index of sitemaps names (sitemaps.org, protocol 0.9)."""

    entries: tuple[SitemapEntry, ...] = ()
    children: tuple[SitemapEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed as lists of feeds name it. ``folder`` is the path of names under which the list has it; ``kind`` the type
    as written there, in lower case ("rss" for Atom and for no type too, as is the custom)."""

    feed_url: str
    title: str = ""
    site_url: str = ""
    folder: tuple[str, ...] = ()
    kind: str = "rss"
