"""The health of sources: when one is read again, and what is said of it. Decides; reads and writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.errors import FetchError, ForbiddenAddressError
from pipeline.ports import NEVER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipeline.errors import ThroughlineError
    from pipeline.ports import Poll, Reading, SourceRow
    from pipeline.settings import HealthSettings

RHYTHM_DAYS = 90
"""The rhythm of a source is learned from its news of so many days."""
RATE_DAYS = 30
"""Articles per day and the share of copies are counted over so many days."""

_LEAST_NEWS = 5
"""Readings with news from which on a source has a rhythm."""
_LONGEST_PAUSES = 2
"""A source is quiet when it has been silent for so many of its longest pauses, and for ``_LEAST_SILENCE``."""
_LEAST_SILENCE = timedelta(days=2)
_FAILING_STREAK = 3
_GONE = 410
_HOUR = timedelta(hours=1)


class SourceState(StrEnum):
    """How a source is, the worst first."""

    GONE = "gone"
    FAILING = "failing"
    SLOWED = "slowed down"
    QUIET = "quiet"
    MOVED = "moved"
    NEW = "new"
    HEALTHY = "healthy"


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """A source and how it is; ``summary`` says it in a sentence. Shares are in [0, 1], None where there is nothing to
    share out: of the articles of the last 30 days those that copy others, of all articles those that a draft cites."""

    row: SourceRow
    state: SourceState
    summary: str
    articles_per_day: float
    duplicate_share: float | None
    draft_share: float | None


# --- when a source is read again --------------------------------------------------------------------------------------


def is_due(row: SourceRow, now: datetime, settings: HealthSettings) -> bool:
    """Whether it is time to read a source. A pause longer than any that is ever made comes from a clock that was
    wrong, and does not count."""
    if row.next_due is None or row.next_due <= now:
        return True
    return row.next_due != NEVER and row.next_due - now > timedelta(hours=settings.max_pause_hours)


def after_success(
    row: SourceRow, reading: Reading, now: datetime, new: int, revised: int, skipped: int
) -> SourceRow:
    """The source after it was read. ``new``, ``revised`` and ``skipped`` count the articles of this reading.

    A move for good (RFC 9110, sections 15.4.2 and 15.4.9) is believed at once, because what was read came from there.
    """
    moved_to = reading.moved_to or row.address
    return replace(
        row,
        last_read=now,
        last_success=now,
        last_change=now if new or revised else row.last_change,
        fingerprint=reading.fingerprint,
        articles=row.articles + new,
        skipped=row.skipped if reading.is_unchanged else skipped,
        error="",
        address="" if moved_to == row.location else moved_to,
        error_streak=0,
        next_due=None,
    )


def after_failure(
    row: SourceRow, error: ThroughlineError, now: datetime, settings: HealthSettings, *, is_remote: bool
) -> SourceRow:
    """The source after a reading that failed. One on the network is left alone for a time that doubles with every
    failure in a row, or as long as its server asks for; one that is gone (RFC 9110, section 15.5.11), for good.

    Where it had moved to is forgotten, so that the next reading asks the original address, and asks for all there is.
    """
    streak = row.error_streak + 1
    return replace(
        row,
        last_read=now,
        error=error.message,
        address="",
        fingerprint="" if row.address else row.fingerprint,
        error_streak=streak,
        next_due=_next_due(error, streak, now, settings) if is_remote else None,
    )


def _next_due(error: ThroughlineError, streak: int, now: datetime, settings: HealthSettings) -> datetime:
    asked = timedelta(seconds=error.retry_after_seconds) if isinstance(error, FetchError) else timedelta()
    if isinstance(error, FetchError) and error.status == _GONE:
        return NEVER
    # Beyond 2^60 the pause is the longest anyway, and a float would overflow some day.
    pause = settings.first_pause_hours * 2.0 ** min(streak - 1, 60)
    return now + timedelta(hours=min(max(pause, asked / _HOUR), settings.max_pause_hours))


def is_outage(errors: Sequence[tuple[str, ThroughlineError]], others: int) -> bool:
    """Whether it is our network that failed: no server of several hosts answered, and none of another source did.

    ``errors`` are the failures of sources on the network with their hosts, ``others`` counts those that were read.
    """
    hosts = {host for host, error in errors if _is_unanswered(error)}
    return others == 0 and len(hosts) > 1 and all(_is_unanswered(error) for _, error in errors)


def _is_unanswered(error: ThroughlineError) -> bool:
    return isinstance(error, FetchError) and not isinstance(error, ForbiddenAddressError) and not error.status


# --- what is said of it -----------------------------------------------------------------------------------------------


def judge(
    row: SourceRow, news: Sequence[Poll], cited: int, now: datetime, *, is_remote: bool
) -> SourceHealth:
    """How a source is.

    Args:
        row: The source.
        news: Its readings of the last ``RHYTHM_DAYS`` days that gave something new, oldest first.
        cited: How many of its articles a draft cites.
        now: The time.
        is_remote: Whether it is on the network; files may be silent for ever.
    """
    recent = [poll for poll in news if now - poll.at <= timedelta(days=RATE_DAYS)]
    new = sum(poll.new for poll in recent)
    days = min(max((now - row.added) / timedelta(days=1), 1.0), RATE_DAYS)
    state, summary = _state(row, news, now, is_remote=is_remote)
    return SourceHealth(
        row,
        state,
        summary,
        articles_per_day=round(new / days, 2),
        duplicate_share=round(sum(poll.duplicates for poll in recent) / new, 3) if new else None,
        draft_share=round(min(cited / row.articles, 1.0), 3) if row.articles else None,
    )


def _state(
    row: SourceRow, news: Sequence[Poll], now: datetime, *, is_remote: bool
) -> tuple[SourceState, str]:
    if row.next_due == NEVER:
        return SourceState.GONE, "The server says that it is gone; it is read only when asked for by name."
    if row.error:
        return _failing(row, now)
    if row.last_read is None:
        return SourceState.NEW, "Not read yet."
    silence = _silence(row, news, now) if is_remote else ""
    if silence:
        return SourceState.QUIET, silence
    if row.address:
        return SourceState.MOVED, f"Read from {row.address}, where it has moved for good."
    return SourceState.HEALTHY, "Read without trouble."


def _failing(row: SourceRow, now: datetime) -> tuple[SourceState, str]:
    times = "once" if row.error_streak <= 1 else f"{row.error_streak} times in a row"
    waits = row.next_due is not None and row.next_due > now
    until = f"left alone until {row.next_due:%Y-%m-%d %H:%M} UTC" if waits else "tried again at the next run"
    is_slowed = waits and row.error_streak < _FAILING_STREAK
    return SourceState.SLOWED if is_slowed else SourceState.FAILING, f"Failed {times}; {until}."


def _silence(row: SourceRow, news: Sequence[Poll], now: datetime) -> str:
    """What is said of a source that has been silent for much longer than is usual for it, "" of any other."""
    if row.last_change is None:
        return ""
    silent = now - row.last_change
    if not news:
        is_quiet = silent > timedelta(days=RHYTHM_DAYS) and row.articles >= _LEAST_NEWS
        return f"Nothing new for {_span(silent)}." if is_quiet else ""
    if len(news) < _LEAST_NEWS:
        return ""
    longest = max(after.at - before.at for before, after in pairwise(news))
    if silent <= max(_LONGEST_PAUSES * longest, _LEAST_SILENCE):
        return ""
    return f"Nothing new for {_span(silent)}; until then it was never silent for more than {_span(longest)}."


def _span(time: timedelta) -> str:
    hours = max(round(time / _HOUR), 1)
    if hours < 48:
        return "an hour" if hours == 1 else f"{hours} hours"
    return f"{round(hours / 24)} days"
