# ruff: noqa: S104 - addresses that must not be reached are what this file is about
from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.fetching.addresses import is_named, is_private, is_public

FORBIDDEN = (
    "127.0.0.1", "0.0.0.0", "10.1.2.3", "172.31.0.1", "192.168.0.1", "100.64.0.1", "169.254.169.254", "192.0.0.192",
    "192.88.99.1", "198.18.0.1", "192.0.2.1", "224.0.0.1", "232.1.1.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::808:808", "2002:7f00:1::", "2002:808:808::", "2001::1", "fe80::1", "fe80::1%eth0",
    "2606:4700::1%eth0", "fec0::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "3fff::1", "100::1",
    "2a00::5efe:7f00:1", "2a00::200:5efe:7f00:1", "", "no address", "127.1", "0x7f000001", "1.1.1.1.",
)  # fmt: skip


@pytest.mark.parametrize("address", FORBIDDEN)
def test_what_is_not_of_the_public_internet_is_told(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "93.184.215.14", "2606:4700::6810:85e5", "2a00:1450:4001::200e", "64:ff9b::808:808"],
)
def test_ordinary_addresses_are_public(address: str) -> None:
    assert is_public(address)
    assert not is_private(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.8", "192.168.1.1", "100.64.0.1", "fd00::1"])
def test_private_networks_may_be_named(address: str) -> None:
    assert is_private(address)


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "fe80::1", "0.0.0.0", "::", "224.0.0.1", "ff02::1", "255.255.255.255",
     "::ffff:127.0.0.1", "64:ff9b::7f00:1", "192.0.0.192"],
)  # fmt: skip
def test_no_name_opens_link_local_or_disguised_addresses(address: str) -> None:
    assert not is_private(address)


@given(st.ip_addresses(v=4))
def test_an_address_is_public_or_private_or_neither_but_never_both(address: IPv4Address) -> None:
    assert not (is_public(str(address)) and is_private(str(address)))
    assert not is_public(str(IPv6Address(f"::ffff:{address}")))
    assert is_public(str(IPv6Address(f"64:ff9b::{address}"))) == is_public(str(address))


@pytest.mark.parametrize(
    ("host", "is_it"),
    [
        ("intranet", True), ("INTRANET.", True), ("intranet.evil.test", False), ("evil-intranet", False),
        ("a.corp.test", True), ("a.b.corp.test", True), ("corp.test", False), ("evilcorp.test", False),
        ("::1", True), ("", False),
    ],
)  # fmt: skip
def test_hosts_are_named_exactly_or_by_suffix(host: str, is_it: bool) -> None:
    assert is_named(host, ("intranet", "*.corp.test", "[::1]")) is is_it
