"""connections → plan: what to write, what to update, what to leave alone; and what is new in what was written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.flow import keys
from pipeline.flow.indexing import cached_embed
from pipeline.flow.reopening import reopened
from pipeline.models import Appraisal, News, PlanAction, Skipped
from pipeline.stages.novelty import Told, appraise
from pipeline.stages.plan import plan_insights

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.flow.recorder import Recorder
    from pipeline.flow.services import Services
    from pipeline.models import Connection, Draft, InsightPlan
    from pipeline.stages.dossiers import Pack


def plan(
    services: Services,
    recorder: Recorder,
    packs: Sequence[Pack],
    connections: Sequence[Connection],
    wanted: Sequence[str] = (),
) -> tuple[InsightPlan, ...]:
    """The pieces that the evidence makes, each appraised; known themes keep the names of their pieces.

    With ``wanted`` themes only what these lead is planned, and it is written however little is new.
    """
    with recorder.stage("plan", len(packs)) as tally:
        standing = [
            draft for draft in services.drafts.all_latest() if draft.dossiers and draft.kind == "insight"
        ]
        slugs = {draft.dossiers[0].theme_id: draft.slug for draft in standing}
        faults = {one.slug: one.reason for one in reopened(services, standing)}
        dossiers = [pack.dossier for pack in packs]
        settings = services.settings.plan
        plans = tuple(
            replace(item, appraisal=_due(services, item, standing, faults, asked_for=bool(wanted)))
            for item in plan_insights(dossiers, connections, slugs, settings, wanted)
        )
        due = [item for item in plans if item.appraisal.action is not PlanAction.LEAVE]
        tally.items_in, tally.items_out = len(dossiers), len(plans)
        tally.note = f"{len(due)} to write" if plans else ""
    recorder.notes.extend(_left_alone(plans))
    return plans


def _left_alone(plans: Sequence[InsightPlan]) -> list[Skipped]:
    """A line of the report for every piece that has something new, but not enough."""
    return [
        Skipped(
            f"insight {item.slug}",
            item.appraisal.reason,
            f"To write it all the same: throughline draft {item.dossiers[0].theme_id}",
        )
        for item in plans
        if item.appraisal.action is PlanAction.LEAVE and item.appraisal.reason
    ]


def _due(
    services: Services,
    item: InsightPlan,
    standing: Sequence[Draft],
    faults: Mapping[str, str],
    *,
    asked_for: bool,
) -> Appraisal:
    """The appraisal of a piece; one that is reopened is due even where it has nothing new to tell.

    ``faults`` say why by slug. Of the same evidence the same piece would be made, so that is left to the reviewer.
    """
    found = _appraised(services, item, standing, asked_for=asked_for)
    fault = faults.get(item.slug, "")
    if not fault or found.action is not PlanAction.LEAVE or not found.reason:
        return found
    return replace(found, action=PlanAction.UPDATE, reason=fault)


def _appraised(
    services: Services, item: InsightPlan, standing: Sequence[Draft], *, asked_for: bool
) -> Appraisal:
    """An unchanged piece is left alone without a word; one that another writer or prompt made is due."""
    made_from = services.drafts.made_from(item.slug)
    if made_from == keys.piece_key(item.evidence_sha256, services.writer.fingerprint):
        return Appraisal(PlanAction.LEAVE)
    own = next((_told(services, draft) for draft in standing if draft.slug == item.slug), None)
    articles = {evidence.article_id for evidence in item.evidence()}
    others = [
        _told(services, draft)
        for draft in standing
        if draft.slug != item.slug and articles & {source.article_id for source in draft.sources}
    ]
    found = appraise(item, own, others, cached_embed(services), services.settings.plan)
    if found.action is not PlanAction.LEAVE:
        return found
    action = PlanAction.UPDATE if own is not None else PlanAction.WRITE
    if asked_for:
        return replace(found, action=action, reason=f"asked for, though {found.reason}")
    if own is not None and not keys.written_in_full_by(made_from, services.writer.fingerprint):
        reason = f"version {own.version} is by another writer, model or prompt, or not in full"
        return replace(found, action=action, reason=reason)
    return found


def _told(services: Services, draft: Draft) -> Told:
    """A piece with the evidence of its dossiers, as these were when it was written."""
    dossiers = [services.dossiers.get(reference.id) for reference in draft.dossiers]
    evidence = tuple(item for dossier in dossiers if dossier is not None for item in dossier.evidence)
    return Told(draft.slug, draft.version, draft.published, evidence)


def with_news(draft: Draft, item: InsightPlan) -> Draft:
    """A later version with the claims that cite what is new since the last one; a first version as it is."""
    appraisal = item.appraisal
    if appraisal.since is None:
        return draft
    places = {(one.article_id, one.start) for one in item.evidence() if one.id in appraisal.news}
    told = [
        claim.id
        for claim in draft.claims()
        if any((citation.article_id, citation.start) in places for citation in claim.citations)
    ]
    return replace(draft, news=News(appraisal.since_version, appraisal.since, tuple(dict.fromkeys(told))))
