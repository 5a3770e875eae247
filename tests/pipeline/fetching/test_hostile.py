"""Servers and names that mean harm: nothing forbidden is reached, and everything ends."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import trustme

from benchmarks.fetching import hostile_endings
from benchmarks.hostile_network import (
    HOSTILE,
    NAMES,
    PUBLIC_ADDRESS,
    RecordingNetwork,
    canary,
    forbidden_urls,
    hostile_server,
    name_server,
)
from pipeline.errors import FetchError, ForbiddenAddressError
from pipeline.ports import FetchRequest
from tests.pipeline.fetching.fetchers import LOCAL, local_fetcher

if TYPE_CHECKING:
    from collections.abc import Iterator

FRIENDLY = LOCAL.model_copy(update={"private_hosts": ("friend.test",), "robots_exempt": ("friend.test",)})


def test_no_way_to_write_a_forbidden_address_leads_to_a_connection() -> None:
    network = RecordingNetwork()
    with canary() as (port, came), name_server(NAMES) as resolve:
        urls = forbidden_urls(port)
        assert len(urls) >= 60
        with local_fetcher(FRIENDLY, resolve=resolve, network=network) as fetcher:
            for url in urls:
                with pytest.raises(FetchError):
                    fetcher.fetch(FetchRequest(url))
    assert (network.asked, came) == ([], [])


def test_no_redirect_leads_to_a_forbidden_address() -> None:
    network = RecordingNetwork()
    with hostile_server() as base, canary() as (port, came), name_server(NAMES) as resolve:
        friend = base.replace("127.0.0.1", "friend.test")
        with local_fetcher(FRIENDLY, resolve=resolve, network=network) as fetcher:
            for url in forbidden_urls(port):
                with pytest.raises(FetchError):
                    fetcher.fetch(FetchRequest(f"{friend}/to?{url.encode().hex()}"))
        allowed = ("127.0.0.1", int(base.rpartition(":")[2]))
    assert (set(network.asked), came) == ({allowed}, [])


def test_a_name_that_changes_between_check_and_connection_is_connected_to_where_it_was_checked() -> None:
    network = RecordingNetwork()
    with canary() as (port, came), name_server(NAMES) as resolve:
        with (
            local_fetcher(resolve=resolve, network=network) as fetcher,
            pytest.raises(ForbiddenAddressError, match=r"rebinding\.test leads to 127\.0\.0\.1"),
        ):
            fetcher.fetch(FetchRequest(f"http://rebinding.test:{port}/"))
        assert (network.asked, came) == ([(PUBLIC_ADDRESS, port)], [])


def test_every_hostile_answer_ends_with_the_deadline() -> None:
    seconds = hostile_endings(list(HOSTILE), deadline_seconds=1.5)
    assert {case: took for case, took in seconds.items() if took > 2.5} == {}


@pytest.mark.parametrize("case", ["interim answers without end", "endless chunks", "gzip bomb"])
def test_what_has_no_end_is_broken_off_long_before_the_deadline(case: str) -> None:
    settings = LOCAL.model_copy(update={"max_bytes": 50_000, "deadline_seconds": 30.0})
    with (
        hostile_server() as base,
        local_fetcher(settings) as fetcher,
        pytest.raises(FetchError, match="more than"),
    ):
        fetcher.fetch(FetchRequest(f"{base}/{case}"))


# --- certificates -----------------------------------------------------------------------------------------------------


@contextmanager
def tls_server(certificate: trustme.LeafCert) -> Iterator[str]:
    """Answers one thing over TLS; yields its base URL, by name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
                with context.wrap_socket(connection, server_side=True) as secure:
                    secure.recv(65_536)
                    secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nfine")
            except ssl.SSLError:
                continue
            except OSError:
                return

    threading.Thread(target=serve, daemon=True).start()
    yield f"https://friend.test:{listener.getsockname()[1]}"
    listener.close()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def test_a_certificate_is_checked_against_the_name_though_the_address_is_connected_to(
    authority: trustme.CA, trusting: ssl.SSLContext
) -> None:
    with (
        name_server(NAMES) as resolve,
        tls_server(authority.issue_cert("friend.test")) as base,
        local_fetcher(FRIENDLY, resolve=resolve, tls=trusting) as fetcher,
    ):
        assert fetcher.fetch(FetchRequest(base)).content == b"fine"


def test_certificates_that_fail_are_explained(authority: trustme.CA, trusting: ssl.SSLContext) -> None:
    expired = authority.issue_cert(
        "friend.test", not_before=datetime(2020, 1, 1, tzinfo=UTC), not_after=datetime(2020, 2, 1, tzinfo=UTC)
    )
    for certificate, reason in (
        (authority.issue_cert("other.test"), "is made out to another name"),
        (expired, "has expired"),
        (trustme.CA().issue_cert("friend.test"), "does not trust"),
    ):
        with (
            name_server(NAMES) as resolve,
            tls_server(certificate) as base,
            local_fetcher(FRIENDLY, resolve=resolve, tls=trusting) as fetcher,
            pytest.raises(FetchError, match=reason),
        ):
            fetcher.fetch(FetchRequest(base))


def test_a_server_that_never_greets_ends_with_the_deadline() -> None:
    settings = LOCAL.model_copy(update={"deadline_seconds": 0.8})
    with socket.create_server(("127.0.0.1", 0)) as silent, local_fetcher(settings) as fetcher:
        began = time.monotonic()
        with pytest.raises(FetchError, match="in time"):
            fetcher.fetch(FetchRequest(f"https://127.0.0.1:{silent.getsockname()[1]}/"))
    assert time.monotonic() - began < 1.8
