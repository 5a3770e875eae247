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
_FOREIGN_MONTHS = (
    "januar januari janvier enero ene gennaio gen janeiro januára stycznia stycznia января янв jan janv",
    "februar februari février févr febrero febbraio fevereiro fev lutego lut февраля февр фев feb",
    "märz maart mrt mars marzo março marca mart марта мар mär mar",
    "april avril abril abr aprile kwietnia апреля апр apr avr",
    "mai mei mayo maggio mag maio maja мая maj",
    "juni juin junio giugno giu junho czerwca июня июн jun",
    "juli juillet juil julio luglio lug julho lipca июля июл jul",
    "august augustus août agosto ago sierpnia августа авг aug augusti",
    "september septembre septiembre settembre set setembro września сентября сент сен sep sept",
    "oktober octobre octubre ottobre ott outubro out października октября окт okt oct",
    "november novembre noviembre novembro listopada ноября нояб ноя nov",
    "dezember december décembre diciembre dicembre dezembro dez grudnia декабря дек dec dic déc",
)
"""Names of months and their short forms in German, Dutch, French, Spanish, Italian, Portuguese, Polish, Russian and the
Scandinavian languages."""
_MONTHS = {name: number for number, names in enumerate(_FOREIGN_MONTHS, start=1) for name in names.split()}
_FOREIGN = re.compile(
    r"""(?P<day>\d{1,2})[.º]?\s+(?:de\s+|d['’])?(?P<month>[^\W\d]{3,12})\.?,?\s+(?:de\s+)?(?P<year>\d{4})
    (?:[^\d+]{1,8}(?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?:\s*(?P<zone>[+-]\d{2}:?\d{2}))?)?""",
    re.VERBOSE,
)
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_PUNCTUATION = re.compile(r"\s*,\s*|(?<=[A-Za-z])\.(?=\s)|\s+at\s+|\s+")


@dataclass(frozen=True, slots=True)
class Published:
    """A publication date, in UTC, or None and why there is none. ``problem`` is "" when nothing was given at all."""

    value: datetime | None
    problem: str = ""


def parse_published(value: str, now: datetime, tolerance: timedelta) -> Published:
    """Read a publication date in ISO 8601, RFC 822, seconds or milliseconds since 1970, or written out in English or
    one of the languages of ``_FOREIGN_MONTHS``.

    A time without a zone is taken as UTC, a month or year as its first day. Not believed, and said so: a date further
    ahead of ``now`` than ``tolerance``, one before 1700, and the zero of the Unix clock, which means "unknown".
    Dates whose order of day and month is not certain (04/07/2026) are not guessed.
    """
    text = " ".join(value[:_MAX_CHARACTERS].split())
    if not text:
        return Published(None)
    found = _epoch(text) or _iso(text) or _rfc822(text) or _written(text) or _foreign(text)
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


def _foreign(text: str) -> datetime | None:
    """A date with the name of its month in another language, or in the signs of Chinese, Japanese and Korean."""
    signs = _EAST_ASIAN.search(text)
    if signs is not None:
        return _iso("{}-{:0>2}-{:0>2}".format(*signs.groups()))
    found = _FOREIGN.search(text)
    month = _MONTHS.get(found["month"].casefold()) if found is not None else None
    if found is None or month is None:
        return None
    clock = found["time"] or "00:00"
    padded = f"0{clock}" if clock[1] == ":" else clock
    return _iso(f"{found['year']}-{month:02}-{int(found['day']):02}T{padded}{found['zone'] or ''}")
