"""Questions over a corpus: both read from a folder, and the articles put into a store by the product's code.

The folder has ``corpus.jsonl.gz`` and ``queries.jsonl.gz`` or ``questions.jsonl.gz``. Without a corpus of its own its
articles are those of ``../../news/*.jsonl.gz``. A folder given with ``--cache`` keeps the store, so that another run
embeds nothing.
"""

from __future__ import annotations

import gzip
import json
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel

from benchmarks.corpora import read_corpus
from benchmarks.progress import Progress
from benchmarks.task import BenchmarkError, required_data
from pipeline.flow.indexing import chunk_articles, embed_chunks
from pipeline.flow.recorder import Recorder
from pipeline.wiring import open_services
from pipeline.workspace import make_workspace, open_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.task import Request
    from pipeline.flow.services import Services
    from pipeline.models import Article

_NEWS: Final = Path("../../news")
_NO_SIGNATURE: Final = b"\0"
"""Signatures only serve to find copies while articles are taken in, and all of these are to be kept."""


class Question(BaseModel):
    """A question, the ids of the articles that answer it, and perhaps the day it is asked and accepted answers."""

    text: str
    relevant: list[str]
    asked: date | None = None
    answer: list[str] = []

    @property
    def day(self) -> date:
        """The day on which it is asked: today unless it says so."""
        return self.asked or _now().date()


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions, and an open store with all ``articles`` that may answer them."""

    services: Services
    questions: Sequence[Question]
    articles: int


@contextmanager
def opened_questions(request: Request) -> Iterator[QuestionSet]:
    """The questions and the filled store of the folder that ``request`` names. Raises BenchmarkError."""
    folder = required_data(request)
    questions, articles = _questions(folder, request.limit), _articles(folder)
    with (
        _workspace(request.cache, folder.name) as root,
        open_services(open_workspace(root, {}, {}), {}) as services,
    ):
        _fill(services, articles)
        yield QuestionSet(services, questions, len(articles))


def _questions(folder: Path, limit: int) -> list[Question]:
    for name in ("queries.jsonl.gz", "questions.jsonl.gz"):
        if (folder / name).is_file():
            lines = gzip.decompress((folder / name).read_bytes()).decode("utf-8").splitlines()
            return [Question.model_validate(json.loads(line)) for line in lines[: limit or None]]
    raise BenchmarkError(f"{folder} holds neither queries.jsonl.gz nor questions.jsonl.gz")


def _articles(folder: Path) -> list[Article]:
    own = folder / "corpus.jsonl.gz"
    files = [own] if own.is_file() else sorted((folder / _NEWS).glob("*.jsonl.gz"))
    if not files:
        raise BenchmarkError(f"there is neither {own} nor an article file in {folder / _NEWS}")
    return [article for file in files for article in read_corpus(file).articles]


@contextmanager
def _workspace(cache: Path | None, name: str) -> Iterator[Path]:
    """A workspace, kept in ``cache`` if there is one."""
    with tempfile.TemporaryDirectory(prefix="throughline-retrieval-") as folder:
        root = (cache or Path(folder)) / f"retrieval-{name}"
        yield root if root.is_dir() else make_workspace(root, demo=False)


def _fill(services: Services, articles: Sequence[Article]) -> None:
    """Bring the store up to all articles, cut and embedded."""
    known = services.articles.known()
    new = [article for article in articles if article.id not in known]
    services.articles.add(new, [_NO_SIGNATURE] * len(new))
    recorder = Recorder("benchmark", _now(), services.runs, Progress(), _now)
    if not services.runs.get(recorder.run_id):
        services.runs.start(recorder.run_id, recorder.started)
    chunk_articles(services, recorder)
    embed_chunks(services, recorder)


def _now() -> datetime:
    return datetime.now(UTC)
