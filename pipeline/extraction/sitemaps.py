"""Sitemaps: lists of a site's pages in XML or plain text, packed or not (sitemaps.org, protocol 0.9), with what news
sitemaps add to them (Google's schema sitemap-news 0.9)."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from pipeline.errors import InputError
from pipeline.extraction.mistaken import what_it_is
from pipeline.extraction.xml import MAX_XML_BYTES, local_name, whole_text, xml_root, xml_text
from pipeline.models import Sitemap, SitemapEntry
from pipeline.text.urls import is_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_GZIP_START = b"\x1f\x8b"


def parse_sitemap(content: bytes, location: str) -> Sitemap:
    """Read a sitemap or an index of sitemaps; addresses that are not http or https are left out.

    Raises InputError when the content is neither, or larger than 50 MiB when unpacked.
    """
    plain = _unpacked(content, location) if content.startswith(_GZIP_START) else content
    text = xml_text(plain[:1_000])
    if is_url(text):
        return Sitemap(entries=tuple(SitemapEntry(url) for url in _listed(plain)))
    if not text.startswith("<"):
        raise _refused(plain, location)
    root = xml_root(plain, location)
    match local_name(root):
        case "urlset":
            return Sitemap(entries=tuple(_entries(root, "url", location)))
        case "sitemapindex":
            return Sitemap(children=tuple(_entries(root, "sitemap", location)))
        case _:
            raise _refused(plain, location)


def _unpacked(content: bytes, location: str) -> bytes:
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        plain = unpacker.decompress(content, MAX_XML_BYTES)
    except zlib.error as error:
        raise InputError(f"{location}: is damaged gzip ({error}).", "Test it in a browser.") from error
    if unpacker.unconsumed_tail:
        raise InputError(f"{location}: unpacks to more than {MAX_XML_BYTES:,} bytes.", "Give a smaller one.")
    return plain


def _listed(content: bytes) -> Iterator[str]:
    """The addresses of a sitemap in plain text, one a line."""
    return (line for raw in xml_text(content).splitlines() if is_url(line := raw.strip()))


def _refused(content: bytes, location: str) -> InputError:
    return InputError(f"{location}: is {what_it_is(content)}, not a sitemap.", "Give its site's sitemap.")


def _entries(root: _Element, name: str, location: str) -> Iterator[SitemapEntry]:
    """The namespaces are not looked at: sites write them wrong more often than not."""
    for element in root:
        if local_name(element) == name:
            url = _absolute(_child_text(element, "loc"), location)
            if url:
                yield _entry(element, url)


def _entry(element: _Element, url: str) -> SitemapEntry:
    modified = _child_text(element, "lastmod")
    news = _child(element, "news")
    if news is None:
        return SitemapEntry(url, modified)
    publication = _child(news, "publication")
    return SitemapEntry(
        url,
        modified,
        title=_child_text(news, "title"),
        published=_child_text(news, "publication_date"),
        publisher=_child_text(publication, "name"),
        language=_child_text(publication, "language").lower(),
    )


def _child(element: _Element, name: str) -> _Element | None:
    return next((child for child in element if local_name(child) == name), None)


def _child_text(element: _Element | None, name: str) -> str:
    return whole_text(_child(element, name)) if element is not None else ""


def _absolute(link: str, location: str) -> str:
    """The protocol wants whole addresses; some sites write paths. "" for what is no web address."""
    try:
        url = link if is_url(link) or not link else urljoin(location, link)
    except ValueError:
        return ""
    return url if is_url(url) else ""
