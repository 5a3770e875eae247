"""Publication dates as sources write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_EARLIEST_YEAR = 1700
_MAX_CHARACTERS = 100
_EPOCH = re.compile(r"-?\d{9,10}(?:\.\d+)?|\d{12,13}")
_WRITTEN_FORMATS = (
    "%B %d %Y", "%b %d %Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d", "%Y.%m.%d", "%d-%b-%Y",
    "%B %d %Y %I:%M %p", "%b %d %Y %I:%M %p", "%B %d %Y %H:%M", "%b %d %Y %H:%M", "%d %B %Y %H:%M",
    "%d %b %Y %H:%M", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M:%S %z", "%B %Y", "%Y-%m", "%Y",
)  # fmt: skip
_WEEKDAY = re.compile(
    r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[.,]?\s+", re.IGNORECASE
)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_ZONE_NAME = re.compile(r"(?<=[\dMm])\s+[A-Z]{2,5}$")
_PUNCTUATION = re.compile(r"\s*,\s*|(?<=[A-Za-z])\.(?=\s)|\s+at\s+|\s+")


@dataclass(frozen=True, slots=True)
class Published:
    """A publication date, in UTC, or None and why there is none. ``problem`` is "" when nothing was given at all."""

    value: datetime | None
    problem: str = ""


def parse_published(value: str, now: datetime, tolerance: timedelta) -> Published:
    """Read a publication date in ISO 8601, RFC 822, seconds or milliseconds since 1970, or written out in English.

    A time without a zone is taken as UTC, a month or year as its first day. Not believed, and said so: a date further
    ahead of ``now`` than ``tolerance``, one before 1700, and the zero of the Unix clock, which means "unknown".
    Dates whose order of day and month is not certain (04/07/2026) are not guessed.
    """
    text = " ".join(value[:_MAX_CHARACTERS].split())
    if not text:
        return Published(None)
    found = _epoch(text) or _iso(text) or _rfc822(text) or _written(text)
    if found is None:
        return Published(None, f"The date {text[:60]!r} is not understood")
    if found.year < _EARLIEST_YEAR or found.timestamp() == 0:
        return Published(None, f"The date {text[:60]!r} is not believed: it looks like a placeholder")
    if found > now + tolerance:
        return Published(None, f"The date {text[:60]!r} is not believed: it lies in the future")
    return Published(found)


def _utc(moment: datetime) -> datetime | None:
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _epoch(text: str) -> datetime | None:
    if not _EPOCH.fullmatch(text):
        return None
    seconds = float(text) / (1_000 if len(text) >= 12 and "." not in text else 1)
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _iso(text: str) -> datetime | None:
    try:
        return _utc(datetime.fromisoformat(text))
    except ValueError:
        return None


def _rfc822(text: str) -> datetime | None:
    # The parser guesses a date from almost any text with a comma or a colon; the standard's form has a clock time.
    if ":" not in text or not re.search(r"\d{1,2}[ -][A-Za-z]{3}[ -]\d{2,4}", text):
        return None
    try:
        return _utc(parsedate_to_datetime(text))
    except (ValueError, IndexError, TypeError, OverflowError):
        return None


def _written(text: str) -> datetime | None:
    plain = _ZONE_NAME.sub("", _WEEKDAY.sub("", _ORDINAL.sub("", text)))
    plain = _PUNCTUATION.sub(" ", plain).strip().replace("Sept ", "Sep ")
    plain = re.sub(r"\b([ap])\.?m\.?$", r"\1m", plain, flags=re.IGNORECASE)
    for pattern in _WRITTEN_FORMATS:
        try:
            return _utc(datetime.strptime(plain, pattern))  # noqa: DTZ007 - _utc gives the zone
        except ValueError:
            continue
    return None
