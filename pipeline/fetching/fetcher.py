"""Gets feeds and pages over HTTP, safely and politely.

Every hop of a redirect goes the same way: the URL is taken apart (``locations``), the host's robots.txt is asked
(``robots``), its turn is waited for (``politeness``), and the request is sent (``exchange``) over a network that
connects to checked addresses only (``backend``). Faults that may pass are tried again within the deadline.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.errors import FetchError, ForbiddenAddressError, TransientError
from pipeline.fetching.addresses import is_named
from pipeline.fetching.locations import locate
from pipeline.fetching.politeness import Turns, retry_after_seconds
from pipeline.fetching.robots import MAX_BYTES, RobotsRules, Rules, Told, is_settled
from pipeline.ports import Fetched, Validators
from pipeline.text.urls import url_host

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Sequence
    from types import TracebackType
    from typing import Self

    from httpcore2 import NetworkBackend

    from pipeline.fetching.exchange import Answer, Connections
    from pipeline.fetching.locations import Location
    from pipeline.ports import FetchRequest, RobotsCache
    from pipeline.settings import FetchSettings

_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, text/html;q=0.8, */*;q=0.5"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_OVERLOADED = 429
_ROBOTS_REDIRECTS = 5  # RFC 9309, section 2.3.1.2
_FRAMING_BYTES = 1 << 20  # of headers, interim answers and the framing of chunks, on top of twice the body
_SILENCE = logging.NullHandler()
_FIRST_WAIT_SECONDS, _LONGEST_WAIT_SECONDS, _JITTER_SECONDS = 0.5, 10.0, 0.5


@dataclass(slots=True)
class _Trip:
    """One call of ``fetch`` on its way: the time that is left for it, and what was done, a line each."""

    seconds_left: float
    steps: list[str] = field(default_factory=list)
    idle_since: float | None = None

    def resume(self, now: float) -> None:
        """Count the pause after a failed attempt."""
        if self.idle_since is not None:
            self.seconds_left -= now - self.idle_since
        self.idle_since = None


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is asked of a hop: a resource, or the rules for asking."""

    headers: dict[str, str]
    max_bytes: int
    is_robots: bool = False


