"""Numbers the evidence of a plan, shows it as data-marked blocks and cuts it to what a prompt may hold.

A sentence keeps its label (E1, E2, ...) through all calls of a draft. What the model needs to know about a sentence
(publisher, day of the report, title, how many publishers report the event) is given as context by code; none of it is
ever taken back from the model.
"""

from __future__ import annotations

import string
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.errors import ContextTooLongError
from pipeline.models import Precision
from pipeline.text.instructions import addresses_machine
from pipeline.text.wording import written_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from pipeline.models import DateMention, Dossier, Evidence, InsightPlan
    from pipeline.writers.llm.marking import Marker

_DATE_LETTERS = "abcdefgh"
_LEANING = frozenset(
    {
        "he",
        "she",
        "it",
        "they",
        "this",
        "that",
        "these",
        "those",
        "his",
        "her",
        "its",
        "their",
        "both",
        "such",
    }
    | {"another", "but", "and", "so", "yet", "still", "also"}
)
"""A sentence that starts with one of these leans on the one before, which is then shown as context."""


@dataclass(frozen=True, slots=True)
class DateOption:
    """A date for a timeline entry: ``value`` is ISO 8601, ``first`` its first day, ``wording`` the sentence's own."""

    label: str
    value: str
    first: date
    wording: str


@dataclass(frozen=True, slots=True)
class Numbered:
    """A sentence of evidence under its label. ``dossier`` is the place of its dossier in the plan, from 1."""

    label: str
    dossier: int
    evidence: Evidence
    dates: tuple[DateOption, ...] = ()


def number_evidence(plan: InsightPlan) -> tuple[Numbered, ...]:
    """All evidence of a plan, dossier by dossier and within each event by event, an article's sentences in its order.

    Ends of connections that are not in the dossiers' own evidence are included.
    """
    found: dict[str, Numbered] = {}
    for place, dossier in enumerate(plan.dossiers, start=1):
        ends = [
            end
            for link in plan.connections
            for owner, end in ((link.from_dossier, link.from_evidence), (link.to_dossier, link.to_evidence))
            if owner == dossier.id
        ]
        for item in _in_order([*dossier.evidence, *ends]):
            if item.id not in found:
                label = f"E{len(found) + 1}"
                found[item.id] = Numbered(label, place, item, date_options(label, item))
    return tuple(found.values())


def number_plain(evidence: Iterable[Evidence]) -> tuple[Numbered, ...]:
    """Evidence outside a plan, in the order given."""
    return tuple(Numbered(f"E{place}", 1, item) for place, item in enumerate(evidence, start=1))


def _in_order(evidence: Sequence[Evidence]) -> list[Evidence]:
    events: dict[str, int] = {}
    articles: dict[str, int] = {}
    for item in evidence:
        events.setdefault(item.event_id, len(events))
        articles.setdefault(item.article_id, len(articles))
    return sorted(evidence, key=lambda item: (events[item.event_id], articles[item.article_id], item.start))


def date_options(label: str, item: Evidence) -> tuple[DateOption, ...]:
    """The dates that a sentence itself gives, ``E4a``, ``E4b``, ...; the day of the report is never one of them."""
    mentions: dict[str, DateMention] = {}
    for mention in item.dates:
        value = iso_date(mention)
        if value and mention.precision is not Precision.RANGE:  # "last week" is too coarse for a timeline
            mentions.setdefault(value, mention)
    return tuple(
        DateOption(f"{label}{letter}", value, mention.first, mention.text)
        for letter, (value, mention) in zip(_DATE_LETTERS, mentions.items(), strict=False)
    )


def iso_date(mention: DateMention) -> str:
    """ISO 8601, as exact as the mention is: 2026-04-07, 2026-04, 2026-Q2 or 2026; a range becomes the smallest of these
    that holds it, "" when it spans years."""
    first, last = mention.first, mention.last
    if mention.precision is Precision.DAY or first == last:
        return first.isoformat()
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y-%m}"
    if first.year != last.year:
        return ""
    quarters = _quarter(first), _quarter(last)
    return f"{first.year}-Q{quarters[0]}" if quarters[0] == quarters[1] else str(first.year)


def _quarter(day: date) -> int:
    return (day.month - 1) // 3 + 1


