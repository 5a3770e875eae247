"""Finds findings of different domains that belong together, with evidence from both ends.

Ground that two sentences can share: a name that few events know, a thing that few speak of, an equal figure, the same
day, and wording of cause or sequence in the one that points at what the other tells of. Names and things weigh by
rarity over the events (inverse document frequency, Spärck Jones 1972): what everything mentions connects nothing, and a
name that is only mentioned in both connects nothing either.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

from pipeline.models import Connection, GroundKind, SharedGround
from pipeline.text.dates import absolute_text
from pipeline.text.edits import apply_edits
from pipeline.text.ground import (
    CAUSE,
    SEQUENCE,
    effect_clause,
    officials,
    pointing_clause,
    shared_date,
    shared_figures,
    shared_measure,
    shared_names,
    topics,
)
from pipeline.text.trimming import opens_definite, stands_alone, trim

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.models import Dossier, Evidence, FloatMatrix
    from pipeline.settings import PlanSettings

SENTENCES_PER_DOSSIER = 90
_CLOSENESS_FLOOR = 0.25
_CENTRAL_WEIGHT = 0.62
"""Weight of a sentence that is at the heart of its dossier; ends that weigh less make a weaker connection."""
_CLOSE = 0.5
"""Closeness in meaning from which two sentences that share no name may belong together."""
MIN_NAME_RARITY, MIN_TOPIC_RARITY = 0.2, 0.45
"""Least rarity of what joins two findings: of 100 events about 40 may know the name, 12 may speak of the thing."""
ENOUGH_RARITY = 1.1
"""Least rarity of names and things together, where nothing else goes with them."""
_COPY_CEILING = 0.9
"""Sentences nearer than this say the same; that is one finding told twice, not a connection."""


@dataclass(frozen=True, slots=True)
class End:
    """A sentence that may be one end of a connection. ``domain`` is that of its event, ``topics`` the common nouns that
    it speaks of, by stem; ``marks`` are these stems and the keys of its names."""

    evidence: Evidence
    dossier_id: str
    domain: str
    topics: Mapping[str, str]
    marks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pool:
    """The possible ends in one dossier, with their vectors."""

    ends: tuple[End, ...]
    vectors: FloatMatrix


def pool(dossier: Dossier, vectors: FloatMatrix) -> Pool:
    """The best telling sentences of a dossier. ``vectors`` are in its evidence's order."""
    domains = {event.id: event.domain for event in dossier.events}
    rows = [row for row, item in enumerate(dossier.evidence) if _telling(item)][:SENTENCES_PER_DOSSIER]
    ends = (_end(dossier, dossier.evidence[row], domains) for row in rows)
    return Pool(tuple(ends), vectors[rows])


def _end(dossier: Dossier, item: Evidence, domains: Mapping[str, str]) -> End:
    spoken = topics(item)
    marks = frozenset(spoken) | {name.key for name in item.names}
    return End(item, dossier.id, domains.get(item.event_id) or dossier.domain, spoken, marks)


def _telling(item: Evidence) -> bool:
    """Whether a sentence can be an end: once trimmed it stands alone, and it names something; no list."""
    text = apply_edits(item.text, trim(item.text, item.dates))
    is_list = len(item.quantities) >= 3 and len(item.names) >= 3
    return stands_alone(text, named=bool(item.names)) and not opens_definite(text) and not is_list


def find_connections(pools: Sequence[Pool], settings: PlanSettings) -> tuple[Connection, ...]:
    """The strongest connections between events of different domains, strongest first.

    Their dossiers are mostly two; a theme in which domains meet connects within itself. At most
    ``settings.max_connections`` for each two dossiers; each event takes part once in these.
    """
    fame = _fame(pools)
    found: list[Connection] = []
    for first, second in combinations_with_replacement(pools, 2):
        found.extend(_between(first, second, fame, settings))
    return tuple(sorted(found, key=lambda item: (-item.strength, item.id)))


