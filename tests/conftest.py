"""What all tests share: no network, and the two things that take a second to load."""

from __future__ import annotations

import ipaddress
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from pipeline.embedders.minilm import MiniLmEmbedder
from pipeline.text.tokens import TokenCounter
from pipeline.workspace import demo_corpus
from tests.workspaces import Space, make_space

if TYPE_CHECKING:
    from pathlib import Path

# A time limit for an example fails on a busy machine and says nothing about the code.
settings.register_profile("throughline", deadline=None, max_examples=30)
settings.load_profile("throughline")


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host in {"localhost", ""}


def _refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook (PEP 578) that lets connections out to this machine only."""
    if event not in {"socket.connect", "socket.getaddrinfo"}:
        return
    address = arguments[1] if event == "socket.connect" else arguments
    host = address[0] if isinstance(address, tuple) and address else ""
    name = host.decode() if isinstance(host, bytes) else host
    if isinstance(name, str) and not _is_local(name):
        pytest.fail(f"A test reached for the network: {event} {name}", pytrace=True)


sys.addaudithook(_refuse_network)


@pytest.fixture(scope="session")
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the built graph and the token encoding, shared by all tests of a session."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def minilm(model_cache: Path) -> MiniLmEmbedder:
    """The local embedder."""
    return MiniLmEmbedder(model_cache)


@pytest.fixture(scope="session")
def tokens(model_cache: Path) -> TokenCounter:
    """The token counter."""
    return TokenCounter(model_cache)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, model_cache: Path, minilm: MiniLmEmbedder) -> Space:  # noqa: ARG001 - builds the graph
    """A workspace over the bundled corpus, after its first run. Tests must not change it."""
    space = make_space(tmp_path_factory.mktemp("demo") / "space", model_cache, demo=True)
    space.add_sources(*demo_corpus())
    space.run()
    return space
