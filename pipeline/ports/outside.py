"""What articles come from and what turns texts into vectors and tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.models import Feed, FloatMatrix, Page, RawArticle, Sitemap, Skipped


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave with a resource, to ask later whether it has changed (RFC 9110, section 8.8)."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """What is wanted. ``headers`` are sent to the first host only; ``is_interface`` marks a documented interface for
    programs, of which robots.txt does not speak. ``gap_seconds`` is the pause after the last request to the same host
    that the interface's terms of use ask for, where it is longer than the settings'. ``found_at`` is the address of the
    document that named this one, "" if it has none, None if the operator did: a document from outside must not choose
    what is asked for in a private network."""

    url: str
    validators: Validators = Validators()
    accept: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    is_interface: bool = False
    gap_seconds: float = 0.0
    found_at: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer of a server.

    ``url`` is where it finally came from, ``moved_to`` where the wanted one has moved for good ("" if it has not).
    ``is_unchanged``: nothing new since the validators were given, and no content. ``steps`` tell what was done, a line
    each, for people.
    """

    url: str
    content: bytes
    content_type: str
    validators: Validators = Validators()
    moved_to: str = ""
    is_unchanged: bool = False
    steps: tuple[str, ...] = ()


class Fetcher(Protocol):
    """Gets resources from the network; may be used from several threads at once."""

    def fetch(self, request: FetchRequest) -> Fetched:
        """Get a resource. Raises FetchError for whatever stands in the way, answers other than 2xx and 304 included."""
        ...


class Extractor(Protocol):
    """Reads documents from outside; may be used from several threads at once.

    Every method raises InputError when the document is not what it should be, and ExtractionError when reading it
    crashed, took too long or too much memory.
    """

    def page(self, content: bytes, url: str, content_type: str = "") -> Page:
        """The article of a web page or PDF. ``url`` is where it came from, "" when unknown."""
        ...

    def feed(self, content: bytes, location: str) -> Feed:
        """The entries of a feed of any format."""
        ...

    def sitemap(self, content: bytes, location: str) -> Sitemap:
        """The pages or sitemaps that a sitemap names, plain or gzip."""
        ...

    def fragment(self, markup: str) -> str:
        """The visible text of some markup that is all article."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reading of a source gave.

    ``fingerprint`` is to be handed in at the next reading ("": always read anew), ``unfinished`` in its place when some
    item is to be tried again. ``is_unchanged``: nothing can have changed since the fingerprint that was handed in, and
    there are no items. ``moved_to``: the address to ask from now
    on, "" for the same. ``steps`` tell what was done, for people. Items may be read lazily; an error that ends the
    reading is raised from them as well.
    """

    items: Iterable[RawArticle | Skipped] = ()
    fingerprint: str = ""
    is_unchanged: bool = False
    moved_to: str = ""
    steps: tuple[str, ...] = ()
    unfinished: str = ""


class Source(Protocol):
    """Something that articles come from: a file, a folder, a feed, a search."""

    @property
    def name(self) -> str:
        """The location as the user gave it."""
        ...

    @property
    def is_remote(self) -> bool:
        """Whether it is read from the network; then ``read`` may run beside other readings."""
        ...

    def read(self, fingerprint: str = "") -> Reading:
        """Every article now there, and every item that could not be read, unless nothing has changed since
        ``fingerprint``. Raises InputError or FetchError when nothing can be read at all."""
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
