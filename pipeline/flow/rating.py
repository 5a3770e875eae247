"""events → how much each matters, and which have to do with each other. Only new and changed events are looked at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from pydantic import TypeAdapter

from pipeline.almanac.digest import event_digest
from pipeline.almanac.importance import (
    ImportanceInputs,
    central_figure,
    dated_activity,
    publisher_tiers,
    rate,
)
from pipeline.almanac.magnitude import lead
from pipeline.almanac.related import NAMED_ARTICLES, Stories, earlier_similarities, event_names, find_related
from pipeline.clustering.domains import OTHER, domains_of
from pipeline.clustering.similarity import unit_vectors
from pipeline.errors import ModelRefusedError
from pipeline.flow.ceilings import ceiling_reached
from pipeline.flow.remembering import PureFunction, remembered
from pipeline.models import Skipped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from pipeline.clustering.domains import TrackedTopics
    from pipeline.flow.recorder import Recorder
    from pipeline.flow.services import Services
    from pipeline.models import Article, Event, Importance, RelatedEvent
    from pipeline.stages.themes import Corpus

_DOMAIN_SHARE = 0.2
"""An event touches a domain when so large a part of its articles is about it."""
_NAMES_JSON = TypeAdapter(dict[str, str])
NAMES: PureFunction[tuple[Article, ...], dict[str, str]] = PureFunction(
    name="event-names-2",
    compute=event_names,
    key=lambda articles: "|".join(article.content_sha256 for article in articles),
    encode=_NAMES_JSON.dump_json,
    decode=_NAMES_JSON.validate_json,
)


@dataclass(frozen=True, slots=True)
class Almanac:
    """All events of today in the order in which they came, rated, and the relations of those looked at anew."""

    events: tuple[Event, ...]
    related: tuple[RelatedEvent, ...]
    looked_at: tuple[str, ...]


def rate_events(
    services: Services,
    recorder: Recorder,
    corpus: Corpus,
    tracked: TrackedTopics,
    changed: AbstractSet[str],
) -> Almanac:
    """Rate the events that are changed or not yet rated, and relate them to all."""
    events = corpus.events
    due = tuple(event for event in events if event.id in changed or event.importance is None)
    if not due:
        return Almanac(events, (), ())
    due_ids = tuple(event.id for event in due)
    stories = _stories(services, corpus)
    scores = _scores(services, recorder, due, _inputs(services, due, corpus, tracked, stories), corpus)
    rated = tuple(
        replace(event, importance=scores[event.id]) if event.id in scores else event for event in events
    )
    return Almanac(rated, find_related(due_ids, stories, services.settings.related), due_ids)


def _inputs(
    services: Services, due: Sequence[Event], corpus: Corpus, tracked: TrackedTopics, stories: Stories
) -> dict[str, ImportanceInputs]:
    """What each event is rated from, by id, without a model's opinion."""
    first_days = [event.first_day for event in corpus.events]
    earlier = earlier_similarities([event.id for event in due], stories.ids, stories.vectors, first_days)
    domains = _domain_counts(due, corpus, tracked, services.settings.themes.min_domain_similarity)
    tiers = publisher_tiers(services.topics)
    inputs: dict[str, ImportanceInputs] = {}
    for event in due:
        articles = [corpus.articles[article_id] for article_id in event.article_ids]
        inputs[event.id] = ImportanceInputs(
            publishers=event.publishers,
            tiers=tiers,
            activity=dated_activity(event, articles),
            figure=central_figure(articles),
            earlier_similarity=earlier[event.id],
            domains=domains[event.id],
        )
    return inputs


def _scores(
    services: Services,
    recorder: Recorder,
    due: Sequence[Event],
    inputs: Mapping[str, ImportanceInputs],
    corpus: Corpus,
) -> dict[str, Importance]:
    """The importance of each event by id; of the first ones, if the settings say so, with a model's opinion."""
    settings = services.settings.importance
    scores = {event_id: rate(own, settings) for event_id, own in inputs.items()}
    for event in sorted(due, key=lambda event: (-scores[event.id].score, event.id))[: settings.asked_events]:
        opinion = _opinion(services, recorder, event, corpus)
        if opinion is None:
            break
        scores[event.id] = rate(replace(inputs[event.id], model_opinion=opinion), settings)
    return scores


def _opinion(services: Services, recorder: Recorder, event: Event, corpus: Corpus) -> float | None:
    """What the writer's model says of an event, 0 to 1; None when there is none, it fails, or the run has spent all."""
    if ceiling_reached(services):
        return None
    try:
        return services.writer.opinion(event_digest(event, corpus.articles), recorder.writer_context)
    except ModelRefusedError as error:
        recorder.notes.append(Skipped("opinions on events", error.message, error.remedy))
        return None


def _stories(services: Services, corpus: Corpus) -> Stories:
    """All events as they are compared: the mean of their articles' unit vectors, and the names in their leads."""
    central = [
        tuple(corpus.articles[article_id] for article_id in event.article_ids[:NAMED_ARTICLES])
        for event in corpus.events
    ]
    row = {article_id: index for index, article_id in enumerate(corpus.article_ids)}
    units = unit_vectors(corpus.vectors)
    sums = np.zeros((len(corpus.events), units.shape[1]), dtype=np.float32)
    for index, event in enumerate(corpus.events):
        sums[index] = units[[row[one] for one in event.article_ids if one in row]].sum(axis=0)
    return Stories(
        tuple(event.id for event in corpus.events),
        tuple(event.title for event in corpus.events),
        unit_vectors(sums),
        tuple(remembered(services.results, NAMES)(central)),
    )


def _domain_counts(
    events: Sequence[Event], corpus: Corpus, tracked: TrackedTopics, least: float
) -> dict[str, int]:
    """How many domains each event touches, at least 1."""
    row = {article_id: index for index, article_id in enumerate(corpus.article_ids)}
    known = [one for event in events for one in event.article_ids if one in row]
    vectors = corpus.vectors[[row[article_id] for article_id in known]]
    found = domains_of(vectors, [lead(corpus.articles[one]) for one in known], tracked, least)
    domain_of = dict(zip(known, found, strict=True))
    counts: dict[str, int] = {}
    for event in events:
        domains = Counter(domain_of[one] for one in event.article_ids if one in domain_of)
        enough = _DOMAIN_SHARE * len(event.article_ids)
        counts[event.id] = max(1, sum(name != OTHER and n >= enough for name, n in domains.items()))
    return counts
