"""What ``throughline doctor`` looks at: one function for each check, none of which raises for what it finds."""

from __future__ import annotations

import os
import shutil
import socket
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np

from pipeline.cli.origins import without_credentials
from pipeline.errors import ModelRefusedError, ThroughlineError
from pipeline.flow.health import TROUBLED, source_health
from pipeline.rendering.plain import counted
from pipeline.stages.health import SourceState
from pipeline.topics import load_topics
from pipeline.wiring import (
    KEY_VARIABLE,
    URL_VARIABLE,
    load_workspace_prompts,
    open_services,
    wants_model,
)
from store.database import open_database
from store.migrate import stored_version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from pipeline.flow.services import Services
    from pipeline.workspace import Workspace

LOW_DISK_BYTES = 1_000_000_000
LEAST_DISK_BYTES = 100_000_000
CONNECT_SECONDS = 3.0
PROXY_VARIABLES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")
PUBLIC_ENDPOINT = "https://api.openai.com/v1"
SAMPLE = "Chipmakers face new export rules."


class Outcome(StrEnum):
    """How a check ended: fine, worth knowing, or in the way."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """A line of the doctor's report. ``exit_code`` is what a failure makes of the command's exit code."""

    name: str
    outcome: Outcome
    detail: str
    remedy: str = ""
    exit_code: int = 1


def workspace_checks(workspace: Workspace, environment: Mapping[str, str], now: datetime) -> Iterator[Check]:
    """All checks of a workspace whose settings could be read, in the order in which they build on each other."""
    yield _guarded("folders", lambda: _folders(workspace))
    yield _guarded("topics", lambda: _topics(workspace))
    yield _guarded("store", lambda: _store(workspace))
    yield from _part_checks(workspace, environment, now)
    yield _guarded("writer", lambda: _writer(workspace, environment))
    yield _guarded("prompts", lambda: _prompts(workspace))
    yield _guarded("disk", lambda: _disk(workspace))


def _guarded(name: str, check: Callable[[], Check]) -> Check:
    """The check, or the error that stopped it as a failed check."""
    try:
        return check()
    except ThroughlineError as error:
        return Check(name, Outcome.FAIL, error.message, error.remedy, error.exit_code)


def _folders(workspace: Workspace) -> Check:
    for folder in (workspace.root, workspace.state, workspace.outputs):
        # A folder that is not there yet is made in the nearest one above it that is.
        existing = next(one for one in (folder, *folder.parents) if one.exists())
        if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
            return Check(
                "folders", Outcome.FAIL, f"{existing} may not be written to.", "Mend its permissions."
            )
    return Check("folders", Outcome.OK, f"{workspace.root} and {workspace.outputs} may be written to")


def _topics(workspace: Workspace) -> Check:
    topics = load_topics(workspace.topics)
    if not topics:
        return Check(
            "topics",
            Outcome.WARN,
            f"There are none in {workspace.topics}: themes get no domain, and drafts no connections.",
            "Write one, or make a new workspace with: throughline init",
        )
    domains = {topic.domain for topic in topics}
    return Check("topics", Outcome.OK, f"{len(topics)} topics in {len(domains)} domains")


def _store(workspace: Workspace) -> Check:
    with open_database(workspace.database) as database:
        version = stored_version(database)
    return Check("store", Outcome.OK, f"{workspace.database} opens, schema {version}")


def _part_checks(workspace: Workspace, environment: Mapping[str, str], now: datetime) -> Iterator[Check]:
    """Checks of the parts around the writer, made with the writer that always works."""
    settings = workspace.settings
    quiet = settings.model_copy(update={"writer": settings.writer.model_copy(update={"kind": "extractive"})})
    parts = type(workspace)(workspace.root, quiet)
    try:
        with open_services(parts, environment) as services:
            yield _guarded("tokenizer", lambda: _tokenizer(services))
            yield _guarded("embedder", lambda: _embedder(services))
            yield _guarded("index", lambda: _index(services))
            yield _guarded("clock", lambda: _clock(services, now))
            yield _guarded("sources", lambda: _sources(services, now))
    except ThroughlineError as error:
        yield Check("parts", Outcome.FAIL, f"Not checked: {error.message}", error.remedy, error.exit_code)


def _tokenizer(services: Services) -> Check:
    return Check("tokenizer", Outcome.OK, f"o200k_base, {services.tokens().count(SAMPLE)} tokens in a sample")


def _embedder(services: Services) -> Check:
    embedder = services.embedder()
    vectors = embedder.embed([SAMPLE])
    if vectors.shape != (1, embedder.dimension) or not np.isfinite(vectors).all():
        return Check(
            "embedder",
            Outcome.FAIL,
            f"{embedder.model_id} gives vectors of shape {vectors.shape}.",
            "Install Throughline again, or choose another embedder.kind.",
        )
    return Check("embedder", Outcome.OK, f"{embedder.model_id}, {embedder.dimension} dimensions")


def _index(services: Services) -> Check:
    waiting = len(services.chunks.unchunked()) + len(services.chunks.unembedded(services.model_id))
    if waiting:
        return Check(
            "index", Outcome.WARN, f"{waiting:,} articles or chunks wait to be indexed.", "throughline run"
        )
    ids, vectors = services.chunks.vectors(services.model_id)
    done = services.index.sync(ids, vectors)
    if done.startswith("exact search"):
        return Check(
            "index",
            Outcome.WARN,
            f"It cannot be used now, so searches are slower ({done}).",
            "Wait until other commands have ended and try again.",
        )
    if ids and services.index.search(vectors[0], 1)[0].score < 0.999:
        return Check("index", Outcome.FAIL, "It does not find what it holds.", "Delete .throughline/index.")
    if done != "unchanged":
        return Check("index", Outcome.WARN, f"It did not match the store and was mended ({done}).")
    return Check("index", Outcome.OK, f"matches the store: {len(ids):,} vectors")


def _clock(services: Services, now: datetime) -> Check:
    runs = services.runs.list(1)
    if runs and runs[0].started > now:
        return Check(
            "clock",
            Outcome.FAIL,
            f"It says {now:%Y-%m-%d %H:%M} UTC, but the newest run began at {runs[0].started:%Y-%m-%d %H:%M}.",
            "Set the clock of this machine: days in texts such as “Tuesday” are counted from it.",
        )
    return Check("clock", Outcome.OK, f"{now:%Y-%m-%d %H:%M} UTC")


def _sources(services: Services, now: datetime) -> Check:
    found = source_health(services, now)
    troubled = [health for health in found if health.state in TROUBLED]
    if not troubled:
        slowed = sum(health.state is SourceState.SLOWED for health in found)
        resting = f", {slowed:,} resting after a failure" if slowed else ", all of them read without trouble"
        return Check("sources", Outcome.OK, counted(len(found), "source") + (resting if found else ""))
    named = ", ".join(f"{health.row.location} ({health.state.value})" for health in troubled[:3])
    more = f" and {len(troubled) - 3:,} more" if len(troubled) > 3 else ""
    return Check(
        "sources",
        Outcome.WARN,
        f"{len(troubled):,} of {len(found):,} cannot be read: {named}{more}",
        "See what is wrong with: throughline source list, throughline source test URL-OR-PATH",
    )


def _writer(workspace: Workspace, environment: Mapping[str, str]) -> Check:
    settings = workspace.settings.writer
    if not wants_model(workspace, environment):
        why = "as set" if settings.kind == "extractive" else f"{KEY_VARIABLE} and {URL_VARIABLE} are not set"
        return Check("writer", Outcome.OK, f"extractive, which needs no model ({why})")
    with open_services(workspace, environment):
        key = environment.get(KEY_VARIABLE)
        endpoint = settings.base_url or environment.get(URL_VARIABLE) or PUBLIC_ENDPOINT
        if settings.kind == "llm" and not key and endpoint == PUBLIC_ENDPOINT:
            raise ModelRefusedError(f"{KEY_VARIABLE} is not set.", f"Set it, or set {URL_VARIABLE}.")
    return _endpoint(f"model {settings.model}, key {'set' if key else 'not set'}", endpoint, environment)


def _prompts(workspace: Workspace) -> Check:
    """Which prompts are the workspace's own; a file that breaks its contract is named here, model or not."""
    own = [
        name
        for name, prompt in load_workspace_prompts(workspace).items()
        if prompt.path.parent == workspace.prompts
    ]
    if not own:
        return Check("prompts", Outcome.OK, "as they ship")
    return Check("prompts", Outcome.OK, f"from {workspace.prompts}: {', '.join(sorted(own))}")


