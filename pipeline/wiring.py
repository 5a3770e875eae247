"""The only place where adapters are chosen and built.

Nothing slow is imported or built before it is needed: the embedder, the tokenizer and the writer at their first use.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import __version__
from pipeline.errors import ModelRefusedError, WorkspaceError
from pipeline.flow.services import Services
from pipeline.topics import load_topics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pipeline.extraction.pool import ExtractionPool
    from pipeline.flow.recorder import Clock
    from pipeline.ports import CallCache, CallLedger, Embedder, Extractor, Source, SourceRow, Tokens, Writer
    from pipeline.prompt_files import Prompt
    from pipeline.settings import EmbedderSettings, ExtractionSettings, WriterSettings
    from pipeline.sources.kinds import Outside
    from pipeline.workspace import Workspace
    from pipeline.writers.llm import Endpoint
    from store.database import Database
    from store.vectors import ChromaIndex

KEY_VARIABLE = "OPENAI_API_KEY"
URL_VARIABLE = "OPENAI_BASE_URL"


def system_clock() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


@contextmanager
def open_services(
    workspace: Workspace, environment: Mapping[str, str], clock: Clock = system_clock
) -> Iterator[Services]:
    """All parts of a workspace, closed when the block ends.

    Raises:
        StoreError: The store cannot be opened.
        TopicError: A topic file is wrong.
        SettingError: A prompt file is wrong.
        ModelRefusedError: The settings ask for a model, and neither a key nor an endpoint is set.
    """
    from pipeline.extraction.pool import ExtractionPool
    from pipeline.fetching.fetcher import HttpFetcher
    from pipeline.sources.kinds import Outside
    from store.database import open_database
    from store.robots import SqlRobotsCache
    from store.vectors import ChromaIndex

    settings = workspace.settings
    with (
        open_database(workspace.database) as database,
        ChromaIndex(workspace.index, embedder_id(settings.embedder)) as index,
        HttpFetcher(settings.fetch, __version__, SqlRobotsCache(database), now=clock) as fetcher,
        ExtractionPool(settings.extraction) as pool,
    ):
        outside = Outside(
            settings=settings.ingest,
            fetcher=fetcher,
            extractor=_remembering(pool, settings.extraction, database, clock),
            topics=load_topics(workspace.topics),
            secrets=lambda name: environment.get(name, ""),
            now=clock,
        )
        yield _services(workspace, environment, database, index, outside)


def _services(
    workspace: Workspace,
    environment: Mapping[str, str],
    database: Database,
    index: ChromaIndex,
    outside: Outside,
) -> Services:
    from store.articles import SqlArticleRepository
    from store.calls import SqlCallCache, SqlCallLedger
    from store.chunks import SqlChunkRepository
    from store.clusters import SqlClusterRepository
    from store.dossiers import SqlDossierRepository
    from store.drafts import SqlDraftRepository
    from store.entries import SqlEntryRepository
    from store.notices import SqlNoticeRepository
    from store.polls import SqlPollRepository
    from store.rechecks import SqlRecheckRepository
    from store.repeated_lines import SqlRepeatedLines
    from store.results import SqlResultCache
    from store.reviews import SqlReviewRepository
    from store.runs import SqlRunRepository
    from store.sources import SqlSourceRepository
    from store.vector_cache import SqlVectorCache

    tokens = cache(partial(_tokens, workspace.cache))
    calls, ledger = SqlCallCache(database), SqlCallLedger(database)
    return Services(
        settings=workspace.settings,
        topics=outside.topics,
        outputs=workspace.outputs,
        articles=SqlArticleRepository(database),
        repeated_lines=SqlRepeatedLines(database),
        chunks=SqlChunkRepository(database),
        clusters=SqlClusterRepository(database),
        dossiers=SqlDossierRepository(database),
        drafts=SqlDraftRepository(database),
        runs=SqlRunRepository(database),
        sources=SqlSourceRepository(database),
        polls=SqlPollRepository(database),
        entries=SqlEntryRepository(database),
        reviews=SqlReviewRepository(database),
        notices=SqlNoticeRepository(database),
        rechecks=SqlRecheckRepository(database),
        vector_cache=SqlVectorCache(database),
        results=SqlResultCache(database),
        index=index,
        model_id=embedder_id(workspace.settings.embedder),
        ledger=ledger,
        writer=_chosen_writer(workspace, environment, calls, ledger, tokens),
        plain_writer=_plain_writer,
        fetcher=outside.fetcher,
        extractor=outside.extractor,
        open_source=partial(_open_source, outside),
        embedder=cache(partial(_embedder, workspace, environment)),
        tokens=tokens,
    )


# --- sources, tokens, embedders ---------------------------------------------------------------------------------------


def _remembering(
    pool: ExtractionPool, settings: ExtractionSettings, database: Database, clock: Clock
) -> Extractor:
    from pipeline.extraction.attempts import RememberingExtractor
    from store.failures import SqlFailureRepository

    return RememberingExtractor(pool, SqlFailureRepository(database), settings.attempts, clock)


def _open_source(outside: Outside, row: SourceRow) -> Source:
    from pipeline.sources.registry import open_source

    return open_source(row.location, outside, row.kind, row.address)


def _tokens(folder: Path) -> Tokens:
    from pipeline.text.tokens import TokenCounter

    return TokenCounter(folder)


def embedder_id(settings: EmbedderSettings) -> str:
    """The model id of the configured embedder, without loading it."""
    if settings.kind == "openai":
        from pipeline.embedders.openai import model_id

        return model_id(settings)
    from pipeline.embedders.minilm import MODEL_ID

    return MODEL_ID


def _embedder(workspace: Workspace, environment: Mapping[str, str]) -> Embedder:
    settings = workspace.settings.embedder
    if settings.kind == "openai":
        from pipeline.embedders.openai import OpenAiEmbedder

        return OpenAiEmbedder(settings, environment.get(KEY_VARIABLE, ""), environment.get(URL_VARIABLE, ""))
    from pipeline.embedders.minilm import MiniLmEmbedder

    return MiniLmEmbedder(workspace.cache, settings.threads)


# --- writers ----------------------------------------------------------------------------------------------------------


def _plain_writer() -> Writer:
    from pipeline.writers.extractive.writer import ExtractiveWriter

    return ExtractiveWriter()


class _LazyTokens:
    """Tokens that load the encoding when the first text is counted."""

    def __init__(self, build: Callable[[], Tokens]) -> None:
        self._build = build

    def count(self, text: str) -> int:
        """Tokens of a text (o200k_base)."""
        return self._build().count(text)

    def truncate(self, text: str, limit: int) -> str:
        """The longest prefix of whole characters with at most ``limit`` tokens."""
        return self._build().truncate(text, limit)


def wants_model(workspace: Workspace, environment: Mapping[str, str]) -> bool:
    """Whether drafts are written by a model: asked for, or left open while a key or an endpoint is configured."""
    settings = workspace.settings.writer
    configured = environment.get(KEY_VARIABLE) or environment.get(URL_VARIABLE) or settings.base_url
    return settings.kind == "llm" or (settings.kind == "auto" and bool(configured))


def _chosen_writer(
    workspace: Workspace,
    environment: Mapping[str, str],
    calls: CallCache,
    ledger: CallLedger,
    tokens: Callable[[], Tokens],
) -> Writer:
    if not wants_model(workspace, environment):
        return _plain_writer()
    from pipeline.writers.llm import Caller, ChatClient, LlmWriter, make_rates

    settings = workspace.settings.writer
    caller = Caller(
        settings,
        workspace.settings.run,
        load_workspace_prompts(workspace),
        ChatClient(settings, _endpoint(settings, environment)),
        _LazyTokens(tokens),
        calls,
        ledger,
        make_rates(settings, time.monotonic, time.sleep),
    )
    return LlmWriter(caller, workspace_secret(workspace))


def _endpoint(settings: WriterSettings, environment: Mapping[str, str]) -> Endpoint:
    from pipeline.writers.llm import Endpoint

    endpoint = Endpoint(
        settings.base_url or environment.get(URL_VARIABLE, ""), environment.get(KEY_VARIABLE, "")
    )
    if endpoint.base_url or endpoint.api_key:
        return endpoint
    raise ModelRefusedError(
        f"Drafting with a model needs a key, and {KEY_VARIABLE} is not set.",
        f'Set it, set {URL_VARIABLE} for a server that wants none, or set writer.kind = "extractive".',
    )


def load_workspace_prompts(workspace: Workspace) -> Mapping[str, Prompt]:
    """The prompts of the model writer: the workspace's own, and for the rest those that ship. Raises SettingError."""
    from pipeline.prompt_files import load_prompts
    from pipeline.writers.llm import PROMPT_CONTRACTS

    return load_prompts([workspace.prompts, Path(_bundled_prompts())], PROMPT_CONTRACTS)


def _bundled_prompts() -> str:
    from importlib import resources

    return str(resources.files("prompts"))


def workspace_secret(workspace: Workspace) -> bytes:
    """A random value that never leaves the workspace; evidence markers are derived from it, so that authors of articles
    cannot guess them while recorded calls stay replayable. Raises WorkspaceError when it cannot be kept."""
    path = workspace.state / "secret"
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_bytes(secrets.token_bytes(32))
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be kept: {error}.", "Make the workspace writable.") from error
