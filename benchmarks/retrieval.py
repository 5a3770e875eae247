"""Articles found for questions: nDCG@10, recall@100, MRR@10; for questions asked on a date also hits in the first 10.

``--data`` is a folder with ``corpus.jsonl.gz`` and ``queries.jsonl.gz`` or ``questions.jsonl.gz``. Without a corpus of
its own the folder's articles are those of ``../../news/*.jsonl.gz``. They are put into a store, cut, embedded and
searched by the product's code; a folder given with ``--cache`` keeps that store, so that another run embeds nothing.
Beside the figures stand those of meaning alone (``dense_``) and of words alone (``bm25_``). A question without a date
is asked today.
"""

from __future__ import annotations

import gzip
import json
import math
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import fmean, median
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel

from benchmarks.corpora import read_corpus
from benchmarks.progress import Progress
from benchmarks.task import BenchmarkError, required_data
from pipeline.flow.indexing import chunk_articles, embed_chunks
from pipeline.flow.recorder import Recorder
from pipeline.flow.searching import Searcher
from pipeline.stages.retrieve import best_first, rank
from pipeline.text.questions import take_apart
from pipeline.wiring import open_services
from pipeline.workspace import make_workspace, open_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.task import Figure, Figures, Request
    from pipeline.flow.services import Services
    from pipeline.models import Article

_NEWS: Final = Path("../../news")
_DEPTH: Final = 100
_NO_SIGNATURE: Final = b"\0"
"""Signatures only serve to find copies while articles are taken in, and all of these are to be kept."""


class _Question(BaseModel):
    text: str
    relevant: list[str]
    asked: date | None = None


@dataclass(frozen=True, slots=True)
class _Answered:
    """What was found for a question: ids, best first, by every way of ranking, and the ids that should be."""

    found: Mapping[str, Sequence[str]]
    relevant: frozenset[str]
    seconds: float


def run(request: Request) -> Figures:
    """Search for every question of a folder, in a store with all its articles."""
    folder = required_data(request)
    questions = _questions(folder, request.limit)
    articles = _articles(folder)
    with (
        _workspace(request.cache, folder.name) as root,
        open_services(open_workspace(root, {}, {}), {}) as services,
    ):
        _fill(services, articles)
        answered = list(_answers(services, questions))
    figures: dict[str, Figure] = {"articles": len(articles), "questions": len(questions)}
    for prefix in ("", "dense_", "bm25_"):
        figures.update(_scores(answered, prefix, dated=all(question.asked for question in questions)))
    return {**figures, "search_ms": round(1000 * median(each.seconds for each in answered), 1)}


def _questions(folder: Path, limit: int) -> list[_Question]:
    for name in ("queries.jsonl.gz", "questions.jsonl.gz"):
        if (folder / name).is_file():
            lines = gzip.decompress((folder / name).read_bytes()).decode("utf-8").splitlines()
            return [_Question.model_validate(json.loads(line)) for line in lines[: limit or None]]
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


def _answers(services: Services, questions: Sequence[_Question]) -> Iterator[_Answered]:
    searcher = Searcher(services)
    for question in questions:
        asked = take_apart(question.text, question.asked or _now().date())
        began = time.perf_counter()
        signals = searcher.signals(asked, services.embedder().embed([asked.text])[0])
        ranked = rank(signals, asked, _DEPTH)
        seconds = time.perf_counter() - began
        alone = {"dense_": signals.dense, "bm25_": signals.lexical}
        hits = {"": ranked} | {name: best_first(signals.ids, own, _DEPTH) for name, own in alone.items()}
        found = {name: [hit.id for hit in own] for name, own in hits.items()}
        yield _Answered(found, frozenset(question.relevant), seconds)


def _scores(answered: Sequence[_Answered], prefix: str, *, dated: bool) -> dict[str, Figure]:
    pairs = [(each.found[prefix], each.relevant) for each in answered]
    figures: dict[str, Figure] = {
        f"{prefix}ndcg10": round(fmean(ndcg(found, relevant, 10) for found, relevant in pairs), 4),
        f"{prefix}recall100": round(fmean(recall(found, relevant, 100) for found, relevant in pairs), 4),
        f"{prefix}mrr10": round(fmean(reciprocal_rank(found, relevant, 10) for found, relevant in pairs), 4),
    }
    if dated:
        figures[f"{prefix}hit10"] = round(
            fmean(bool(relevant & set(found[:10])) for found, relevant in pairs), 4
        )
    return figures


def ndcg(found: Sequence[str], relevant: frozenset[str], limit: int) -> float:
    """Normalised discounted cumulative gain of the first ``limit``, every relevant item worth the same (Järvelin and
    Kekäläinen 2002)."""
    gain = sum(1 / math.log2(place + 2) for place, key in enumerate(found[:limit]) if key in relevant)
    ideal = sum(1 / math.log2(place + 2) for place in range(min(limit, len(relevant))))
    return gain / ideal if ideal else 0.0


def recall(found: Sequence[str], relevant: frozenset[str], limit: int) -> float:
    """Share of the relevant items that are among the first ``limit``."""
    return len(relevant & set(found[:limit])) / len(relevant) if relevant else 0.0


def reciprocal_rank(found: Sequence[str], relevant: frozenset[str], limit: int) -> float:
    """1 / rank of the first relevant item, 0 when it is not among the first ``limit``."""
    return next((1 / (place + 1) for place, key in enumerate(found[:limit]) if key in relevant), 0.0)
