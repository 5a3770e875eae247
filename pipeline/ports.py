"""What the core needs from the outside, as protocols. Adapters satisfy them; only ``pipeline.wiring`` knows which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from pipeline.models import (
        Article,
        Chunk,
        Claim,
        Dossier,
        Draft,
        Event,
        Evidence,
        FloatMatrix,
        FloatVector,
        InsightPlan,
        RawArticle,
        RunReport,
        Skipped,
        StageReport,
        Theme,
    )

Decision: TypeAlias = Literal["approved", "rejected", "comment"]
"""What a reviewer did."""


# --- the outside world ------------------------------------------------------------------------------------------------


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


# --- writers ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WriterContext:
    """What a writer may know beside the plan. ``progress`` is told what is being written, in a few words."""

    run_id: str
    today: date
    progress: Callable[[str], None]


class Writer(Protocol):
    """Drafts a piece from a plan. What comes back is not yet verified."""

    @property
    def name(self) -> str:
        """``llm`` or ``extractive``."""
        ...

    @property
    def fingerprint(self) -> str:
        """A digest of everything but the plan that decides the draft: model, prompts, code version, settings."""
        ...

    def write(self, plan: InsightPlan, context: WriterContext) -> Draft:
        """A draft of version 0. Raises ModelError (llm only); never gives a half draft."""
        ...

    def repair(self, claim: Claim, evidence: Sequence[Evidence], reason: str) -> Claim | None:
        """One attempt at a claim that failed verification for ``reason``; None when it should be dropped."""
        ...

    def spent(self) -> Spending:
        """Tokens and money since this writer was built; answers from the cache cost nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Spending:
    """What model calls have cost. ``calls`` counts calls that reached the endpoint."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float = 0.0


@dataclass(frozen=True, slots=True)
class ModelCall:
    """A recorded call to a model: what was asked (rendered prompt as JSON messages), and the raw answer."""

    key: str
    model: str
    prompt_name: str
    request: str
    answer: str
    input_tokens: int
    output_tokens: int


class CallCache(Protocol):
    """Answers of the model by what was asked; the key is a hash of (model, rendered prompt, schema)."""

    def get(self, key: str) -> ModelCall | None:
        """The recorded call, if any."""
        ...

    def put(self, call: ModelCall) -> None:
        """Record a call; the same key again replaces it."""
        ...


# --- persistence ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """What ingest needs to know of a stored article: its newest revision, and the hashes of all its revisions."""

    id: str
    revision: int
    content_sha256: str
    all_sha256: tuple[str, ...]
    group_id: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A search result; a greater ``score`` is better."""

    id: str
    score: float


class ArticleRepository(Protocol):
    """Articles and their revisions. Nothing is ever deleted."""

    def known(self) -> dict[str, KnownArticle]:
        """All articles by id, without their texts."""
        ...

    def signatures(self) -> tuple[list[str], bytes]:
        """MinHash signatures of the newest revisions: ids, and rows of equal length joined in that order."""
        ...

    def add(self, articles: Sequence[Article], signatures: Sequence[bytes]) -> None:
        """Store new articles and new revisions in one transaction, and index their text for search."""
        ...

    def regroup(self, groups: Mapping[str, str]) -> None:
        """Set the group id of articles (article id -> group id)."""
        ...

    def newest(self) -> list[Article]:
        """The newest revision of every article, oldest day first, then by id."""
        ...

    def get(self, article_id: str, revision: int | None = None) -> Article | None:
        """One revision (None: the newest)."""
        ...

    def texts(self, keys: Sequence[tuple[str, int]]) -> dict[tuple[str, int], str]:
        """Stored texts by (article id, revision)."""
        ...

    def digest(self) -> str:
        """A hash over ids, newest revisions and groups: the same as long as nothing was added or changed."""
        ...

    def search(self, query: str, limit: int) -> list[Hit]:
        """Article ids by BM25 over title and text of the newest revisions. Any text is a valid query."""
        ...


class ChunkRepository(Protocol):
    """Chunks and their vectors, with the id and dimension of the model that made them."""

    def unchunked(self) -> list[tuple[str, int]]:
        """(article id, revision) of newest revisions without chunks."""
        ...

    def add(self, chunks: Sequence[Chunk]) -> None:
        """Store chunks; chunks of older revisions of the same articles are retired from search."""
        ...

    def unembedded(self, model_id: str) -> list[Chunk]:
        """Live chunks (of newest revisions) without a vector of this model."""
        ...

    def add_vectors(self, model_id: str, chunk_ids: Sequence[str], vectors: FloatMatrix) -> None:
        """Store vectors. Raises StoreError when their dimension is not that of the model's other vectors."""
        ...

    def embedded(self, model_id: str) -> list[str]:
        """The ids of all live chunks with a vector of this model, in order."""
        ...

    def vectors(self, model_id: str) -> tuple[list[str], FloatMatrix]:
        """All live chunk ids with their vectors, in order of id."""
        ...

    def article_vectors(self, model_id: str) -> tuple[list[str], FloatMatrix]:
        """Mean vector of each article's live chunks, length 1, in order of article id."""
        ...

    def get(self, chunk_ids: Sequence[str]) -> list[Chunk]:
        """Chunks in the order asked for."""
        ...


