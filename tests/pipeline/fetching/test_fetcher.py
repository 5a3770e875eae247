from __future__ import annotations

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import httpcore2
import pytest

from benchmarks.hostile_network import PUBLIC_ADDRESS
from pipeline.errors import FetchError, ForbiddenAddressError
from pipeline.ports import FetchRequest, RobotsAnswer, Validators
from tests.pipeline.fetching.fetchers import LOCAL, MemoryRobots, local_fetcher
from tests.workspaces import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

Reply: TypeAlias = tuple[int, dict[str, str], bytes]
"""Status, headers and body."""

NOWHERE: Reply = (404, {}, b"")


def at(moment: datetime) -> Callable[[], datetime]:
    """A clock that stands still."""
    return lambda: moment


@dataclass
class Seen:
    """A request as a server saw it. ``began`` and ``ended`` in seconds."""

    path: str
    headers: Mapping[str, str]
    began: float
    client: tuple[str, int]
    ended: float = 0.0


@dataclass
class Site:
    """A local server whose answers a test writes by path: one, or one for each request in turn (the last for ever)."""

    answers: dict[str, list[Reply]]
    seen: list[Seen] = field(default_factory=list)
    base: str = ""
    seconds: float = 0.0

    def asked(self, path: str) -> int:
        return sum(request.path == path for request in self.seen)

    def answer(self, path: str) -> Reply:
        turns = self.answers.get(path, [NOWHERE])
        return turns[min(self.asked(path), len(turns)) - 1]


@contextmanager
def serving(
    **answers: Reply | list[Reply],
) -> Iterator[Site]:
    site = Site({})
    for name, value in answers.items():
        path = "/robots.txt" if name == "robots" else f"/{name}"
        site.answers[path] = value if isinstance(value, list) else [value]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            request = Seen(self.path, dict(self.headers), time.monotonic(), self.client_address)
            site.seen.append(request)
            time.sleep(site.seconds)
            status, headers, body = site.answer(self.path)
            self.send_response(status)
            for header, value in headers.items():
                self.send_header(header, value)
            if status != 304 and "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(body)))
            request.ended = time.monotonic()
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site.base = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield site
        server.shutdown()


OK: Reply = (200, {"Content-Type": "text/plain"}, b"fine")


def test_a_resource_is_fetched_and_the_steps_are_told() -> None:
    settings = LOCAL.model_copy(update={"contact": "https://desk.test/bot"})
    with serving(x=OK) as site, local_fetcher(settings) as fetcher:
        fetched = fetcher.fetch(FetchRequest(f"{site.base}/x"))
    assert (fetched.content, fetched.content_type, fetched.moved_to) == (b"fine", "text/plain", "")
    assert site.seen[-1].headers["User-Agent"] == "Throughline/9.9 (+https://desk.test/bot)"
    assert "robots.txt of 127.0.0.1: none (status 404)" in fetched.steps
    assert any("at 127.0.0.1 answered 200, 4 bytes of text/plain" in step for step in fetched.steps)


def test_what_has_not_changed_costs_nothing() -> None:
    once = 200, {"ETag": '"v1"', "Last-Modified": "Mon, 01 Jun 2026 08:00:00 GMT"}, b"fine"
    with serving(x=[once, (304, {}, b"")]) as site, local_fetcher() as fetcher:
        first = fetcher.fetch(FetchRequest(f"{site.base}/x"))
        second = fetcher.fetch(FetchRequest(f"{site.base}/x", first.validators))
    assert site.seen[-1].headers["If-None-Match"] == '"v1"'
    assert site.seen[-1].headers["If-Modified-Since"] == "Mon, 01 Jun 2026 08:00:00 GMT"
    assert (second.is_unchanged, second.content, second.validators) == (True, b"", first.validators)


def test_an_unchanged_answer_to_who_knows_nothing_is_an_error() -> None:
    with (
        serving(x=(304, {}, b"")) as site,
        local_fetcher() as fetcher,
        pytest.raises(FetchError, match="nothing was"),
    ):
        fetcher.fetch(FetchRequest(f"{site.base}/x", Validators()))


def test_connections_are_used_again_and_cookies_are_not_kept() -> None:
    with serving(x=(200, {"Set-Cookie": "id=7"}, b"fine")) as site, local_fetcher() as fetcher:
        for _ in range(3):
            fetcher.fetch(FetchRequest(f"{site.base}/x"))
    pages = [request for request in site.seen if request.path == "/x"]
    assert len({request.client for request in pages}) == 1
    assert not any("Cookie" in request.headers for request in pages)


