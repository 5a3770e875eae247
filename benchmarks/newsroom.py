"""Made-up news sites: stories, the feeds and pages that carry them, and a local server that gives them.

Every site is a host of its own: all addresses of 127.0.0.0/8 lead to this machine (RFC 1122, section 3.2.1.3). That is
so on Linux; elsewhere they must be configured.
"""

from __future__ import annotations

import hashlib
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from multiprocessing.connection import Connection
    from random import Random

START = datetime(2026, 3, 2, 8, tzinfo=UTC)

_WHO: Final = (
    "the harbor authority", "the city council", "a panel of engineers", "the teachers' union", "Northwind Energy",
    "the ministry of trade", "a group of growers", "the regional court", "Lunde Lines", "the weather service",
    "researchers at Skerry College", "the museum", "the fire brigade", "a maker of batteries", "the bus company",
)  # fmt: skip
_DID: Final = (
    "approved", "rejected", "postponed", "announced", "inspected", "paid for", "questioned", "opened", "closed",
    "defended", "measured", "counted", "sold", "rebuilt", "promised", "withdrew", "examined", "celebrated",
)  # fmt: skip
_WHAT: Final = (
    "a plan for the northern crossing", "new rules for night trains", "repairs of the old lock", "a tax on parking",
    "the sale of the paper mill", "a survey of wells", "lower fares for pupils", "the contract for street lamps",
    "a ban on fireworks", "the budget of the hospital", "a line of solar roofs", "the search for a missing trawler",
    "a school for pilots", "the first heat pumps", "a report on river fish", "the strike of the crane drivers",
)  # fmt: skip
_WHY: Final = (
    "after months of talks", "because costs had doubled", "although residents objected", "following a vote on Tuesday",
    "in spite of heavy rain", "to make room for a tram", "as prices of copper rose", "before the summer season",
    "when the old permit ran out", "while the court was still deciding", "with money from a private fund",
)  # fmt: skip
_WHERE: Final = (
    "in Millbrook", "at Skerry Point", "near the Halden canal", "in Lower Town", "on the east quay", "in Orrin Valley",
    "outside Velmar", "along the coast road", "in the hills above Tarn", "at the Bexley yards",
)  # fmt: skip

_LINKED: Final = "More"
"""The words of the link at the end of some paragraphs."""


@dataclass(frozen=True, slots=True)
class Story:
    """An article of a site. ``path`` is where its page is; ``guid`` what the feed calls it."""

    path: str
    guid: str
    title: str
    paragraphs: tuple[str, ...]
    published: datetime

    @property
    def text(self) -> str:
        """The paragraphs as the reading of a feed gives them."""
        return "\n\n".join(
            f"{text} {_LINKED}" if _has_link(place) else text for place, text in enumerate(self.paragraphs)
        )


def made_up(random: Random, number: int, paragraphs: int = 8) -> Story:
    """A story of so many paragraphs, unlike all others."""
    who, did, what = random.choice(_WHO), random.choice(_DID), random.choice(_WHAT)
    title = f"{who[:1].upper()}{who[1:]} {did} {what}, case {number}"
    slug = hashlib.sha256(title.encode()).hexdigest()[:10]
    return Story(
        path=f"/{START:%Y}/{number}-{slug}.html",
        guid=f"tag:{slug}-{number}",
        title=title,
        paragraphs=tuple(paragraph(random) for _ in range(paragraphs)),
        published=START + timedelta(minutes=37 * number),
    )


def paragraph(random: Random) -> str:
    """Four or five sentences."""
    return " ".join(_sentence(random) for _ in range(random.randint(4, 5)))


def _sentence(random: Random) -> str:
    first = random.choice(_WHO)
    parts = (
        f"{first[:1].upper()}{first[1:]} {random.choice(_DID)} {random.choice(_WHAT)} {random.choice(_WHERE)}",
        f"{random.choice(_WHY)}, and {random.randint(12, 9_800):,} people signed a letter about it",
        f"said {random.choice(_WHO)}, which had {random.choice(_DID)} {random.choice(_WHAT)}",
        f"{random.choice(_WHY)}.",
    )
    return " ".join((", ".join(parts[: random.randint(2, 3)]), parts[3]))


# --- what a site gives ------------------------------------------------------------------------------------------------


def feed(base: str, stories: Sequence[Story], *, is_full: bool) -> bytes:
    """An RSS 2.0 feed, with the articles in full (content:encoded) or with the first words of each."""
    items = "".join(_item(base, story, is_full=is_full) for story in stories)
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>Site {escape(base)}</title><link>{escape(base)}/</link><description>News</description>"
        f"{items}</channel></rss>"
    ).encode()


def _item(base: str, story: Story, *, is_full: bool) -> str:
    lead = " ".join(story.paragraphs[0].split()[:24])
    body = f"<content:encoded><![CDATA[{markup(base, story)}]]></content:encoded>" if is_full else ""
    return (
        f"<item><title>{escape(story.title)}</title><link>{base}{story.path}</link>"
        f'<guid isPermaLink="false">{escape(story.guid)}</guid>'
        f"<pubDate>{story.published:%a, %d %b %Y %H:%M:%S} +0000</pubDate>"
        f"<description>{escape(lead)} …</description>{body}</item>"
    )


