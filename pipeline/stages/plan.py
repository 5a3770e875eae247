"""Chooses what is worth a piece: which dossier leads, which join it through connections, and under which name.

Every dossier is in one piece at most; the piece keeps the name (slug) of the last piece that was led by the same theme,
so that a new version stands beside the old one.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from itertools import combinations
from typing import TYPE_CHECKING

from pipeline.models import InsightPlan
from pipeline.text.wording import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.models import Connection, Dossier
    from pipeline.settings import PlanSettings

MAX_TAGS = 7
MIN_PULL = 0.25
"""Below this two groups of dossiers are not held together: about one weak connection between each two of them."""
MONTH = 30


def plan_insights(
    dossiers: Sequence[Dossier],
    connections: Sequence[Connection],
    slugs: Mapping[str, str],
    settings: PlanSettings,
    wanted: Sequence[str] = (),
) -> tuple[InsightPlan, ...]:
    """The pieces to write, most deserving first.

    ``slugs`` maps a theme id to the slug of the piece it led before. With ``wanted`` theme ids only pieces that hold
    one of these are planned, and it leads them.
    """
    plans: list[InsightPlan] = []
    used_slugs = set(slugs.values())
    groups = _groups(dossiers, connections, settings.max_dossiers)
    for group in sorted(groups, key=lambda members: (-members[0].score, members[0].id)):
        members = _led_by(group, wanted)
        if members and len(plans) < settings.max_insights:
            lead = members[0]
            slug = slugs.get(lead.theme_id) or _free_slug(lead.title, used_slugs)
            used_slugs.add(slug)
            carried = _carried(members, connections, settings.max_connections)
            plans.append(make_plan(slug, "insight", members, carried))
    return tuple(plans)


def _led_by(group: Sequence[Dossier], wanted: Sequence[str]) -> list[Dossier]:
    """The group with the first wanted theme in front; as it is when none is wanted, empty when it holds none."""
    if not wanted:
        return list(group)
    lead = next((dossier for dossier in group if dossier.theme_id in wanted), None)
    return [lead, *(dossier for dossier in group if dossier is not lead)] if lead is not None else []


def make_plan(
    slug: str, kind: str, dossiers: Sequence[Dossier], connections: Sequence[Connection], question: str = ""
) -> InsightPlan:
    """A plan with its tags and the hash of all evidence that it rests on."""
    parts = [item.id for dossier in dossiers for item in dossier.evidence] + [item.id for item in connections]
    return InsightPlan(
        slug=slug,
        kind=kind,
        dossiers=tuple(dossiers),
        connections=tuple(connections),
        tags=_tags(dossiers),
        evidence_sha256=hashlib.sha256("\x1f".join([question, *parts]).encode()).hexdigest(),
        question=question,
        thesis=_thesis(dossiers, connections),
    )


def _thesis(dossiers: Sequence[Dossier], connections: Sequence[Connection]) -> str:
    """Which dossiers meet on what ground, as "A meets B (Nvidia)"; where none meet, the first event of each."""
    titles = {dossier.id: dossier.title for dossier in dossiers}
    meetings = {
        f"{titles[link.from_dossier]} meets {titles[link.to_dossier]} ({listed([item.text for item in link.ground])})"
        for link in connections
        if link.from_dossier != link.to_dossier
    }
    stories = (f"{dossier.title}: {dossier.events[0].title}" for dossier in dossiers)
    return "; ".join(sorted(meetings) or stories)


def slugify(text: str, limit: int = 60) -> str:
    """Lower-case ASCII words joined by hyphens; "untitled" when nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain.lower()))[:limit].strip("-")
    return slug or "untitled"


def _groups(
    dossiers: Sequence[Dossier], connections: Sequence[Connection], limit: int
) -> list[list[Dossier]]:
    """Dossiers that belong in one piece, weightiest first.

    The two groups with the strongest mean pull between their members are joined, again and again, as long as none grows
    beyond ``limit`` and the pull is at least ``MIN_PULL`` (agglomerative clustering with average linkage).
    """
    pull = _pulls(dossiers, connections)
    groups = [[dossier] for dossier in dossiers]
    while True:
        pairs = [(one, other) for one, other in combinations(groups, 2) if len(one) + len(other) <= limit]
        best = max(pairs, key=lambda pair: _mean_pull(pair[0], pair[1], pull), default=None)
        if best is None or _mean_pull(best[0], best[1], pull) < MIN_PULL:
            break
        groups = [group for group in groups if group not in best] + [[*best[0], *best[1]]]
    return [sorted(group, key=lambda dossier: (-dossier.score, dossier.id)) for group in groups]


def _pulls(dossiers: Sequence[Dossier], connections: Sequence[Connection]) -> dict[frozenset[str], float]:
    """For each connected pair of dossiers the summed strength of its connections, less the further apart in time: half
    at ``MONTH`` days between their middles, a third at twice that."""
    by_id = {dossier.id: dossier for dossier in dossiers}
    pull: dict[frozenset[str], float] = {}
    for connection in connections:
        pair = frozenset((connection.from_dossier, connection.to_dossier))
        if len(pair) == 1:
            continue
        apart = abs(_middle(by_id[connection.from_dossier]) - _middle(by_id[connection.to_dossier]))
        pull[pair] = pull.get(pair, 0.0) + connection.strength / (1 + apart / MONTH)
    return pull


def _mean_pull(
    one: Sequence[Dossier], other: Sequence[Dossier], pull: Mapping[frozenset[str], float]
) -> float:
    pairs = [frozenset((first.id, second.id)) for first in one for second in other]
    return sum(pull.get(pair, 0.0) for pair in pairs) / len(pairs)


def _middle(dossier: Dossier) -> float:
    """The mean day of its sentences' articles, as an ordinal."""
    days = [item.published.toordinal() for item in dossier.evidence]
    return sum(days) / max(1, len(days))


def _carried(members: Sequence[Dossier], connections: Sequence[Connection], limit: int) -> list[Connection]:
    """The strongest connections among the members, each event at most once and each pair of domains before a repeat."""
    ids = {member.id for member in members}
    inside = [item for item in connections if item.from_dossier in ids and item.to_dossier in ids]
    chosen: list[Connection] = []
    told: set[str] = set()
    for repeat_allowed in (False, True):
        for item in inside:
            pairs = {frozenset(kept.domains) for kept in chosen}
            ends = {item.from_evidence.event_id, item.to_evidence.event_id}
            if (
                len(chosen) < limit
                and not ends & told
                and (repeat_allowed or frozenset(item.domains) not in pairs)
            ):
                chosen.append(item)
                told |= ends
    return chosen


def _free_slug(title: str, used: set[str]) -> str:
    slug, number = slugify(title), 2
    candidate = slug
    while candidate in used:
        candidate = f"{slug}-{number}"
        number += 1
    return candidate


def _tags(dossiers: Sequence[Dossier]) -> tuple[str, ...]:
    domains = [dossier.domain for dossier in dossiers if dossier.domain != "other"]
    terms = [term for rank in range(3) for dossier in dossiers for term in dossier.terms[rank : rank + 1]]
    return tuple(_distinct(slugify(word, 40) for word in [*domains, *terms]))[:MAX_TAGS]


def _distinct(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
