"""What is read of feeds, against what two collections of tests expect; beside feedparser alone.

``--data`` is an archive or folder of feeds (see ``feed_gold``). Scored are the fields that an article needs; the title
of the feed is told apart. Both sides are compared after one normalization: markup to text (titles, contents,
summaries; an expectation may hold as it is, as text, or, where it was escaped twice, as the text of that), white space
to single blanks, dates to UTC seconds where they can be read, links and ids made absolute with the feed's address,
authors without the mail address in brackets. Of several dates the reader keeps one, so the expectation of another is
missed. A feed that is refused misses all that is expected of it. ``exceptions`` counts those that are no refusal.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urljoin

from benchmarks.feed_gold import read_cases
from benchmarks.task import required_data
from pipeline.errors import InputError
from pipeline.extraction.feeds import parse_feed
from pipeline.models import FeedEntry
from pipeline.text.html import fragment_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from benchmarks.feed_gold import Expectation, FeedCase, Field
    from benchmarks.task import Figure, Figures, Request

_MAIL_IN_BRACKETS = re.compile(r"\s*\([^()]*@[^()]*\)\s*$")
_DATES = ("published", "updated", "created")
_MARKUP = frozenset({"title", "feed_title", "content", "summary"})


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader found: the values of a field of an entry, of which any may be the expected one."""

    title: str = ""
    values: Mapping[tuple[int, Field], tuple[str, ...]] = field(default_factory=dict)


Reader: TypeAlias = "Callable[[FeedCase], Found]"
"""Reads a feed. Raises InputError when it is none."""


@dataclass(frozen=True, slots=True)
class _Verdict:
    expectation: Expectation
    case: FeedCase
    is_met: bool

    @property
    def is_title_of_feed(self) -> bool:
        return self.expectation.field == "feed_title"


@dataclass(frozen=True, slots=True)
class _Score:
    verdicts: tuple[_Verdict, ...]
    refused: int
    exceptions: int

    def met(self, keep: Callable[[_Verdict], bool]) -> tuple[int, float]:
        """The number of expectations of a kind, and the share that is met."""
        kept = [verdict.is_met for verdict in self.verdicts if keep(verdict)]
        return len(kept), round(sum(kept) / max(1, len(kept)), 4)


def run(request: Request) -> Figures:
    """Score our reader and feedparser on every feed."""
    cases = list(read_cases(required_data(request)))[: request.limit or None]
    started = time.perf_counter()
    ours = score(cases, read_by_us)
    seconds = time.perf_counter() - started
    peer = score(cases, read_by_feedparser)
    figures: dict[str, Figure] = {
        "files": len(cases),
        "files_with_expectations": sum(bool(case.expectations) for case in cases),
        "refused": ours.refused,
        "exceptions": ours.exceptions,
        "feedparser_exceptions": peer.exceptions,
        "seconds": round(seconds, 2),
        **_compared("entries", ours, peer, lambda verdict: not verdict.is_title_of_feed),
        **_compared("feed_titles", ours, peer, lambda verdict: verdict.is_title_of_feed),
    }
    for name in sorted({verdict.expectation.field for verdict in ours.verdicts} - {"feed_title"}):
        figures |= _compared(name, ours, peer, partial(_is_of_field, name))
    for category in sorted({verdict.case.category for verdict in ours.verdicts}):
        figures |= _compared(category, ours, peer, partial(_is_of_category, category))
    return figures


def _is_of_field(name: str, verdict: _Verdict) -> bool:
    return verdict.expectation.field == name


def _is_of_category(name: str, verdict: _Verdict) -> bool:
    return verdict.case.category == name and not verdict.is_title_of_feed


def _compared(name: str, ours: _Score, peer: _Score, keep: Callable[[_Verdict], bool]) -> Figures:
    count, met = ours.met(keep)
    return {f"{name} n": count, f"{name} met": met, f"{name} feedparser": peer.met(keep)[1]} if count else {}


