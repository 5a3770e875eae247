"""Articles found for questions: nDCG@10, recall@100, MRR@10; for questions asked on a date also hits in the first 10.

``--data`` is a folder as ``benchmarks.question_sets`` reads it. Beside the figures stand those of meaning alone
(``dense_``) and of words alone (``bm25_``).
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from statistics import fmean, median
from typing import TYPE_CHECKING, Final

from benchmarks.question_sets import opened_questions
from pipeline.flow.searching import Searcher
from pipeline.stages.retrieve import best_first, rank
from pipeline.text.questions import take_apart

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.question_sets import QuestionSet
    from benchmarks.task import Figure, Figures, Request

_DEPTH: Final = 100


@dataclass(frozen=True, slots=True)
class _Answered:
    """What was found for a question: ids, best first, by every way of ranking, and the ids that should be."""

    found: Mapping[str, Sequence[str]]
    relevant: frozenset[str]
    seconds: float


def run(request: Request) -> Figures:
    """Search for every question of a folder, in a store with all its articles."""
    with opened_questions(request) as given:
        answered = list(_answers(given))
    figures: dict[str, Figure] = {"articles": given.articles, "questions": len(given.questions)}
    for prefix in ("", "dense_", "bm25_"):
        figures.update(_scores(answered, prefix, dated=all(one.asked for one in given.questions)))
    return {**figures, "search_ms": round(1000 * median(each.seconds for each in answered), 1)}


def _answers(given: QuestionSet) -> Iterator[_Answered]:
    searcher = Searcher(given.services)
    for question in given.questions:
        asked = take_apart(question.text, question.day)
        began = time.perf_counter()
        signals = searcher.signals(asked, given.services.embedder().embed([asked.text])[0])
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
