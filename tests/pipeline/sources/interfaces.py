"""A local server that stands for an interface on the network: its answers are made from what it is asked."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from tests.pipeline.sources.servers import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Call:
    """A request, as the server got it."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


@contextmanager
def interface(answer: Callable[[Call], Answer]) -> Iterator[str]:
    """Serve what ``answer`` makes of every call; yields the base URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            made = answer(Call(parts.path, dict(parse_qsl(parts.query)), dict(self.headers.items())))
            self.send_response(made.status)
            for name, value in made.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(made.body)))
            self.end_headers()
            self.wfile.write(made.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def json_answer(value: object) -> Answer:
    """An answer in JSON."""
    return Answer(json.dumps(value).encode(), headers={"Content-Type": "application/json"})
