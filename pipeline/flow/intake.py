"""sources → articles.

What the sources that are due give is decided on in batches. Of each batch first the articles are stored, then which
entries were dealt with, then how the sources are: a run that is killed in between is made good by the next, which finds
the articles known.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.flow.keeping import keep, stored_now
from pipeline.flow.reading import Asked, read_sources
from pipeline.models import Article, RawArticle, Skipped
from pipeline.ports import Poll, PollOutcome, SourceRow
from pipeline.stages.health import after_failure, after_success, is_due, is_outage
from pipeline.stages.ingest import IngestResult, ingest
from pipeline.text.clean import clean_line
from pipeline.text.urls import url_host

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from pipeline.errors import ThroughlineError
    from pipeline.flow.reading import Delivery, Ending
    from pipeline.flow.recorder import Recorder
    from pipeline.flow.services import Services
    from pipeline.ports import Reading

MAX_REPORTED = 200
"""Items named one by one for each source; the rest are counted."""

_BATCH_CHARACTERS = 50_000_000
_BATCH_ITEMS = 500
_BATCH_SHARE = 0.05
"""A batch is decided on when it has so many characters, or so many items and this share of what is stored: for every
batch all that is stored is looked at, while the next one is already being read."""


def take_in(services: Services, recorder: Recorder, now: datetime, locations: Sequence[str] = ()) -> None:
    """Read the named locations, or all sources of the workspace that are due, and store what is new."""
    asked = _asked(services, now, locations)
    intake = _Intake(services, recorder, now)
    with recorder.stage("ingest", len(asked)) as tally:
        with closing(read_sources(services, asked, with_pages=True)) as deliveries:
            for batch in _batches(deliveries, lambda: intake.stored):
                intake.take(batch)
                recorder.reporter.advanced("ingest", intake.finished + len(intake.failed))
        intake.close()
        tally.items_in, tally.items_out, tally.reused = len(asked), intake.fresh, not intake.fresh
        tally.note = f"{intake.fresh} new or revised articles" if intake.fresh else "nothing new"


@dataclass(frozen=True, slots=True)
class Decided:
    """What reading all sources would bring, nothing stored."""

    new: tuple[Article, ...]
    revised: tuple[Article, ...]
    skipped: tuple[Skipped, ...]


def decide_all(services: Services, now: datetime) -> Decided:
    """Read all sources that are due and decide, without storing anything. Summaries stay summaries."""
    stored = stored_now(services)
    results: list[IngestResult] = []
    failed: list[Skipped] = []
    with closing(read_sources(services, _asked(services, now, ()), with_pages=False)) as deliveries:
        for batch in _batches(deliveries, lambda: len(stored.known)):
            results.append(ingest(_items(batch), stored, services.settings.ingest, now))
            failed += [
                _unread(delivery.asked.row, delivery.ending.error)
                for delivery in batch
                if delivery.ending is not None and delivery.ending.error is not None
            ]
    return Decided(
        tuple(article for result in results for article in result.new),
        tuple(article for result in results for article in result.revised),
        (*failed, *(item for result in results for item in result.skipped)),
    )


def _asked(services: Services, now: datetime, locations: Sequence[str]) -> list[Asked]:
    rows = services.sources.all()
    if not locations:
        due = (row for row in rows if is_due(row, now, services.settings.health))
        return [Asked(row, place) for place, row in enumerate(due)]
    known = {row.location: row for row in rows}
    return [
        Asked(known.get(one, SourceRow(one, now)), place, is_kept=one in known, is_named=True)
        for place, one in enumerate(locations)
    ]


def _batches(deliveries: Iterable[Delivery], stored: Callable[[], int]) -> Iterator[list[Delivery]]:
    """Deliveries that are decided on together, in the order of their sources, not in that of their arrival. ``stored``
    tells how many articles there are."""
    batch: list[Delivery] = []
    items = characters = 0
    for delivery in deliveries:
        batch.append(delivery)
        items += len(delivery.items)
        characters += sum(map(_characters, delivery.items))
        is_full = items >= max(_BATCH_ITEMS, _BATCH_SHARE * stored()) or characters >= _BATCH_CHARACTERS
        if is_full:
            yield sorted(batch, key=lambda each: each.asked.place)
            batch, items, characters = [], 0, 0
    if batch:
        yield sorted(batch, key=lambda each: each.asked.place)


def _characters(item: RawArticle | Skipped) -> int:
    return len(item.text) + len(item.original) if isinstance(item, RawArticle) else 0


def _items(batch: Iterable[Delivery]) -> Iterator[RawArticle | Skipped]:
    """What was delivered, articles marked with the source that they are counted for."""
    for delivery in batch:
        location = delivery.asked.row.location
        for item in delivery.items:
            yield replace(item, source=location) if isinstance(item, RawArticle) else item


def _unread(row: SourceRow, error: ThroughlineError) -> Skipped:
    return Skipped(row.location, error.message, error.remedy)


@dataclass(slots=True)
class _Intake:
    """The state of one intake. ``failed`` are sources that could not be read: what is done about them is decided at the
    end, when it is known whether any could be. ``gave`` counts what came of sources that are still being read."""

    services: Services
    recorder: Recorder
    now: datetime
    fresh: int = 0
    stored: int = 0
    """Articles in the store, as far as has been seen."""
    finished: int = 0
    answered: int = 0
    """Sources on the network that could be read."""
    failed: list[tuple[Asked, Ending, ThroughlineError]] = field(default_factory=list)
    gave: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def take(self, batch: Sequence[Delivery]) -> None:
        """Decide on a batch and store it; then note what was dealt with, and how the sources that ended are."""
        if any(delivery.items for delivery in batch):
            stored = stored_now(self.services)
            result = ingest(_items(batch), stored, self.services.settings.ingest, self.now)
            keep(self.services, result, self.now)
            self.stored = len(stored.known) + len(result.new)
            self._count(batch, result)
            self.fresh += len(result.articles)
        self.recorder.notes.extend(note for delivery in batch for note in delivery.notes)
        self._finish([(each.asked, each.ending) for each in batch if each.ending is not None])

    def close(self) -> None:
        """Note the sources that could not be read: each of them, or that the network is down."""
        remote = [(url_host(asked.row.location), error) for asked, end, error in self.failed if end.is_remote]
        is_down = is_outage(remote, self.answered)
        polls: list[Poll] = []
        for asked, ending, error in self.failed:
            if is_down and ending.is_remote:
                continue
            self.recorder.skip([_unread(asked.row, error)])
            polls += self._failed(asked, ending, error)
        if is_down:
            reason = f"None of {len(remote)} sources could be reached. The first: {remote[0][1].message}"
            remedy = "Check this machine's connection; the sources are read again at the next run."
            self.recorder.skip([Skipped("the network", reason, remedy)])
        self.services.polls.add(polls)

    def _count(self, batch: Sequence[Delivery], result: IngestResult) -> None:
        locations = {clean_line(delivery.asked.row.location) for delivery in batch}
        for name, articles in (("new", result.new), ("revised", result.revised)):
            for article in articles:
                self.gave[article.source][name] += 1
        for article in result.new:
            self.gave[article.source]["duplicates"] += not article.is_representative
        for place, items in _by_source(result.skipped, locations).items():
            self.gave[place]["skipped"] += len(items)
            self.recorder.skip(_limited(items, place))
        for place, items in _by_source(result.notes, locations).items():
            self.recorder.notes.extend(_limited(items, place))

    def _finish(self, ended: Sequence[tuple[Asked, Ending]]) -> None:
        read = [(asked, ending) for asked, ending in ended if ending.error is None]
        self.failed += [(asked, ending, ending.error) for asked, ending in ended if ending.error is not None]
        self.finished += len(read)
        self.answered += sum(ending.is_remote for _, ending in read)
        kept = [(asked, ending) for asked, ending in read if asked.is_kept]
        self.services.entries.put({asked.row.location: ending.entries for asked, ending in kept})
        self.services.sources.put(*(self._after_success(asked.row, ending.reading) for asked, ending in kept))
        self.services.polls.add([self._poll(asked, ending) for asked, ending in kept])

    def _after_success(self, row: SourceRow, reading: Reading) -> SourceRow:
        gave = self.gave[clean_line(row.location)]
        return after_success(row, reading, self.now, gave["new"], gave["revised"], gave["skipped"])

    def _failed(self, asked: Asked, ending: Ending, error: ThroughlineError) -> list[Poll]:
        if not asked.is_kept:
            return []
        health = self.services.settings.health
        row = after_failure(asked.row, error, self.now, health, is_remote=ending.is_remote)
        gave = self.gave[clean_line(row.location)]
        self.services.sources.put(replace(row, articles=row.articles + gave["new"]))
        return [self._poll(asked, ending)]

    def _poll(self, asked: Asked, ending: Ending) -> Poll:
        gave = self.gave[clean_line(asked.row.location)]
        outcome = PollOutcome.UNCHANGED if ending.reading.is_unchanged else PollOutcome.READ
        return Poll(
            asked.row.location,
            self.now,
            PollOutcome.FAILED if ending.error is not None else outcome,
            round(ending.seconds, 3),
            gave["new"],
            gave["revised"],
            gave["duplicates"],
            gave["skipped"],
            ending.error.message if ending.error is not None else "",
        )


def _by_source(items: Iterable[Skipped], locations: Iterable[str]) -> dict[str, list[Skipped]]:
    """Items by the location that their names begin with, the longest; "" for those of none."""
    longest_first = sorted(locations, key=len, reverse=True)
    found: defaultdict[str, list[Skipped]] = defaultdict(list)
    for item in items:
        found[next((one for one in longest_first if item.item.startswith(one)), "")].append(item)
    return found


def _limited(items: Sequence[Skipped], location: str) -> list[Skipped]:
    if len(items) <= MAX_REPORTED:
        return list(items)
    rest = Skipped(
        location, f"{len(items) - MAX_REPORTED:,} more items like these", "Look at the file itself."
    )
    return [*items[:MAX_REPORTED], rest]
