"""A hostile part of the internet on this machine: a server that misbehaves by path, a name server that changes its
mind, and the many ways to write an address that must not be reached."""

# ruff: noqa: RUF001, S104 - addresses that deceive are what this file is about

from __future__ import annotations

import gzip
import ipaddress
import socket
import socketserver
import struct
import threading
import time
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpcore2

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

PUBLIC_ADDRESS = "93.184.215.14"
NAMES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "friend.test": (("127.0.0.1",),),
    "rebinding.test": ((PUBLIC_ADDRESS,), ("127.0.0.1",)),
    "rebinding-link.test": ((PUBLIC_ADDRESS,), ("169.254.169.254",)),
    "both.test": ((PUBLIC_ADDRESS, "127.0.0.1"),),
    "localhost": (("127.0.0.1",),),
    "localhost.localdomain": (("127.0.0.1",),),
    "anything.localhost": (("127.0.0.1",),),
    "127.0.0.1.names.test": (("127.0.0.1",),),
    "metadata.google.internal": (("169.254.169.254",),),
    "metadata": (("169.254.169.254",),),
    "instance-data": (("169.254.169.254",),),
    "intranet": (("10.0.0.8",),),
    "printer.local": (("192.168.1.20",),),
}
"""What the name server answers: the first set of addresses to the first question, and so on; the last one for ever."""

FORBIDDEN_HOSTS = (
    # this machine, written in many ways
    "127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "2130706433", "017700000001", "0x7f000001", "0x7f.1",
    "0177.0.0.1", "0x7f.0x0.0x0.0x1", "127.0.0.1.", "00000177.1", "0177.0x0.1", "0", "0.0.0.0", "0x0", "00.0",
    "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[0000:0000:0000:0000:0000:0000:0000:0001]",
    "localhost", "LOCALHOST", "localhost.", "localhost.localdomain", "anything.localhost", "127.0.0.1.names.test",
    "127。0。0。1", "１２７.0.0.1", "①②⑦.0.0.1", "ｌｏｃａｌｈｏｓｔ", "127%2e0%2e0%2e1", "%6c%6f%63alhost",
    "127.0.0.1%00.news.test", "[::1%25lo]",
    # IPv4 in IPv6
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]",
    "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]",
    "[2002:a9fe:a9fe::1]", "[2001:0:7f00:1::]", "[2001:0:4136:e378:8000:63bf:80ff:fffe]", "[2a00::5efe:7f00:1]",
    # private, shared, link-local, multicast, reserved
    "10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1", "100.100.100.200", "198.18.0.1", "192.0.0.192",
    "192.88.99.1", "192.0.2.1", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "[fc00::1]", "[fd00:ec2::254]", "[fe80::1]", "[fe80::1%25eth0]", "[fec0::1]", "[ff02::1]", "[100::1]",
    "[2001:db8::1]", "[3fff::1]",
    # where clouds keep credentials
    "169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.43518", "[::ffff:a9fe:a9fe]",
    "metadata.google.internal", "metadata", "instance-data", "169.254.170.2", "intranet", "printer.local",
    # who is asked is not who seems to be
    "news.test@127.0.0.1", "127.0.0.1@localhost", "news.test:80@127.0.0.1", "both.test",
)  # fmt: skip
"""Hosts as they stand in a URL; none may be connected to."""


def forbidden_urls(port: int) -> list[str]:
    """A URL for each forbidden host, and some that try to deceive whoever takes them apart."""
    urls = [f"http://{host}:{port}/" for host in FORBIDDEN_HOSTS]
    tricks = (
        f"http://127.0.0.1:{port}\\@news.test/",
        f"http:\\\\127.0.0.1:{port}/",
        f"http:/127.0.0.1:{port}/",
        f"http:///127.0.0.1:{port}/",
        f"//127.0.0.1:{port}/",
        f"https://127.0.0.1:{port}/",
        f"ftp://127.0.0.1:{port}/",
        f"gopher://127.0.0.1:{port}/_GET",
        "file:///etc/passwd",
        f"http://127.0.0.1:{port}#@news.test/",
        f"http://127.0.0.1:{port}?@news.test/",
        f"http://127.0.0.1 :{port}/",
        f"http://127.0.0.1\t:{port}/",
    )
    return [*urls, *tricks]


class RecordingNetwork(httpcore2.NetworkBackend):
    """Remembers what is to be connected to, and opens connections to this machine only."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self._real = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """A connection, as the backend below the checks makes it."""
        self.asked.append((host, port))
        if host == PUBLIC_ADDRESS:
            raise httpcore2.ConnectError("the public internet is left alone")
        return self._real.connect_tcp(host, port, timeout, local_address, socket_options)


# --- names ------------------------------------------------------------------------------------------------------------


@contextmanager
def name_server(names: Mapping[str, Sequence[Sequence[str]]]) -> Iterator[Callable[[str, int], list[str]]]:
    """A name server over UDP that answers the n-th question for a name with its n-th set of addresses. Yields a
    resolver that asks it, and takes numbers for addresses as the system's does."""
    asked: dict[str, int] = {}

    class Handler(socketserver.DatagramRequestHandler):
        def handle(self) -> None:
            query = self.rfile.read()
            name = _name_in(query)
            turns = names.get(name, ((),))
            turn = asked[name] = asked.get(name, -1) + 1
            self.wfile.write(_dns_answer(query, turns[min(turn, len(turns) - 1)]))

    with socketserver.UDPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        address = server.server_address
        yield lambda host, _: _numeric(host) or _ask(host, (str(address[0]), int(address[1])))
        server.shutdown()


def _numeric(host: str) -> list[str]:
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        pass
    try:
        return [socket.inet_ntoa(socket.inet_aton(host))]
    except OSError:
        return []


