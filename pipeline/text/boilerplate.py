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
    from collections.abc import Collection, Iterable, Iterator, Mapping

_WORD = re.compile(r"[^\W_]+")
_BETWEEN_WORDS = {code: " " for code in range(0x80) if not chr(code).isalnum()}
_BLANK_LINES = re.compile(r"\n{3,}")
_FIRST_LINES = 3
_LAST_LINES = 5
_MAX_NOTICE_CHARACTERS = 800
_MAX_NOTICE_TEXT_CHARACTERS = 2_000
_MIN_WORDS = 6
_NOTICE_TITLES = 5
_OTHER_TITLES = 20
"""A sentence that is no notice by its words may be background that a paper repeats in its reports of one story."""

_NOTICE_WORDS = frozenset(
    {
        "advertise", "advertisement", "advertisements", "advertiser", "advertisers", "advertising", "affiliate",
        "affiliates", "cookie", "cookies", "copyright", "copyrighted", "crossword", "disclaimer", "inbox", "newsletter",
        "newsletters", "podcast", "podcasts", "signup", "subscribe", "subscribed", "subscriber", "subscribers",
        "subscribes", "subscribing", "subscription", "subscriptions",
    }
)  # fmt: skip
"""English, as the phrases below: other languages have their edges only."""
_CALLS = ("follow", "join us", "find us", "connect with")
_CORRECTED = (
    "story was ", "story has been ", "article was ", "article has been ", "post was ", "post has been ",
    "report has been ",
    "headline have been ", "story will be ", "originally ", "first ",
)  # fmt: skip
_NOTICE_PHRASES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("twitter", "facebook", "instagram", "linkedin", "threads", "tiktok", "bluesky"), _CALLS),
    **dict.fromkeys(("updated", "corrected", "published", "republished"), _CORRECTED),
    "appeared": ("first appeared", "originally appeared"),
    "click": ("click here",),
    "comment": ("leave a comment",),
    "contributed": ("contributed to this ",),
    "contributing": ("contributing:",),
    "download": ("download the ", "download our ", "download your "),
    "editor": ("editor's note", "editor’s note"),
    "follow": ("follow us", "follow him", "follow her", "follow them", "follow along"),
    "journalism": ("local journalism", "our journalism"),
    "opinions": ("opinions expressed", "opinions are "),
    "player": ("video player",),
    "privacy": ("privacy policy",),
    "read": ("read more", "read also", "read next"),
    "rights": ("rights reserved",),
    "share": ("share this", "share it"),
    "sign": ("sign up", "sign-up"),
    "signing": ("signing up",),
    "tap": ("tap here",),
    "terms": ("terms of use", "terms of service"),
    "views": ("views expressed", "views are "),
}
"""Words that make a line a notice when one of their phrases is in it too."""
_TRIGGERS = {word.encode(): word for word in _NOTICE_WORDS.union(_NOTICE_PHRASES)}
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
    small = text.casefold()
    if len(text) <= _MAX_NOTICE_TEXT_CHARACTERS:
        yield Line(_key("text", small), -1, _NOTICE_TITLES)
    filled = [(place, line) for place, line in enumerate(small.split("\n")) if line]
    triggers = _triggers(small)
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
    """The words and signs of a text that may make a line of it a notice: looking for them in lines is fast then."""
    words = text.encode("utf-8", "ignore").translate(_LETTERS).split()
    found = [_TRIGGERS[word] for word in _TRIGGERS.keys() & words]
    return (*found, *(sign for sign in _SIGNS if sign in text))


def _is_notice(line: str, triggers: tuple[str, ...]) -> bool:
    if len(line) > _MAX_NOTICE_CHARACTERS:
        return False
    for word in triggers:
        if word in line:
            phrases = _NOTICE_PHRASES.get(word)
            if phrases is None or any(phrase in line for phrase in phrases):
                return True
    return False


def _is_edge(order: int, count: int) -> bool:
    return order < _FIRST_LINES or order >= count - _LAST_LINES


def _key(kind: str, line: str) -> str:
    # Of ASCII both give the same words; the first is ten times as fast.
    words = line.translate(_BETWEEN_WORDS).split() if line.isascii() else _WORD.findall(line)
    return hashlib.sha256(f"{kind}\n{' '.join(words) or line}".encode()).hexdigest()[:16]
