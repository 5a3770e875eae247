"""Hacker News: its lists of stories (github.com/HackerNews/API) and searches of all of it (hn.algolia.com/api).

A story is mostly a link to a page elsewhere, which is read by whoever reads the source.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from pipeline.errors import ExtractionError, FetchError, InputError
from pipeline.extraction.lenient import LenientText
from pipeline.models import RawArticle, Skipped
from pipeline.ports import FetchRequest, Reading
from pipeline.sources.article_line import read_markup
from pipeline.sources.kinds import Interface, Opening, SourceKind
from pipeline.sources.remote import parse_json
from pipeline.sources.searches import Found, Search, SearchSource, plain_phrase, split_options
from pipeline.text.urls import is_url, url_host

if TYPE_CHECKING:
    from pydantic import JsonValue

    from pipeline.ports import Fetched, Source

SCHEME = "hn:"
LISTS = Interface("https://hacker-news.firebaseio.com/v0")
SEARCH = Interface("https://hn.algolia.com/api/v1")

_HOME = "https://news.ycombinator.com/item?id="
_LIST_NAMES = frozenset({"top", "new", "best"})
_LIST_STORIES = 30
"""As many as its front page shows; each is a request of its own."""
_MOST_LIST_STORIES = 500
_TOO_MANY_REQUESTS = 429
_PAGE_RESULTS = 100
_MOST_RESULTS = 1_000
"""The search gives no more, however many pages are asked for."""
# A story is looked at again for three days: it gathers its points in that time.
_OVERLAP = timedelta(days=3)


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


class _Story(BaseModel):
    """A story of either interface."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: LenientText = ""
    title: LenientText = ""
    url: LenientText = ""
    text: LenientText = ""
    by: LenientText = ""
    time: LenientText = ""
    type: LenientText = ""
    score: Annotated[int, BeforeValidator(_number)] = 0
    dead: bool = False
    deleted: bool = False


class _Hit(BaseModel):
    """A story as the search names its parts."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    objectID: LenientText = ""  # noqa: N815 - the interface names it so
    title: LenientText = ""
    url: LenientText = ""
    story_text: LenientText = ""
    author: LenientText = ""
    created_at: LenientText = ""


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    hits: tuple[_Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class ListOptions:
    """``name`` is top, new or best; stories with fewer than ``points`` are left out."""

    name: str
    points: int
    stories: int


class StoryList:
    """The first stories of a list."""

    is_remote = True

    def __init__(self, opening: Opening, options: ListOptions, interface: Interface) -> None:
        self._opening = opening
        self._options = options
        self._interface = interface

    @property
    def name(self) -> str:
        """The location as the user gave it."""
        return self._opening.location

    def read(self, fingerprint: str = "") -> Reading:
        """The stories that have the points, in the list's order. Raises FetchError and InputError."""
        del fingerprint  # points change all the time
        listed = self._get(f"{self._options.name}stories.json")
        if not isinstance(listed, list):
            raise InputError(f"{self.name}: Hacker News gave no list of stories.", "Try again later.")
        numbers = [number for number in listed if isinstance(number, int)][: self._options.stories]
        items = [item for number in numbers if (item := self._item(number)) is not None]
        return Reading(items, steps=(f"{len(listed)} stories listed, the first {len(numbers)} read",))

    def _item(self, number: int) -> RawArticle | Skipped | None:
        """A story; None when it is none, has too few points or is gone."""
        try:
            value = self._get(f"item/{number}.json")
        except (FetchError, InputError) as error:
            if isinstance(error, FetchError) and not _is_refusal(error):
                raise
            return Skipped(f"{_HOME}{number}", error.message, error.remedy)
        try:
            story = _Story.model_validate(value)
        except ValidationError:
            return None  # nothing, or no story
        if story.type != "story" or story.dead or story.deleted or story.score < self._options.points:
            return None
        return _article(story, self._opening)

    def _get(self, path: str) -> JsonValue:
        return parse_json(_fetch(self._opening, self._interface, path).content, self.name)


