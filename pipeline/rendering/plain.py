"""What every output format does to text from outside before it escapes it, and words that all formats share."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from pipeline.models import Basis, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.models import Claim, Draft

# C0 and C1 controls but for white space, and the explicit bidirectional controls (Unicode UAX #9), which can make a
# line read as something else than it says. Lone surrogates cannot be written as UTF-8.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_SPACE = re.compile(r"\s+")
# Everything that RFC 3986 lets stand in an address, less what Markdown reads as its own: ( ) [ ] and ; (entities).
_ADDRESS_CHARACTERS = ":/?#@!$&'*+,=%~-._"

BLANK = "—"
"""Stands in a table where no source says anything."""

VERDICT_LABELS = {
    Verdict.PARTIAL: "partly supported",
    Verdict.CONFLICTING: "sources conflict",
    Verdict.UNSUPPORTED: "not supported",
}
"""How a verdict other than "supported" is said to a reader."""


def collapsed(text: str) -> str:
    """The text without invisible controls, each run of white space (line breaks too) as one space."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", text))


def one_line(text: str) -> str:
    """As ``collapsed``, with nothing blank at either end."""
    return collapsed(text).strip()


def web_address(url: str) -> str:
    """The address if it is an absolute http(s) one with a host, percent-encoded where needed; otherwise ""."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:  # such as an unclosed "[" in the host
        return ""
    if not usable or url != one_line(url) or "\\" in url:
        return ""
    return quote(url, safe=_ADDRESS_CHARACTERS)


def spelled_day(iso: str) -> str:
    """An ISO 8601 day (or the day of a timestamp) as in "7 April 2026"; anything else as it is."""
    try:
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return one_line(iso)
    return f"{day.day} {day:%B %Y}"


def counted(number: int, noun: str) -> str:
    """As in "1 article" or "2,300 articles"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def last_word(text: str, longest: int = 24) -> tuple[str, str]:
    """The text in two parts, the second its last word, so that a marker can be kept on that word's line; a word longer
    than ``longest`` characters must be free to break and stays in the first part."""
    line = one_line(text)
    head, blank, last = line.rpartition(" ")
    return (head + blank, last) if len(last) <= longest else (line, "")


def what_is_new(draft: Draft) -> str:
    """What a later version adds, in a sentence; "" for a first version."""
    news = draft.news
    if news is None:
        return ""
    since = f"version {news.since_version} of {spelled_day(news.since.isoformat())}"
    if not news.claims:
        return f"Written anew since {since}; no statement rests on new reports."
    return f"New since {since}: {counted(len(news.claims), 'statement')}, marked “new”."


def sources_note(claims: Sequence[Claim]) -> str:
    """Said once of a list in which every claim rests on one source; "" where that is to be said of each."""
    every = len(claims) > 1 and all(claim.single_source for claim in claims)
    return "Each of these statements rests on a single source." if every else ""


def caveats(claim: Claim, *, with_basis: bool = True, with_sources: bool = True) -> tuple[str, ...]:
    """What a reader must be told about a claim: that it is inferred, rests on one source, is not fully supported, or
    has no source.

    ``with_basis=False`` leaves "inferred" out, for places that say the basis of every claim anyway, and
    ``with_sources=False`` "single source", where ``sources_note`` says it of all.
    """
    labels = ["inferred"] if with_basis and claim.basis is Basis.INFERRED else []
    single = "single source" if with_sources else ""
    verdict = single if claim.single_source else VERDICT_LABELS.get(claim.verdict, "")
    labels += [verdict] if verdict else []
    return tuple(labels if claim.citations else [*labels, "no source"])
