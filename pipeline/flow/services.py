"""Everything a run works with, typed by ports. ``pipeline.wiring`` builds it; tests build it from real parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.models import Topic
    from pipeline.ports import (
        ArticleRepository,
        CallLedger,
        ChunkRepository,
        ClusterRepository,
        DossierRepository,
        DraftRepository,
        Embedder,
        EntryRepository,
        Extractor,
        Fetcher,
        NoticeRepository,
        PollRepository,
        RecheckRepository,
        RepeatedLines,
        ResultCache,
        ReviewRepository,
        RunRepository,
        Source,
        SourceRepository,
        SourceRow,
        Tokens,
        VectorCache,
        VectorIndex,
        Writer,
    )
    from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of a workspace. ``embedder`` and ``tokens`` are built at their first call: they are slow to load, and a
    run with nothing new needs neither."""

    settings: Settings
    topics: tuple[Topic, ...]
    outputs: Path
    articles: ArticleRepository
    repeated_lines: RepeatedLines
    chunks: ChunkRepository
    clusters: ClusterRepository
    dossiers: DossierRepository
    drafts: DraftRepository
    runs: RunRepository
    sources: SourceRepository
    polls: PollRepository
    entries: EntryRepository
    reviews: ReviewRepository
    notices: NoticeRepository
    rechecks: RecheckRepository
    vector_cache: VectorCache
    results: ResultCache
    index: VectorIndex
    model_id: str
    """Id of the embedder, known without loading it."""
    ledger: CallLedger
    """What the writer asked its model."""
    writer: Writer
    plain_writer: Callable[[], Writer]
    """A writer that costs nothing."""
    fetcher: Fetcher
    extractor: Extractor
    open_source: Callable[[SourceRow], Source]
    """Raises InputError when no kind of source takes the location."""
    embedder: Callable[[], Embedder]
    tokens: Callable[[], Tokens]
