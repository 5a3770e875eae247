"""The timeline: when things happened, from the dates that sentences give, not from when articles appeared.

Days are ranked by the number of independent publishers that tell of them (the mention counts of Tran et al. 2013 for
timeline summarisation, plus half the reports published that day), one sentence each, no fact twice.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.models import DateMention, Precision, Timeline, TimelineEntry
from pipeline.writers.extractive.lines import Line, overlap, to_claim

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

MAX_ENTRIES = 9
MAX_WORDS = 34
_FAR_DAYS = 400
"""A date further than this from its report is background, not part of the story."""
_BACKGROUND = re.compile(r"\b(?:since|until|as of|founded in|born)\s*(?:the\s)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dated:
    """A line and when what it tells happened. ``label`` is ISO 8601, as exact as known."""

    label: str
    first: date
    line: Line


def make_timeline(lines: Sequence[Line], title: str) -> Timeline:
    """Up to nine dated changes in order of time; fewer than two make no timeline."""
    dated = [item for line in lines if line.length <= MAX_WORDS and line.opens_cold for item in _dated(line)]
    support = _support(dated)
    chosen: list[Dated] = []
    ranked = sorted(dated, key=lambda one: (-support[one.label], -_directness(one), one.line.evidence.id))
    for item in ranked:
        if len(chosen) == MAX_ENTRIES:
            break
        if all(item.label != other.label and overlap(item.line, other.line) < 0.42 for other in chosen):
            chosen.append(item)
    if len(chosen) < 2:
        return Timeline("", "", ())
    chosen.sort(key=lambda item: (item.first, item.label))
    publishers = {item.line.evidence.publisher for item in chosen}
    caption = f"What happened when, from the dates that {len(publishers)} publisher{'s' * (len(publishers) > 1)} give."
    entries = tuple(TimelineEntry(item.label, to_claim("timeline", item.line)) for item in chosen)
    return Timeline(title, caption, entries)


def _dated(line: Line) -> list[Dated]:
    """The line under the one date its sentence is about: the only one, or the one nearest the report."""
    published = line.evidence.published
    mentions = [mention for mention in line.evidence.dates if _is_about(mention, line)]
    if not mentions:
        return []
    exact = [mention for mention in mentions if mention.precision is Precision.DAY] or mentions
    best = min(exact, key=lambda mention: (abs((mention.first - published).days), mention.start))
    return [Dated(iso_label(best), best.first, line)]


def _is_about(mention: DateMention, line: Line) -> bool:
    """A past date counts when the day is known, a coming one also when only its month or quarter is."""
    coming = mention.first > line.evidence.published
    if mention.precision in (Precision.RANGE, Precision.YEAR) or (
        not coming and mention.precision is not Precision.DAY
    ):
        return False
    if abs((mention.first - line.evidence.published).days) > _FAR_DAYS:
        return False
    return not _BACKGROUND.search(line.evidence.text[max(0, mention.start - 12) : mention.start])


def _directness(item: Dated) -> float:
    """How plainly the line tells what happened: a salient lead whose date stands early, not in an afterthought."""
    evidence = item.line.evidence
    position = min(
        (mention.start for mention in evidence.dates if iso_label(mention) == item.label), default=0
    )
    return item.line.salience + 0.15 * (evidence.ordinal <= 1) - 0.3 * position / max(1, len(evidence.text))


def iso_label(mention: DateMention) -> str:
    """As exact as the mention: 2026-04-07, 2026-04, 2026-Q2 (ISO 8601 knows no quarters; the form is common)."""
    day = mention.first
    if mention.precision is Precision.DAY:
        return day.isoformat()
    if mention.precision is Precision.QUARTER:
        return f"{day.year}-Q{(day.month + 2) // 3}"
    return f"{day.year}-{day.month:02d}"


def _support(dated: Sequence[Dated]) -> dict[str, float]:
    tellers: dict[str, set[str]] = defaultdict(set)
    published: dict[str, set[str]] = defaultdict(set)
    for item in dated:
        tellers[item.label].add(item.line.evidence.publisher)
        published[item.line.evidence.published.isoformat()].add(item.line.evidence.article_id)
    return {label: len(names) + 0.5 * len(published.get(label, ())) for label, names in tellers.items()}