def markup(base: str, story: Story) -> str:
    """The body of a story as content systems write it."""
    blocks = [
        f'<p class="wp-block-paragraph">{escape(text)} <a href="{base}/tag/{place}">{_LINKED}</a></p>'
        if _has_link(place)
        else f"<p>{escape(text)}</p>"
        for place, text in enumerate(story.paragraphs)
    ]
    picture = f'<figure class="wp-block-image"><img src="{base}/i.jpg" alt="" loading="lazy"></figure>'
    return blocks[0] + picture + "".join(blocks[1:])


def _has_link(place: int) -> bool:
    return place % 3 == 2


def page(base: str, story: Story, variant: int) -> bytes:
    """A page of one of four layouts, with navigation, teasers, scripts and a footer around the story."""
    links = "".join(f'<li><a href="{base}/s/{place}">Section {place}</a></li>' for place in range(24))
    teasers = "".join(
        f'<div class="teaser"><a href="{base}/t/{place}"><h3>Also of interest, {place}</h3></a>'
        f"<p>What readers of this story looked at afterwards.</p></div>"
        for place in range(12)
    )
    opening, closing = (
        ("<main><article>", "</article></main>"),
        ('<div id="content"><div class="post-body entry-content">', "</div></div>"),
        ('<section class="story"><div itemprop="articleBody">', "</div></section>"),
        ('<div class="layout"><div class="column main-column"><article class="article">', "</article></div></div>"),
    )[variant % 4]  # fmt: skip
    script = "<script>window.dataLayer=[];" + "function f(a){return a+1};" * 60 + "</script>"
    date = story.published.isoformat()
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{escape(story.title)} | Site</title>"
        f'<link rel=canonical href="{base}{story.path}"><meta property="article:published_time" content="{date}">'
        f"<style>{'.c{margin:0 auto;color:#222}' * 40}</style>{script}</head><body><header><nav><ul>{links}</ul></nav>"
        f"</header>{opening}<h1>{escape(story.title)}</h1><p class=byline>By Ada Moreno</p><time datetime={date}>"
        f"{story.published:%d %B %Y}</time>{markup(base, story)}{closing}<aside>{teasers}</aside>"
        f"<footer><p>All rights reserved. Contact, imprint, terms of use.</p><ul>{links}</ul></footer>{script}"
        "</body></html>"
    ).encode()


# --- the server -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server gives. ``cut_at``: after so many bytes of the body the connection ends. ``drip_seconds``: the pause
    after each byte of the body."""

    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_at: int | None = None
    drip_seconds: float = 0.0


def with_validator(answer: Answer, asked: str) -> Answer:
    """The answer with its entity tag, or 304 when the client has it already (RFC 9110, section 13.1.2)."""
    tag = entity_tag(answer.body)
    if asked == tag:
        return Answer(status=304, headers={"ETag": tag})
    return Answer(answer.body, answer.status, answer.content_type, {**answer.headers, "ETag": tag})


def entity_tag(body: bytes) -> str:
    """Names a body (RFC 9110, section 8.8.3)."""
    return f'"{hashlib.sha256(body).hexdigest()[:16]}"'


@contextmanager
def serving(respond: Callable[[str, str, str], Answer]) -> Iterator[int]:
    """Answer requests in threads of this process; yields the port. ``respond`` gets the host's address, the path, and
    the entity tag that the client has."""
    stopped = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 20

        def do_GET(self) -> None:
            host = self.headers.get("Host", "").partition(":")[0]
            answer = respond(host, self.path, self.headers.get("If-None-Match", ""))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.status != 304:
                self.send_header("Content-Type", answer.content_type)
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self._send(answer)

        def _send(self, answer: Answer) -> None:
            for place in range(len(answer.body)) if answer.drip_seconds else ():
                if stopped.wait(answer.drip_seconds):
                    break
                self.wfile.write(answer.body[place : place + 1])
            else:
                if not answer.drip_seconds:
                    self.wfile.write(answer.body[: answer.cut_at])
            self.close_connection |= answer.cut_at is not None or bool(answer.drip_seconds)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            """Nothing is logged."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 256
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that goes away is no error here."""

    server = Server(("0.0.0.0", 0), Handler)  # noqa: S104 - all of 127.0.0.0/8 must lead here
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def serving_apart(respond: Callable[[str, str, str], Answer]) -> Iterator[int]:
    """As ``serving``, in a process of its own, so that the server's work does not slow this one down. ``respond`` must
    be picklable."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(respond, theirs), daemon=True)
    process.start()
    try:
        yield int(ours.recv())
    finally:
        ours.send("stop")
        process.join()


def _serve(respond: Callable[[str, str, str], Answer], pipe: Connection) -> None:
    with serving(respond) as port:
        pipe.send(port)
        pipe.recv()


def host(number: int) -> str:
    """The address of a site, from 0 on."""
    return f"127.0.{1 + number // 200}.{1 + number % 200}"
