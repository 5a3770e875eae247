"""Headline, dek and headings: made of the sources' own titles and of counts, never of adjectives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.models import GroundKind
from pipeline.text.wording import count, listed
from pipeline.writers.extractive.lines import content_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pipeline.models import Dossier, Event, InsightPlan

MAX_HEADLINE = 150
MAX_CLAUSE = 78
_LABEL = re.compile(
    r"^(?:opinion|analysis|exclusive|watch|video|photos?|review|editorial|explainer|fact check|live(?: updates?)?|"
    r"breaking|update|correction|podcast|q&a|the week in [a-z ]+)\s?[:|–—-]\s+",
    re.IGNORECASE,
)
_TRAILER = re.compile(r"\s+[|–—-]\s+[\w .&'’]{2,30}$")
_NOT_A_STATEMENT = re.compile(
    r"\?|;|^[A-Z][a-z]+:\s|^(?:how|why|what|when|where|who|which|is|are|can|should|will|do|does|meet|here|inside|watch|\d+|five|ten|three|seven|eight|six|four|nine)\b"
    r"|\b(?:things to know|need to know|quiz|live updates|in pictures|newsletter|podcast|of the week|roundup|recap)\b",
    re.IGNORECASE,
)


def clean_title(title: str) -> str:
    """A title without a label in front ("Opinion:"), a publisher behind it, or a final full stop."""
    cleaned = _TRAILER.sub("", _LABEL.sub("", " ".join(title.split())))
    return (cleaned[:1].upper() + cleaned[1:]).rstrip(". ")


def is_statement(title: str) -> bool:
    """Whether a title says something, rather than asks, counts or announces."""
    return len(title.split()) >= 4 and not _NOT_A_STATEMENT.search(title)


def event_headings(dossiers: Sequence[Dossier]) -> dict[str, str]:
    """A heading for each event, no two alike: the heaviest title that is a statement and fits, else its own."""
    headings: dict[str, str] = {}
    for dossier in dossiers:
        for event in dossier.events:
            headings[event.id] = _heading(event, dossier, set(headings.values()))
    return headings


def _heading(event: Event, dossier: Dossier, used: set[str]) -> str:
    titles = [event.title, *(item.title for item in dossier.evidence if item.event_id == event.id)]
    cleaned = [title for title in dict.fromkeys(map(clean_title, titles)) if title and title not in used]
    good = [title for title in cleaned if is_statement(title) and len(title) <= MAX_CLAUSE]
    return next(iter(good or cleaned), dossier.title)


def headline(plan: InsightPlan, headings: dict[str, str]) -> str:
    """The lead event's heading and that of an event of another domain, or of the next event, joined by a semicolon."""
    ranked = [event for dossier in plan.dossiers for event in dossier.events[:3]]
    lead_events = plan.dossiers[0].events
    first = next(
        (e for e in lead_events[:3] if is_statement(headings[e.id]) and len(headings[e.id]) <= MAX_CLAUSE),
        lead_events[0],
    )
    connected = {item.to_evidence.event_id for item in plan.connections} | {
        item.from_evidence.event_id for item in plan.connections
    }
    others = sorted(
        (event for event in ranked if event.id != first.id and is_statement(headings[event.id])),
        key=lambda event: (event.domain == first.domain, event.id not in connected),
    )
    for other in others:
        both = f"{headings[first.id]}; {headings[other.id]}"
        if len(both) <= MAX_HEADLINE and not _alike(headings[first.id], headings[other.id]):
            return both
    return headings[first.id]


def _alike(first: str, second: str) -> bool:
    one, other = content_words(first), content_words(second)
    return len(one & other) / max(1, min(len(one), len(other))) >= 0.5


def dek(plan: InsightPlan) -> str:
    """Scope and reach in one sentence: how many reports, how many publishers, over which days, and what joins them."""
    articles = {article for dossier in plan.dossiers for article in dossier.article_ids}
    publishers = {name for dossier in plan.dossiers for name in dossier.publishers}
    days = [item.published for dossier in plan.dossiers for item in dossier.evidence]
    scope = (
        f"{count(len(articles), 'article')} from {count(len(publishers), 'independent publisher')}, "
        f"{_period(min(days), max(days))}"
    )
    if plan.question:
        return f"{scope}."
    shared = _shared_names(plan)
    domains = list(dict.fromkeys(d.domain for d in plan.dossiers if d.domain != "other"))
    if shared and len(domains) > 1:
        return f"{scope}: where {listed(domains)} meet, in {listed(shared[:3])}."
    return f"{scope}, on {listed([term for d in plan.dossiers for term in d.terms[:3]][:4])}."


def _shared_names(plan: InsightPlan) -> list[str]:
    names = [
        ground.text
        for connection in plan.connections
        for ground in connection.ground
        if ground.kind is GroundKind.NAME
    ]
    return list({name.casefold(): name for name in names}.values())


def _period(first: date, last: date) -> str:
    if first == last:
        return f"{first.day} {first:%B %Y}"
    start = f"{first.day} {first:%B}" if first.year == last.year else f"{first.day} {first:%B %Y}"
    return f"{start} to {last.day} {last:%B %Y}"
