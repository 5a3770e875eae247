"""Documents that mean harm, read by the pool: seconds, memory, what became of each; and what the pool costs.

Each document is read in a fresh process with the product's own settings, so that its memory is its own: of this process
above what it had when it was idle, the document included, and of the child at its peak. An ordinary page follows each,
to see that it is read. ``late`` counts those that took longer than the deadline and a second; ``expanded`` those that
made the reader ask a server, open a file, or multiply what they hold.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.hostile_documents import article_page, hostile_documents
from benchmarks.task import BenchmarkError
from pipeline.errors import ExtractionError, InputError
from pipeline.extraction.direct import DirectExtractor
from pipeline.extraction.outlines import parse_outlines
from pipeline.extraction.pool import ExtractionPool
from pipeline.settings import ExtractionSettings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.hostile_documents import Kind
    from benchmarks.task import Figure, Figures, Request
    from pipeline.ports import Extractor

_PAGES: Final = 400
_CHILDREN: Final = 2
_SECRET: Final = "the-content-of-a-private-file"  # noqa: S105 - made up
_XML_SECONDS: Final = 1.0
_MEMORY_MB: Final = 50.0


@dataclass(frozen=True, slots=True)
class Reading:
    """How one document was read. ``outcome`` is "read", "refused" or "ended"; ``has_grown`` that more came out than
    could be in it, or the secret."""

    seconds: float
    memory_mb: float
    child_mb: float
    outcome: str
    has_grown: bool
    next_is_read: bool


def run(request: Request) -> Figures:
    """Read every hostile document in a process of its own, then ordinary pages with and without the pool."""
    deadline = ExtractionSettings().timeout_seconds
    figures: dict[str, Figure] = {}
    with tempfile.TemporaryDirectory() as folder:
        readings, asked = read_all(Path(folder))
    for name, reading in readings.items():
        figures |= {
            f"{name}_seconds": round(reading.seconds, 3),
            f"{name}_memory_mb": round(reading.memory_mb, 1),
            f"{name}_child_mb": round(reading.child_mb),
            f"{name}_outcome": reading.outcome,
        }
    xml = [reading for name, reading in readings.items() if "_in_" in name]
    summary: dict[str, Figure] = {
        "documents": len(readings),
        "late": sum(reading.seconds > deadline + 1 for reading in readings.values()),
        "memory_mb_max": max(reading.memory_mb for reading in readings.values()),
        "above_50_mb": sum(reading.memory_mb > _MEMORY_MB for reading in readings.values()),
        "expanded": asked + sum(reading.has_grown for reading in readings.values()),
        "xml_attacks": len(xml),
        "xml_seconds_max": max(reading.seconds for reading in xml),
        "xml_above_1_s": sum(reading.seconds > _XML_SECONDS for reading in xml),
        "next_not_read": sum(not reading.next_is_read for reading in readings.values()),
    }
    return figures | summary | dict(overhead(request.limit or _PAGES))


def read_all(folder: Path, names: Sequence[str] = ()) -> tuple[dict[str, Reading], int]:
    """How each document was read, by its name, and how often a server was asked for what they name."""
    secret = folder / "secret"
    secret.write_text(_SECRET, "utf-8")
    server = _CountingServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    readings = {}
    documents = hostile_documents(secret.as_uri(), f"http://127.0.0.1:{server.server_port}")
    try:
        for name in names or documents:
            sys.stderr.write(f"{name} ...\n")
            document = documents[name]()
            path = folder / "document"
            path.write_bytes(document.content)
            readings[name] = _in_own_process(document.kind, path)
    finally:
        server.shutdown()
        server.server_close()
    return readings, server.requests


def overhead(count: int) -> Figures:
    """Seconds for so many ordinary pages: in this process, and by a pool of two children, started anew."""
    pages = [article_page(number) for number in range(count)]
    direct = DirectExtractor()
    direct.page(pages[0], "")
    started = time.perf_counter()
    expected = [direct.page(page, "") for page in pages]
    direct_seconds = time.perf_counter() - started
    with (
        ExtractionPool(ExtractionSettings(workers=_CHILDREN)) as pool,
        ThreadPoolExecutor(_CHILDREN) as threads,
    ):
        started = time.perf_counter()
        pool_pages = list(threads.map(lambda page: pool.page(page, ""), pages))
        pool_seconds = time.perf_counter() - started
    return {
        "pages": count,
        "direct_seconds": direct_seconds,
        "pool_seconds": pool_seconds,
        "speed_up": direct_seconds / pool_seconds,
        "different": sum(one != other for one, other in zip(expected, pool_pages, strict=True)),
        "children": _CHILDREN,
        "cores": os.cpu_count() or 1,
    }


def measure(kind: Kind, path: Path) -> Reading:
    """Read one document, and then an ordinary page, by a pool of one child; meant for a process of its own."""
    with ExtractionPool(ExtractionSettings(workers=1)) as pool:
        pool.page(article_page(0), "")
        idle = _peak_mb(resource.RUSAGE_SELF)
        started = time.perf_counter()
        content = path.read_bytes()
        outcome, size = _read(pool, kind, content)
        seconds = time.perf_counter() - started
        peak = _peak_mb(resource.RUSAGE_SELF)
        next_page = pool.page(article_page(1), "")
    return Reading(
        seconds,
        peak - idle,
        _peak_mb(resource.RUSAGE_CHILDREN),
        outcome,
        size > 3 * len(content) + 10_000 or outcome == "leaked",
        "Paragraph 3 of report 1" in next_page.text,
    )


def _read(extractor: Extractor, kind: Kind, content: bytes) -> tuple[str, int]:
    """What became of a document, and the characters that came out of it."""
    try:
        texts, size = _texts(extractor, kind, content), 0
        for text in texts:
            if _SECRET in text:
                return "leaked", size
            size += len(text)
    except InputError:
        return "refused", 0
    except ExtractionError:
        return "ended", 0
    return "read", size


def _texts(extractor: Extractor, kind: Kind, content: bytes) -> Iterator[str]:
    if kind == "page":
        yield extractor.page(content, "https://paper.example/a").text
    elif kind == "feed":
        for entry in extractor.feed(content, "https://paper.example/feed").entries:
            yield str(entry)
    elif kind == "sitemap":
        for page in extractor.sitemap(content, "https://paper.example/sitemap.xml").entries:
            yield page.url
    else:
        for subscription in parse_outlines(content, "feeds.opml"):
            yield str(subscription)


def _peak_mb(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


def _in_own_process(kind: Kind, path: Path) -> Reading:
    command = [sys.executable, "-m", "benchmarks.hostile", kind, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- our own module
    if done.returncode:
        raise BenchmarkError(f"reading a {kind} failed: {done.stderr.strip().splitlines()[-1:]}")
    return Reading(**json.loads(done.stdout))


class _CountingServer(ThreadingHTTPServer):
    requests = 0


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer with an entity, and count."""
        assert isinstance(self.server, _CountingServer)  # noqa: S101 - it is made above
        self.server.requests += 1
        self.send_response(200)
        self.end_headers()
        self.wfile.write(_SECRET.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing."""


if __name__ == "__main__":
    print(json.dumps(asdict(measure(sys.argv[1], Path(sys.argv[2])))))  # type: ignore[arg-type]  # given by _in_own_process
