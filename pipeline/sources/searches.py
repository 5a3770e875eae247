"""What all searches have in common: queries from a topic's keywords, and how far back a reading must go."""

from __future__ import annotations

import difflib
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from pipeline.errors import InputError
from pipeline.models import RawArticle, Skipped
from pipeline.ports import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.models import Topic
    from pipeline.sources.kinds import Opening

_TOPIC_MARK = "@"
_LONGEST_LOOK_BACK = timedelta(days=80)
"""After a long pause no search goes back further: news indexes hold about three months."""
_OPTION = re.compile(r"\s([a-z]+)=(\S*)$")
_NO_LETTERS = re.compile(r"[^\w\s.&+#'-]+")


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: a query in the interface's own language, or else phrases of which one must occur
    (``wanted``) and none may (``unwanted``)."""

    query: str = ""
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave. ``steps`` tell what was done, a line each, for people."""

    items: tuple[RawArticle | Skipped, ...]
    steps: tuple[str, ...] = ()


class SearchSource:
    """A search of an interface, as a source.

    ``wish`` is a query, or ``@NAME`` for a topic and ``@`` for all topics, whose keywords are searched for topic by
    topic. ``find`` makes a search for what appeared since a time. Between two readings, ``overlap`` is looked at twice:
    interfaces list what is new only after a while. Raises InputError when there is nothing to search for.
    """

    is_remote = True

    def __init__(
        self, opening: Opening, wish: str, find: Callable[[Search, datetime], Found], overlap: timedelta
    ) -> None:
        self._opening = opening
        self._searches = wished_searches(wish, opening.outside.topics, opening.location)
        self._find = find
        self._overlap = overlap

    @property
    def name(self) -> str:
        """The location as the user gave it."""
        return self._opening.location

    def read(self, fingerprint: str = "") -> Reading:
        """Everything found since the reading of the fingerprint, each once. Raises FetchError and InputError."""
        now = self._opening.outside.now()
        asked = hashlib.sha256(repr(self._searches).encode()).hexdigest()
        since = self._since(fingerprint, asked, now)
        results = [self._find(search, since) for search in self._searches]
        items = {_key(item): item for found in results for item in found.items}
        steps = (
            f"searched what appeared since {since:%Y-%m-%d %H:%M} UTC",
            *(step for found in results for step in found.steps),
        )
        done, unfinished = (
            _Progress(asked=asked, read=now, is_unfinished=is_unfinished).model_dump_json()
            for is_unfinished in (False, True)
        )
        return Reading(list(items.values()), done, steps=steps, unfinished=unfinished)

    def _since(self, fingerprint: str, asked: str, now: datetime) -> datetime:
        before, usual = _parsed(fingerprint), now - timedelta(days=self._opening.settings.search_days)
        if before is None or before.asked != asked:
            return usual
        start = min(before.read, now) - self._overlap
        return max(min(start, usual) if before.is_unfinished else start, now - _LONGEST_LOOK_BACK)


class _Progress(BaseModel):
    """What is kept of a reading: a hash of what was asked, and when. ``is_unfinished``: some of what it found is to be
    tried again, so that the next one goes back as far as a first reading at least."""

    model_config = ConfigDict(frozen=True)

    asked: str
    read: AwareDatetime
    is_unfinished: bool = False


def wished_searches(wish: str, topics: tuple[Topic, ...], location: str) -> tuple[Search, ...]:
    """The searches that a wish stands for, see ``SearchSource``. Raises InputError when there are none."""
    if not wish.startswith(_TOPIC_MARK):
        if not wish:
            raise InputError(f"{location}: names nothing to search for.", "Write a query, or @ and a topic.")
        return (Search(wish),)
    name = wish.removeprefix(_TOPIC_MARK).strip()
    chosen = [topic for topic in topics if topic.name == name or not name]
    if not chosen:
        raise InputError(f"{location}: there is no topic {name!r}.", _hint(name, topics))
    found = tuple(
        Search(wanted=topic.keywords, unwanted=topic.excluded_terms) for topic in chosen if topic.keywords
    )
    if not found:
        raise InputError(f"{location}: the topic has no keywords to search for.", "Add some to its file.")
    return found


def split_options(wish: str, known: frozenset[str], location: str) -> tuple[str, dict[str, str]]:
    """A wish without the options at its end, and these: ``top points=100`` -> ``top``, ``{"points": "100"}``.

    Raises InputError for an option at the end of a wish that is not among ``known``.
    """
    options: dict[str, str] = {}
    while (option := _OPTION.search(wish)) is not None:
        if option[1] not in known:
            allowed = ", ".join(sorted(known))
            raise InputError(f"{location}: there is no option {option[1]!r}.", f"There are: {allowed}.")
        options[option[1]] = option[2]
        wish = wish[: option.start()]
    return wish.strip(), options


def plain_phrase(term: str) -> str:
    """A keyword without what query languages read as their own: quotation marks, brackets, colons, leading signs."""
    words = (word.lstrip("+-'&") for word in _NO_LETTERS.sub(" ", term).split())
    return " ".join(word for word in words if word)


def _hint(name: str, topics: tuple[Topic, ...]) -> str:
    names = [topic.name for topic in topics]
    near = difflib.get_close_matches(name, names, n=1)
    if near:
        return f"Did you mean {near[0]!r}?"
    return f"Topics: {', '.join(names)}." if names else "Write a topic file first."


def _key(item: RawArticle | Skipped) -> str:
    return item.item if isinstance(item, Skipped) else item.external_id or item.url


def _parsed(fingerprint: str) -> _Progress | None:
    try:
        return _Progress.model_validate_json(fingerprint)
    except ValidationError:
        return None
