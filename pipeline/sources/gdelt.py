"""GDELT: searches of the world's online news by the DOC 2.0 interface (blog.gdeltproject.org/gdelt-doc-2-0-api-debuts).

It gives addresses and titles; the pages are read by whoever reads the source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import FetchError, InputError
from pipeline.extraction.lenient import LenientText
from pipeline.models import RawArticle
from pipeline.ports import FetchRequest
from pipeline.sources.kinds import Interface, Opening, SourceKind
from pipeline.sources.remote import parse_json
from pipeline.sources.searches import Found, Search, SearchSource, plain_phrase, split_options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.ports import Fetched, Source

SCHEME = "gdelt:"
INTERFACE = Interface("https://api.gdeltproject.org/api/v2/doc/doc", gap_seconds=6.0)
"""It asks for one request in five seconds, by its own clock."""

_MOST_RECORDS = 250
_MOST_QUERY_CHARACTERS = 250
_OVERLAP = timedelta(hours=6)
_LONG_PAUSE_SECONDS = 900.0
_TIME = "%Y%m%d%H%M%S"
_SEEN = "%Y%m%dT%H%M%SZ"
_ESCAPE = re.compile(rb'\\(["\\/bfnrt]|u[0-9a-fA-F]{4})?')
_SPACE_BEFORE_MARK = re.compile(r"\s+(?=[,.;:!?%)\]’](?:\s|$))")

# ISO 639-1 codes of the languages that most of what it lists is written in.
_LANGUAGES = {
    "arabic": "ar", "chinese": "zh", "english": "en", "french": "fr", "german": "de", "greek": "el", "hindi": "hi",
    "indonesian": "id", "italian": "it", "japanese": "ja", "korean": "ko", "polish": "pl", "portuguese": "pt",
    "romanian": "ro", "russian": "ru", "spanish": "es", "turkish": "tr", "ukrainian": "uk", "vietnamese": "vi",
}  # fmt: skip


class _Article(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    url: LenientText = ""
    url_mobile: LenientText = ""
    title: LenientText = ""
    seendate: LenientText = ""
    domain: LenientText = ""
    language: LenientText = ""


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    articles: tuple[_Article, ...] = ()


@dataclass(frozen=True, slots=True)
class _Window:
    """Articles that were seen between two times."""

    start: datetime
    end: datetime


class GdeltSearch:
    """Finds the articles that GDELT saw since a time. ``language`` is its name in English, "" for all."""

    def __init__(self, opening: Opening, interface: Interface, language: str) -> None:
        self._opening = opening
        self._interface = interface
        self._language = language

    def find(self, search: Search, since: datetime) -> Found:
        """Search, newest first. Raises FetchError, and InputError when the query is refused."""
        queries, steps = self._queries(search)
        items: dict[str, RawArticle] = {}
        for query in queries:
            steps.append(f"query: {query}")
            steps += self._collect(query, _Window(since, self._opening.outside.now()), items)
        return Found(tuple(items.values()), tuple(steps))

    def _queries(self, search: Search) -> tuple[list[str], list[str]]:
        if search.query:
            return [search.query], []
        wanted, too_short = _phrases(search.wanted)
        if not wanted:
            raise InputError(
                f"{self._opening.location}: its keywords are too short for GDELT.", "Add some of 3 letters."
            )
        steps = [f"keywords too short for GDELT were left out: {', '.join(too_short)}"] if too_short else []
        unwanted, _ = _phrases(search.unwanted)
        return keyword_queries(wanted, unwanted, self._language), steps

    def _collect(self, query: str, window: _Window, items: dict[str, RawArticle]) -> list[str]:
        """Add what a query finds, page by page backward in time, as an answer holds 250 articles at most."""
        steps: list[str] = []
        most = self._opening.settings.max_search_results
        asked, end = 0, window.end
        while asked < most:
            fetched = self._fetch(query, _Window(window.start, end))
            steps += fetched.steps
            listed = self._parsed(fetched)
            items.update({article.url: self._article(article) for article in listed if article.url})
            asked += len(listed)
            oldest = min((_seen(article.seendate, end) for article in listed), default=end)
            if len(listed) < _MOST_RECORDS or oldest >= end:
                return steps
            end = oldest
        return [*steps, f"older results beyond {most:,} were left out (max_search_results in [ingest])"]

    def _fetch(self, query: str, window: _Window) -> Fetched:
        parameters = {
            "query": query,
            "mode": "artlist",
            "format": "json",
            "sort": "datedesc",
            "maxrecords": _MOST_RECORDS,
            "startdatetime": window.start.strftime(_TIME),
            "enddatetime": window.end.strftime(_TIME),
        }
        request = FetchRequest(
            f"{self._interface.url}?{urlencode(parameters)}",
            accept="application/json",
            is_interface=True,
            gap_seconds=self._interface.gap_seconds,
        )
        return self._opening.outside.fetcher.fetch(request)

    def _parsed(self, fetched: Fetched) -> tuple[_Article, ...]:
        """The articles of an answer. What is wrong comes as a sentence, with status 200."""
        content = fetched.content.strip()
        if not content.startswith(b"{"):
            raise _refusal(self._opening.location, content)
        try:
            return _Answer.model_validate(parse_json(_mended(content), self._opening.location)).articles
        except ValidationError as error:
            raise InputError(
                f"{self._opening.location}: GDELT's answer is not in its form.", "Try again later."
            ) from error

    def _article(self, article: _Article) -> RawArticle:
        return RawArticle(
            origin=article.url,
            text="",
            title=_SPACE_BEFORE_MARK.sub("", article.title).strip(),
            url=article.url,
            external_id=article.url,
            published=article.seendate,
            publisher=article.domain.removeprefix("www."),
            source=self._opening.location,
            other_urls=(article.url_mobile,) if article.url_mobile else (),
            language=_LANGUAGES.get(article.language.lower(), ""),
            is_summary=True,
        )


def keyword_queries(wanted: tuple[str, ...], unwanted: tuple[str, ...], language: str = "") -> list[str]:
    """Phrases in GDELT's query language, in as many queries as its limit of 250 characters asks for:
    ``("carbon capture" OR methane) -football sourcelang:english``. Brackets are for alternatives only.

    Unwanted phrases take a third of a query at most; those that do not fit are not excluded.
    """
    rest = _fitting((f"-{phrase}" for phrase in unwanted), _MOST_QUERY_CHARACTERS // 3)
    tail = "".join(f" {part}" for part in (*rest, f"sourcelang:{language}" if language else "") if part)
    room = _MOST_QUERY_CHARACTERS - len(tail) - len("()")
    groups: list[list[str]] = [[]]
    for phrase in wanted:
        if groups[-1] and len(" OR ".join([*groups[-1], phrase])) > room:
            groups.append([])
        groups[-1].append(phrase)
    return [(f"({' OR '.join(group)})" if len(group) > 1 else group[0]) + tail for group in groups]


def _phrases(terms: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Keywords as GDELT takes them, and those that it refuses: words need 3 letters, what is quoted 5 characters.

    Quotation marks are for several words, and needed for a word with a hyphen or a dot.
    """
    taken: list[str] = []
    refused: list[str] = []
    for term in terms:
        phrase = plain_phrase(term)
        is_word = phrase.isalnum()
        long_enough = len(phrase) >= (3 if is_word else 5)
        (taken if long_enough else refused).append(phrase if is_word or not long_enough else f'"{phrase}"')
    return tuple(taken), tuple(refused)


