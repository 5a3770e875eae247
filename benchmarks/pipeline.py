"""The main path over an article file: seconds by stage and peak memory, once, again, and after more articles.

The same code and defaults as ``throughline run``, in a workspace of its own with the default topics. ``overhead`` is
the time of everything but embedding, as a share of the time of embedding.
"""

from __future__ import annotations

import gzip
import resource
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.progress import Progress
from benchmarks.task import BenchmarkError, required_data
from pipeline.ports import SourceRow
from pipeline.run import new_run_id
from pipeline.run import run as run_main_path
from pipeline.wiring import open_services
from pipeline.workspace import make_workspace, open_workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.task import Figure, Figures, Request


def run_once(root: Path, source: Path | None) -> tuple[float, dict[str, float]]:
    """A run of the workspace at ``root``, after adding a source: seconds in all, opening included, and by stage."""
    progress = Progress()
    began = time.perf_counter()
    with open_services(open_workspace(root, {}, {}), {}) as services:
        if source is not None:
            services.sources.put(SourceRow(str(source), _now()))
        run_main_path(services, progress, _now, new_run_id(_now()))
    return time.perf_counter() - began, progress.stages


def run(request: Request) -> Figures:
    """Measure a first run, a second with nothing new, and with ``request.then`` a third with so many more articles."""
    lines = _lines(required_data(request))
    first = len(lines) - request.then if not request.limit else request.limit
    if first < 1 or first + request.then > len(lines):
        raise BenchmarkError(f"there are only {len(lines)} articles for --limit and --then")
    with tempfile.TemporaryDirectory() as folder:
        root = make_workspace(Path(folder) / "workspace", demo=False)
        seconds, stages = run_once(root, _written(Path(folder) / "first.jsonl", lines[:first]))
        figures = {"articles": first, **_figures("", seconds, stages)}
        again, _ = run_once(root, None)
        figures["again_seconds"] = round(again, 2)
        if request.then:
            more = _written(Path(folder) / "then.jsonl", lines[first : first + request.then])
            figures["then_articles"] = request.then
            figures.update(_figures("then_", *run_once(root, more)))
    figures["peak_rss_mb"] = _peak_megabytes()
    return figures


def _figures(prefix: str, seconds: float, stages: dict[str, float]) -> dict[str, Figure]:
    embedding = stages.get("embed", 0.0)
    figures: dict[str, Figure] = {
        f"{prefix}seconds": round(seconds, 1),
        f"{prefix}other_seconds": round(seconds - embedding, 1),
    }
    if embedding:
        figures[f"{prefix}overhead"] = round((seconds - embedding) / embedding, 3)
    return figures | {f"{prefix}{name}_seconds": value for name, value in stages.items()}


def _lines(data: Path) -> list[bytes]:
    content = data.read_bytes()
    text = gzip.decompress(content) if data.suffix == ".gz" else content
    return [line for line in text.split(b"\n") if line.strip()]


def _written(path: Path, lines: Sequence[bytes]) -> Path:
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def _peak_megabytes() -> int:
    """Largest resident set of this process or of a child (getrusage counts kilobytes on Linux)."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return round(max(own, children) / 1024)


def _now() -> datetime:
    return datetime.now(UTC)
