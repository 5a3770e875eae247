"""Finds findings of different domains that belong together, with evidence from both ends.

Ground that two sentences can share: a name that few events know, an equal figure, the same day, wording of cause or
sequence that points from one event to a thing of the other, and closeness of meaning. Names weigh by rarity over the
events (inverse document frequency, Spärck Jones 1972): what everything mentions connects nothing, and neither does a
country or a parliament.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

from pipeline.models import Connection, GroundKind, Precision, QuantityKind, SharedGround
from pipeline.text.dates import absolute_text
from pipeline.text.names import names_everywhere
from pipeline.text.quantities import same_quantity
from pipeline.text.trimming import opens_definite, stands_alone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.models import Dossier, Evidence, FloatMatrix, Quantity
    from pipeline.settings import PlanSettings

SENTENCES_PER_DOSSIER = 45
_CAUSE = re.compile(
    r"\b(?:because of|due to|in response to|responding to|as a result of|caused by|led to|leads to|driven by|prompted|"
    r"triggered|forced|enabled|thanks to|blamed on|stemm?(?:s|ed|ing) from|result(?:s|ed|ing) (?:in|from)|"
    r"in retaliation for|to comply with|under pressure from|because|reasons?|citing|cited|blam(?:es|ed|ing))\b",
    re.IGNORECASE,
)
_SEQUENCE = re.compile(
    r"\b(?:days?|weeks?|hours?|months?) (?:after|before|later|earlier)\b|"
    r"\bfollowing (?:the|its|a|an)\b|\b(?:in the wake of|ahead of|on the heels of)\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(r"\b(?:not|no|never|without|than)\b", re.IGNORECASE)
_TELLING_KINDS = (QuantityKind.MONEY, QuantityKind.PERCENT, QuantityKind.COUNT, QuantityKind.DURATION)
_CLOSENESS_FLOOR = 0.25
_CENTRAL_WEIGHT = 0.62
"""Weight of a sentence that is at the heart of its dossier; ends that weigh less make a weaker connection."""
KNOWN_TO_FEW, KNOWN_TO_SOME = 7, 12
"""Most events that may know a name for it to be ground; the second where the sentences are ``_CLOSE`` in meaning."""
_CLOSE = 0.5
_COPY_CEILING = 0.9
"""Sentences nearer than this say the same; that is one finding told twice, not a connection."""


@dataclass(frozen=True, slots=True)
class End:
    """A sentence that may be one end of a connection. ``domain`` is that of its event."""

    evidence: Evidence
    dossier_id: str
    domain: str


@dataclass(frozen=True, slots=True)
class Pool:
    """The possible ends in one dossier, with their vectors."""

    ends: tuple[End, ...]
    vectors: FloatMatrix


def pool(dossier: Dossier, vectors: FloatMatrix) -> Pool:
    """The best telling sentences of a dossier. ``vectors`` are in its evidence's order."""
    domains = {event.id: event.domain for event in dossier.events}
    rows = [row for row, item in enumerate(dossier.evidence) if _telling(item)][:SENTENCES_PER_DOSSIER]
    ends = (
        End(item, dossier.id, domains.get(item.event_id) or dossier.domain)
        for item in (dossier.evidence[row] for row in rows)
    )
    return Pool(tuple(ends), vectors[rows])


def _telling(item: Evidence) -> bool:
    """Whether a sentence can be an end: it stands alone, names something, says when, how much or why; no list."""
    if not item.names or not stands_alone(item.text, named=True) or opens_definite(item.text):
        return False
    says = bool(any(map(_is_figure, item.quantities)) or item.dates or _CAUSE.search(item.text))
    is_list = len(item.quantities) >= 3 and len(item.names) >= 3
    return says and not is_list


def _is_figure(quantity: Quantity) -> bool:
    """Whether a number says how much: "the first three" does not."""
    return quantity.kind in _TELLING_KINDS and (
        quantity.kind is not QuantityKind.COUNT or abs(quantity.value) > 12
    )


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
    """How many events know each name (by key), among ``events`` in all."""

    counts: Mapping[str, int]
    events: int

    def rarity(self, key: str) -> float:
        """Inverse document frequency over events, scaled to [0, 1]."""
        total = 1 + self.events
        return math.log(total / self.counts.get(key, 1)) / math.log(total) if total > 1 else 0.0