def _endpoint(writer: str, endpoint: str, environment: Mapping[str, str]) -> Check:
    """Whether the endpoint takes connections. Nothing is asked of it, so nothing is spent."""
    detail = f"{writer}, endpoint {without_credentials(endpoint)}"
    if any(environment.get(name) for name in PROXY_VARIABLES):
        return Check("writer", Outcome.OK, f"{detail}, through a proxy (not tried)")
    try:
        parts = urlsplit(endpoint)
        port = parts.port or (80 if parts.scheme == "http" else 443)
        socket.create_connection((parts.hostname or "", port), CONNECT_SECONDS).close()
    except (OSError, ValueError) as error:
        return Check(
            "writer",
            Outcome.FAIL,
            f"{detail}, cannot be reached: {error}.",
            f'Check the network and {URL_VARIABLE}, or set writer.kind = "extractive".',
        )
    return Check("writer", Outcome.OK, f"{detail}, takes connections")


def _disk(workspace: Workspace) -> Check:
    free = shutil.disk_usage(workspace.root).free
    detail = f"{free / 1e9:,.1f} GB free"
    if free < LEAST_DISK_BYTES:
        return Check("disk", Outcome.FAIL, detail, "Make room: a run needs at least 0.1 GB.")
    if free < LOW_DISK_BYTES:
        return Check("disk", Outcome.WARN, detail, "Make room before taking in many articles.")
    return Check("disk", Outcome.OK, detail)