class HttpFetcher:
    """Fetches with GET; may be used from several threads at once, and is closed at the end.

    Args:
        settings: Limits, manners and exceptions.
        version: Throughline's, for the User-Agent.
        robots: Where the robots.txt of hosts are kept.
        now: The time of day, for dates that servers name.
        clock: Seconds from some moment on.
        sleep: Waits for so many seconds until a host's turn has come.
        resolve: Gives the addresses of a host and port; None asks the system.
        network: Opens connections to addresses that were checked; None for real ones.
        tls: What is demanded of certificates; None trusts whom the system trusts.
    """

    def __init__(  # noqa: PLR0913 - time and network, each with its real default
        self,
        settings: FetchSettings,
        version: str,
        robots: RobotsCache,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        resolve: Callable[[str, int], Sequence[str]] | None = None,
        network: NetworkBackend | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._settings = settings
        self._agent = _agent(version, settings.contact)
        self._robots = RobotsRules(robots, now)
        self._turns = Turns(settings.min_gap_seconds, clock, sleep)
        self._now, self._clock = now, clock
        self._resolve, self._network, self._tls = resolve, network, tls
        self._connections: Connections | None = None
        self._opening = threading.Lock()

    def fetch(self, request: FetchRequest) -> Fetched:
        """Get a resource. Raises FetchError for whatever stands in the way, answers other than 2xx and 304 included."""
        trip = _Trip(self._settings.deadline_seconds)
        try:
            return self._fetched(request, trip)
        except FetchError as error:
            is_told = trip.steps[-1:] == [error.message]
            error.steps = (*trip.steps, *(() if is_told else (error.message,)))
            raise

    def close(self) -> None:
        """End all connections."""
        with self._opening:
            if self._connections is not None:
                self._connections.close()
            self._connections = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- redirects ----------------------------------------------------------------------------------------------------

    def _fetched(self, request: FetchRequest, trip: _Trip) -> Fetched:
        first = location = locate(request.url)
        if request.found_at is not None:
            self._check_entrance(url_host(request.found_at), location.host)
        is_permanent = True
        for _ in range(self._settings.max_redirects + 1):
            rules = self._rules(location, trip) if self._wants_rules(request, location) else None
            wish = _Wish(self._headers(request, location, first), self._settings.max_bytes)
            gap = max(request.gap_seconds, rules.crawl_delay if rules else 0.0)
            answer = self._answer(location, wish, trip, gap)
            if answer.status not in _REDIRECTS:
                has_moved = is_permanent and location != first
                return _result(answer, request, location, trip, has_moved=has_moved)
            is_permanent = is_permanent and answer.status in _PERMANENT
            location = self._next(answer, location, trip)
        raise FetchError(
            f"{first.host} redirects more than {self._settings.max_redirects} times.", "Check the address."
        )

    def _next(self, answer: Answer, location: Location, trip: _Trip) -> Location:
        """Where a redirect leads."""
        target = answer.headers.get("location", "")
        if not target:
            raise FetchError(f"{location.host} redirects to nowhere.", "Report it to the site.")
        following = locate(target, location.url)
        self._check_entrance(location.host, following.host)
        trip.steps.append(f"redirected ({answer.status}) to {following.url}")
        return following

    def _check_entrance(self, origin: str, host: str) -> None:
        """A host that may lead into private networks is entered only from another such: who is outside must not choose
        what is asked for inside."""
        inside = self._settings.private_hosts
        if is_named(host, inside) and not (origin and is_named(origin, inside)):
            raise ForbiddenAddressError(
                f"{origin or 'A source'} leads to {host}, which may be in a private network.",
                "If that is meant, name the final address as the source.",
            )

    def _headers(self, request: FetchRequest, location: Location, first: Location) -> dict[str, str]:
        headers = self._common_headers(request.accept or _ACCEPT)
        if request.validators.etag:
            headers["If-None-Match"] = request.validators.etag
        if request.validators.last_modified:
            headers["If-Modified-Since"] = request.validators.last_modified
        if first.may_share_with(location):
            headers.update(request.headers)
        return headers

    def _common_headers(self, accept: str) -> dict[str, str]:
        from pipeline.fetching.bodies import ENCODINGS

        return {"User-Agent": self._agent, "Accept": accept, "Accept-Encoding": ENCODINGS}

    # --- robots.txt ---------------------------------------------------------------------------------------------------

    def _wants_rules(self, request: FetchRequest, location: Location) -> bool:
        return not request.is_interface and not is_named(location.host, self._settings.robots_exempt)

    def _rules(self, location: Location, trip: _Trip) -> Rules:
        rules = self._robots.rules(location, lambda url: self._told(url, trip))
        trip.steps.append(f"robots.txt of {location.host}: {rules.origin}")
        if rules.allow(location.url):
            return rules
        fault = rules.fault or FetchError(
            "it forbids this address.",
            "If the site's owner agreed, name the host in the setting fetch.robots_exempt.",
        )
        raise FetchError(
            f"robots.txt of {location.host}: {fault.message}",
            fault.remedy,
            status=fault.status,
            retry_after_seconds=fault.retry_after_seconds,
        )

    def _told(self, url: str, trip: _Trip) -> Told:
        location = locate(url)
        wish = _Wish(self._common_headers("text/plain, */*;q=0.5"), MAX_BYTES, is_robots=True)
        try:
            for _ in range(_ROBOTS_REDIRECTS + 1):
                answer = self._answer(location, wish, trip)
                if answer.status not in _REDIRECTS:
                    return Told(answer.status, answer.content.decode("utf-8-sig", "replace"))
                location = self._next(answer, location, trip)
        except FetchError as error:
            if not is_settled(error.status):
                raise
            return Told(error.status, "")
        return Told(404, "")  # RFC 9309, section 2.3.1.2: as if there was none

    # --- requests -----------------------------------------------------------------------------------------------------

    def _answer(self, location: Location, wish: _Wish, trip: _Trip, crawl_delay: float = 0.0) -> Answer:
        """The answer of one server, after as many attempts as are allowed and in time."""
        import stamina

        # Attempts are told as steps of the trip; stamina would write warnings of its own.
        logging.getLogger("stamina").addHandler(_SILENCE)
        attempts = stamina.retry_context(
            on=lambda error: self._may_try_again(error, trip),
            attempts=self._settings.attempts,
            timeout=None,
            wait_initial=_FIRST_WAIT_SECONDS,
            wait_max=_LONGEST_WAIT_SECONDS,
            wait_jitter=_JITTER_SECONDS,
        )
        for attempt in attempts:
            with attempt:
                return self._attempt(location, wish, trip, crawl_delay)
        raise AssertionError  # stamina raises what the last attempt raised

    def _may_try_again(self, error: Exception, trip: _Trip) -> bool | float:
        """Whether another attempt is worth it, or after how many seconds, as stamina takes it."""
        if not isinstance(error, TransientError):
            return False
        trip.steps.append(error.message)
        trip.idle_since = self._clock()
        if trip.seconds_left <= max(error.retry_after_seconds, _FIRST_WAIT_SECONDS):
            return False
        return error.retry_after_seconds or True

    def _attempt(self, location: Location, wish: _Wish, trip: _Trip, crawl_delay: float) -> Answer:
        from pipeline.fetching.exchange import Limits

        trip.resume(self._clock())
        turn = self._turns.turn(location.host, crawl_delay, trip.seconds_left, is_preface=wish.is_robots)
        with turn:
            begun = self._clock()  # waiting for one's turn is not held against the request
            try:
                limits = Limits(begun + trip.seconds_left, wish.max_bytes, cut=wish.is_robots)
                answer = self._open_connections().get(location, wish.headers, limits)
            finally:
                seconds = self._clock() - begun
                trip.seconds_left -= seconds
        trip.steps.append(_described(location, answer, seconds))
        if answer.is_success or answer.status == 304 or answer.status in _REDIRECTS:
            return answer
        raise self._refusal(location, answer)

    def _refusal(self, location: Location, answer: Answer) -> FetchError:
        message = f"{location.host} answered {answer.status}."
        if answer.status != _OVERLOADED and answer.status < 500:
            return FetchError(message, "Check the address in a browser.", status=answer.status)
        pause = retry_after_seconds(answer.headers.get("retry-after", ""), self._now())
        self._turns.pause(location.host, pause)
        return TransientError(message, "Try again later.", status=answer.status, retry_after_seconds=pause)

    def _open_connections(self) -> Connections:
        with self._opening:
            if self._connections is None:
                from pipeline.fetching.backend import CheckedNetwork, StreamLimits, system_addresses
                from pipeline.fetching.exchange import Connections

                network = CheckedNetwork(
                    self._resolve or system_addresses,
                    self._settings.private_hosts,
                    StreamLimits(
                        self._settings.timeout_seconds, 2 * self._settings.max_bytes + _FRAMING_BYTES
                    ),
                    self._clock,
                    self._network,
                )
                self._connections = Connections(network, self._settings.concurrency, self._tls, self._clock)
            return self._connections


def _agent(version: str, contact: str) -> str:
    plain = "".join(character for character in contact if character.isprintable() and character.isascii())
    return f"Throughline/{version}" + (f" (+{plain})" if plain else "")


def _described(location: Location, answer: Answer, seconds: float) -> str:
    kind = answer.headers.get("content-type", "") or "no type"
    size = f", {len(answer.content):,} bytes of {kind}" if answer.is_success else ""
    return f"{location.url} at {answer.address} answered {answer.status}{size}, in {seconds:.2f} s"


def _result(
    answer: Answer, request: FetchRequest, location: Location, trip: _Trip, *, has_moved: bool
) -> Fetched:
    is_unchanged = answer.status == 304
    known = request.validators
    if is_unchanged and known == Validators():
        raise FetchError(
            f"{location.host} says that nothing has changed, though nothing was known.", "Try again."
        )
    headers = answer.headers
    return Fetched(
        location.url,
        answer.content,
        headers.get("content-type", ""),
        Validators(
            headers.get("etag", known.etag if is_unchanged else ""),
            headers.get("last-modified", known.last_modified if is_unchanged else ""),
        ),
        location.url if has_moved else "",
        is_unchanged,
        tuple(trip.steps),
    )
