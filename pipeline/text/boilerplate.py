"""Lines that a publisher puts around its articles: calls to subscribe, notes on authors, cookies, advertising, rights.

They stand under many different titles of one publisher. A line counts when it is at an edge of its text, or speaks of
what such notices speak of; headings and other short lines do not, because they give texts their form. A short text
counts as a whole as well: it may be a notice that stood in the article's place.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_NOT_WORDS = re.compile(r"[\W_]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_FIRST_LINES = 3
_LAST_LINES = 5
_MAX_NOTICE_CHARACTERS = 800
_MAX_NOTICE_TEXT_CHARACTERS = 2_000
_MIN_WORDS = 6
_NOTICE_TITLES = 5
_OTHER_TITLES = 20
"""A sentence that is no notice by its words may be background that a paper repeats in its reports of one story."""

_NOTICE = re.compile(
    r"\bsign(?:ing)?[ -]?up\b|\bnewsletters?\b|\bsubscri|\bfollow (?:us|him|her|them|along)\b|@\w|\bcookies?\b|"
    r"\b(?:follow|join|find|connect)\b.{0,80}\b(?:twitter|facebook|instagram|linkedin|threads|tiktok|bluesky)\b|"
    r"\badvertis|\baffiliate|"
    r"\bread (?:more|also|next)\b|\b(?:click|tap) here\b|©|\bcopyright|\brights reserved\b|^\W*contributing\b|"
    r"\bcontributed to this\b|\b(?:story|article|post|headline|report|column) (?:was|has been|have been|is|will be) "
    r"(?:\w+ )?(?:updated|corrected|published|republished)\b|\b(?:first|originally) (?:appeared|published|ran)\b|"
    r"\beditor['’]s note\b|\bterms of (?:use|service)\b|\bprivacy policy\b|\bvideo player\b|\bpodcasts?\b|"
    r"\blocal journalism\b|\b(?:opinions|views) (?:expressed|are)\b|\bdisclaimer\b|\byour inbox\b|\bcrossword\b|"
    r"\bdownload\b.{0,40}\bapp\b|\bshare (?:this|it)\b|\bleave a comment\b"
)
"""English: other languages have their edges only."""
_TRIGGERS = frozenset(
    {
        "advertise", "advertisement", "advertisements", "advertiser", "advertisers", "advertising", "affiliate",
        "affiliated", "affiliates", "app", "appeared", "bluesky", "click", "comment", "contributed", "contributing",
        "cookie", "cookies", "copyright", "copyrighted", "corrected", "crossword", "disclaimer", "editor", "facebook",
        "follow", "inbox", "instagram", "journalism", "linkedin", "newsletter", "newsletters", "opinions", "player",
        "podcast", "podcasts", "privacy", "published", "ran", "read", "republished", "rights", "share", "sign",
        "signing", "signup", "subscribe", "subscribed", "subscriber", "subscribers", "subscribes", "subscribing",
        "subscription", "subscriptions", "tap", "terms", "threads", "tiktok", "twitter", "updated", "views",
    }
)  # fmt: skip
"""A line without one of these words, or signs, is no notice; looking for them first is much faster."""
_SIGNS = ("@", "©")
_LETTERS = bytes(code if chr(code).isalpha() and code < 0x80 else 0x20 for code in range(256))


@dataclass(frozen=True, slots=True)
class Line:
    """A line that may be boilerplate. ``key`` is the same wherever it stands; under ``titles`` different titles of one
    publisher it is none of the article. ``place`` is its place among the lines of the text, -1 for the text as a whole.
    """

    key: str
    place: int
    titles: int


def countable_lines(text: str) -> Iterator[Line]:
    """The lines of a cleaned text that may be boilerplate, and a short text as a whole."""
    if len(text) <= _MAX_NOTICE_TEXT_CHARACTERS:
        yield Line(_key("text", text.casefold()), -1, _NOTICE_TITLES)
    filled = [(place, line) for place, line in enumerate(text.casefold().split("\n")) if line]
    triggers = _triggers(text)
    for order, (place, line) in enumerate(filled):
        if _is_notice(line, triggers):
            yield Line(_key("line", line), place, _NOTICE_TITLES)
        elif _is_edge(order, len(filled)) and len(line.split()) >= _MIN_WORDS:
            yield Line(_key("line", line), place, _OTHER_TITLES)


def tally(found: Iterable[tuple[str, str, Iterable[str]]]) -> Counter[tuple[str, str]]:
    """Under how many different titles each line stands, by publisher and key of the line.

    ``found`` are publisher, title and keys of lines.
    """
    keys: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for publisher, title, lines in found:
        keys[publisher, title].update(lines)
    return Counter((publisher, key) for (publisher, _), group in keys.items() for key in group)


def without_lines(text: str, repeated: Collection[Line]) -> str:
    """The text without some of its lines, "" without itself as a whole."""
    places = {line.place for line in repeated}
    if not places or -1 in places:
        return "" if places else text
    kept = [line for place, line in enumerate(text.split("\n")) if place not in places]
    return _BLANK_LINES.sub("\n\n", "\n".join(kept)).strip()


def _triggers(text: str) -> tuple[str, ...]:
    words = text.casefold().encode("utf-8", "ignore").translate(_LETTERS).split()
    found = _TRIGGERS.intersection(word.decode("ascii") for word in set(words))
    return (*found, *(sign for sign in _SIGNS if sign in text))


def _is_notice(line: str, triggers: tuple[str, ...]) -> bool:
    if len(line) > _MAX_NOTICE_CHARACTERS:
        return False
    for word in triggers:
        if word in line:
            return _NOTICE.search(line) is not None
    return False


def _is_edge(order: int, count: int) -> bool:
    return order < _FIRST_LINES or order >= count - _LAST_LINES


def _key(kind: str, line: str) -> str:
    words = _NOT_WORDS.sub(" ", line).strip() or line
    return hashlib.sha256(f"{kind}\n{words}".encode()).hexdigest()[:16]
