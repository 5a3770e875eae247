"""URLs taken apart for a request, and refused when they are not plainly http or https to a host."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv6Address

from pipeline.errors import FetchError

_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
_MAX_CHARACTERS = 8_000
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Location:
    """Where a request goes. ``host`` in ASCII and lower case, ``authority`` for the header Host, ``target`` the path
    and query, ``url`` all of it without a fragment."""

    url: str
    scheme: str
    host: str
    port: int
    authority: str
    target: bytes

    @property
    def origin(self) -> str:
        """Scheme, name and port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    def may_share_with(self, other: Location) -> bool:
        """Whether what is secret may be sent to ``other`` as well: the same server, or the same host made safe."""
        is_safer = (self.scheme, self.port, other.scheme, other.port) == ("http", 80, "https", 443)
        return self.origin == other.origin or (self.host == other.host and is_safer)


def locate(url: str, base: str = "") -> Location:
    """Take a URL apart, relative to ``base`` if that is given.

    Raises:
        FetchError: It is not http or https, names no host or no possible one, or holds credentials, which would end up
            in logs, pages and other people's servers.
    """
    import httpx2

    shown = _without_credentials(url)
    try:
        whole = httpx2.URL(base).join(url.strip()) if base else httpx2.URL(url.strip())
        parts = whole.copy_with(fragment=None, host=whole.host.removesuffix("."))
    except (httpx2.InvalidURL, ValueError, UnicodeError) as error:
        raise FetchError(f"{shown} is not a URL ({error}).", "Give the full address.") from error
    if parts.scheme not in _PORTS or len(str(parts)) > _MAX_CHARACTERS:
        raise FetchError(f"{shown} is not an http or https URL.", "Give the full address.")
    if parts.userinfo:
        raise FetchError(
            f"{shown} holds a user name or password.", "Leave it out; give secrets as headers of the source."
        )
    host = parts.raw_host.decode("ascii").lower()
    port = parts.port or _PORTS[parts.scheme]
    if not _is_host(host) or not 0 < port < 65_536:
        raise FetchError(f"{shown} names no host that can be asked.", "Check the address.")
    return Location(str(parts), parts.scheme, host, port, parts.netloc.decode("ascii"), parts.raw_path)


def _is_host(host: str) -> bool:
    if ":" not in host:
        return len(host) <= 253 and _NAME.fullmatch(host) is not None
    try:
        return IPv6Address(host).scope_id is None
    except ValueError:
        return False


def _without_credentials(url: str) -> str:
    return re.sub(r"//[^/?#]*@", "//", url.strip())[:300]