def test_the_connection_is_kept_after_a_short_answer_that_nobody_wants() -> None:
    with serving(x=OK, robots=(404, {}, b"no such file")) as site, local_fetcher() as fetcher:
        fetcher.fetch(FetchRequest(f"{site.base}/x"))
    assert [request.path for request in site.seen] == ["/robots.txt", "/x"]
    assert len({request.client for request in site.seen}) == 1


def test_a_refusal_whose_text_does_not_come_is_still_a_refusal() -> None:
    with (
        serving(x=(404, {"Content-Length": "50"}, b"cut")) as site,
        local_fetcher(LOCAL.model_copy(update={"timeout_seconds": 0.3})) as fetcher,
        pytest.raises(FetchError) as caught,
    ):
        fetcher.fetch(FetchRequest(f"{site.base}/x"))
    assert (caught.value.status, site.asked("/x")) == (404, 1)


@pytest.mark.parametrize(
    ("statuses", "has_moved"), [((301,), True), ((308, 301), True), ((302,), False), ((301, 302), False)]
)
def test_only_what_moved_for_good_is_remembered(statuses: tuple[int, ...], has_moved: bool) -> None:
    hops = {f"hop{n}": (status, {"Location": f"/hop{n + 1}"}, b"") for n, status in enumerate(statuses)}
    with serving(**hops, **{f"hop{len(statuses)}": OK}) as site, local_fetcher() as fetcher:
        fetched = fetcher.fetch(FetchRequest(f"{site.base}/hop0"))
        final = f"{site.base}/hop{len(statuses)}"
        assert (fetched.url, fetched.moved_to) == (final, final if has_moved else "")


@pytest.mark.parametrize(
    "place",
    ["/x", "", "file:///etc/passwd", "ftp://127.0.0.1/", "http://a:b@127.0.0.1/", "http://127.0.0.1:99999/"],
)
def test_redirects_without_end_or_to_no_page_are_errors(place: str) -> None:
    with (
        serving(x=(302, {"Location": place} if place else {}, b"")) as site,
        local_fetcher() as fetcher,
        pytest.raises(FetchError) as caught,
    ):
        fetcher.fetch(FetchRequest(f"{site.base}/x"))
    assert any("answered 302" in step for step in caught.value.steps)
    assert site.asked("/x") <= LOCAL.max_redirects + 1


def test_secret_headers_go_to_the_first_server_only() -> None:
    settings = LOCAL.model_copy(update={"private_hosts": ("127.0.0.1", "localhost")})
    with serving(y=OK) as other, serving(x=(302, {"Location": f"{other.base}/y"}, b"")) as site:
        with local_fetcher(settings) as fetcher:
            fetcher.fetch(FetchRequest(f"{site.base}/x", headers=(("X-Key", "secret"),)))
        assert site.seen[-1].headers["X-Key"] == "secret"
        assert all("X-Key" not in request.headers for request in [*other.seen, *site.seen[:-1]])