@dataclass(frozen=True, slots=True)
class _Fame:
    """How many events know each name (by key) and speak of each topic (by stem), among ``events`` in all, and the last
    words of officials' names: whoever governs is named in everything."""

    names: Mapping[str, int]
    topics: Mapping[str, int]
    events: int
    officials: frozenset[str]

    def is_official(self, key: str) -> bool:
        """Whether a name is that of somebody who holds a public office."""
        return key.rpartition(" ")[2] in self.officials

    def known_to(self, key: str) -> int:
        """Events that know a name by its key or by its last word, as "president-elect donald trump" by "trump"."""
        return max(self.names.get(key, 0), self.names.get(key.rpartition(" ")[2], 0))

    def rarity(self, count: int) -> float:
        """Inverse document frequency of what ``count`` events share, scaled to [0, 1]."""
        total = 1 + self.events
        return math.log(total / max(1, count)) / math.log(total) if total > 1 else 0.0


def _fame(pools: Sequence[Pool]) -> _Fame:
    names: dict[str, set[str]] = defaultdict(set)
    spoken: dict[str, set[str]] = defaultdict(set)
    events = set()
    for end in (end for each in pools for end in each.ends):
        event = end.evidence.event_id
        events.add(event)
        for name in end.evidence.names:
            names[name.key].add(event)
            names[name.key.rpartition(" ")[2]].add(event)
        for topic in end.topics:
            spoken[topic].add(event)
    in_office = frozenset(last for each in pools for end in each.ends for last in officials(end.evidence))
    return _Fame(_sizes(names), _sizes(spoken), len(events), in_office)


def _sizes(groups: Mapping[str, set[str]]) -> dict[str, int]:
    return {key: len(group) for key, group in groups.items()}


def _between(first: Pool, second: Pool, fame: _Fame, settings: PlanSettings) -> list[Connection]:
    if not first.ends or not second.ends:
        return []
    closeness = first.vectors @ second.vectors.T
    scored: dict[str, Connection] = {}
    for row, one in enumerate(first.ends):
        for column, other in enumerate(second.ends):
            connection = _connect(one, other, float(closeness[row, column]), fame)
            if connection is not None and connection.strength >= settings.min_connection_strength:
                scored[connection.id] = connection
    ranked = sorted(scored.values(), key=lambda item: (-item.strength, item.id))
    return _one_per_event(ranked, settings.max_connections)


def _one_per_event(connections: Sequence[Connection], limit: int) -> list[Connection]:
    told: set[str] = set()
    kept = []
    for connection in connections:
        ends = {connection.from_evidence.event_id, connection.to_evidence.event_id}
        if not ends & told:
            told |= ends
            kept.append(connection)
        if len(kept) == limit:
            break
    return kept


def _connect(one: End, other: End, closeness: float, fame: _Fame) -> Connection | None:
    if not _CLOSENESS_FLOOR <= closeness <= _COPY_CEILING or one.marks.isdisjoint(other.marks):
        return None
    if not _may_meet(one, other):
        return None
    first, second = sorted((one, other), key=lambda end: (end.evidence.published, end.evidence.id))
    shared = _shared(first, second, fame)
    if not shared.is_enough(closeness):
        return None
    central = min(1.0, math.sqrt(first.evidence.weight * second.evidence.weight) / _CENTRAL_WEIGHT)
    return Connection(
        id="x" + hashlib.sha256(f"{first.evidence.id}\x1f{second.evidence.id}".encode()).hexdigest()[:12],
        from_dossier=first.dossier_id,
        to_dossier=second.dossier_id,
        from_evidence=first.evidence,
        to_evidence=second.evidence,
        domains=(first.domain, second.domain),
        ground=shared.ground(),
        strength=round(central * shared.strength(closeness), 4),
    )


def _may_meet(one: End, other: End) -> bool:
    """Whether two ends are of different known domains, events and articles."""
    domains = {one.domain, other.domain}
    same_story = one.evidence.event_id == other.evidence.event_id
    return (
        len(domains) == 2
        and "other" not in domains
        and not same_story
        and one.evidence.article_id != other.evidence.article_id
    )


