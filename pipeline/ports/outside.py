"""What articles come from and what turns texts into vectors and tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.models import FloatMatrix, RawArticle, Skipped


@dataclass(frozen=True, slots=True)
class Fetched:
    """A fetched resource. ``url`` is where it finally came from."""

    url: str
    content: bytes
    content_type: str


class Fetcher(Protocol):
    """Gets a resource from the network."""

    def fetch(self, url: str) -> Fetched:
        """Get ``url``. Raises FetchError."""
        ...


class Source(Protocol):
    """Something that articles come from: a file, a folder, a feed."""

    @property
    def name(self) -> str:
        """The location as the user gave it."""
        ...

    def fingerprint(self) -> str:
        """A cheap digest that changes when the content may have changed; "" where only reading can tell."""
        ...

    def read(self) -> Iterator[RawArticle | Skipped]:
        """Every article now there, and every item that could not be read. Raises InputError or FetchError when nothing
        can be read at all."""
        ...


class Embedder(Protocol):
    """Turns texts into vectors."""

    @property
    def model_id(self) -> str:
        """Names the weights and all that changes the vectors; vectors of different ids are never mixed."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def embed(self, texts: Sequence[str]) -> FloatMatrix:
        """Vectors of shape (len(texts), dimension), float32, rows of length 1. Raises EmbedderError."""
        ...


class Tokens(Protocol):
    """Counts model tokens."""

    def count(self, text: str) -> int:
        """Tokens of a text (o200k_base)."""
        ...

    def truncate(self, text: str, limit: int) -> str:
        """The longest prefix of whole characters with at most ``limit`` tokens."""
        ...
