"""sources → articles.

A source that looks unchanged is not read; one that cannot be read is reported and the rest go on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.errors import FetchError, InputError
from pipeline.flow.keeping import keep as keep_result
from pipeline.flow.keeping import stored
from pipeline.models import Article, Skipped
from pipeline.ports import SourceRow
from pipeline.stages.ingest import IngestResult, ingest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipeline.flow.recorder import Recorder
    from pipeline.flow.services import Services

MAX_REPORTED = 200
"""Items named one by one for each source; the rest are counted."""


def take_in(services: Services, recorder: Recorder, now: datetime, locations: Sequence[str] = ()) -> None:
    """Read the named locations, or all sources of the workspace, and store what is new."""
    rows = [SourceRow(location, now) for location in locations] or services.sources.all()
    with recorder.stage("ingest", len(rows)) as tally:
        fresh = 0
        for number, row in enumerate(rows, start=1):
            fresh += _take_source(services, recorder, row, now, keep=not locations)
            recorder.reporter.advanced("ingest", number)
        tally.items_in, tally.items_out, tally.reused = len(rows), fresh, not fresh
        tally.note = f"{fresh} new or revised articles" if fresh else "nothing new"


def _take_source(services: Services, recorder: Recorder, row: SourceRow, now: datetime, *, keep: bool) -> int:
    """Read one source, store its news and count them. ``keep``: the source belongs to the workspace."""
    try:
        before = row.fingerprint if keep and not row.error else ""
        reading = services.open_source(row).read(before)
        if reading.is_unchanged:
            return 0
        result = ingest(reading.items, stored(services), services.settings.ingest, now)
    except (InputError, FetchError) as error:
        recorder.skip([Skipped(row.location, error.message, error.remedy)])
        if keep:
            services.sources.put(replace(row, last_read=now, error=error.message))
        return 0
    keep_result(services, result, now)
    recorder.skip(_limited(result.skipped, row.location))
    recorder.notes.extend(_limited(result.notes, row.location))
    if keep:
        count = row.articles + len(result.new)
        row = replace(
            row,
            last_read=now,
            fingerprint=reading.fingerprint,
            articles=count,
            skipped=len(result.skipped),
            error="",
        )
        services.sources.put(row)
    return len(result.articles)


def _limited(items: Sequence[Skipped], location: str) -> list[Skipped]:
    if len(items) <= MAX_REPORTED:
        return list(items)
    rest = Skipped(
        location, f"{len(items) - MAX_REPORTED:,} more items like these", "Look at the file itself."
    )
    return [*items[:MAX_REPORTED], rest]


@dataclass(frozen=True, slots=True)
class Decided:
    """What reading all sources would bring, nothing stored."""

    new: tuple[Article, ...]
    revised: tuple[Article, ...]
    skipped: tuple[Skipped, ...]


def decide_all(services: Services, now: datetime) -> Decided:
    """Read all sources that changed and decide, without storing anything."""
    present = stored(services)
    results: list[IngestResult] = []
    failed: list[Skipped] = []
    for row in services.sources.all():
        try:
            reading = services.open_source(row).read(row.fingerprint)
            if not reading.is_unchanged:
                results.append(ingest(reading.items, present, services.settings.ingest, now))
        except (InputError, FetchError) as error:
            failed.append(Skipped(row.location, error.message, error.remedy))
    return Decided(
        tuple(article for result in results for article in result.new),
        tuple(article for result in results for article in result.revised),
        (*failed, *(item for result in results for item in result.skipped)),
    )