# --- showing ----------------------------------------------------------------------------------------------------------


def show_evidence(items: Sequence[Numbered], dossiers: Sequence[Dossier], marker: Marker) -> str:
    """The block of evidence for a prompt."""
    lines = [f"[evidence {marker.tag}]"]
    for place, members in groupby(items, key=lambda item: item.dossier):
        if dossiers:
            lines.append(_dossier_line(place, dossiers[place - 1], marker))
        for _, sentences in groupby(members, key=lambda item: item.evidence.article_id):
            lines.extend(_article_lines(tuple(sentences), marker))
    lines.append(f"[end of evidence {marker.tag}]")
    return "\n".join(lines)


def item_text(item: Numbered, marker: Marker) -> str:
    """One item as the block shows it, with the head of its article: what it costs at most."""
    return "\n".join(_article_lines((item,), marker))


def _dossier_line(place: int, dossier: Dossier, marker: Marker) -> str:
    return f"== dossier {place} | domain: {marker.mark(dossier.domain)} | about: {marker.mark(dossier.title)}"


def _article_lines(items: tuple[Numbered, ...], marker: Marker) -> Iterator[str]:
    first = items[0].evidence
    yield (
        f"-- {marker.mark(first.publisher) or 'publisher unknown'} | reported {written_day(first.published)} | "
        f"independent publishers of this event: {len(first.publishers)} | {marker.mark(_shown(first.title))}"
    )
    shown = {item.evidence.ordinal for item in items}
    for item in items:
        if _leans(item.evidence) and item.evidence.before and item.evidence.ordinal - 1 not in shown:
            yield f"   (before {item.label}, not to be cited: {marker.mark(item.evidence.before)})"
        yield f"{item.label}: {marker.mark(item.evidence.text)}"
        yield from _date_lines(item, marker)


def _shown(title: str) -> str:
    return "" if addresses_machine(title) else title


def _date_lines(item: Numbered, marker: Marker) -> Iterator[str]:
    if item.dates:
        for option in item.dates:
            yield f"   date {option.label} = {option.value} ({marker.mark(option.wording)})"
        return
    for mention in item.evidence.dates:
        value = iso_date(mention)
        if value and str(mention.first.year) not in mention.text:
            yield f"   ({marker.mark(mention.text)} = {value})"


def _leans(item: Evidence) -> bool:
    words = item.text.split(maxsplit=1)
    return bool(words) and words[0].lower().strip(string.punctuation) in _LEANING


def without_dates(items: Iterable[Numbered]) -> tuple[Numbered, ...]:
    """The same items without date options, among which only a timeline chooses; what "Tuesday" means is still shown."""
    return tuple(replace(item, dates=()) for item in items)


# --- cutting ----------------------------------------------------------------------------------------------------------


def fit_evidence(
    items: Sequence[Numbered],
    room: int,
    cost: Callable[[Numbered], int],
    needed: frozenset[str] = frozenset(),
) -> tuple[Numbered, ...]:
    """As much evidence as ``room`` tokens hold, in the order given; the least weighty goes first.

    Labels in ``needed`` and the weightiest sentence of each dossier always stay.

    Raises:
        ContextTooLongError: when even those do not fit.
    """
    costs = {item.label: cost(item) for item in items}
    staying = needed | _weightiest(items)
    left = sum(costs.values())
    dropped: set[str] = set()
    for item in sorted(items, key=lambda each: (each.evidence.weight, each.label)):
        if left <= room:
            break
        if item.label not in staying:
            dropped.add(item.label)
            left -= costs[item.label]
    if left > room:
        raise ContextTooLongError(
            f"Even the least evidence needs about {left:,} tokens; {max(room, 0):,} are free.",
            "Raise writer.context_tokens to what the model can hold, or lower dossiers.max_evidence.",
        )
    return tuple(item for item in items if item.label not in dropped)


def _weightiest(items: Sequence[Numbered]) -> frozenset[str]:
    best: dict[int, Numbered] = {}
    for item in items:
        known = best.get(item.dossier)
        if known is None or item.evidence.weight > known.evidence.weight:
            best[item.dossier] = item
    return frozenset(item.label for item in best.values())