class StorySearch:
    """Finds stories that were posted since a time and have the points."""

    def __init__(self, opening: Opening, interface: Interface, points: int) -> None:
        self._opening = opening
        self._interface = interface
        self._points = points

    def find(self, search: Search, since: datetime) -> Found:
        """Search, newest first; one query for each phrase, as there are no alternatives in a query. Raises FetchError
        and InputError."""
        queries = [search.query] if search.query else keyword_queries(search)
        results = [self._found(query, since) for query in queries]
        steps = tuple(f"query: {query}" for query in queries)
        return Found(tuple(item for items in results for item in items), steps)

    def _found(self, query: str, since: datetime) -> list[RawArticle | Skipped]:
        items: list[RawArticle | Skipped] = []
        most = min(self._opening.settings.max_search_results, _MOST_RESULTS)
        for page in range(-(-most // _PAGE_RESULTS)):
            hits = self._hits(query, since, page)
            items += [_article(_story(hit), self._opening) for hit in hits]
            if len(hits) < _PAGE_RESULTS:
                break
        return items[:most]

    def _hits(self, query: str, since: datetime, page: int) -> tuple[_Hit, ...]:
        parameters = {
            "query": query,
            "tags": "story",
            "numericFilters": f"created_at_i>={int(since.timestamp())},points>={self._points}",
            "advancedSyntax": "true",
            "typoTolerance": "false",
            "hitsPerPage": _PAGE_RESULTS,
            "page": page,
        }
        fetched = _fetch(self._opening, self._interface, f"search_by_date?{urlencode(parameters)}")
        try:
            return _Answer.model_validate(parse_json(fetched.content, self._opening.location)).hits
        except ValidationError as error:
            raise InputError(
                f"{self._opening.location}: the answer of Hacker News is not in its form.", "Try again later."
            ) from error


def keyword_queries(search: Search) -> list[str]:
    """Phrases in the search's query language: ``"carbon capture" -football``."""
    unwanted = "".join(f' -"{phrase}"' for term in search.unwanted if (phrase := plain_phrase(term)))
    return [f'"{phrase}"{unwanted}' for term in search.wanted if (phrase := plain_phrase(term))]


def _fetch(opening: Opening, interface: Interface, path: str) -> Fetched:
    request = FetchRequest(
        f"{interface.url}/{path}",
        accept="application/json",
        is_interface=True,
        gap_seconds=interface.gap_seconds,
    )
    return opening.outside.fetcher.fetch(request)


def _story(hit: _Hit) -> _Story:
    return _Story(
        id=hit.objectID,
        title=hit.title,
        url=hit.url,
        text=hit.story_text,
        by=hit.author,
        time=hit.created_at,
    )


def _is_refusal(error: FetchError) -> bool:
    """Whether a server refuses this one thing, and not all that is asked of it."""
    return 400 <= error.status < 500 and error.status != _TOO_MANY_REQUESTS


def _article(story: _Story, opening: Opening) -> RawArticle | Skipped:
    """A link's author and date are those of its page, not those of who posted it."""
    home, is_link = f"{_HOME}{story.id}", is_url(story.url)
    try:
        text = read_markup(story.text, home, opening.outside.extractor).text
    except (ExtractionError, InputError) as error:
        return Skipped(home, error.message, error.remedy, try_again=error.retry)
    return RawArticle(
        origin=home,
        text=text,
        title=story.title,
        url=story.url if is_link else home,
        external_id=f"hn:{story.id}",
        published="" if is_link else story.time,
        publisher=url_host(story.url if is_link else home),
        authors=() if is_link or not story.by else (story.by,),
        source=opening.location,
        is_summary=is_link,
    )


def open_hackernews(opening: Opening, lists: Interface = LISTS, search: Interface = SEARCH) -> Source:
    """The list at ``hn:top`` (``new``, ``best``), or the search at ``hn:search QUERY``, ``hn:@TOPIC`` or ``hn:@``.

    Options at the end: ``points=N`` leaves out stories with fewer; ``stories=N`` is how many of a list are read.
    Raises InputError.
    """
    location = opening.location
    wish, options = split_options(
        location.removeprefix(SCHEME).strip(), frozenset({"points", "stories"}), location
    )
    points = _count(options, "points", 0, location)
    if wish in _LIST_NAMES:
        stories = min(_count(options, "stories", _LIST_STORIES, location), _MOST_LIST_STORIES)
        return StoryList(opening, ListOptions(wish, points, stories), lists)
    if not wish.startswith(("search ", "@")):
        raise InputError(
            f"{location}: names no list of Hacker News.",
            "Write hn:top, hn:new, hn:best, hn:search QUERY or hn:@TOPIC.",
        )
    query = wish.removeprefix("search ").strip()
    return SearchSource(opening, query, StorySearch(opening, search, points).find, _OVERLAP)


def _count(options: dict[str, str], name: str, otherwise: int, location: str) -> int:
    value = options.get(name, str(otherwise))
    if not value.isdecimal() or len(value) > 9:
        raise InputError(f"{location}: {name}={value} is not a number.", f"Write {name}=50, for example.")
    return int(value)


KIND = SourceKind(
    name="hackernews",
    takes="Hacker News (hn:top, hn:search QUERY, hn:@TOPIC)",
    accepts=lambda location: location.startswith(SCHEME),
    open=open_hackernews,
    priority=20,
    scheme=SCHEME,
)
