"""A real feed's snapshots served one after the other: articles doubled, lost, and challenge pages taken for news.

The product reads the feed from a local server as it would from the network, into a workspace of its own, once for each
snapshot. What is right is judged here by other means than the product's: entries are cut out of the snapshots with
patterns, articles are matched with them by bare address, and told apart by the words of title and text. A challenge
page is answered with status 200, as if it were the feed.
"""

from __future__ import annotations

import gzip
import re
import tarfile
import tempfile
import threading
from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.progress import Progress
from benchmarks.task import BenchmarkError, required_data
from pipeline.flow.intake import take_in
from pipeline.flow.recorder import Recorder
from pipeline.ports import SourceRow
from pipeline.run import new_run_id
from pipeline.wiring import open_services
from pipeline.workspace import make_workspace, open_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.task import Figures, Request
    from pipeline.flow.services import Services
    from pipeline.models import Article
    from pipeline.workspace import Value

_NAMED = re.compile(r"(\d{4}-\d\d-\d\dT\d{6})\w*\.xml(?:\.gz)?$")
_ENTRY = re.compile(r"<item\b.*?</item>", re.DOTALL)
_FEED_START = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:rss|feed)\b")
_ALIKE = 0.9


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the feed's address answered at a time."""

    at: datetime
    content: bytes

    @property
    def entries(self) -> dict[str, str]:
        """The bare address of each entry by its identifier; none for a page that is no feed."""
        text = self.content.decode("utf-8", "replace")
        if not _FEED_START.match(text):
            return {}
        return {_element(item, "guid"): _bare(_element(item, "link")) for item in _ENTRY.findall(text)}


@dataclass(slots=True)
class _Page:
    """What the server answers now."""

    content: bytes = b""
    asked: Counter[str] = field(default_factory=Counter)


def run(request: Request) -> Figures:
    """Serve the snapshots of an archive in order of time, let the product take them in, and judge its store."""
    snapshots = _snapshots(required_data(request))
    if request.limit:
        snapshots = snapshots[: request.limit]
    with tempfile.TemporaryDirectory() as folder, _server() as (page, url):
        root = make_workspace(Path(folder) / "workspace", demo=False)
        # The server is on this machine and nobody else's; the articles' own pages are out of reach.
        flags: dict[str, Value] = {
            "fetch": {"private_hosts": ["127.0.0.1"], "min_gap_seconds": 0.0},
            "ingest": {"full_text": False},
        }
        with open_services(open_workspace(root, {}, flags), {}) as services:
            services.sources.put(SourceRow(url, snapshots[0].at))
            failed = sum(_poll(services, page, snapshot) for snapshot in snapshots)
            articles = services.articles.newest()
    figures = {"polls": len(snapshots), "asked": page.asked["/feed.xml"], "failed_polls": failed}
    return figures | judge(snapshots, articles)


def judge(snapshots: Sequence[Snapshot], articles: Sequence[Article]) -> dict[str, int]:
    """Figures of what the store holds after these snapshots."""
    addresses: defaultdict[str, set[str]] = defaultdict(set)
    for snapshot in snapshots:
        for guid, address in snapshot.entries.items():
            addresses[guid].add(address)
    held = [_bare(article.url) for article in articles]
    known = set().union(*addresses.values())
    same_entry = sum(max(0, sum(held.count(one) for one in group) - 1) for group in addresses.values())
    return {
        "challenges": sum(not snapshot.entries for snapshot in snapshots),
        "entries": len(addresses),
        "articles": len(articles),
        "duplicates": max(same_entry, len(held) - len(set(held))) + _doubled_texts(articles),
        "challenges_taken": sum(address not in known for address in held),
        "lost": sum(group.isdisjoint(held) for group in addresses.values()),
        "revisions": sum(article.revision - 1 for article in articles),
    }


def _doubled_texts(articles: Sequence[Article]) -> int:
    """Pairs of articles at different addresses whose titles and texts are nearly the same."""
    words = {article.id: _words(f"{article.title} {article.text}") for article in articles}
    return sum(
        _bare(one.url) != _bare(other.url)
        and len(words[one.id] & words[other.id]) >= _ALIKE * len(words[one.id] | words[other.id])
        for one, other in combinations(articles, 2)
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.lower()))


def _element(item: str, name: str) -> str:
    found = re.search(rf"<{name}\b[^>]*>(.*?)</{name}>", item, re.DOTALL)
    return (
        unescape(re.sub(r"<!\[CDATA\[(.*?)\]\]>", r"\1", found[1], flags=re.DOTALL)).strip() if found else ""
    )


def _bare(address: str) -> str:
    return re.sub(r"^https?://(?:www\.)?|[?#].*$|/+$", "", address)


def _snapshots(path: Path) -> list[Snapshot]:
    found = []
    with tarfile.open(path) as archive:
        for member in archive.getmembers():
            named, stream = _NAMED.search(member.name), archive.extractfile(member)
            if named is None or stream is None:
                continue
            content = stream.read()
            plain = gzip.decompress(content) if member.name.endswith(".gz") else content
            found.append(Snapshot(datetime.strptime(f"{named[1]}Z", "%Y-%m-%dT%H%M%S%z"), plain))
    if not found:
        raise BenchmarkError(f"{path} holds no snapshots named by their time (2026-04-07T080000.xml.gz)")
    return sorted(found, key=lambda snapshot: snapshot.at)


def _poll(services: Services, page: _Page, snapshot: Snapshot) -> bool:
    """Read the source once; whether it failed."""
    page.content = snapshot.content
    run_id = new_run_id(snapshot.at)
    services.runs.start(run_id, snapshot.at)
    take_in(services, Recorder(run_id, snapshot.at, services.runs, Progress(), _now), snapshot.at)
    return bool(services.sources.all()[0].error)


@contextmanager
def _server() -> Iterator[tuple[_Page, str]]:
    page = _Page()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page.asked[self.path] += 1
            is_feed = self.path == "/feed.xml"
            self.send_response(200 if is_feed else 404)
            self.send_header("Content-Type", "application/xml")
            self.send_header("Content-Length", str(len(page.content) if is_feed else 0))
            self.end_headers()
            self.wfile.write(page.content if is_feed else b"")

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name of the overridden one
            """Nothing: the figures say enough."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield page, f"http://127.0.0.1:{server.server_port}/feed.xml"
    finally:
        server.shutdown()
        server.server_close()


def _now() -> datetime:
    return datetime.now(UTC)
