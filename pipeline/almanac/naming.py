"""Themes from groups of events: what each is called, which domains meet in it, and what it adds up to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.clustering.domains import OTHER
from pipeline.clustering.labels import labels_of, names_publisher
from pipeline.clustering.terms import class_terms
from pipeline.models import Theme
from pipeline.text.publishers import independent_publishers, publisher_key
from pipeline.text.words import word_set

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from pipeline.clustering.terms import Term
    from pipeline.models import Article, Event

_LABEL_TEXTS = 15
_MANY_EVENTS = 4
_LABEL_CHARACTERS = 400
_DOMAIN_SHARE = 0.2
_RENAMED_AT = 1.5
"""A theme is named anew when it has so many times as many events as when it was named, or so many times fewer."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What themes are named from: articles by id, by event id the beginnings of the texts that speak for it, the themes
    of the last run by id, and how many terms a theme has."""

    articles: Mapping[str, Article]
    texts: Mapping[str, Sequence[str]]
    known: Mapping[str, Theme]
    terms: int


def named_themes(
    groups: Mapping[str, Sequence[Event]], dormant: AbstractSet[str], naming: Naming
) -> tuple[Theme, ...]:
    """A theme for each group (id -> events, by first day), largest first.

    A theme that goes on keeps label, terms and description as long as it is of about the same size and its label still
    says what sets it apart; one that is named anew has no description yet.
    """
    themes: list[Theme] = []
    for (name, own), (label, terms) in zip(groups.items(), _names(groups, naming), strict=True):
        theme = _theme(name, own, naming.articles, is_dormant=name in dormant)
        before = naming.known.get(name)
        keeps = before is not None and _is_still_called_for(before, len(own), terms)
        themes.append(
            _like(theme, before) if before is not None and keeps else _with_terms(theme, label, terms, own)
        )
    return tuple(sorted(themes, key=lambda theme: (-theme.article_count, theme.id)))


def _is_still_called_for(before: Theme, events: int, terms: Sequence[Term]) -> bool:
    """Whether a theme of so many events, with these terms now, may keep its name."""
    named_at = before.named_events
    if not named_at / _RENAMED_AT < events < named_at * _RENAMED_AT:
        return False
    label = word_set(before.label.casefold())
    return events == 1 or not terms or not label.isdisjoint(_words_of(terms))


def _words_of(terms: Sequence[Term]) -> frozenset[str]:
    return frozenset(word for term in terms for word in word_set(term.text.casefold()))


def _like(theme: Theme, before: Theme) -> Theme:
    """The theme with the name that it had."""
    return replace(
        theme,
        label=before.label,
        terms=before.terms,
        description=before.description,
        named_events=before.named_events,
        worded_by=before.worded_by,
    )


def _with_terms(theme: Theme, label: str, terms: Sequence[Term], events: Sequence[Event]) -> Theme:
    return replace(
        theme,
        label=(label if len(events) > 1 else "") or events[0].title,
        terms=tuple(term.text for term in terms),
        named_events=len(events),
    )


def _names(groups: Mapping[str, Sequence[Event]], naming: Naming) -> list[tuple[str, tuple[Term, ...]]]:
    """The label and terms of each group."""
    publishers = {article.publisher for article in naming.articles.values() if article.publisher}
    barred = names_publisher(publisher_key(name) for name in publishers)
    classes = [_label_texts([(event, naming.texts[event.id]) for event in own]) for own in groups.values()]
    terms = class_terms(classes, barred, naming.terms)
    return list(zip(labels_of(terms), terms, strict=True))


def _label_texts(group: Sequence[tuple[Event, Sequence[str]]]) -> list[list[str]]:
    """What a theme is labelled from: the texts of its events, of the largest if there are many.

    With few events every article speaks for itself.
    """
    largest = sorted(group, key=lambda pair: (-len(pair[0].article_ids), pair[0].id))[:_LABEL_TEXTS]
    count = max(1, _LABEL_TEXTS // len(largest))
    texts = [[text[:_LABEL_CHARACTERS] for text in own[:count]] for _, own in largest]
    return texts if len(texts) >= _MANY_EVENTS else [[text] for own in texts for text in own]


def _theme(name: str, events: Sequence[Event], articles: Mapping[str, Article], *, is_dormant: bool) -> Theme:
    """A theme without a name."""
    own = [articles[article_id] for event in events for article_id in event.article_ids]
    weights: Counter[str] = Counter()
    for event in events:
        weights[event.domain] += len(event.article_ids)
    counts = Counter(event.domain for event in events)
    ranked = sorted(counts, key=lambda domain: (-weights[domain], domain))
    return Theme(
        id=name,
        label="",
        terms=(),
        event_ids=tuple(event.id for event in events),
        article_count=len(own),
        publishers=independent_publishers(sorted(own, key=lambda article: (article.day, article.id))),
        first_day=min(event.first_day for event in events),
        last_day=max(event.last_day for event in events),
        domain=ranked[0],
        domains=_domains(ranked, counts, len(events)),
        is_dormant=is_dormant,
    )


def _domains(ranked: Sequence[str], counts: Counter[str], events: int) -> tuple[str, ...]:
    """Domains with a fair share of the events, the theme's own first; "other" is one only when it is the theme's."""
    shared = (domain for domain in ranked[1:] if domain != OTHER and counts[domain] >= _DOMAIN_SHARE * events)
    return (ranked[0], *shared)
