"""How the workspace's sources are, from what is kept of them."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from pipeline.errors import InputError
from pipeline.stages.health import RHYTHM_DAYS, SourceHealth, SourceState, judge
from pipeline.text.clean import clean_line

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.flow.services import Services
    from pipeline.ports import Poll, SourceRow

TROUBLED = frozenset({SourceState.GONE, SourceState.FAILING})
"""States in which somebody should look at a source."""

_ORDER = {state: place for place, state in enumerate(SourceState)}


def source_health(services: Services, now: datetime) -> tuple[SourceHealth, ...]:
    """All sources, the worst first, those of one state in the order in which they were added. Reads no source."""
    news: defaultdict[str, list[Poll]] = defaultdict(list)
    for poll in services.polls.with_news(now - timedelta(days=RHYTHM_DAYS)):
        news[poll.location].append(poll)
    cited = services.articles.counts(
        [source.article_id for draft in services.drafts.all_latest() for source in draft.sources]
    )
    judged = (
        judge(
            row,
            news[row.location],
            cited.get(clean_line(row.location), 0),
            now,
            is_remote=_is_remote(services, row),
        )
        for row in services.sources.all()
    )
    return tuple(sorted(judged, key=lambda health: _ORDER[health.state]))


def _is_remote(services: Services, row: SourceRow) -> bool:
    try:
        return services.open_source(row).is_remote
    except InputError:
        return False
