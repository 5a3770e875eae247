"""1,000 polls against a local server that fails in every way at random: articles lost, doubled, and revisions missed.

Twenty sites add, drop and reorder stories, edit them and take edits back, and give some new GUIDs; a fifth of the polls
meets a fault: an answer of 500, a body that is cut short or drips, a feed without its end, a challenge page in its
place, a request to come back later. The clock jumps at times. What counts is what the server gave whole in an answer
that was taken for read: each story of it must be exactly one article at the end, whose revisions are the texts that
were given of it, word for word and in that order. ``--n POLLS``; ``--seed`` draws another course of events.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from benchmarks.newsroom import (
    START,
    Answer,
    Story,
    entity_tag,
    feed,
    host,
    made_up,
    paragraph,
    serving,
    with_validator,
)
from pipeline.flow.intake import take_in
from pipeline.flow.recorder import Recorder
from pipeline.ports import SourceRow
from pipeline.run import new_run_id
from pipeline.text.urls import url_host
from pipeline.wiring import open_services
from pipeline.workspace import make_workspace, open_workspace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from benchmarks.task import Figures, Request
    from pipeline.flow.services import Services
    from pipeline.models import StageReport
    from pipeline.ports import ArticleRepository
    from pipeline.workspace import Value, Workspace

POLLS: Final = 1_000
SITES: Final = 20
_SHOWN: Final = 15
"""Stories that a feed holds at a time."""
_PARAGRAPHS: Final = 3
"""Of a story before it is edited."""
_FAULTS: Final = ("error", "cut", "drip", "challenge", "later", "gone quiet", "unfinished")
_STEPS: Final = (timedelta(hours=1), timedelta(hours=3), timedelta(hours=-2), timedelta(days=1))
_CHALLENGE: Final = (
    b"<!doctype html><html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1>"
    b"<p>Enable JavaScript and cookies to continue</p></body></html>"
)


@dataclass(slots=True)
class Site:
    """A site that changes. ``offered`` is what its last answer held whole, ``given`` the texts of each story, by path,
    that were read, each when it took the place of another."""

    stories: list[Story] = field(default_factory=list)
    offered: tuple[Story, ...] = ()
    given: dict[str, list[str]] = field(default_factory=dict)
    fault: str = ""

    def settle(self, *, was_read: bool) -> None:
        """Note what became of the last answer."""
        for story in self.offered if was_read else ():
            texts = self.given.setdefault(story.path, [])
            if texts[-1:] != [story.text]:
                texts.append(story.text)
        self.offered = ()


class Sites:
    """All sites; what they give is drawn at random. Locked, because they are asked by several threads."""

    def __init__(self, random: Random, sites: int) -> None:
        self._random = random
        self._numbers = count(1)
        self._lock = threading.Lock()
        self.sites = {host(number): Site() for number in range(sites)}
        self.polls = 0
        self.faults: Counter[str] = Counter()

    def change(self, *, faults: bool) -> None:
        """Let some time pass at every site."""
        with self._lock:
            for site in self.sites.values():
                self._change(site)
                is_faulty = faults and self._random.random() < 0.2
                site.fault = self._random.choice(_FAULTS) if is_faulty else ""

    def _change(self, site: Site) -> None:
        random = self._random
        for _ in range(random.choice((0, 0, 1, 2, 3)) if site.stories else 3):
            number = next(self._numbers)
            # Of a date in the future nobody knows when it begins to be believed.
            story = replace(made_up(random, number, _PARAGRAPHS), published=START - timedelta(minutes=number))
            site.stories.insert(0, story)
        site.stories = site.stories[:_SHOWN]
        place = random.randrange(len(site.stories))
        story = site.stories[place]
        change = random.random()
        if change < 0.15:
            site.stories[place] = replace(story, paragraphs=(*story.paragraphs, paragraph(random)))
        elif change < 0.25:
            site.stories[place] = replace(story, paragraphs=story.paragraphs[:_PARAGRAPHS])
        elif change < 0.4:
            site.stories[place] = replace(story, guid=f"{story.guid}-{random.randrange(1_000)}")
        elif change < 0.5:
            random.shuffle(site.stories)

    def settle(self, read: Collection[str]) -> None:
        """Note of which sites, by address, the last answers were read."""
        with self._lock:
            for address, site in self.sites.items():
                site.settle(was_read=address in read)

    def __call__(self, address: str, path: str, tag: str) -> Answer:
        """The answer to a request."""
        site = self.sites.get(address)
        if path != "/feed.xml" or site is None:
            return Answer(status=404)
        with self._lock:
            self.polls += 1
            body = feed(f"http://{address}", site.stories, is_full=True)
            if site.fault:
                self.faults[site.fault] += 1
                return _unfinished(site, body) if site.fault == "unfinished" else _faulty(site.fault, body)
            site.offered = tuple(site.stories)
        return with_validator(Answer(body, content_type="application/rss+xml"), tag)


def _unfinished(site: Site, body: bytes) -> Answer:
    """A feed that ends within a link, in an answer that is whole, with the tag of the whole feed."""
    whole = len(site.stories) // 2
    site.offered = tuple(site.stories[:whole])
    part = body[: body.index(site.stories[whole].path.encode())]
    return Answer(part, content_type="application/rss+xml", headers={"ETag": entity_tag(body)})


def _faulty(fault: str, body: bytes) -> Answer:
    return {
        "error": Answer(b"Internal error", 500),
        "cut": Answer(body, content_type="application/rss+xml", cut_at=len(body) // 2),
        "drip": Answer(body, content_type="application/rss+xml", drip_seconds=0.2),
        "challenge": Answer(_CHALLENGE),
        # The fetcher keeps to this by the real time, which passes much more slowly than that of the soak.
        "later": Answer(b"", 429, headers={"Retry-After": "2"}),
        "gone quiet": Answer(b"", content_type="application/rss+xml"),
    }[fault]


@dataclass(slots=True)
class _Silent:
    """A reporter that says nothing."""

    def started(self, stage: str, total: int | None) -> None:
        """Nothing."""

    def advanced(self, stage: str, done: int) -> None:
        """Nothing."""

    def finished(self, report: StageReport) -> None:
        """Nothing."""

    def note(self, text: str) -> None:
        """Nothing."""


def run(request: Request) -> Figures:
    """Poll until the server was asked so often, then once more without faults, and compare."""
    polls = request.sizes[0] if request.sizes else POLLS
    began = time.perf_counter()
    figures = soak(polls, min(SITES, max(polls // 10, 1)), request.seed)
    return {**figures, "seconds": round(time.perf_counter() - began, 1)}


def soak(polls: int, sites: int, seed: int, patience_seconds: float = 2.0) -> Figures:
    """So many polls of so many sites; what was given, and what became of it. For an answer is waited so long."""
    random = Random(seed)  # noqa: S311 - made-up events, no secrets
    everything = Sites(random, sites)
    with tempfile.TemporaryDirectory() as folder, serving(everything) as port:
        workspace = _workspace(Path(folder) / "workspace", everything.sites, patience_seconds)
        with open_services(workspace, {}) as services:
            services.sources.put(*(_row(address, port) for address in everything.sites))
            now = START
            while everything.polls < polls:
                everything.change(faults=True)
                # The second makes all times different, so that they tell what was read when.
                now += random.choice(_STEPS) + timedelta(seconds=1)
                _take_in(services, everything, now)
            everything.change(faults=False)
            _take_in(services, everything, now + timedelta(days=30))
            return _figures(everything, services.articles)


def _row(address: str, port: int) -> SourceRow:
    return SourceRow(f"http://{address}:{port}/feed.xml", START, kind="feed")


def _workspace(root: Path, hosts: Iterable[str], patience_seconds: float) -> Workspace:
    """One attempt and short deadlines, so that what fails fails at once: the next poll is the next attempt."""
    flags: dict[str, Value] = {
        "fetch.private_hosts": list(hosts),
        "fetch.min_gap_seconds": 0.0,
        "fetch.attempts": 1,
        "fetch.timeout_seconds": patience_seconds,
        "fetch.deadline_seconds": patience_seconds,
    }
    return open_workspace(make_workspace(root, demo=False), {}, flags)


def _take_in(services: Services, everything: Sites, now: datetime) -> None:
    recorder = Recorder(new_run_id(now), now, services.runs, _Silent(), lambda: now)
    services.runs.start(recorder.run_id, now)
    take_in(services, recorder, now)
    everything.settle({url_host(row.location) for row in services.sources.all() if row.last_success == now})


def _figures(everything: Sites, articles: ArticleRepository) -> Figures:
    """Articles are told apart by their pages, whatever the product takes for their identity."""
    found: Counter[str] = Counter()
    stored: dict[str, list[str]] = {}
    for article in articles.newest():
        found[article.url] += 1
        revisions = [(article.id, number) for number in range(1, article.revision + 1)]
        texts = articles.texts(revisions)
        stored[article.url] = [texts[revision] for revision in revisions]
    given = {
        f"http://{address}{path}": texts
        for address, site in everything.sites.items()
        for path, texts in site.given.items()
    }
    return {
        "polls": everything.polls,
        **{f"faults_{name.replace(' ', '_')}": count for name, count in sorted(everything.faults.items())},
        "stories": len(given),
        "articles": sum(found.values()),
        "lost": sum(url not in found for url in given),
        "doubled": sum(number - 1 for number in found.values()),
        "not_given": sum(url not in given for url in found),
        "edited": sum(len(texts) > 1 for texts in given.values()),
        "taken_back": sum(len(set(texts)) < len(texts) for texts in given.values()),
        "wrong_revisions": sum(stored.get(url, texts) != texts for url, texts in given.items()),
    }
