"""themes → dossiers → connections → plan → drafts → verify.

A piece whose evidence did not change is left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from pipeline.errors import CeilingError, ModelRefusedError, ThroughlineError
from pipeline.flow.ceilings import ceiling_reached
from pipeline.flow.indexing import cached_embed
from pipeline.flow.publishing import draft_name
from pipeline.flow.remembering import PureFunction, remembered
from pipeline.models import Skipped
from pipeline.ports import WriterContext
from pipeline.stages.connections import find_connections, pool
from pipeline.stages.dossiers import Pack, build_dossier, deserving, eligible
from pipeline.stages.plan import plan_insights
from pipeline.stages.verify import Verified, verify
from pipeline.text.evidence import Library, Opening, Sentence, read_sentences
from pipeline.text.hashing import short_hash

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pipeline.flow.clustering import Clusters
    from pipeline.flow.recorder import Recorder
    from pipeline.flow.services import Services
    from pipeline.models import Article, Claim, Connection, Draft, InsightPlan

_SENTENCES_JSON = TypeAdapter(tuple[Sentence, ...])
SENTENCES: PureFunction[Opening, tuple[Sentence, ...]] = PureFunction(
    name="sentences-1",
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
    themes = [theme for theme in clusters.themes if eligible(theme, settings.dossiers, tracked=tracked)]
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


def library_of(services: Services, articles: Sequence[Article]) -> Library:
    """The articles with what was there before they were edited; what was read of them once is not read again."""
    edited = [(article.id, 1) for article in articles if article.revision > 1]
    originals = services.articles.texts(edited)
    return Library(
        {article.id: article for article in articles},
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


def plan(
    services: Services,
    recorder: Recorder,
    packs: Sequence[Pack],
    connections: Sequence[Connection],
    wanted: Sequence[str] = (),
) -> tuple[InsightPlan, ...]:
    """What to write: known themes keep the names of their pieces. With ``wanted`` themes, only what these lead."""
    with recorder.stage("plan", len(packs)) as tally:
        slugs = {
            draft.dossiers[0].theme_id: draft.slug for draft in services.drafts.all_latest() if draft.dossiers
        }
        dossiers = [pack.dossier for pack in packs]
        plans = plan_insights(dossiers, connections, slugs, services.settings.plan, wanted)
        tally.items_in, tally.items_out = len(dossiers), len(plans)
    return plans


def write(services: Services, recorder: Recorder, plans: Sequence[InsightPlan], today: date) -> None:
    """Draft, verify and store every piece whose evidence or writer changed.

    A piece whose model fails is skipped and named. When a ceiling is reached the rest is left for another run.
    """
    with recorder.stage("draft", len(plans)) as tally:
        due = [item for item in plans if services.drafts.made_from(item.slug) != _key(services, item)]
        for number, item in enumerate(due, start=1):
            recorder.stopped = _ceiling(services, item.slug)
            if recorder.stopped is not None:
                recorder.incomplete = True
                break
            _write_one(services, recorder, item, today)
            recorder.reporter.advanced("draft", number)
        tally.items_in, tally.items_out, tally.reused = len(plans), len(recorder.drafts), not due
        tally.note = f"{len(plans) - len(due)} unchanged" if len(due) < len(plans) else ""


def _key(services: Services, item: InsightPlan) -> str:
    return short_hash(item.evidence_sha256, services.writer.fingerprint)


def _ceiling(services: Services, slug: str) -> CeilingError | None:
    """The error when the run has spent what it may."""
    if not ceiling_reached(services):
        return None
    spent = services.writer.spent()
    tokens = spent.input_tokens + spent.output_tokens
    return CeilingError(
        f"The run has spent {tokens:,} tokens and {spent.cost_usd:.4f} USD; {slug} and what follows is not written.",
        "Raise --max-cost or --max-tokens; what is done is kept, and the next run goes on from there.",
    )


def _write_one(services: Services, recorder: Recorder, item: InsightPlan, today: date) -> None:
    context = WriterContext(recorder.run_id, today, recorder.reporter.note)
    try:
        draft = services.writer.write(item, context)
        checked = check(services, item, draft)
    except ModelRefusedError:
        raise
    except ThroughlineError as error:
        recorder.skip([Skipped(f"insight {item.slug}", error.message, error.remedy)])
        recorder.incomplete = True
        return
    recorder.notes.extend(checked.dropped)
    if not checked.draft.tldr.claims or not checked.draft.sections:
        reason = "neither its summary nor a section passed verification"
        recorder.skip(
            [Skipped(f"insight {item.slug}", reason, "Its theme needs more, or clearer, articles.")]
        )
        return
    stored = services.drafts.add(checked.draft, _key(services, item))
    recorder.drafts.append(draft_name(stored))


def check(services: Services, item: InsightPlan, draft: Draft) -> Verified:
    """Verify a draft against the stored texts; the writer gets one attempt at a claim that fails."""
    keys = {
        (citation.article_id, citation.revision) for claim in draft.claims() for citation in claim.citations
    }
    texts = services.articles.texts(sorted(keys))
    evidence = [each for dossier in item.dossiers for each in dossier.evidence]
    days = {each.article_id: each.published for each in evidence}

    def repair(claim: Claim, reason: str) -> Claim | None:
        cited = {(citation.article_id, citation.start) for citation in claim.citations}
        return services.writer.repair(
            claim, [one for one in evidence if (one.article_id, one.start) in cited], reason
        )

    return verify(draft, lambda article_id, revision: texts.get((article_id, revision)), days.get, repair)
