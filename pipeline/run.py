"""The main path: read this first.

    sources → articles → chunks → vectors → events → themes → dossiers → connections → plan
            → drafts → verified → rendered

Every step looks up what is already done and does only the rest, so a run that was killed is continued by the next one,
and a run with nothing new costs next to nothing.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from pipeline.errors import ThroughlineError, UsageError
from pipeline.flow import indexing, intake, keys, publishing, rechecking, reopening
from pipeline.flow.recorder import Recorder
from pipeline.models import RunReport, RunStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from pipeline.flow.recorder import Clock
    from pipeline.flow.services import Services
    from pipeline.models import InsightPlan
    from pipeline.ports import Reporter


def run(services: Services, reporter: Reporter, clock: Clock, run_id: str) -> RunReport:
    """Do everything that is due, once, and report it.

    Raises ThroughlineError when the run as a whole cannot go on; what it did until then is kept and reported.
    """
    return _recorded(
        services, reporter, clock, run_id, lambda recorder: _main_path(services, recorder, clock())
    )


def _main_path(services: Services, recorder: Recorder, now: datetime) -> None:
    intake.take_in(services, recorder, now)
    rechecking.look_again(services, recorder, now)
    reopening.notice_changes(services, recorder, now)
    indexing.chunk_articles(services, recorder)
    indexing.embed_chunks(services, recorder)
    with indexing.syncing_index(services, recorder):
        _update_insights(services, recorder, now)


def _update_insights(services: Services, recorder: Recorder, now: datetime) -> None:
    key = keys.insights_key(services)
    if services.runs.mark(keys.INSIGHTS_MARK) == key:
        publishing.render(services, recorder, now)
        return
    from pipeline.flow import writing  # it loads scipy, which takes half a second

    writing.write(services, recorder, _plans(services, recorder), now.date())
    publishing.render(services, recorder, now)
    if not recorder.incomplete:
        services.runs.set_mark(keys.INSIGHTS_MARK, key)


def ingest(
    services: Services, reporter: Reporter, clock: Clock, run_id: str, locations: Sequence[str]
) -> RunReport:
    """Only the first part: take in the named locations, or all sources, and make them searchable."""

    def work(recorder: Recorder) -> None:
        intake.take_in(services, recorder, clock(), locations)
        reopening.notice_changes(services, recorder, clock())
        indexing.chunk_articles(services, recorder)
        indexing.embed_chunks(services, recorder)
        indexing.sync_index(services, recorder)

    return _recorded(services, reporter, clock, run_id, work)


def draft(
    services: Services, reporter: Reporter, clock: Clock, run_id: str, theme_ids: Sequence[str]
) -> RunReport:
    """Only the last part: draft or update the insights that the named themes lead, or all that are planned.

    Raises UsageError when a theme is not known.
    """
    from pipeline.flow import writing  # as in _update_insights

    _check_themes(services, theme_ids)

    def work(recorder: Recorder) -> None:
        writing.write(services, recorder, _plans(services, recorder, theme_ids), clock().date())
        publishing.render(services, recorder, clock())

    return _recorded(services, reporter, clock, run_id, work)


def plan_only(
    services: Services, reporter: Reporter, clock: Clock, run_id: str, theme_ids: Sequence[str]
) -> tuple[InsightPlan, ...]:
    """What ``draft`` would write and leave alone, and why; nothing is written.

    Raises UsageError when a theme is not known.
    """
    _check_themes(services, theme_ids)
    plans: list[InsightPlan] = []
    _recorded(
        services,
        reporter,
        clock,
        run_id,
        lambda recorder: plans.extend(_plans(services, recorder, theme_ids)),
    )
    return tuple(plans)


def _check_themes(services: Services, theme_ids: Sequence[str]) -> None:
    unknown = set(theme_ids) - {theme.id for theme in services.clusters.themes()}
    if unknown:
        raise UsageError(f"No theme is called {', '.join(sorted(unknown))}.", "See: throughline themes list")


def _plans(services: Services, recorder: Recorder, theme_ids: Sequence[str] = ()) -> tuple[InsightPlan, ...]:
    from pipeline.flow import clustering, drafting, planning  # they load scipy, which takes half a second

    articles = services.articles.newest()
    clusters = clustering.find_clusters(services, recorder, articles)
    packs = drafting.assemble_dossiers(services, recorder, clusters, articles, theme_ids)
    connections = drafting.connect(services, recorder, packs)
    return planning.plan(services, recorder, packs, connections, theme_ids)


def new_run_id(now: datetime) -> str:
    """Sorts by time and is unique: 20260407T150000-1f3a."""
    return f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"


def _recorded(
    services: Services, reporter: Reporter, clock: Clock, run_id: str, work: Callable[[Recorder], None]
) -> RunReport:
    """Do the work under a record that is closed however it ends."""
    recorder = Recorder(run_id, clock(), services.runs, reporter, clock)
    services.runs.start(run_id, recorder.started)
    try:
        work(recorder)
    except KeyboardInterrupt:
        recorder.finish(RunStatus.INTERRUPTED, services.writer.spent())
        raise
    except ThroughlineError:
        recorder.finish(RunStatus.FAILED, services.writer.spent())
        raise
    report = recorder.finish(recorder.status, services.writer.spent())
    if recorder.stopped is not None:
        raise recorder.stopped
    return report
