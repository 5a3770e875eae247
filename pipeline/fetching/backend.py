"""Connections to checked addresses only, with a moment at which they end."""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

import httpcore2

from pipeline.errors import FetchError, ForbiddenAddressError, TransientError
from pipeline.fetching.addresses import is_named, is_private, is_public

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Sequence

_UNKNOWN_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})


def system_addresses(host: str, port: int) -> list[str]:
    """The addresses of a host, asked of the system. Raises OSError."""
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True, slots=True)
class StreamLimits:
    """How long each single step may take, and how many raw bytes an answer may have."""

    step_seconds: float
    answer_bytes: int


class CheckedNetwork(httpcore2.NetworkBackend):
    """Resolves a name once, checks every address it leads to, and connects to one of these, not to the name: what a
    name server says a moment later changes nothing.

    All timeouts handed to it and its streams are moments on ``clock`` until which the request may take, however
    slowly bytes come in. ``resolve`` gives the addresses of a host and port, ``below`` opens connections to addresses.
    """

    def __init__(
        self,
        resolve: Callable[[str, int], Sequence[str]],
        private_hosts: Sequence[str],
        limits: StreamLimits,
        clock: Callable[[], float],
        below: httpcore2.NetworkBackend | None = None,
    ) -> None:
        self._resolve = resolve
        self._private_hosts = private_hosts
        self._limits = limits
        self._clock = clock
        self._below = below or httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """A connection to the first address that answers. Raises ForbiddenAddressError when any may not be used."""
        end = Until(timeout, self._limits.step_seconds, self._clock)
        fault: Exception | None = None
        for address in self._checked_addresses(host, port, end):
            try:
                stream = self._below.connect_tcp(
                    address, port, end.seconds(), local_address, socket_options or ()
                )
                return LimitedStream(stream, address, self._limits, self._clock)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                fault = error
        raise fault or httpcore2.ConnectError("it has no address")

    def _checked_addresses(self, host: str, port: int, end: Until) -> list[str]:
        addresses = list(dict.fromkeys(_resolved(self._resolve, host, port, end.seconds())))
        for address in addresses:
            if is_public(address) or (is_private(address) and is_named(host, self._private_hosts)):
                continue
            raise ForbiddenAddressError(
                f"{host} leads to {address}, which is not on the public internet.",
                "If it is yours, name the host in the setting fetch.private_hosts.",
            )
        return addresses


class LimitedStream(httpcore2.NetworkStream):
    """A connection whose every reading and writing ends at the moment that is handed in as its timeout, and that takes
    so many bytes for an answer, headers and framing included. ``address`` is the one that it leads to."""

    def __init__(
        self,
        stream: httpcore2.NetworkStream,
        address: str,
        limits: StreamLimits,
        clock: Callable[[], float],
    ) -> None:
        self.address = address
        self._stream = stream
        self._limits = limits
        self._read_bytes = 0
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Some bytes, none at the end. Raises ReadTimeout, and FetchError when the answer is too long."""
        content = self._stream.read(max_bytes, self._until(timeout).seconds())
        self._read_bytes += len(content)
        if self._read_bytes > self._limits.answer_bytes:
            raise FetchError(
                f"{self.address} sends more than {self._limits.answer_bytes:,} bytes.",
                "Choose a smaller feed.",
            )
        return content

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all bytes; what is read from now on is another answer. Raises WriteTimeout."""
        self._read_bytes = 0
        self._stream.write(buffer, self._until(timeout).seconds())

    def close(self) -> None:
        """End the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """The same connection, encrypted; the certificate is checked against the name, not the address."""
        stream = self._stream.start_tls(ssl_context, server_hostname, self._until(timeout).seconds())
        return LimitedStream(stream, self.address, self._limits, self._clock)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore2 declares it so
        """What the connection below knows about itself."""
        return self._stream.get_extra_info(info)

    def _until(self, moment: float | None) -> Until:
        return Until(moment, self._limits.step_seconds, self._clock)


class Until:
    """A moment at which a request ends; None for what has none, such as closing."""

    def __init__(self, moment: float | None, step_seconds: float, clock: Callable[[], float]) -> None:
        self._moment = moment
        self._step_seconds = step_seconds
        self._clock = clock

    def seconds(self) -> float:
        """How long the next step may take. Raises ReadTimeout when no time is left."""
        if self._moment is None:
            return self._step_seconds
        left = self._moment - self._clock()
        if left <= 0:
            raise httpcore2.ReadTimeout("the time for the request is up")
        return min(left, self._step_seconds)


def _resolved(
    resolve: Callable[[str, int], Sequence[str]], host: str, port: int, seconds: float
) -> Sequence[str]:
    """Addresses within a time limit, which the system's resolver does not know: it is left behind in its thread."""
    answers: SimpleQueue[Sequence[str] | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolve(host, port))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, name=f"resolve {host}", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except Empty:
        raise TransientError(f"The name {host} is not resolved in time.", "Check the network.") from None
    if isinstance(answer, Exception):
        raise _name_fault(host, answer) from answer
    return answer


def _name_fault(host: str, error: Exception) -> FetchError:
    if isinstance(error, UnicodeError) or getattr(error, "errno", 0) in _UNKNOWN_NAME:
        return FetchError(
            f"There is no host {host}.", "Check the address, and the network if others fail too."
        )
    return TransientError(f"The name {host} cannot be resolved ({error}).", "Check the network.")
