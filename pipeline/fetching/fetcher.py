"""Gets feeds and pages over HTTP. The only file but those of the models that imports httpx2.

This fetcher keeps to limits of size, time and redirects, and to http and https. It does not check which addresses a
host name leads to, so it is for locations that the user gave; a hardened fetcher, for addresses found in content, comes
in a later release.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import FetchError
from pipeline.ports import Fetched, FetchRequest, Validators
from pipeline.text.urls import is_url

if TYPE_CHECKING:
    from httpx2 import Response

_CHUNK_BYTES = 65_536
_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, text/html;q=0.8, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """``max_bytes`` counts after decompression; ``deadline_seconds`` is for the whole body, ``timeout_seconds`` for
    each step (connecting, waiting for data)."""

    max_bytes: int = 15_728_640
    timeout_seconds: float = 20.0
    deadline_seconds: float = 60.0
    max_redirects: int = 5


class HttpFetcher:
    """Fetches with GET. ``version`` is Throughline's, for the User-Agent."""

    def __init__(self, version: str, limits: FetchLimits | None = None) -> None:
        self._agent = f"Throughline/{version}"
        self._limits = limits or FetchLimits()

    def fetch(self, request: FetchRequest) -> Fetched:
        """Get a resource. Raises FetchError for whatever stands in the way, answers other than 2xx included."""
        import httpx2

        url = request.url
        if not is_url(url):
            raise FetchError(f"{url}: is not an http or https URL.", "Give the full address.")
        headers = {
            "User-Agent": self._agent,
            "Accept": request.accept or _ACCEPT,
            "Accept-Encoding": "gzip, deflate",
        }
        try:
            with (
                httpx2.Client(
                    headers=headers,
                    timeout=self._limits.timeout_seconds,
                    follow_redirects=True,
                    max_redirects=self._limits.max_redirects,
                ) as client,
                client.stream("GET", url) as response,
            ):
                return Fetched(
                    str(response.url),
                    self._body(url, response),
                    response.headers.get("content-type", ""),
                    Validators(response.headers.get("etag", ""), response.headers.get("last-modified", "")),
                )
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            detail = f"{type(error).__name__}: {error}"[:200]
            raise FetchError(
                f"{url}: could not be fetched ({detail}).", "Check the address and the network."
            ) from error

    def _body(self, url: str, response: Response) -> bytes:
        if not response.is_success:
            raise FetchError(
                f"{url}: the server answered {response.status_code}.",
                "Check the address in a browser.",
                status=response.status_code,
            )
        if "," in response.headers.get("content-encoding", ""):
            # Each further layer multiplies what a small answer can grow to (1,000 times for gzip).
            raise FetchError(f"{url}: the answer is compressed more than once.", "Report it to the site.")
        body = bytearray()
        end = time.monotonic() + self._limits.deadline_seconds
        for chunk in response.iter_bytes(_CHUNK_BYTES):
            body += chunk
            if len(body) > self._limits.max_bytes:
                raise FetchError(
                    f"{url}: has more than {self._limits.max_bytes:,} bytes.", "Choose a smaller feed."
                )
            if time.monotonic() > end:
                raise FetchError(
                    f"{url}: took more than {self._limits.deadline_seconds:g} s.", "Try again later."
                )
        return bytes(body)