class VectorIndex(Protocol):
    """Nearest-neighbour search over chunk vectors. Disposable: rebuilt from the store whenever it does not match it."""

    def holds(self, ids: Sequence[str]) -> bool:
        """Whether the index is known to hold exactly these, so that ``sync`` has nothing to do."""
        ...

    def sync(self, ids: Sequence[str], vectors: FloatMatrix) -> str:
        """Make the index hold exactly these vectors, adding and removing what differs, rebuilding if damaged. Returns
        what was done in a few words, such as "added 120" or "rebuilt: could not be opened"."""
        ...

    def search(self, vector: FloatVector, limit: int) -> list[Hit]:
        """Nearest chunk ids by cosine similarity. Falls back to exact search when the index cannot be used."""
        ...


class ClusterRepository(Protocol):
    """Events and themes as of the newest run."""

    def events(self) -> list[Event]:
        """All events, newest first."""
        ...

    def themes(self) -> list[Theme]:
        """All themes, largest first."""
        ...

    def replace(self, events: Sequence[Event], themes: Sequence[Theme]) -> None:
        """Store the present state in one transaction."""
        ...


class DossierRepository(Protocol):
    """Evidence packs, as they were when a draft was made from them."""

    def put(self, dossiers: Sequence[Dossier]) -> None:
        """Store dossiers; the same id again is left as it is."""
        ...

    def get(self, dossier_id: str) -> Dossier | None:
        """A stored dossier."""
        ...


class DraftRepository(Protocol):
    """Drafts by slug and version. A stored version never changes."""

    def latest(self, slug: str) -> Draft | None:
        """The newest version."""
        ...

    def get(self, slug: str, version: int) -> Draft | None:
        """One version."""
        ...

    def all_latest(self) -> list[Draft]:
        """The newest version of every slug, newest first."""
        ...

    def versions(self, slug: str) -> list[int]:
        """All versions, ascending."""
        ...

    def add(self, draft: Draft, made_from: str) -> Draft:
        """Store as the next version and return it with that version. ``made_from`` is the key of its inputs."""
        ...

    def made_from(self, slug: str) -> str:
        """The key of the inputs of the newest version, "" if there is none."""
        ...


class RunRepository(Protocol):
    """Runs, what each did, and the marks that say which work is already done."""

    def start(self, run_id: str, started: datetime) -> None:
        """Note that a run began."""
        ...

    def stage(self, run_id: str, report: StageReport) -> None:
        """Note that a stage of it ended."""
        ...

    def finish(self, report: RunReport) -> None:
        """Note how it ended."""
        ...

    def get(self, run_id: str) -> RunReport | None:
        """One run."""
        ...

    def list(self, limit: int = 20) -> list[RunReport]:
        """Newest first."""
        ...

    def mark(self, step: str) -> str:
        """The key of the inputs for which ``step`` was last completed, "" if never."""
        ...

    def set_mark(self, step: str, key: str) -> None:
        """Note that ``step`` is complete for inputs with this key."""
        ...


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A configured source and how its last reading went."""

    location: str
    added: datetime
    last_read: datetime | None = None
    fingerprint: str = ""
    articles: int = 0
    skipped: int = 0
    error: str = ""


class SourceRepository(Protocol):
    """The workspace's sources."""

    def all(self) -> list[SourceRow]:
        """In the order they were added."""
        ...

    def put(self, row: SourceRow) -> None:
        """Add or replace by location."""
        ...

    def remove(self, location: str) -> bool:
        """Forget a source (its articles stay); False when there was none."""
        ...


class VectorCache(Protocol):
    """Vectors of single sentences by (model id, hash of the text): what was embedded once is not embedded again."""

    def get(self, model_id: str, keys: Sequence[str]) -> dict[str, FloatVector]:
        """The known ones among ``keys``."""
        ...

    def put(self, model_id: str, keys: Sequence[str], vectors: FloatMatrix) -> None:
        """Remember vectors, row by row."""
        ...


class ResultCache(Protocol):
    """What pure functions gave, by (name and version of the function, hash of what it was given)."""

    def get(self, function: str, keys: Sequence[str]) -> dict[str, bytes]:
        """The known ones among ``keys``."""
        ...

    def put(self, function: str, results: Mapping[str, bytes]) -> None:
        """Remember results by key."""
        ...


# --- telling the user -------------------------------------------------------------------------------------------------


class Reporter(Protocol):
    """Is told how a run proceeds: a live table on a terminal, plain lines in a pipe, nothing in a test."""

    def started(self, stage: str, total: int | None) -> None:
        """A stage begins; ``total`` is its number of items when known."""
        ...

    def advanced(self, stage: str, done: int) -> None:
        """So many items of the stage are done by now."""
        ...

    def finished(self, report: StageReport) -> None:
        """A stage ended."""
        ...

    def note(self, text: str) -> None:
        """Something worth a line."""
        ...


# --- review -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Review:
    """A decision or comment of a reviewer, bound to the exact content: ``sha256`` is that of the draft's JSON."""

    slug: str
    version: int
    sha256: str
    decision: Decision
    reviewer: str
    note: str
    at: datetime


class ReviewRepository(Protocol):
    """What reviewers said. Entries are only ever added."""

    def add(self, review: Review) -> None:
        """Note a decision or comment."""
        ...

    def of(self, slug: str) -> list[Review]:
        """All entries on a piece, oldest first."""
        ...

    def standing(self) -> dict[str, Review]:
        """The newest approval or rejection of every piece, by slug."""
        ...
