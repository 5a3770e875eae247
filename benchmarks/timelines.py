"""Timelines against those that journalists wrote: which dates were chosen, and what is told under them.

As is usual (Martschat and Markert 2018; Ghalandari and Ifrim 2020), each gold timeline gives its span, the number of
dates, and the mean number of sentences per date. Figures are means over all gold timelines; of ROUGE, F1 of the means
of precision and recall. ``date_f1_by_topic`` is the mean over topics of the mean over a topic's timelines. PUBCOUNT
takes the days on which most articles were published. Gold that only lists dates is scored by Date-F1 alone.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from statistics import fmean
from typing import TYPE_CHECKING

from pydantic import BaseModel, TypeAdapter, ValidationError

from benchmarks.corpora import read_corpus
from benchmarks.rouge import RougeScore, aligned_rouge, f1
from benchmarks.task import BenchmarkError, required_data
from pipeline.chronology import Span, Statement, select_entries
from pipeline.text.dates import find_dates
from pipeline.text.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from benchmarks.rouge import Timeline
    from benchmarks.task import Figures, Request
    from pipeline.models import Article


class _DatesOnly(BaseModel):
    dates: list[str]


_GOLD: TypeAdapter[dict[str, dict[str, list[str]]] | list[_DatesOnly]] = TypeAdapter(
    dict[str, dict[str, list[str]]] | list[_DatesOnly]
)


@dataclass(frozen=True, slots=True)
class _Score:
    """How one timeline fares against its gold. ``rouge`` holds ROUGE-1 and -2; empty when gold has no sentences."""

    topic: str
    date_f1: float
    pubcount: float
    rouge: tuple[RougeScore, ...]


def run(request: Request) -> Figures:
    """Make a timeline for every gold timeline of a topic's folder, or of a folder of such, and score it."""
    started = time.perf_counter()
    scores: list[_Score] = []
    articles = 0
    for folder in _topics(required_data(request)):
        corpus = read_corpus(folder / "articles.jsonl.gz", request.limit).articles
        articles += len(corpus)
        statements = [statement for article in corpus for statement in _statements(article)]
        scores.extend(_score(folder.name, corpus, statements, gold) for gold in _gold(folder / "gold.json"))
    return {
        "topics": len({score.topic for score in scores}),
        "timelines": len(scores),
        "articles": articles,
        "date_f1": fmean(score.date_f1 for score in scores),
        "date_f1_by_topic": _by_topic(scores),
        **_rouge_figures([score.rouge for score in scores if score.rouge]),
        "pubcount_date_f1": fmean(score.pubcount for score in scores),
        "seconds": time.perf_counter() - started,
    }


def _topics(folder: Path) -> list[Path]:
    found = sorted(path.parent for path in folder.rglob("gold.json"))
    if not found:
        raise BenchmarkError(f"{folder} holds no gold.json")
    return found


def _gold(path: Path) -> list[Timeline]:
    """The gold timelines of a topic; those that only list dates have no sentences."""
    try:
        gold = _GOLD.validate_json(path.read_bytes())
    except ValidationError as error:
        raise BenchmarkError(f"{path} holds no timelines: {error}") from error
    if isinstance(gold, dict):
        return [{_day(day): told for day, told in timeline.items()} for timeline in gold.values()]
    return [{_day(day): [] for day in timeline.dates} for timeline in gold]


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


def _statements(article: Article) -> Iterator[Statement]:
    spans = sentence_spans(article.text)
    starts = [span.start for span in spans]
    inside: list[list[int]] = [[] for _ in spans]
    mentions = find_dates(article.text, article.day)
    for index, mention in enumerate(mentions):
        at = bisect_right(starts, mention.start) - 1
        if at >= 0 and mention.end <= spans[at].end:
            inside[at].append(index)
    for ordinal, span in enumerate(spans):
        dates = tuple(
            replace(mention, start=mention.start - span.start, end=mention.end - span.start)
            for mention in (mentions[index] for index in inside[ordinal])
        )
        text = article.text[span.start : span.end]
        yield Statement(f"{article.id}:{span.start}", text, article.id, article.day, ordinal, dates)


def _score(
    topic: str, articles: Sequence[Article], statements: Sequence[Statement], gold: Timeline
) -> _Score:
    span = Span(min(gold), max(gold))
    per_moment = max(1, round(fmean(len(sentences) for sentences in gold.values())))
    entries = select_entries(statements, span, len(gold), per_moment, days_only=True)
    found = {entry.moment.first: [each.text for each in entry.statements] for entry in entries}
    has_sentences = any(gold.values())
    rouge = tuple(aligned_rouge(found, gold, size) for size in (1, 2)) if has_sentences else ()
    counts = Counter(article.day for article in articles if span.first <= article.day <= span.last)
    most = sorted(counts, key=lambda day: (-counts[day], day))[: len(gold)]
    return _Score(topic, _date_f1(found, gold), _date_f1(most, gold), rouge)


def _date_f1(found: Timeline | list[date], gold: Timeline) -> float:
    shared = len(set(found) & set(gold))
    return f1(shared / len(found), shared / len(gold)) if found else 0.0


def _by_topic(scores: Sequence[_Score]) -> float:
    topics = dict.fromkeys(score.topic for score in scores)
    return fmean(fmean(score.date_f1 for score in scores if score.topic == topic) for topic in topics)


def _rouge_figures(scored: Sequence[Sequence[RougeScore]]) -> Figures:
    """F1 of mean precision and mean recall, as Ghalandari and Ifrim report it."""
    return {
        f"ar{size}_f": f1(fmean(each.precision for each in own), fmean(each.recall for each in own))
        for size, own in enumerate(zip(*scored, strict=True), start=1)
    }
