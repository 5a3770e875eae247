"""Which addresses may be connected to: those of the public internet, and private ones for hosts that were named."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# What the registries of IANA list for special purposes and ``is_global`` lets pass, or lets pass on some versions:
# https://www.iana.org/assignments/iana-ipv6-special-registry
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_TRANSLATED = IPv6Network("64:ff9b::/96")  # NAT64 with the well-known prefix (RFC 6052)
_NOT_PUBLIC = (
    IPv6Network("2001::/23"),  # protocol assignments, Teredo (RFC 4380) among them
    IPv6Network("2001:db8::/32"),  # documentation
    IPv6Network("2002::/16"),  # 6to4 (RFC 3056)
    IPv6Network("3fff::/20"),  # documentation (RFC 9637)
)
_RELAYS_OF_6TO4 = range(int(IPv4Address("192.88.99.0")), int(IPv4Address("192.88.99.255")) + 1)  # RFC 7526
_ISATAP = frozenset(
    {0x0000_5EFE, 0x0200_5EFE}
)  # first half of an interface identifier (RFC 5214, section 6.1)


def is_public(address: str) -> bool:
    """Whether an address, in the form in which a resolver gives it, is one of the public internet.

    False for what is no address, and for IPv6 that wraps IPv4 (mapped, compatible, translated, 6to4, Teredo, ISATAP),
    but for NAT64 around a public address: on networks without IPv4 every old server is reached through it.
    """
    found = _parsed(address)
    if isinstance(found, IPv4Address):
        return _is_public_4(found)
    return found is not None and _is_public_6(found)


def is_private(address: str) -> bool:
    """Whether an address belongs to a private network or this machine. Link-local addresses do not count: nobody
    publishes there, and clouds keep the credentials of machines at 169.254.169.254."""
    found = _parsed(address)
    if (
        found is None
        or found.is_link_local
        or found.is_multicast
        or found.is_unspecified
        or found.is_reserved
    ):
        return found == IPv6Address("::1")  # which Python counts as reserved
    return not _is_public_4(found) if isinstance(found, IPv4Address) else found.is_private


def is_named(host: str, names: Iterable[str]) -> bool:
    """Whether ``host`` is among ``names``: exactly, or below a ``*.suffix``; case and a last dot do not matter."""
    plain = _plain(host)
    return any(
        plain.endswith(_plain(name)[1:]) if name.startswith("*.") else plain == _plain(name) for name in names
    )


def _plain(name: str) -> str:
    return name.strip().lower().removesuffix(".").removeprefix("[").removesuffix("]")


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    if "%" in address:  # a zone: the address means something on one link only
        return None
    try:
        return ip_address(address)
    except ValueError:
        return None


def _is_public_4(address: IPv4Address) -> bool:
    return address.is_global and not address.is_multicast and int(address) not in _RELAYS_OF_6TO4


def _is_public_6(address: IPv6Address) -> bool:
    if address in _TRANSLATED:
        return _is_public_4(IPv4Address(int(address) & 0xFFFF_FFFF))
    is_ordinary = address in _GLOBAL_UNICAST and address.is_global
    is_tunnel = (int(address) >> 32) & 0xFFFF_FFFF in _ISATAP
    return is_ordinary and not is_tunnel and not any(address in network for network in _NOT_PUBLIC)