class Detour(httpcore2.NetworkBackend):
    """Leads all addresses to this machine, so that a server here can have a public one."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        return httpcore2.SyncBackend().connect_tcp(
            "127.0.0.1", port, timeout, local_address, socket_options or ()
        )


def test_a_stranger_cannot_redirect_into_a_private_network() -> None:
    """Even to a host that the operator has named: the stranger would choose what is asked for inside."""
    with serving(x=OK) as inside, serving(x=(302, {"Location": f"{inside.base}/x"}, b"")) as outside:
        public = outside.base.replace("127.0.0.1", "stranger.test")
        fetcher = local_fetcher(resolve=lambda _host, _port: [PUBLIC_ADDRESS], network=Detour())
        with fetcher, pytest.raises(ForbiddenAddressError, match="may be in a private network"):
            fetcher.fetch(FetchRequest(f"{public}/x"))
    assert (outside.asked("/x"), inside.seen) == (1, [])


@pytest.mark.parametrize("found_at", ["https://stranger.test/feed", "", "arxiv:cat:cs.CL"])
def test_a_link_of_a_stranger_cannot_lead_into_a_private_network(found_at: str) -> None:
    with serving(x=OK) as inside, local_fetcher() as fetcher:
        with pytest.raises(ForbiddenAddressError, match="may be in a private network"):
            fetcher.fetch(FetchRequest(f"{inside.base}/x", found_at=found_at))
        assert inside.seen == []
        assert fetcher.fetch(FetchRequest(f"{inside.base}/x", found_at=f"{inside.base}/feed")).content


@pytest.mark.parametrize(("status", "is_gone"), [(404, True), (410, True), (403, False)])
def test_a_refusal_is_not_tried_again(status: int, is_gone: bool) -> None:
    with (
        serving(x=(status, {}, b"")) as site,
        local_fetcher() as fetcher,
        pytest.raises(FetchError) as caught,
    ):
        fetcher.fetch(FetchRequest(f"{site.base}/x"))
    assert (caught.value.status, caught.value.is_gone, site.asked("/x")) == (status, is_gone, 1)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_an_overloaded_server_is_tried_again_after_a_pause(status: int) -> None:
    with serving(x=[(status, {}, b""), OK]) as site, local_fetcher() as fetcher:
        assert fetcher.fetch(FetchRequest(f"{site.base}/x")).content == b"fine"
    first, second = (request for request in site.seen if request.path == "/x")
    assert second.began - first.ended >= 0.5


@pytest.mark.parametrize("value", ["1", format_datetime(NOW + timedelta(seconds=1), usegmt=True)])
def test_a_server_is_left_alone_for_as_long_as_it_asks(value: str) -> None:
    with serving(x=[(503, {"Retry-After": value}, b""), OK]) as site, local_fetcher() as fetcher:
        fetcher.fetch(FetchRequest(f"{site.base}/x"))
    first, second = (request for request in site.seen if request.path == "/x")
    assert second.began - first.ended >= 0.95


def test_a_long_pause_is_reported_and_holds_for_all_of_the_host() -> None:
    with serving(x=(429, {"Retry-After": "3600"}, b""), y=OK) as site, local_fetcher() as fetcher:
        with pytest.raises(FetchError) as caught:
            fetcher.fetch(FetchRequest(f"{site.base}/x"))
        assert (caught.value.status, caught.value.retry_after_seconds) == (429, 3600)
        with pytest.raises(FetchError, match="left alone") as caught:
            fetcher.fetch(FetchRequest(f"{site.base}/y"))
        assert 3_500 < caught.value.retry_after_seconds <= 3_600
    assert (site.asked("/x"), site.asked("/y")) == (1, 0)


def test_a_host_gets_one_request_at_a_time_with_a_pause_between() -> None:
    settings = LOCAL.model_copy(update={"min_gap_seconds": 0.1})
    with serving(x=OK) as site, local_fetcher(settings) as fetcher, ThreadPoolExecutor(8) as threads:
        site.seconds = 0.03
        list(threads.map(fetcher.fetch, [FetchRequest(f"{site.base}/x")] * 8))
    requests = sorted(site.seen, key=lambda request: request.began)
    pauses = [after.began - before.ended for before, after in pairwise(requests)]
    assert (requests[0].path, len(requests)) == ("/robots.txt", 9)
    assert pauses[0] > 0  # the first page may follow at once, but not meanwhile
    assert min(pauses[1:]) >= 0.095


# --- robots.txt -------------------------------------------------------------------------------------------------------


def rules(text: str) -> Reply:
    return 200, {"Content-Type": "text/plain"}, text.encode()


def test_what_robots_txt_forbids_is_not_fetched() -> None:
    forbidding = rules("User-agent: *\nDisallow: /\n\nUser-agent: throughline\nDisallow: /private\n")
    with serving(robots=forbidding, x=OK, private=OK) as site, local_fetcher() as fetcher:
        fetcher.fetch(FetchRequest(f"{site.base}/x"))
        with pytest.raises(FetchError, match="forbids"):
            fetcher.fetch(FetchRequest(f"{site.base}/private"))
        fetcher.fetch(FetchRequest(f"{site.base}/private", is_interface=True))
    assert (site.asked("/private"), site.asked("/robots.txt")) == (1, 1)


def test_hosts_whose_owner_agreed_are_not_asked_for_robots_txt() -> None:
    settings = LOCAL.model_copy(update={"robots_exempt": ("127.0.0.1",)})
    with (
        serving(robots=rules("User-agent: *\nDisallow: /"), x=OK) as site,
        local_fetcher(settings) as fetcher,
    ):
        fetcher.fetch(FetchRequest(f"{site.base}/x"))
    assert site.asked("/robots.txt") == 0


def test_rules_hold_for_a_day_and_across_fetchers() -> None:
    robots = MemoryRobots()
    with serving(robots=rules("User-agent: *\nAllow: /"), x=OK) as site:
        for hours, asked in ((0, 1), (23, 1), (25, 2)):
            later = NOW + timedelta(hours=hours)
            with local_fetcher(robots=robots, now=at(later)) as fetcher:
                fetcher.fetch(FetchRequest(f"{site.base}/x"))
            assert site.asked("/robots.txt") == asked


def test_a_server_that_cannot_say_what_it_allows_is_left_alone_for_thirty_days() -> None:
    robots = MemoryRobots()
    settings = LOCAL.model_copy(update={"attempts": 1})
    with serving(robots=(503, {}, b""), x=OK) as site:
        for days, may in ((0, False), (29, False), (30, True)):
            later = NOW + timedelta(days=days)
            with local_fetcher(settings, robots=robots, now=at(later)) as fetcher:
                if may:
                    fetcher.fetch(FetchRequest(f"{site.base}/x"))
                    continue
                with pytest.raises(FetchError, match=r"robots\.txt of 127\.0\.0\.1: .*503") as caught:
                    fetcher.fetch(FetchRequest(f"{site.base}/x"))
                assert caught.value.status == 503
    assert site.asked("/x") == 1


def test_old_rules_hold_while_new_ones_cannot_be_had() -> None:
    robots = MemoryRobots()
    settings = LOCAL.model_copy(update={"attempts": 1})
    with serving(robots=(500, {}, b""), x=OK, private=OK) as site:
        robots.put(RobotsAnswer(site.base, NOW - timedelta(days=9), 200, "User-agent: *\nDisallow: /private"))
        with local_fetcher(settings, robots=robots) as fetcher:
            fetcher.fetch(FetchRequest(f"{site.base}/x"))
            with pytest.raises(FetchError, match="forbids"):
                fetcher.fetch(FetchRequest(f"{site.base}/private"))


def test_robots_txt_is_followed_to_where_it_moved_and_read_so_far() -> None:
    long = rules("User-agent: *\nDisallow: /private\n" + "# \n" * 200_000 + "Disallow: /x\n")
    with (
        serving(robots=(301, {"Location": "/r"}, b""), r=long, x=OK, private=OK) as site,
        local_fetcher() as fetcher,
    ):
        fetcher.fetch(FetchRequest(f"{site.base}/x"))
        with pytest.raises(FetchError, match="forbids"):
            fetcher.fetch(FetchRequest(f"{site.base}/private"))


def test_the_pause_that_robots_txt_asks_for_is_kept() -> None:
    with serving(robots=rules("User-agent: *\nCrawl-delay: 0.4"), x=OK) as site, local_fetcher() as fetcher:
        for _ in range(2):
            fetcher.fetch(FetchRequest(f"{site.base}/x"))
    first, second = (request for request in site.seen if request.path == "/x")
    assert second.began - first.ended >= 0.35


# --- what does not answer ---------------------------------------------------------------------------------------------


def test_a_server_that_is_not_there_is_tried_again_and_said_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with local_fetcher() as fetcher, pytest.raises(FetchError, match="cannot be reached") as caught:
        fetcher.fetch(FetchRequest(f"http://127.0.0.1:{port}/"))
    assert len(caught.value.steps) >= LOCAL.attempts


def test_a_name_that_nobody_knows_is_said_so() -> None:
    def unknown(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    with local_fetcher(resolve=unknown) as fetcher, pytest.raises(FetchError, match=r"no host nowhere\.test"):
        fetcher.fetch(FetchRequest("http://nowhere.test/"))


def test_a_resolver_that_hangs_ends_with_the_deadline() -> None:
    settings = LOCAL.model_copy(update={"deadline_seconds": 0.5})
    release = threading.Event()

    def hanging(_host: str, _port: int) -> list[str]:
        release.wait(20)
        return []

    began = time.monotonic()
    with local_fetcher(settings, resolve=hanging) as fetcher, pytest.raises(FetchError):
        fetcher.fetch(FetchRequest("http://slow.test/"))
    assert time.monotonic() - began < 1.5
    release.set()
