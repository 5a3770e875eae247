"""A local HTTP server that answers what a test tells it to: by path, or by what it is asked."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """A request, as the server got it; ``target`` is the path with the query."""

    target: str
    headers: Mapping[str, str]

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> Mapping[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query))


@contextmanager
def interface(answer: Callable[[Call], Answer]) -> Iterator[str]:
    """Serve what ``answer`` makes of every call; yields the base URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made = answer(Call(self.path, dict(self.headers.items())))
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


@contextmanager
def serving(answers: Mapping[str, Answer], seen: list[str]) -> Iterator[str]:
    """Serve ``answers`` by path; yields the base URL. The User-Agents of requests are appended to ``seen``."""

    def answer(call: Call) -> Answer:
        seen.append(call.headers.get("User-Agent", ""))
        return answers.get(call.target, Answer(status=404))

    with interface(answer) as base:
        yield base


def json_answer(value: object) -> Answer:
    """An answer in JSON."""
    return Answer(json.dumps(value).encode(), headers={"Content-Type": "application/json"})
