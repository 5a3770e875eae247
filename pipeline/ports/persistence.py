"""The SQL store and the vector index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from pipeline.models import (
        Article,
        Chunk,
        Dossier,
        Draft,
        Event,
        FloatMatrix,
        FloatVector,
        GroupKind,
        LineageEntry,
        RelatedEvent,
        RunReport,
        StageReport,
        Theme,
    )


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

    def add(
        self,
        articles: Sequence[Article],
        signatures: Sequence[bytes],
        originals: Sequence[str] = (),
        *,
        aliases: Mapping[str, str] | None = None,
        groups: Mapping[str, str] | None = None,
    ) -> None:
        """Store new articles and new revisions, and index their text for search. ``originals`` are what was received,
        "" where the text is just that; ``aliases`` further identities (alias -> article id), of which those that are
        known stay as they are; ``groups`` the new groups of stored articles. All in one transaction."""
        ...

    def original(self, article_id: str, revision: int) -> str:
        """What was received as a revision, before cleaning."""
        ...

    def aliases(self) -> dict[str, str]:
        """The articles (by id) that have further identities, by the ids that they could have for these."""
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

    def groups(self, ids: Sequence[str]) -> dict[str, str]:
        """The groups of copies that articles belong to, by article id. Unknown ids are left out."""
        ...

    def counts(self, ids: Sequence[str]) -> dict[str, int]:
        """How many of these articles came from each source, by the source's location."""
        ...

    def revisions(self, ids: Sequence[str]) -> dict[str, int]:
        """The newest revisions of articles, by article id. Unknown ids are left out."""
        ...

    def days(self) -> dict[str, date]:
        """The publication day of every article whose newest revision has one, by id."""
        ...

    def digest(self) -> str:
        """A hash over ids, newest revisions and groups: the same as long as nothing was added or changed."""
        ...

    def search(self, query: str, limit: int) -> list[Hit]:
        """Article ids by BM25 over title and text of the newest revisions. Any text is a valid query."""
        ...


class RepeatedLines(Protocol):
    """Under how many titles of a publisher lines stand; publishers by their keys, lines by their hashes."""

    def counts(self, publisher: str, lines: Sequence[str]) -> dict[str, int]:
        """The counts of these lines. Unknown ones are left out."""
        ...

    def add(self, counts: Mapping[tuple[str, str], int]) -> None:
        """Add to the counts of lines, by publisher and line."""
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

    def version(self, model_id: str) -> str:
        """Something else whenever there are new revisions or new vectors of this model; quick to ask for."""
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


@dataclass(frozen=True, slots=True)
class ClusterUpdate:
    """What a run changed: groups that are new or different, ids of those that are no more, and the lineage of it all.

    ``related`` takes the place of all stored relations of the events in ``related_anew``.
    """

    events: tuple[Event, ...] = ()
    gone_events: tuple[str, ...] = ()
    themes: tuple[Theme, ...] = ()
    gone_themes: tuple[str, ...] = ()
    lineage: tuple[LineageEntry, ...] = ()
    related: tuple[RelatedEvent, ...] = ()
    related_anew: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """A state of the almanac that readers have seen: everything up to the lineage entry number ``lineage``."""

    number: int
    at: datetime
    lineage: int
    note: str = ""


class ClusterRepository(Protocol):
    """Events and themes as of the newest run, and what became of every one there ever was. No id is ever forgotten."""

    def events(self) -> list[Event]:
        """All events, newest first."""
        ...

    def themes(self) -> list[Theme]:
        """All themes, largest first."""
        ...

    def save(self, update: ClusterUpdate) -> None:
        """Store what a run changed, in one transaction."""
        ...

    def present_id(self, kind: GroupKind, group_id: str) -> str:
        """The id that a group goes by today: its own, or that of what it became part of; "" for an unknown id."""
        ...

    def used_ids(self, kind: GroupKind) -> set[str]:
        """All ids that were ever given, so that none is given twice."""
        ...

    def lineage(self, kind: GroupKind, group_id: str) -> list[LineageEntry]:
        """All that happened to a group or to those that became part of it, oldest first."""
        ...

    def lineage_since(self, number: int) -> list[LineageEntry]:
        """The entries after that number, oldest first; 0 gives all."""
        ...

    def lineage_length(self) -> int:
        """The number of the newest entry, 0 when there is none."""
        ...

    def related(self, event_id: str) -> list[RelatedEvent]:
        """Events that have to do with one, most alike first; it is ``first`` in each."""
        ...

    def close_edition(self, at: datetime, note: str = "") -> Edition:
        """Note that readers have now seen the present state."""
        ...

    def last_edition(self) -> Edition | None:
        """The newest edition."""
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
