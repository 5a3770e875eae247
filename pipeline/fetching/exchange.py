"""One request to one server, and its answer. Connections are kept for the next request, within bounds."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpcore2

from pipeline.fetching.backend import LimitedStream
from pipeline.fetching.bodies import read_body
from pipeline.fetching.faults import told_in_words

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping

    from pipeline.fetching.backend import CheckedNetwork
    from pipeline.fetching.locations import Location

_KEEP_SECONDS = 30.0
_SHORT_BYTES = 16_384


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent. Names of ``headers`` are in lower case; the body is read of 2xx only."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    address: str

    @property
    def is_success(self) -> bool:
        """Whether it brings what was asked for."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Limits:
    """``until`` is the moment at which the whole answer must be there; ``max_bytes`` of its body, after decompression,
    the rest ``cut`` off if that is wanted and refused otherwise."""

    until: float
    max_bytes: int
    cut: bool = False


class Connections:
    """Connections to servers over ``network``: at most ``most`` at a time, in use or kept. No proxies, no cookies."""

    def __init__(
        self,
        network: CheckedNetwork,
        most: int,
        tls: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._pool = httpcore2.ConnectionPool(
            ssl_context=tls or httpcore2.default_ssl_context(),
            max_connections=most,
            max_keepalive_connections=most,
            keepalive_expiry=_KEEP_SECONDS,
            network_backend=network,
        )

    def get(self, location: Location, headers: Mapping[str, str], limits: Limits) -> Answer:
        """Ask for a resource. Redirects are answers like others.

        Raises:
            TransientError: The server cannot be reached, or broke off.
            FetchError: It cannot be used, takes too long or sends too much.
        """
        with told_in_words(location.host, limits.until, self._clock):
            response = self._pool.handle_request(self._request(location, headers, limits))
            try:
                return _answer(response, limits)
            finally:
                response.close()

    def close(self) -> None:
        """End all connections."""
        self._pool.close()

    def _request(self, location: Location, headers: Mapping[str, str], limits: Limits) -> httpcore2.Request:
        url = httpcore2.URL(
            scheme=location.scheme.encode(),
            host=location.host.encode(),
            port=location.port,
            target=location.target,
        )
        # The network takes its timeouts as moments; only waiting for a free connection happens above it.
        timeouts = dict.fromkeys(("connect", "read", "write"), limits.until)
        timeouts["pool"] = max(limits.until - self._clock(), 0.0)
        sent = [(b"Host", location.authority.encode())]
        sent += [(name.encode(), value.encode()) for name, value in headers.items()]
        return httpcore2.Request(b"GET", url, headers=sent, extensions={"timeout": timeouts})


def _answer(response: httpcore2.Response, limits: Limits) -> Answer:
    headers = _joined(response.headers)
    content = b""
    if 200 <= response.status < 300:
        content = read_body(
            response.iter_stream(), headers.get("content-encoding", ""), limits.max_bytes, cut=limits.cut
        )
    elif response.status == 304 or _is_short(headers.get("content-length", "")):
        _drain(response)
    stream = response.extensions.get("network_stream")
    address = stream.address if isinstance(stream, LimitedStream) else ""
    return Answer(response.status, headers, content, address)


def _drain(response: httpcore2.Response) -> None:
    """Read to the end what nobody wants: only there can the connection be kept. The answer is complete without it, so
    a body that does not come costs the connection and nothing else."""
    with suppress(httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError):
        for _ in response.iter_stream():
            continue


def _is_short(content_length: str) -> bool:
    return content_length.isdecimal() and len(content_length) < 8 and int(content_length) <= _SHORT_BYTES


def _joined(pairs: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by name, the values of one that is sent several times joined (RFC 9110, section 5.3)."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        name, value = raw_name.decode("ascii", "replace").lower(), _decoded(raw_value)
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _decoded(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
