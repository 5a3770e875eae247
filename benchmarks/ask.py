"""Questions answered one after the other by a process that lives on: seconds each, and how many get an answer.

``--data`` is a folder as ``benchmarks.question_sets`` reads it; the writer is the extractive one. Where the folder has
accepted answers, ``answer_in_brief`` is the share of all questions whose brief has one of them word for word. The first
question, which loads everything, is timed apart.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import fmean, median, quantiles
from typing import TYPE_CHECKING

from benchmarks.question_sets import opened_questions
from benchmarks.task import BenchmarkError
from pipeline.flow import asking
from pipeline.flow.searching import Searcher
from pipeline.ports import WriterContext

if TYPE_CHECKING:
    from benchmarks.question_sets import Question
    from benchmarks.task import Figures, Request


@dataclass(frozen=True, slots=True)
class _Reply:
    """How long a question took, whether there was a brief, and whether it has an accepted answer."""

    seconds: float
    answered: bool
    right: bool


def run(request: Request) -> Figures:
    """Ask every question of a folder, in a store with all its articles."""
    with opened_questions(request) as given:
        searcher = Searcher(given.services)
        replies = [_reply(searcher, question) for question in given.questions]
    if len(replies) < 3:
        raise BenchmarkError("this task needs three questions or more")
    warm = [reply.seconds for reply in replies[1:]]
    return {
        "articles": given.articles,
        "questions": len(replies),
        "first_seconds": round(replies[0].seconds, 3),
        "ask_seconds": round(median(warm), 3),
        "ask_p90_seconds": round(quantiles(warm, n=10)[-1], 3),
        "answered": round(fmean(reply.answered for reply in replies), 4),
        "answer_in_brief": round(fmean(reply.right for reply in replies), 4),
    }


def _reply(searcher: Searcher, question: Question) -> _Reply:
    context = WriterContext("benchmark", question.day, lambda _: None)
    began = time.perf_counter()
    draft = asking.ask(searcher, asking.Question(question.text), context)
    seconds = time.perf_counter() - began
    told = " ".join(claim.text for claim in draft.claims()).casefold() if draft is not None else ""
    right = any(answer.casefold() in told for answer in question.answer)
    return _Reply(seconds, draft is not None, right)
