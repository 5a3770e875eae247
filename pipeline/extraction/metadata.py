"""What a page says about itself: title, authors, day, publisher, language and its own address.

Declared data comes first (JSON-LD, Open Graph, the ``<meta>`` names of Dublin Core and of publishing systems), then
what readers see (headline, byline, a date beside the headline). Nothing is believed that cannot be true.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from pipeline.extraction.bylines import shown_authors
from pipeline.extraction.headlines import headline
from pipeline.extraction.markup import Markup, texts_around, visible_text
from pipeline.extraction.page_dates import day_near, declared_day, is_about
from pipeline.extraction.people import people
from pipeline.text.urls import canonical_url, registered_name, url_host

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from lxml.html import HtmlElement

    from pipeline.extraction.linked_data import LinkedArticle

_TITLES = (
    "og:title",
    "twitter:title",
    "dc.title",
    "dcterms.title",
    "citation_title",
    "parsely-title",
    "sailthru.title",
)
_AUTHORS = (
    "author", "article:author", "authors", "byl", "dc.creator", "dcterms.creator", "citation_author", "parsely-author",
    "sailthru.author", "og:article:author", "cxenseparse:author", "creator",
)  # fmt: skip
_DATES = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "dc.date.issued",
    "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date", "parsely-pub-date", "sailthru.date",
    "citation_publication_date", "citation_online_date", "publish-date", "publish_date", "publishdate",
    "publication_date", "pubdate", "cxenseparse:recs:publishtime", "date",
)  # fmt: skip
_SITES = (
    "og:site_name",
    "application-name",
    "apple-mobile-web-app-title",
    "dc.publisher",
    "citation_journal_title",
)
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_].*)?", re.IGNORECASE)
_BEFORE_HEADLINE = 250
_AFTER_HEADLINE = 400
"""Characters in which a date beside the headline is looked for."""
_DATE_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?=\D|$)")


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What a page says about itself; "" and () where it says nothing that can be believed. Dates in ISO 8601."""

    title: str
    authors: tuple[str, ...]
    published: str
    publisher: str
    language: str
    url: str


def read_metadata(markup: Markup, linked: LinkedArticle, url: str, today: date) -> PageMetadata:
    """Read what a page that came from ``url`` ("" when unknown) says about itself. Raises nothing."""
    own_url = own_address(markup, url)
    site = linked.publisher or markup.first_meta(*_SITES)
    names = _site_names(markup, linked, url or own_url)
    declared = [title for title in (*markup.meta(*_TITLES)[:1], linked.headline, markup.title) if title]
    title = headline(markup.tree, declared, names)
    return PageMetadata(
        title=title,
        authors=_authors(markup, linked, names),
        published=_published(markup, linked, title, url or own_url, today),
        publisher=site,
        language=_language(markup, linked),
        url=own_url,
    )


def own_address(markup: Markup, url: str) -> str:
    """The address that a page gives as its own, "" when it gives none or one that cannot be.

    It has to be of the same site, and no front page unless the page came from one: carelessly made sites give their
    front page for every article (RFC 6596 for ``rel=canonical``).
    """
    for address in (*markup.links("canonical"), *markup.meta("og:url")):
        candidate = canonical_url(_joined(url, address))
        if (
            candidate
            and (not url or _is_same_site(candidate, url))
            and (_names_page(candidate) or not _names_page(url))
        ):
            return candidate
    return ""


def _joined(url: str, address: str) -> str:
    try:
        return urljoin(url, address)
    except ValueError:
        return ""


def _is_same_site(one: str, other: str) -> bool:
    hosts = url_host(one), url_host(other)
    is_part = any(host.endswith(f".{domain}") for host, domain in (hosts, hosts[::-1]))
    return is_part or registered_name(hosts[0]) == registered_name(hosts[1])


def _names_page(url: str) -> bool:
    parts = urlsplit(canonical_url(url))
    return bool(parts.path.strip("/") or parts.query)


def _site_names(markup: Markup, linked: LinkedArticle, url: str) -> list[str]:
    """What the site may be called, its hosts included."""
    host = url_host(url)
    hosts = [host, registered_name(host)] if host else []
    return [*markup.meta("og:site_name"), *markup.meta("application-name"), linked.publisher, *hosts]


def _authors(markup: Markup, linked: LinkedArticle, names: list[str]) -> tuple[str, ...]:
    publisher = next((name for name in names if name), "")
    declared = people(linked.authors, publisher)
    if declared:
        return declared
    shown = shown_authors(markup.tree, publisher)
    return shown or people(markup.meta(*_AUTHORS), publisher)


def _published(markup: Markup, linked: LinkedArticle, title: str, url: str, today: date) -> str:
    """The declared moment, else the day in the address or beside the headline.

    A day beside the headline that is hardly another one is what the publisher calls the day: a moment in UTC may be
    of the day before, and a system may know only when a text was first saved.
    """
    declared = declared_day((*_meta_dates(markup), linked.published, *_stamps(markup.tree)), today)
    after, before = _beside_headline(markup.tree, title, today)
    if declared:
        return after.isoformat() if after and is_about(after, declared) else declared
    in_path = declared_day(("-".join(match.groups()) for match in _DATE_IN_PATH.finditer(url)), today)
    shown = after or before
    return in_path or (shown.isoformat() if shown else "")


def _meta_dates(markup: Markup) -> Iterator[str]:
    for name in _DATES:
        yield from markup.meta(name)[:1]


def _stamps(tree: HtmlElement) -> Iterator[str]:
    """The times that the page marks as those of its publication (HTML microdata; hAtom's ``published``)."""
    for element in tree.iter("time", "meta", "abbr", "span"):
        marks = f"{element.get('itemprop') or ''} {element.get('class') or ''}".lower().split()
        if "datepublished" in marks or "published" in marks or element.get("pubdate") is not None:
            yield element.get("datetime") or element.get("content") or element.get("title") or ""


def _beside_headline(tree: HtmlElement, title: str, today: date) -> tuple[date | None, date | None]:
    """The days written nearest after and before the heading that holds the title."""
    heading = next((item for item in tree.iter("h1", "h2", "h3") if visible_text(item) == title), None)
    if heading is None:
        return None, None
    before, after = texts_around(next(tree.iter("body"), tree), heading)
    return day_near(after, _AFTER_HEADLINE, today), day_near(reversed(before), _BEFORE_HEADLINE, today)


def _language(markup: Markup, linked: LinkedArticle) -> str:
    """The language of the page's root, of Open Graph or JSON-LD, as ISO 639-1 ("" when unknown)."""
    declared = (
        markup.tree.get("lang") or "",
        markup.tree.get("xml:lang") or "",
        markup.first_meta("og:locale"),
        linked.language,
    )
    found = (_LANGUAGE.fullmatch(value.strip()) for value in declared)
    return next((match[1].lower() for match in found if match), "")
