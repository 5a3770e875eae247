"""sources → what they give: those on the network beside each other, those on disk in turn and piece by piece.

Entries of sources on the network that were dealt with and have not changed are left out here, before anything is done
with them. No more is held in memory than the readings under way give.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from itertools import islice
from threading import Event
from typing import TYPE_CHECKING

from pipeline.errors import ExtractionError, FetchError, InputError
from pipeline.flow.completing import Completed, complete_all, wants_page
from pipeline.models import RawArticle, Skipped
from pipeline.ports import Reading, SeenEntry
from pipeline.text.urls import url_host

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Executor, Future

    from pipeline.errors import ThroughlineError
    from pipeline.flow.services import Services
    from pipeline.ports import Source, SourceRow

PIECE = 500
"""Items of a source on disk that are handed on together."""
_WINDOW = 2
"""Readings that are under way or wait to be taken in, for each of those that run at the same time."""
_KEY_DIGITS = 32
_MOST_OUTAGES = 30
"""Readings at which a page is asked for while its server fails: some days, so that an outage costs no article."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A source to be read. ``is_kept``: it belongs to the workspace. ``is_named``: somebody asks for it by name, so
    that it is read whether or not it has changed. ``place`` is where it stands among those that are asked."""

    row: SourceRow
    place: int
    is_kept: bool = True
    is_named: bool = False

    @property
    def fingerprint(self) -> str:
        """What the reading is to be compared with; "" for none."""
        return "" if self.is_named else self.row.fingerprint


@dataclass(frozen=True, slots=True)
class Ending:
    """How a reading ended: with an error, or with a ``reading`` (whose items were handed on). ``entries`` are those
    that were dealt with, by key."""

    reading: Reading
    error: ThroughlineError | None
    seconds: float
    is_remote: bool
    entries: Mapping[str, SeenEntry] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Delivery:
    """Some of what a reading gave; the last one has the ending. ``notes`` are about entries that are not among it."""

    asked: Asked
    items: Sequence[RawArticle | Skipped]
    ending: Ending | None = None
    notes: Sequence[Skipped] = ()


def read_sources(services: Services, asked: Sequence[Asked], *, with_pages: bool) -> Generator[Delivery]:
    """Read sources. ``with_pages``: summaries are completed by their pages. To be closed when it is not used up."""
    opened = [(one, _opened(services, one)) for one in asked]
    yield from (source for _, source in opened if isinstance(source, Delivery))
    sources = [(one, source) for one, source in opened if not isinstance(source, Delivery)]
    remote = iter(_hosts_in_turn([pair for pair in sources if pair[1].is_remote]))
    concurrency = services.settings.fetch.concurrency
    stopped = Event()
    with ThreadPoolExecutor(concurrency) as readers, ThreadPoolExecutor(concurrency) as pages:
        network = _Network(services, pages, stopped, with_pages=with_pages)

        def begun(count: int) -> set[Future[Delivery]]:
            return {readers.submit(network.read, *pair) for pair in islice(remote, count)}

        try:
            running = begun(_WINDOW * concurrency)
            for one, source in sources:
                if not source.is_remote:
                    yield from _from_disk(one, source)
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                running |= begun(len(done))
                yield from (future.result() for future in done)
        finally:
            stopped.set()
            readers.shutdown(wait=False, cancel_futures=True)


def _opened(services: Services, asked: Asked) -> Source | Delivery:
    try:
        return services.open_source(asked.row)
    except InputError as error:
        return Delivery(asked, (), Ending(Reading(), error, 0.0, is_remote=False))


def _hosts_in_turn(pairs: Iterable[tuple[Asked, Source]]) -> list[tuple[Asked, Source]]:
    """One source of each host, then the second of each, ...: those of one host wait for each other."""
    counts: Counter[str] = Counter()
    numbered = []
    for asked, source in pairs:
        host = url_host(asked.row.address or asked.row.location)
        numbered.append((counts[host], asked, source))
        counts[host] += 1
    return [(asked, source) for _, asked, source in sorted(numbered, key=lambda each: each[0])]


def _from_disk(asked: Asked, source: Source) -> Iterator[Delivery]:
    began = time.perf_counter()
    piece: list[RawArticle | Skipped] = []
    reading, failed, is_waiting = Reading(), None, False
    try:
        reading = source.read(asked.fingerprint)
        for item in reading.items:
            piece.append(item)
            is_waiting |= isinstance(item, Skipped) and item.try_again
            if len(piece) == PIECE:
                yield Delivery(asked, piece)
                piece = []
    except (InputError, FetchError, ExtractionError) as error:
        failed = error
    reading = _without_items(reading, is_waiting=is_waiting)
    yield Delivery(asked, piece, Ending(reading, failed, time.perf_counter() - began, is_remote=False))


def _without_items(reading: Reading, *, is_waiting: bool) -> Reading:
    """What is kept of a reading. When something of it is to be tried again, its source must be read anew even if it has
    not changed."""
    return replace(reading, items=(), fingerprint=reading.unfinished if is_waiting else reading.fingerprint)


class _Network:
    """Reads sources on the network; several at once."""

    def __init__(self, services: Services, pages: Executor, stopped: Event, *, with_pages: bool) -> None:
        self._services = services
        self._pages = pages
        self._stopped = stopped
        self._with_pages = with_pages

    def read(self, asked: Asked, source: Source) -> Delivery:
        """All that a source gives and that is new or has changed."""
        began = time.perf_counter()
        try:
            reading = source.read(asked.fingerprint)
            items = list(reading.items)
        except (InputError, FetchError, ExtractionError) as error:
            return Delivery(asked, (), Ending(Reading(), error, time.perf_counter() - began, is_remote=True))
        fresh = self._dealt_with(asked, items) if items else _Fresh()
        kept = _without_items(reading, is_waiting=fresh.is_waiting)
        ending = Ending(kept, None, time.perf_counter() - began, is_remote=True, entries=fresh.entries)
        return Delivery(asked, fresh.items, ending, fresh.notes)

    def _dealt_with(self, asked: Asked, items: Sequence[RawArticle | Skipped]) -> _Fresh:
        before = {} if asked.is_named else self._services.entries.seen(asked.row.location)
        wants_pages = self._with_pages and self._services.settings.ingest.full_text
        fresh = _Fresh(attempts=self._services.settings.extraction.attempts)
        summaries: list[tuple[str, SeenEntry, RawArticle]] = []
        times = Counter(entry_key(item) for item in items if isinstance(item, RawArticle))
        for item in items:
            if isinstance(item, Skipped):
                fresh.items.append(item)
                fresh.is_waiting |= item.try_again
                continue
            key, entry = entry_key(item), SeenEntry(entry_sha256(item, wants_pages))
            if before.get(key) == entry:
                continue
            # Of an entry that a source gives twice, nobody knows which text holds.
            raw = replace(item, is_latest=times[key] == 1)
            if wants_pages and wants_page(raw):
                earlier = before.get(key, entry)
                is_same = earlier.content_sha256 == entry.content_sha256
                summaries.append((key, earlier if is_same else entry, raw))
            else:
                fresh.take(raw, key, entry)
        # Pages that failed before come last: a server that does not answer for them is not asked for the others.
        summaries.sort(key=lambda summary: summary[1].attempts)
        completed = self._completed([raw for _, _, raw in summaries])
        for (key, earlier, _), done in zip(summaries, completed, strict=True):
            fresh.complete(key, earlier, done)
        return fresh

    def _completed(self, raws: Sequence[RawArticle]) -> list[Completed]:
        services = self._services
        return complete_all(raws, services.fetcher, services.extractor, self._pages, self._stopped)


@dataclass(slots=True)
class _Fresh:
    """What is new of a source. ``attempts``: how often a page is asked for at most if its server answers."""

    attempts: int = 1
    items: list[RawArticle | Skipped] = field(default_factory=list)
    notes: list[Skipped] = field(default_factory=list)
    entries: dict[str, SeenEntry] = field(default_factory=dict)
    is_waiting: bool = False

    def take(self, raw: RawArticle, key: str, entry: SeenEntry) -> None:
        """An entry that is as it will be."""
        self.items.append(raw)
        self.entries[key] = replace(entry, attempts=0)

    def complete(self, key: str, before: SeenEntry, done: Completed) -> None:
        """An entry with its page, or without."""
        if not done.problem:
            self.take(done.raw, key, before)
            return
        attempts = before.attempts + done.is_asked
        is_final = done.is_final or attempts >= (_MOST_OUTAGES if done.may_pass else self.attempts)
        if is_final:
            self.entries[key] = replace(before, attempts=0)
        else:
            self.is_waiting = True
            if attempts:
                self.entries[key] = replace(before, attempts=attempts)
        self._keep_summary(done, is_final=is_final)

    def _keep_summary(self, done: Completed, *, is_final: bool) -> None:
        raw, problem = done.raw, f"Its page gives no text ({done.problem.rstrip('.')})"
        if raw.text:
            self.items.append(replace(raw, notes=(*raw.notes, f"{problem}; the summary was kept")))
        elif is_final:
            self.items.append(Skipped(raw.origin, problem, "Open it in a browser."))
        else:
            self.notes.append(Skipped(raw.origin, f"{problem}; it is tried again"))


def entry_key(raw: RawArticle) -> str:
    """Names an entry within its source: a hash of its id and link, of its title when it has neither."""
    return _sha256(raw.external_id, raw.url, "" if raw.external_id or raw.url else raw.title)[:_KEY_DIGITS]


def entry_sha256(raw: RawArticle, wants_pages: bool) -> str:
    """Hash of what a source gives of an entry, and of whether its page is wanted as well."""
    flags = f"{raw.is_summary and wants_pages} {raw.is_withdrawn}"
    text = raw.text or raw.original  # an entry without a text, as of a sitemap, may say there when it changed
    return _sha256(raw.title, text, raw.published, raw.url, *raw.other_urls, *raw.authors, flags)


def _sha256(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