# --- readers ----------------------------------------------------------------------------------------------------------


def read_by_us(case: FeedCase) -> Found:
    """The product's own reader, at its defaults."""
    feed = parse_feed(case.content, case.location)
    values: dict[tuple[int, Field], tuple[str, ...]] = {}
    for place, entry in enumerate(feed.entries):
        if isinstance(entry, FeedEntry):
            values |= {
                (place, "title"): (entry.title,),
                (place, "link"): (entry.link,),
                (place, "id"): (entry.id,),
                (place, "date"): (entry.published,),
                (place, "author"): entry.authors,
                (place, "content"): (entry.text,),
                (place, "summary"): (entry.summary or entry.text,),
            }
    return Found(feed.title, values)


def read_by_feedparser(case: FeedCase) -> Found:
    """Feedparser at its own defaults, with every date it knows."""
    import feedparser

    parsed = feedparser.parse(BytesIO(case.content), response_headers={"content-location": case.location})
    values: dict[tuple[int, Field], tuple[str, ...]] = {}
    for place, entry in enumerate(parsed.entries):
        values[place, "link"] = (entry.get("link") or "",)
        values[place, "id"] = (entry.get("id") or "",)
        values[place, "title"] = (fragment_text(entry.get("title") or ""),)
        values[place, "summary"] = (fragment_text(entry.get("summary") or ""),)
        values[place, "date"] = tuple(entry[name] for name in _DATES if entry.get(name))
        people = [entry.get("author_detail") or {}, *(entry.get("authors") or [])]
        values[place, "author"] = tuple(
            str(person[key]) for person in people for key in ("name", "email") if person.get(key)
        )
        values[place, "content"] = tuple(
            fragment_text(content["value"]) for content in entry.get("content", [])
        )
    return Found(fragment_text(parsed.feed.get("title") or ""), values)


# --- comparison -------------------------------------------------------------------------------------------------------


def score(cases: Iterable[FeedCase], reader: Reader) -> _Score:
    """How many of all expectations a reader meets."""
    verdicts: list[_Verdict] = []
    refused = exceptions = 0
    for case in cases:
        found = Found()
        try:
            found = reader(case)
        except InputError:
            refused += 1
        except Exception:  # noqa: BLE001  # whatever a reader raises is what is counted here
            exceptions += 1
        verdicts += (
            _Verdict(wanted, case, is_met(wanted, found, case.location)) for wanted in case.expectations
        )
    return _Score(tuple(verdicts), refused, exceptions)


def is_met(wanted: Expectation, found: Found, location: str) -> bool:
    """Whether what was found is what was expected, once both are normalized."""
    if wanted.field == "feed_title":
        values: tuple[str, ...] = (found.title,)
    else:
        values = found.values.get((wanted.entry, wanted.field), ())
    normal = [_normal(wanted.field, value, location) for value in values]
    if not wanted.wanted:
        return not any(values)
    return any(_normal(wanted.field, form, location) in normal for form in _forms(wanted))


def _forms(wanted: Expectation) -> tuple[str, ...]:
    """What was expected as it is, as text, and, where it was escaped twice, as the text of that."""
    if wanted.field not in _MARKUP:
        return (wanted.wanted,)
    text = fragment_text(wanted.wanted)
    return wanted.wanted, text, fragment_text(text)


def _normal(name: Field, value: str, location: str) -> str:
    if name == "date":
        return _instant(value)
    if name in {"link", "id"}:
        return _absolute(value.strip(), location)
    return " ".join(_MAIL_IN_BRACKETS.sub("", value).split())


def _instant(value: str) -> str:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(value.strip())
        except ValueError:
            continue
        aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
        return aware.astimezone(UTC).isoformat(timespec="seconds")
    return value.strip()


def _absolute(value: str, location: str) -> str:
    try:
        return urljoin(location, value)
    except ValueError:
        return value
