"""200 feeds on a local server: seconds of taking them in against those of extraction alone, and of a second poll.

``full_`` are feeds with articles in full, ``summary_`` feeds with summaries and a page for each article. ``extraction``
is the same feeds and pages read one after the other by the extractor in this process; ``ratio`` is what taking them in
needs (fetching, extraction in child processes, deciding, storing) for each second of that. ``cpu_seconds`` are those of
this process and its children, which other work on the machine changes little. Between two requests to one host there is
no pause, and robots.txt allows all: what politeness takes is not measured. ``--n FEEDS,ITEMS`` for others.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from urllib.request import urlopen

from benchmarks.newsroom import Answer, feed, host, made_up, page, serving_apart, with_validator
from benchmarks.progress import Progress
from pipeline.extraction.direct import DirectExtractor
from pipeline.flow.intake import take_in
from pipeline.flow.recorder import Recorder
from pipeline.ports import SourceRow
from pipeline.wiring import open_services
from pipeline.workspace import make_workspace, open_workspace

if TYPE_CHECKING:
    from benchmarks.newsroom import Story
    from benchmarks.task import Figure, Figures, Request
    from pipeline.flow.services import Services
    from pipeline.workspace import Value, Workspace

FEEDS, ITEMS = 200, 20
_COUNTS = "/counts"


class Sites:
    """What all sites give. ``is_full``: feeds hold the articles; else there are pages."""

    def __init__(self, feeds: int, items: int, *, is_full: bool) -> None:
        random = Random(1)  # noqa: S311 - made-up texts, no secrets
        numbers = count(1)
        self._is_full = is_full
        self._stories: dict[str, list[Story]] = {
            host(site): [made_up(random, next(numbers)) for _ in range(items)] for site in range(feeds)
        }
        self._sent = {"bodies": 0, "not_modified": 0}

    def __call__(self, address: str, path: str, tag: str) -> Answer:
        """The answer to a request."""
        if path == _COUNTS:
            return Answer(json.dumps(self._sent).encode(), content_type="application/json")
        answer = self.answer(address, path)
        if answer.status == 404:
            return answer
        answer = with_validator(answer, tag)
        self._sent["not_modified" if answer.status == 304 else "bodies"] += 1
        return answer

    def answer(self, address: str, path: str) -> Answer:
        """What is at a path. Links are relative, because the port is not known."""
        stories = self._stories.get(address, [])
        if path == "/feed.xml":
            body = feed("", stories, is_full=self._is_full)
            return Answer(body, content_type="application/rss+xml")
        found = next((story for story in stories if story.path == path), None)
        if found is None:
            return Answer(status=404)
        return Answer(page("", found, int(address.rpartition(".")[2])))

    def documents(self) -> tuple[list[bytes], list[bytes]]:
        """All feeds, and all pages that are asked for."""
        feeds = [self.answer(address, "/feed.xml").body for address in self._stories]
        pages = [
            self.answer(address, story.path).body
            for address, stories in self._stories.items()
            for story in stories
        ]
        return feeds, [] if self._is_full else pages


@dataclass(frozen=True, slots=True)
class Poll:
    """A measured intake."""

    seconds: float
    cpu_seconds: float
    articles: int
    bodies: int
    not_modified: int


def run(request: Request) -> Figures:
    """Measure both kinds of feeds."""
    feeds, items = request.sizes if len(request.sizes) == 2 else (FEEDS, ITEMS)
    figures: dict[str, Figure] = {"feeds": feeds, "items": items}
    for name, is_full in (("full", True), ("summary", False)):
        figures |= {f"{name}_{key}": value for key, value in _measure(feeds, items, is_full=is_full).items()}
    return figures


def _measure(feeds: int, items: int, *, is_full: bool) -> dict[str, Figure]:
    sites = Sites(feeds, items, is_full=is_full)
    began = _cpu_seconds()
    alone = _extraction_seconds(sites)
    alone_cpu = _cpu_seconds() - began
    with tempfile.TemporaryDirectory() as folder, serving_apart(sites) as port:
        workspace = _workspace(Path(folder) / "workspace", feeds)
        with open_services(workspace, {}) as services:
            for site in range(feeds):
                services.sources.put(SourceRow(f"http://{host(site)}:{port}/feed.xml", _now(), kind="feed"))
        first, second = (_poll(workspace, port) for _ in range(2))
    return {
        "extraction_seconds": round(alone, 2),
        "extraction_cpu_seconds": round(alone_cpu, 2),
        "seconds": round(first.seconds, 2),
        "cpu_seconds": round(first.cpu_seconds, 2),
        "ratio": round(first.seconds / alone, 3),
        "articles": first.articles,
        "again_seconds": round(second.seconds, 2),
        "again_not_modified": second.not_modified - first.not_modified,
        "again_bodies": second.bodies - first.bodies,
    }


def _workspace(root: Path, feeds: int) -> Workspace:
    flags: dict[str, Value] = {
        "fetch.private_hosts": [host(site) for site in range(feeds)],
        "fetch.min_gap_seconds": 0.0,
    }
    return open_workspace(make_workspace(root, demo=False), {}, flags)


def _poll(workspace: Workspace, port: int) -> Poll:
    cpu_began = _cpu_seconds()
    with open_services(workspace, {}) as services:
        began = time.perf_counter()
        _take_in(services)
        seconds = time.perf_counter() - began
        articles = len(services.articles.known())
    cpu_seconds = _cpu_seconds() - cpu_began
    with urlopen(f"http://127.0.0.1:{port}{_COUNTS}") as answer:
        counts = json.load(answer)
    return Poll(seconds, cpu_seconds, articles, counts["bodies"], counts["not_modified"])


def _take_in(services: Services) -> None:
    recorder = Recorder("polling", _now(), services.runs, Progress(), _now)
    services.runs.start(recorder.run_id, recorder.started)
    take_in(services, recorder, _now())


def _extraction_seconds(sites: Sites) -> float:
    """Of all documents, one after the other; what is loaded at first is not counted."""
    extractor = DirectExtractor()
    feeds, pages = sites.documents()
    extractor.feed(feeds[0], "http://127.0.0.1/feed.xml")
    if pages:
        extractor.page(pages[0], "http://127.0.0.1/page.html")
    began = time.perf_counter()
    for content in feeds:
        extractor.feed(content, "http://127.0.0.1/feed.xml")
    for content in pages:
        extractor.page(content, "http://127.0.0.1/page.html")
    return time.perf_counter() - began


def _cpu_seconds() -> float:
    """Of this process and of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _now() -> datetime:
    return datetime.now(UTC)
