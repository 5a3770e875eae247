"""Topics, and what articles are grouped into: events and themes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Topic:
    """What a reader tracks, from ``topics/<name>.yaml``. ``domain`` is the field it belongs to, in a few words."""

    name: str
    title: str
    domain: str
    tracks: str
    keywords: tuple[str, ...]
    excluded_terms: tuple[str, ...] = ()
    preferred_sources: tuple[str, ...] = ()
    excluded_sources: tuple[str, ...] = ()
    source_tiers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many independent articles appeared on a day."""

    day: date
    articles: int


@dataclass(frozen=True, slots=True)
class ImportancePart:
    """One named reason for an event's score: ``share`` (0 to 1) of the part's ``weight``, read off ``value``.

    ``shown`` says in words what the value is ("3 independent publishers").
    """

    name: str
    value: float
    shown: str
    share: float
    weight: float


@dataclass(frozen=True, slots=True)
class Importance:
    """How much an event matters, 1 to 10, and the parts it is computed from."""

    score: float
    parts: tuple[ImportancePart, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One story: what happened, told by one or more articles. ``publishers`` are independent ones only.

    ``article_ids`` start with the most central article, whose title names the event; duplicates are included.
    ``activity`` counts articles that are no copies, by day, ascending.
    """

    id: str
    title: str
    article_ids: tuple[str, ...]
    publishers: tuple[str, ...]
    first_day: date
    last_day: date
    domain: str
    activity: tuple[DayCount, ...] = ()
    is_dormant: bool = False
    """Whether nothing was heard of it for some time before the newest article of the corpus."""
    importance: Importance | None = None
    """None until it was rated."""


@dataclass(frozen=True, slots=True)
class Theme:
    """What events belong to: a coarse cluster. ``terms`` are its c-TF-IDF terms, strongest first.

    ``domains`` starts with the theme's own; a theme of two or more is where connections come from.
    """

    id: str
    label: str
    terms: tuple[str, ...]
    event_ids: tuple[str, ...]
    article_count: int
    publishers: tuple[str, ...]
    first_day: date
    last_day: date
    domain: str
    domains: tuple[str, ...]
    description: str = ""
    """One line that says what the theme is about, "" until it was described."""
    named_events: int = 0
    """How many events it had when it was named; 0 if that is not known."""
    worded_by: str = ""
    """The writer whose words label and description are: ``llm`` or ``extractive``."""
    is_dormant: bool = False


@dataclass(frozen=True, slots=True)
class RelatedEvent:
    """That two events have to do with each other: the cosine of their vectors, and names that both are about."""

    first: str
    second: str
    similarity: float
    names: tuple[str, ...]