def _fitting(parts: Iterable[str], most_characters: int) -> list[str]:
    fitting: list[str] = []
    for part in parts:
        if len(" ".join([*fitting, part])) <= most_characters:
            fitting.append(part)
    return fitting


def _seen(date: str, otherwise: datetime) -> datetime:
    try:
        return datetime.strptime(date, _SEEN).replace(tzinfo=UTC)
    except ValueError:
        return otherwise


def _mended(content: bytes) -> bytes:
    """JSON whose titles hold backslashes that escape nothing, as GDELT's sometimes does, with these escaped."""
    return _ESCAPE.sub(lambda found: found[0] if found[1] else rb"\\", content)


def _refusal(location: str, content: bytes) -> FetchError | InputError:
    said = " ".join(content[:200].decode("utf-8", "replace").split())
    if not said:
        return FetchError(f"{location}: GDELT gave an empty answer.", "Try again later.")
    if "limit requests" in said.lower():
        return FetchError(
            f"{location}: GDELT asks to be called less often.",
            "It is called again later.",
            status=429,
            retry_after_seconds=_LONG_PAUSE_SECONDS,
        )
    if said.startswith("<"):
        return FetchError(f"{location}: GDELT answered with a web page.", "Try again later.")
    return InputError(f"{location}: GDELT refused the search: {said}", "Change the query or the keywords.")


def open_gdelt(opening: Opening, interface: Interface = INTERFACE) -> Source:
    """The search at ``gdelt:QUERY``, ``gdelt:@TOPIC`` or ``gdelt:@``, with ``language=NAME`` (or ``any``) at its end.

    Keywords are searched for in English pages if nothing else is said; a query says so itself, by ``sourcelang:``.
    Raises InputError.
    """
    wish = opening.location.removeprefix(SCHEME).strip()
    wish, options = split_options(wish, frozenset({"language"}), opening.location)
    language = plain_phrase(options.get("language", "english")).replace(" ", "")
    search = GdeltSearch(opening, interface, "" if language == "any" else language)
    return SearchSource(opening, wish, search.find, _OVERLAP)


KIND = SourceKind(
    name="gdelt",
    takes="searches of the world's news (gdelt:QUERY, gdelt:@TOPIC)",
    accepts=lambda location: location.startswith(SCHEME),
    open=open_gdelt,
    priority=20,
    scheme=SCHEME,
)
