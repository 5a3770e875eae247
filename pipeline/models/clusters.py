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
class Event:
    """One story: what happened, told by one or more articles. ``publishers`` are independent ones only.

    ``article_ids`` start with the most central article, whose title names the event; duplicates are included.
    """

    id: str
    title: str
    article_ids: tuple[str, ...]
    publishers: tuple[str, ...]
    first_day: date
    last_day: date
    domain: str


@dataclass(frozen=True, slots=True)
class Theme:
    """What events belong to: a coarse cluster. ``terms`` are its c-TF-IDF terms, strongest first."""

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
