"""themes → dossiers → connections; and the verifying of what a writer makes of a plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from pipeline.flow.indexing import cached_embed
from pipeline.flow.remembering import PureFunction, remembered
from pipeline.stages.connections import find_connections, pool
from pipeline.stages.dossiers import Pack, build_dossier, deserving, eligible
from pipeline.stages.verify import Stored, Verified, verify
from pipeline.text.evidence import Library, Opening, Sentence, read_sentences
from pipeline.verification.independence import Origin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from pipeline.flow.clustering import Clusters
    from pipeline.flow.recorder import Recorder
    from pipeline.flow.services import Services
    from pipeline.models import (
        Article,
        Claim,
        Connection,
        Draft,
        Entailment,
        Event,
        Evidence,
        InsightPlan,
        Theme,
    )

_SENTENCES_JSON = TypeAdapter(tuple[Sentence, ...])
SENTENCES: PureFunction[Opening, tuple[Sentence, ...]] = PureFunction(
    name="sentences-2",
    compute=read_sentences,
    key=lambda opening: f"{opening.limit}|{opening.day}|{opening.text}",
    encode=_SENTENCES_JSON.dump_json,
    decode=_SENTENCES_JSON.validate_json,
)


def assemble_dossiers(
    services: Services,
    recorder: Recorder,
    clusters: Clusters,
    articles: Sequence[Article],
    wanted: Sequence[str] = (),
) -> list[Pack]:
    """Dossiers of the themes that deserve a piece most, as many as the plan could use, and of the wanted themes."""
    settings = services.settings
    library = library_of(services, articles)
    events = {event.id: event for event in clusters.events}
    newest = max((article.day for article in articles), default=None)
    tracked = bool(services.topics)
    lost = {article.id for article in articles if article.is_representative} - library.articles.keys()
    present = (_without(theme, events, lost) for theme in clusters.themes)
    themes = [theme for theme in present if eligible(theme, settings.dossiers, tracked=tracked)]
    with recorder.stage("dossiers", len(themes)) as tally:
        packs: list[Pack] = []
        if newest is not None:
            embed = cached_embed(services)
            for score, theme in deserving(themes, newest, settings.plan, wanted):
                pack = build_dossier(theme, events, library, embed, settings.dossiers, score)
                packs.extend([pack] if pack is not None else [])
                recorder.reporter.advanced("dossiers", len(packs))
        services.dossiers.put([pack.dossier for pack in packs])
        tally.items_in, tally.items_out = len(clusters.themes), len(packs)
    return packs


def _without(theme: Theme, events: Mapping[str, Event], lost: AbstractSet[str]) -> Theme:
    """A theme that does not count the reports which were withdrawn."""
    own = (
        sum(key in lost for event_id in theme.event_ids for key in events[event_id].article_ids)
        if lost
        else 0
    )
    return replace(theme, article_count=theme.article_count - own) if own else theme


def library_of(services: Services, articles: Sequence[Article]) -> Library:
    """The articles with what was there before they were edited; what was read of them once is not read again.

    Withdrawn articles are left out: nothing new rests on them.
    """
    withdrawn = services.notices.withdrawn()
    present = {article.id: article for article in articles if article.id not in withdrawn}
    edited = [(article.id, 1) for article in present.values() if article.revision > 1]
    originals = services.articles.texts(edited)
    return Library(
        present,
        {key: text for (key, _), text in originals.items()},
        remembered(services.results, SENTENCES),
    )


def connect(services: Services, recorder: Recorder, packs: Sequence[Pack]) -> tuple[Connection, ...]:
    """Connections between dossiers of different domains."""
    with recorder.stage("connections", len(packs)) as tally:
        pools = [pool(pack.dossier, pack.vectors) for pack in packs]
        connections = find_connections(pools, services.settings.plan)
        tally.items_in, tally.items_out = len(packs), len(connections)
    return connections


def check(services: Services, item: InsightPlan, draft: Draft) -> Verified:
    """Verify a draft against the stored texts; the writer gets one attempt at a claim that fails."""
    keys = {(citation.article_id, citation.revision) for citation in draft.citations()}
    texts = services.articles.texts(sorted(keys))
    evidence = [each for dossier in item.dossiers for each in dossier.evidence]
    days = {each.article_id: each.published for each in evidence}

    def repair(claim: Claim, reason: str) -> Claim | None:
        cited = {(citation.article_id, citation.start) for citation in claim.citations}
        return services.writer.repair(
            claim, [one for one in evidence if (one.article_id, one.start) in cited], reason
        )

    def entails(claims: Sequence[Claim]) -> Mapping[str, Entailment]:
        return services.writer.entails(claims, evidence)

    stored = Stored(
        lambda article_id, revision: texts.get((article_id, revision)), days.get, _origins(services, evidence)
    )
    return verify(draft, stored, repair, cached_embed(services), entails)


def _origins(services: Services, evidence: Sequence[Evidence]) -> dict[str, Origin]:
    """Where the articles of some evidence come from, by id."""
    reporting: dict[str, set[str]] = {}
    for item in evidence:
        reporting.setdefault(item.article_id, set()).update(item.publishers)
    publishers = {item.article_id: item.publisher for item in evidence}
    groups = services.articles.groups(list(reporting))
    return {
        key: Origin(publishers[key], groups.get(key, key), frozenset(names))
        for key, names in reporting.items()
    }