def _fame(pools: Sequence[Pool]) -> _Fame:
    events: dict[str, set[str]] = {}
    for each in pools:
        for end in each.ends:
            events.setdefault(end.evidence.event_id, set()).update(name.key for name in end.evidence.names)
    return _Fame(Counter(key for names in events.values() for key in names), len(events))


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
    if not _may_meet(one, other) or not _CLOSENESS_FLOOR <= closeness <= _COPY_CEILING:
        return None
    first, second = sorted((one, other), key=lambda end: (end.evidence.published, end.evidence.id))
    most = KNOWN_TO_FEW if closeness < _CLOSE else KNOWN_TO_SOME
    names = _shared_names(first.evidence, second.evidence, fame, most)
    figures = _shared_figures(first.evidence, second.evidence)
    if not names and not figures:
        return None
    ground = [*names, *figures, *_shared_days(first.evidence, second.evidence)]
    ground += _wording(first.evidence, second.evidence)
    central = min(1.0, math.sqrt(first.evidence.weight * second.evidence.weight) / _CENTRAL_WEIGHT)
    return Connection(
        id="x" + hashlib.sha256(f"{first.evidence.id}\x1f{second.evidence.id}".encode()).hexdigest()[:12],
        from_dossier=first.dossier_id,
        to_dossier=second.dossier_id,
        from_evidence=first.evidence,
        to_evidence=second.evidence,
        domains=(first.domain, second.domain),
        ground=tuple(ground),
        strength=round(central * _strength(names, figures, ground, closeness, fame), 4),
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


def _strength(
    names: Sequence[SharedGround],
    figures: Sequence[SharedGround],
    ground: Sequence[SharedGround],
    closeness: float,
    fame: _Fame,
) -> float:
    """1 - exp(-points): each kind of ground adds, with diminishing returns."""
    points = sum(fame.rarity(item.text.casefold()) for item in names[:3]) * 0.7 + 0.9 * len(figures[:2])
    kinds = {item.kind for item in ground}
    points += 0.5 * (GroundKind.CAUSE in kinds) + 0.25 * (GroundKind.SEQUENCE in kinds)
    points += 0.25 * (GroundKind.DATE in kinds) + closeness
    return 1 - math.exp(-points)


def _shared_names(one: Evidence, other: Evidence, fame: _Fame, most: int) -> list[SharedGround]:
    """Names on both sides that at most ``most`` events know, rarest first, in the fuller of the two spellings."""
    theirs = {name.key: name.text for name in other.names}
    shared: dict[str, str] = {}
    for name in one.names:
        telling = len(name.key) > 2 and name.key not in names_everywhere()
        if telling and name.key in theirs and fame.counts.get(name.key, 0) <= most:
            shared[name.key] = max(name.text, theirs[name.key], key=len)
    ordered = sorted(shared, key=lambda key: (fame.counts.get(key, 0), key))
    return [SharedGround(GroundKind.NAME, shared[key]) for key in ordered]


def _shared_figures(one: Evidence, other: Evidence) -> list[SharedGround]:
    theirs = [quantity for quantity in other.quantities if not _is_denied(other, quantity)]
    return [
        SharedGround(GroundKind.FIGURE, mine.text)
        for mine in one.quantities
        if _is_figure(mine)
        and not _is_round(mine.value)
        and not _is_denied(one, mine)
        and any(mine.unit == each.unit and same_quantity(mine, each) for each in theirs)
    ]


def _is_denied(item: Evidence, quantity: Quantity) -> bool:
    """Whether the sentence brings a figure up to set it aside: "not the 24,000 accounts but what came of them"."""
    return bool(_DENIAL.search(item.text[max(0, quantity.start - 14) : quantity.start]))


def _is_round(value: float) -> bool:
    """Whether a figure has but one significant digit: 1 million and 50 are shared by chance, 2.5 billion is not."""
    digits = f"{abs(value):e}".split("e", maxsplit=1)[0]
    return len(digits.rstrip("0").rstrip(".")) == 1


def _shared_days(one: Evidence, other: Evidence) -> list[SharedGround]:
    mine = {mention.first: mention for mention in one.dates if mention.precision is Precision.DAY}
    for theirs in other.dates:
        if theirs.precision is Precision.DAY and theirs.first in mine:
            return [SharedGround(GroundKind.DATE, absolute_text(theirs))]
    return []


def _wording(one: Evidence, other: Evidence) -> list[SharedGround]:
    """Wording of cause or sequence on either side."""
    found = []
    for item in (one, other):
        for kind, pattern in ((GroundKind.CAUSE, _CAUSE), (GroundKind.SEQUENCE, _SEQUENCE)):
            match = pattern.search(item.text)
            if match:
                found.append(SharedGround(kind, match.group(0).lower()))
    return found[:2]