def _ask(host: str, server: tuple[str, int]) -> list[str]:
    labels = b"".join(bytes([len(label)]) + label.encode() for label in host.split("."))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(2)
        asking.sendto(
            struct.pack(">6H", 7, 0x100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">2H", 1, 1), server
        )
        answer = asking.recv(512)
    count = struct.unpack(">H", answer[6:8])[0]
    if not count:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")
    records = answer[-16 * count :]
    return [socket.inet_ntoa(records[16 * n + 12 : 16 * n + 16]) for n in range(count)]


def _name_in(query: bytes) -> str:
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode())
        at += 1 + query[at]
    return ".".join(labels).lower()


def _dns_answer(query: bytes, addresses: Sequence[str]) -> bytes:
    head = query[:2] + struct.pack(">5H", 0x8180, 1, len(addresses), 0, 0)
    records = (struct.pack(">3HIH", 0xC00C, 1, 1, 0, 4) + socket.inet_aton(address) for address in addresses)
    return head + query[12:] + b"".join(records)


# --- servers ----------------------------------------------------------------------------------------------------------

_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"


def _pieces(piece: bytes, seconds: float = 0.0) -> Iterator[bytes]:
    while True:
        yield piece
        if seconds:
            time.sleep(seconds)


def _gzip_bomb() -> Iterator[bytes]:
    """A gibibyte of zeros: a block of a mebibyte that refers to nothing before it, again and again."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = compressor.compress(bytes(1 << 20)) + compressor.flush(zlib.Z_FULL_FLUSH)
    yield _OK + b"Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08\0\0\0\0\0\0\xff"
    for _ in range(1024):
        yield block


def _then(*parts: Iterable[bytes]) -> Iterator[bytes]:
    for part in parts:
        yield from part


_TWICE = gzip.compress(gzip.compress(bytes(1 << 20)))

HOSTILE: Mapping[str, Callable[[], Iterable[bytes]]] = {
    "gzip bomb": _gzip_bomb,
    "stacked gzip": lambda: [_OK + b"Content-Encoding: gzip, gzip\r\n\r\n" + _TWICE],
    "stacked gzip, two headers": lambda: [_OK + b"Content-Encoding: gzip\r\n" * 2 + b"\r\n" + _TWICE],
    "unknown encoding": lambda: [_OK + b"Content-Encoding: br\r\n\r\nx"],
    "endless body": lambda: _then([_OK + b"\r\n"], _pieces(bytes(65_536))),
    "endless chunks": lambda: _then(
        [_OK + b"Transfer-Encoding: chunked\r\n\r\n"], _pieces(b"8000\r\n" + bytes(0x8000) + b"\r\n")
    ),
    "endless gzip of nothing": lambda: _then(
        [_OK + b"Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08\0\0\0\0\0\0\xff"],
        _pieces(b"\0\0\0\xff\xff" * 13_000),
    ),
    "body of a byte a second": lambda: _then([_OK + b"Content-Length: 9000\r\n\r\n"], _pieces(b"x", 1)),
    "chunks of a byte a second": lambda: _then(
        [_OK + b"Transfer-Encoding: chunked\r\n\r\n"], _pieces(b"1\r\nx\r\n", 1)
    ),
    "headers of a byte a second": lambda: _then([_OK + b"X-Long: "], _pieces(b"x", 1)),
    "interim answers without end": lambda: _pieces(b"HTTP/1.1 102 Processing\r\n\r\n" * 1_000),
    "one header of 5 MB": lambda: [_OK + b"X-Long: ", b"x" * 5_000_000, b"\r\n\r\nx"],
    "5 MB of headers": lambda: [_OK, b"X-Many: some text of no use\r\n" * 180_000, b"\r\nx"],
    "redirect loop": lambda: [
        b"HTTP/1.1 302 Found\r\nLocation: /redirect%20loop\r\nContent-Length: 0\r\n\r\n"
    ],
    "short body": lambda: [_OK + b"Content-Length: 9000\r\n\r\nshort"],
    "short chunks": lambda: [_OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n"],
    "short gzip": lambda: [_OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(bytes(9_000))[:-12]],
    "connection cut at once": list,
    "not HTTP": lambda: [b"SSH-2.0-OpenSSH_9.9\r\n"],
    "silence": lambda: _then([], _pieces(b"", 1)),
}
"""What the hostile server sends, by the path's name."""


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients hang up on a hostile server; that is no news."""


@contextmanager
def hostile_server() -> Iterator[str]:
    """Serves ``HOSTILE`` by path; ``/fine`` is an ordinary answer, ``/to?URL`` redirects. Yields the base URL."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            target = self.rfile.readline(65_536).split(b" ")[1].decode("latin-1")
            while self.rfile.readline(65_536).strip():
                pass
            for piece in _reply(target):
                self.wfile.write(piece)

    with _Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def _reply(target: str) -> Iterable[bytes]:
    path, _, query = target.partition("?")
    name = path.strip("/").replace("%20", " ")
    if name in HOSTILE:
        return HOSTILE[name]()
    if name == "to":
        place = bytes.fromhex(query)
        return [b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + place + b"\r\n\r\n"]
    if name == "fine":
        return [_OK + b"Content-Length: 4\r\n\r\nfine"]
    return [b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"]


@contextmanager
def canary() -> Iterator[tuple[int, list[str]]]:
    """A server on every IPv4 address of this machine that must never be reached: its port, and who came."""
    came: list[str] = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            came.append(str(self.client_address))

    with _Server(("0.0.0.0", 0), Handler) as server:  # whichever address is tried
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield int(server.server_address[1]), came
        server.shutdown()
