"""Finds findings of different domains that belong together, with evidence from both ends.

Ground that two sentences can share: a name that few events know, an equal figure, the same day, wording of cause or
sequence that points from one event to a thing of the other, and closeness of meaning. Names weigh by rarity over the
events (inverse document frequency, Spärck Jones 1972): what everything mentions connects nothing.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from pipeline.models import Connection, GroundKind, Precision, QuantityKind, SharedGround
from pipeline.text.dates import absolute_text
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
_RARE = 0.55
"""Rarity from which a shared name is ground: of 30 events at most 5 know it, of 300 at most 13."""
_CLOSE, _KNOWN = 0.5, 0.2
"""Where two sentences are this close in meaning, a better known name is ground as well."""
_COPY_CEILING = 0.9
"""Sentences nearer than this say the same; that is one finding told twice, not a connection."""


@dataclass(frozen=True, slots=True)
class Pool:
    """The sentences of one dossier that may carry a connection, with their vectors."""

    dossier: Dossier
    evidence: tuple[Evidence, ...]
    vectors: FloatMatrix


def pool(dossier: Dossier, vectors: FloatMatrix) -> Pool:
    """The best telling sentences of a dossier. ``vectors`` are in its evidence's order."""
    rows = [row for row, item in enumerate(dossier.evidence) if _telling(item)][:SENTENCES_PER_DOSSIER]
    return Pool(dossier, tuple(dossier.evidence[row] for row in rows), vectors[rows])


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
    """The strongest connections of every pair of dossiers of different domains, strongest first.

    At most ``settings.max_connections`` a pair; each event takes part once in a pair.
    """
    rarity = _name_rarity(pools)
    found: list[Connection] = []
    for first, second in combinations(pools, 2):
        if first.dossier.domain != second.dossier.domain:
            found.extend(_between(first, second, rarity, settings))
    return tuple(sorted(found, key=lambda item: (-item.strength, item.id)))


def _name_rarity(pools: Sequence[Pool]) -> Mapping[str, float]:
    """Inverse document frequency of names over events, scaled to (0, 1]."""
    events: dict[str, set[str]] = {}
    for each in pools:
        for item in each.evidence:
            events.setdefault(item.event_id, set()).update(name.key for name in item.names)
    counts = Counter(key for names in events.values() for key in names)
    total = 1 + len(events)
    rarity = {key: math.log(total / count) / math.log(total) for key, count in counts.items()}
    # Among few events nothing can be rare: a name of up to three of them counts as just rare enough.
    return {key: max(value, _RARE) if counts[key] <= 3 else value for key, value in rarity.items()}


def _between(
    first: Pool, second: Pool, rarity: Mapping[str, float], settings: PlanSettings
) -> list[Connection]:
    if not first.evidence or not second.evidence:
        return []
    closeness = first.vectors @ second.vectors.T
    scored = []
    for row, one in enumerate(first.evidence):
        for column, other in enumerate(second.evidence):
            connection = _connect(
                one, other, float(closeness[row, column]), rarity, first.dossier, second.dossier
            )
            if connection is not None and connection.strength >= settings.min_connection_strength:
                scored.append(connection)
    scored.sort(key=lambda item: (-item.strength, item.id))
    return _one_per_event(scored, settings.max_connections)


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


def _connect(
    one: Evidence,
    other: Evidence,
    closeness: float,
    rarity: Mapping[str, float],
    first: Dossier,
    second: Dossier,
) -> Connection | None:
    if one.article_id == other.article_id or one.event_id == other.event_id:
        return None
    if not _CLOSENESS_FLOOR <= closeness <= _COPY_CEILING:
        return None
    names = _shared_names(one, other, rarity, _RARE if closeness < _CLOSE else _KNOWN)
    figures = _shared_figures(one, other)
    if not names and not figures:
        return None
    ground = [*names, *figures, *_shared_days(one, other), *_wording(one, other)]
    central = min(1.0, math.sqrt(one.weight * other.weight) / _CENTRAL_WEIGHT)
    strength = central * _strength(names, figures, ground, closeness, rarity)
    if one.published > other.published:
        one, other, first, second = other, one, second, first
    return Connection(
        id="x" + hashlib.sha256(f"{one.id}\x1f{other.id}".encode()).hexdigest()[:12],
        from_dossier=first.id,
        to_dossier=second.id,
        from_evidence=one,
        to_evidence=other,
        domains=(first.domain, second.domain),
        ground=tuple(ground),
        strength=round(strength, 4),
    )


def _strength(
    names: Sequence[SharedGround],
    figures: Sequence[SharedGround],
    ground: Sequence[SharedGround],
    closeness: float,
    rarity: Mapping[str, float],
) -> float:
    """1 - exp(-points): each kind of ground adds, with diminishing returns."""
    points = sum(rarity.get(_key(item.text), 0.3) for item in names[:3]) * 0.7 + 0.9 * len(figures[:2])
    kinds = {item.kind for item in ground}
    points += 0.5 * (GroundKind.CAUSE in kinds) + 0.25 * (GroundKind.SEQUENCE in kinds)
    points += 0.25 * (GroundKind.DATE in kinds) + closeness
    return 1 - math.exp(-points)


def _key(text: str) -> str:
    return text.casefold()


def _shared_names(
    one: Evidence, other: Evidence, rarity: Mapping[str, float], least: float
) -> list[SharedGround]:
    """Names on both sides of at least such rarity, rarest first, in the fuller of the two spellings."""
    theirs = {name.key: name.text for name in other.names}
    shared: dict[str, str] = {}
    for name in one.names:
        if len(name.key) > 2 and name.key in theirs and rarity.get(name.key, 0.0) >= least:
            shared[name.key] = max(name.text, theirs[name.key], key=len)
    ordered = sorted(shared, key=lambda key: (-rarity.get(key, 0.0), key))
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
