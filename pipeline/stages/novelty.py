"""Decides whether a planned piece is worth writing: what it would tell that no piece tells yet.

A first version is written unless another piece tells most of it. A later one is written when an article that it cites
was revised, or when new articles bring enough facts; a piece that would only restate the last one is left alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.models import Appraisal, PlanAction
from pipeline.text.evidence import SAME_FACT
from pipeline.text.wording import count

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from pipeline.models import Evidence, FloatMatrix, InsightPlan
    from pipeline.settings import PlanSettings

    Embed = Callable[[Sequence[str]], FloatMatrix]


@dataclass(frozen=True, slots=True)
class Told:
    """A piece as it stands: its newest version and the sentences that this could draw on."""

    slug: str
    version: int
    published: date
    evidence: tuple[Evidence, ...]


def appraise(
    plan: InsightPlan, own: Told | None, others: Sequence[Told], embed: Embed, settings: PlanSettings
) -> Appraisal:
    """Whether to write, update or leave a piece, with the reason.

    Args:
        plan: The piece as planned now.
        own: Its newest version, None when it was never written.
        others: Other pieces, as far as they could tell the same.
        embed: Vectors of sentences, of length 1.
        settings: How much news a new version needs, and how much of a first one may be told already.
    """
    evidence = tuple(plan.evidence())
    if own is None:
        return _first(evidence, others, embed, settings)
    revised = next((item for item in evidence if _is_revised(item, own)), None)
    news = _news(evidence, [own, *others], embed)
    articles = {item.article_id for item in news}
    enough = len(news) >= settings.min_new_facts and len(articles) >= settings.min_new_articles
    brought = (
        f"{count(len(news), 'new fact')} in {count(len(articles), 'new article')}" if news else "nothing new"
    )
    if revised is not None:
        reason = f"“{revised.title}” was revised since version {own.version}"
    elif enough:
        reason = f"{brought} since version {own.version}"
    else:
        reason = f"it would restate version {own.version}: {brought}"
    action = PlanAction.UPDATE if enough or revised is not None else PlanAction.LEAVE
    return Appraisal(action, reason, own.version, own.published, tuple(item.id for item in news))


def _first(
    evidence: Sequence[Evidence], others: Sequence[Told], embed: Embed, settings: PlanSettings
) -> Appraisal:
    """A first version, unless one other piece tells most of its facts."""
    for other in others:
        repeated = len(evidence) - len(_untold(evidence, other.evidence, embed))
        if repeated > settings.max_repetition * len(evidence):
            reason = f"{other.slug} tells {repeated} of its {count(len(evidence), 'fact')}"
            return Appraisal(PlanAction.LEAVE, reason)
    return Appraisal(PlanAction.WRITE, "no version yet")


def _is_revised(item: Evidence, own: Told) -> bool:
    """Whether a sentence came with a later revision of an article that the piece rests on."""
    earlier = [old for old in own.evidence if old.article_id == item.article_id]
    older = any(old.revision < item.revision for old in earlier)
    return older and all(old.text != item.text for old in earlier)


def _news(evidence: Sequence[Evidence], told: Sequence[Told], embed: Embed) -> list[Evidence]:
    """What articles that no piece drew on tell that no piece could tell: another sentence of a known article is a
    choice made anew, not news."""
    known = {old.article_id: old.revision for piece in told for old in piece.evidence}
    fresh = [item for item in evidence if known.get(item.article_id, 0) < item.revision]
    return _untold(fresh, [old for piece in told for old in piece.evidence], embed)


def _untold(evidence: Sequence[Evidence], told: Sequence[Evidence], embed: Embed) -> list[Evidence]:
    """The sentences that are not among the told ones and say nothing that one of these says."""
    ids = {item.id for item in told}
    fresh = [item for item in evidence if item.id not in ids]
    if not fresh or not told:
        return fresh
    nearest = np.max(
        embed([item.text for item in fresh]) @ embed([item.text for item in told]).T, axis=1, initial=-1.0
    )
    return [item for item, closeness in zip(fresh, nearest, strict=True) if closeness < SAME_FACT]