@dataclass(frozen=True, slots=True)
class _Shared:
    """All that two sentences share: names and topics with their rarity, rarest first, and what goes with them."""

    names: Mapping[str, float]
    topics: Mapping[str, float]
    figures: tuple[str, ...]
    measure: tuple[str, ...]
    day: str
    cause: str
    sequence: str

    @property
    def rarity(self) -> float:
        """The rarity of the two rarest names and of the two rarest topics, summed."""
        return sum([*self.names.values()][:2]) + sum([*self.topics.values()][:2])

    def is_enough(self, closeness: float) -> bool:
        """Whether it is more than a mention: a name with a thing, figure, day or cause that goes with it, a figure with
        what it counts, or several rare things in sentences that are near in meaning."""
        if self.names and (self.measure or self.figures or self.cause):
            return True
        beside = bool(self.topics or self.sequence or (len(self.names) > 1 and closeness >= _CLOSE))
        if not self.names:
            beside = closeness >= _CLOSE and len(self.topics) + len(self.figures) > 1
        return beside and self.rarity >= ENOUGH_RARITY

    def strength(self, closeness: float) -> float:
        """1 - exp(-points): each kind of ground adds, with diminishing returns."""
        points = 0.5 * self.rarity + 0.9 * len(self.figures[:2]) + 0.3 * bool(self.measure)
        points += 0.7 * bool(self.cause) + 0.3 * bool(self.sequence) + 0.25 * bool(self.day) + closeness
        return 1 - math.exp(-points)

    def ground(self) -> tuple[SharedGround, ...]:
        """What is shared as ground, in the order of its kinds."""
        kinds = (
            (GroundKind.NAME, self.names),
            (GroundKind.TOPIC, self.topics),
            (GroundKind.FIGURE, self.figures),
            (GroundKind.MEASURE, self.measure),
            (GroundKind.DATE, (self.day,)),
            (GroundKind.CAUSE, (self.cause,)),
            (GroundKind.SEQUENCE, (self.sequence,)),
        )
        return tuple(SharedGround(kind, text) for kind, texts in kinds for text in texts if text)


def _shared(first: End, second: End, fame: _Fame) -> _Shared:
    one, other = first.evidence, second.evidence
    names, spoken = _rare_names(one, other, fame), _rare_topics(first, second, fame)
    words = [*names, *spoken]
    causes = (
        pointing_clause(CAUSE, item, names) or effect_clause(item, names, words) for item in (other, one)
    )
    sequences = (pointing_clause(SEQUENCE, item, names) for item in (other, one))
    measures = (shared_measure(one, other, name) for name in names)
    day = shared_date(one, other)
    return _Shared(
        names=names,
        topics=spoken,
        figures=tuple(quantity.text for quantity in shared_figures(one, other)),
        measure=next(filter(None, measures), ()),
        day=absolute_text(day) if day is not None else "",
        cause=next(filter(None, causes), ""),
        sequence=next(filter(None, sequences), ""),
    )


def _rare_names(one: Evidence, other: Evidence, fame: _Fame) -> dict[str, float]:
    """Names on both sides that few events know, rarest first, with their rarity."""
    shared = (name for name in shared_names(one, other) if not fame.is_official(name.key))
    rarity = {name.text: fame.rarity(fame.known_to(name.key)) for name in shared}
    return _rarest(rarity, MIN_NAME_RARITY)


def _rare_topics(one: End, other: End, fame: _Fame) -> dict[str, float]:
    """Common nouns on both sides that few events speak of, rarest first, with their rarity."""
    shared = {key: text for key, text in one.topics.items() if key in other.topics}
    return _rarest({text: fame.rarity(fame.topics[key]) for key, text in shared.items()}, MIN_TOPIC_RARITY)


def _rarest(rarity: Mapping[str, float], least: float) -> dict[str, float]:
    ordered = sorted((-value, text) for text, value in rarity.items() if value >= least)
    return {text: -value for value, text in ordered}
