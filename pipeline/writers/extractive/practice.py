"""What to do and when: obligations, deadlines and recommendations, and the rules of the impact panel."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pipeline.models import DateMention, Horizon, Impact, Level, Precision
from pipeline.text.cues import ADVICE, binds, duty
from pipeline.writers.extractive.lines import Line, Shelf, to_claim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.models import Claim, InsightPlan

MAX_PRACTITIONERS = 5
MAX_ADOPTION = 3


def practice_score(line: Line) -> float:
    """How much a line tells a practitioner: duty over advice, more with a deadline or a figure.

    0 when it puts neither on anybody, or when nothing in it can be checked.
    """
    base = duty(line.text) or ADVICE * binds(line.text)
    if not base or not (line.evidence.quantities or line.evidence.dates or line.evidence.names):
        return 0.0
    return base + 0.5 * _looks_ahead(line) + 0.2 * bool(line.evidence.quantities) + 0.5 * line.salience


def is_advice(line: Line) -> bool:
    """Whether a line recommends rather than reports."""
    return duty(line.text) == ADVICE


def _looks_ahead(line: Line) -> bool:
    return bool(future_dates(line))


def future_dates(line: Line) -> list[DateMention]:
    """The dates of a line that begin after its report; spans such as "in a year" are not dates."""
    return [
        mention
        for mention in line.evidence.dates
        if mention.first > line.evidence.published and mention.precision is not Precision.RANGE
    ]


def practical_lines(lines: Sequence[Line]) -> list[Line]:
    """Lines that say what someone must or should do, best first."""
    current = [line for line in lines if line.opens_cold and not line.is_overtaken]
    scored = [(practice_score(line), line) for line in current]
    return [
        line for score, line in sorted(scored, key=lambda item: (-item[0], item[1].evidence.id)) if score > 0
    ]


def practitioners(shelf: Shelf) -> tuple[Claim, ...]:
    """Up to five distinct obligations, deadlines and recommendations not told before."""
    return tuple(
        to_claim("practice", line) for line in shelf.take(practical_lines(shelf.lines), MAX_PRACTITIONERS)
    )


def impact(plan: InsightPlan, shelf: Shelf) -> Impact:
    """The impact panel by stated rules.

    Level: log2(1 + independent publishers) + half of log2(1 + articles) + the number of further domains; from 6 high,
    from 4 medium. Horizon: the median of the future dates that the sources name, counted from their report: within 92
    days short-term, within a year medium-term, later long-term; short-term when none is named.
    """
    ahead = shelf.fresh(lambda line: _looks_ahead(line) and line.length <= 36 and line.opens_cold)
    practical = practical_lines(shelf.lines)
    # What the summary has told already is still what to do, when nothing else is.
    action = next(iter([*shelf.take(practical, 1), *practical]), None)
    adoption = shelf.take(sorted(ahead, key=lambda line: (-line.salience, line.evidence.id)), MAX_ADOPTION)
    return Impact(
        level=_level(plan),
        horizon=_horizon(ahead),
        action=to_claim("action", action) if action is not None else None,
        adoption=tuple(to_claim("adoption", line) for line in adoption),
    )


def _level(plan: InsightPlan) -> Level:
    publishers = {name for dossier in plan.dossiers for name in dossier.publishers}
    articles = {article for dossier in plan.dossiers for article in dossier.article_ids}
    domains = {dossier.domain for dossier in plan.dossiers} - {"other"}
    points = math.log2(1 + len(publishers)) + 0.5 * math.log2(1 + len(articles)) + max(0, len(domains) - 1)
    return Level.HIGH if points >= 6 else Level.MEDIUM if points >= 4 else Level.LOW


def _horizon(ahead: Sequence[Line]) -> Horizon:
    days = sorted(
        (mention.last - line.evidence.published).days for line in ahead for mention in future_dates(line)
    )
    median = days[len(days) // 2] if days else 0
    return Horizon.SHORT if median <= 92 else Horizon.MEDIUM if median <= 366 else Horizon.LONG
