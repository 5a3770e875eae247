"""Real workspaces for tests: a folder, a store, a local embedder, and the main path run over articles."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.ports import SourceRow
from pipeline.run import new_run_id, run
from pipeline.wiring import open_services
from pipeline.workspace import make_workspace, open_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from pipeline.flow.services import Services
    from pipeline.models import RunReport, StageReport
    from pipeline.workspace import Value

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


@dataclass(slots=True)
class Listener:
    """A reporter that remembers."""

    stages: dict[str, StageReport] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def started(self, stage: str, total: int | None) -> None:
        """Nothing to remember."""

    def advanced(self, stage: str, done: int) -> None:
        """Nothing to remember."""

    def finished(self, report: StageReport) -> None:
        self.stages[report.name] = report

    def note(self, text: str) -> None:
        self.notes.append(text)


@dataclass(frozen=True, slots=True)
class Space:
    """A workspace under test. ``cache`` holds the embedder's graph, shared by all tests."""

    root: Path
    cache: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    flags: Mapping[str, Value] = field(default_factory=dict)

    @contextmanager
    def services(self) -> Iterator[Services]:
        workspace = open_workspace(self.root, self.environment, self.flags)
        workspace.state.mkdir(exist_ok=True)
        if not workspace.cache.exists():
            workspace.cache.symlink_to(self.cache, target_is_directory=True)
        with open_services(workspace, self.environment) as services:
            yield services

    def add_sources(self, *paths: Path) -> None:
        with self.services() as services:
            for path in paths:
                services.sources.put(SourceRow(str(path), NOW))

    def run(self, listener: Listener | None = None) -> RunReport:
        with self.services() as services:
            return run(services, listener or Listener(), lambda: NOW, new_run_id(NOW))


def make_space(root: Path, cache: Path, *, demo: bool = False) -> Space:
    """A new workspace at ``root``, without sources."""
    return Space(make_workspace(root, demo=demo), cache)


def write_articles(path: Path, articles: Sequence[Mapping[str, str]]) -> Path:
    """A JSONL file of articles."""
    path.write_text("".join(json.dumps(article) + "\n" for article in articles), "utf-8")
    return path


def story(number: int, *, text: str = "", title: str = "", day: int = 1) -> dict[str, str]:
    """A report, one of several on one story, that differ in their figures."""
    return {
        "url": f"https://paper{number}.example/2026/05/story-{number}",
        "title": title or f"Bridge at Millbrook closed for repairs, says report {number}",
        "text": text
        or f"Engineers closed the Millbrook Bridge on May {day} after they found {number + 3} cracks in its deck. "
        f"The Harbor Authority said repairs would cost about ${number + 2} million and take until September 2026. "
        "Drivers must use the northern crossing, which adds 20 minutes to the way into Millbrook. "
        f"Ferries to Skerry Point took {number + 1},400 more people in the first week, said the Harbor Authority. "
        "Shops in Millbrook Lower Town asked the council for relief from business rates until the bridge opens again.",
        "published": f"2026-05-{day:02d}T08:00:00Z",
        "publisher": f"Paper {number}",
    }
