"""A source looked at closely: what reading it gives, step by step, without storing anything."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pipeline.errors import ExtractionError, FetchError, InputError
from pipeline.flow.completing import Completed, complete, wants_page
from pipeline.models import Skipped
from pipeline.text.published import parse_published

if TYPE_CHECKING:
    from pipeline.flow.services import Services
    from pipeline.models import RawArticle
    from pipeline.ports import Reading, SourceRow

SHOWN_TITLES = 5
_STALE = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What reading a source gave. ``summaries`` are articles of which it gives only the beginning; ``page`` says what
    looking for the rest of one of them gave. ``findings`` are problems with what can be done about them. ``error`` is
    "" when the source could be read. ``others`` are further sources at the address that was given, and ``warning``
    what is to be known of how this one was found there."""

    location: str
    kind: str = ""
    others: tuple[str, ...] = ()
    warning: str = ""
    articles: int = 0
    summaries: int = 0
    titles: tuple[str, ...] = ()
    newest: datetime | None = None
    oldest: datetime | None = None
    undated: int = 0
    languages: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    page: str = ""
    findings: tuple[Skipped, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    error: str = ""
    remedy: str = ""


@dataclass(slots=True)
class _Seen:
    """What the items of a reading have shown so far. ``first_summary`` is the one whose page is tried."""

    now: datetime
    tolerance: timedelta
    titles: list[str] = field(default_factory=list)
    dates: list[datetime] = field(default_factory=list)
    articles: int = 0
    summaries: int = 0
    sharing: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    date_problems: Counter[str] = field(default_factory=Counter)
    first_summary: RawArticle | None = None
    skipped: list[Skipped] = field(default_factory=list)

    def take(self, item: RawArticle | Skipped) -> None:
        """Look at an item."""
        if isinstance(item, Skipped):
            self.skipped.append(item)
            return
        self.articles += 1
        self.titles += [item.title or item.origin] if len(self.titles) < SHOWN_TITLES else []
        published = parse_published(item.published, self.now, self.tolerance)
        self.dates += [published.value] if published.value is not None else []
        self.date_problems[published.problem] += bool(published.problem)
        self.languages[item.language] += bool(item.language)
        self.sharing += item.url_is_shared
        self.summaries += item.is_summary
        if self.first_summary is None and wants_page(item):
            self.first_summary = item


def inspect(services: Services, row: SourceRow, now: datetime) -> Inspection:
    """Read a source as a run would, try the page of one of its summaries, and say what is wrong with it."""
    seen = _Seen(now, timedelta(days=services.settings.ingest.future_tolerance_days))
    try:
        reading = services.open_source(row).read()
        for item in reading.items:
            seen.take(item)
    except (InputError, FetchError, ExtractionError) as error:
        steps = error.steps if isinstance(error, FetchError) else ()
        return replace(_seen(row, seen), steps=steps, error=error.message, remedy=error.remedy)
    page, problem = _tried_page(services, seen.first_summary)
    findings = (*_findings(services, row, reading, seen), *problem)
    return replace(_seen(row, seen), steps=reading.steps, page=page, findings=findings)


def _seen(row: SourceRow, seen: _Seen) -> Inspection:
    return Inspection(
        row.location,
        kind=row.kind,
        articles=seen.articles,
        summaries=seen.summaries,
        titles=tuple(seen.titles),
        newest=max(seen.dates, default=None),
        oldest=min(seen.dates, default=None),
        undated=seen.articles - len(seen.dates),
        languages=tuple(language for language, count in seen.languages.most_common() if count),
        skipped=tuple(seen.skipped),
    )


def _tried_page(services: Services, raw: RawArticle | None) -> tuple[str, tuple[Skipped, ...]]:
    if raw is None:
        return "", ()
    try:
        done = complete(raw, services.fetcher, services.extractor)
    except FetchError as error:
        done = Completed(raw, error.message)
    if done.problem:
        remedy = "Its articles will be no more than their summaries; look at a page in a browser."
        problem = Skipped("pages", f"The page tried gives no text: {done.problem}", remedy)
        return f"{raw.url}: {done.problem}", (problem,)
    return f"{raw.url}: {len(done.raw.text):,} characters (the summary has {len(raw.text):,})", ()


def _findings(services: Services, row: SourceRow, reading: Reading, seen: _Seen) -> list[Skipped]:
    found: list[Skipped] = []
    if reading.moved_to and reading.moved_to != row.location:
        found.append(
            Skipped("address", f"It has moved for good to {reading.moved_to}", "Runs will follow it.")
        )
    if not seen.articles:
        found.append(Skipped("articles", "It gives no articles now", "Look at it in a browser."))
    if seen.articles and not seen.dates:
        found.append(Skipped("dates", "No article has a date that can be used", _UNDATED))
    for problem, count in seen.date_problems.most_common(1):
        if count and problem:
            found.append(Skipped("dates", f"{count:,} dates cannot be used. The first: {problem}", _UNDATED))
    newest = max(seen.dates, default=None)
    if newest is not None and seen.now - newest > _STALE:
        found.append(Skipped("news", f"Its newest article is of {newest:%Y-%m-%d}", "It may be abandoned."))
    if seen.sharing:
        reason = f"{seen.sharing:,} articles share their address with others"
        found.append(Skipped("addresses", reason, "They are told apart by their ids."))
    if seen.summaries and not services.settings.ingest.full_text:
        reason = "It gives summaries, and pages are not asked for"
        found.append(Skipped("summaries", reason, "Set ingest.full_text = true."))
    return found


_UNDATED = "Its articles are kept without a date, and count from the day on which they are read."
