"""Any JSON interface that lists articles, described by a TOML file (``NAME.api.toml``)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

from pipeline.errors import ExtractionError, InputError
from pipeline.extraction.lenient import lenient_names, lenient_text
from pipeline.models import RawArticle, Skipped
from pipeline.ports import FetchRequest
from pipeline.sources.api_description import ApiDescription, read_description
from pipeline.sources.article_line import read_markup
from pipeline.sources.kinds import Opening, SourceKind, has_ending
from pipeline.sources.remote import parse_json
from pipeline.sources.searches import Found, Search, SearchSource, plain_phrase
from pipeline.text.html import looks_like_html
from pipeline.text.urls import url_host

if TYPE_CHECKING:
    from pydantic import JsonValue

    from pipeline.ports import Source

_ENDING = ".api.toml"
_OVERLAP = timedelta(days=1)
_SECRET = re.compile(r"env:([A-Za-z_]\w*)")


class JsonApi:
    """Finds the items of a described interface."""

    def __init__(self, opening: Opening, description: ApiDescription) -> None:
        self._opening = opening
        self._about = description

    def find(self, search: Search, since: datetime) -> Found:
        """The items of all pages. Raises FetchError, and InputError when an answer is not as described."""
        query = search.query or _keyword_query(search, self._about.between_keywords)
        items: list[RawArticle | Skipped] = []
        steps: list[str] = []
        most = self._opening.settings.max_search_results
        url = self._url(query, since, 0)
        for number in range(1, self._about.max_pages + 1):
            answer, page_steps = self._fetch(url)
            listed = self._listed(answer)
            steps += [*page_steps, f"page {number}: {len(listed)} items"]
            items += [self._article(item, f"{url}#{place}") for place, item in enumerate(listed, start=1)]
            following = self._next_url(answer, url, query, since, number)
            if not listed or not following or len(items) >= most:
                break
            url = following
        return Found(tuple(items[:most]), tuple(steps))

    def _url(self, query: str, since: datetime, page: int) -> str:
        number = self._about.first_page + page * self._about.page_step
        values = {"query": query, "since": since.strftime(self._about.since_format), "page": str(number)}
        return re.sub(r"\{(\w+)\}", lambda found: quote(values[found[1]], safe=""), self._about.url)

    def _next_url(self, answer: JsonValue, url: str, query: str, since: datetime, page: int) -> str:
        """Where the next page is, "" after the last. Raises InputError when it is on another host, which must not get
        the headers."""
        if not self._about.next:
            return self._url(query, since, page) if "{page}" in self._about.url else ""
        named = value_at(answer, self._about.next)
        if not isinstance(named, str) or not named:
            return ""
        following = urljoin(url, named)
        if urlsplit(following)[:2] != urlsplit(url)[:2]:
            raise InputError(f"{self._opening.location}: its next page is on another host.", "Check 'next'.")
        return following if following != url else ""

    def _fetch(self, url: str) -> tuple[JsonValue, tuple[str, ...]]:
        request = FetchRequest(
            url,
            accept="application/json",
            headers=tuple((name, self._revealed(value)) for name, value in self._about.headers.items()),
            is_interface=True,
            gap_seconds=self._about.gap_seconds,
        )
        fetched = self._opening.outside.fetcher.fetch(request)
        return parse_json(fetched.content, self._opening.location), fetched.steps

    def _revealed(self, value: str) -> str:
        """A header's value with its secrets. Raises InputError when one is not set."""
        for name in _SECRET.findall(value):
            if not self._opening.outside.secrets(name):
                raise InputError(
                    f"{self._opening.location}: needs the environment variable {name}, which is not set.",
                    f"Set {name} to the key.",
                )
        return _SECRET.sub(lambda found: self._opening.outside.secrets(found[1]), value)

    def _listed(self, answer: JsonValue) -> list[JsonValue]:
        listed = value_at(answer, self._about.items)
        if isinstance(listed, list):
            return listed
        keys = ", ".join(answer)[:200] if isinstance(answer, dict) else ""
        raise InputError(
            f"{self._opening.location}: the answer has no list at {self._about.items!r}.",
            f"It has: {keys}." if keys else "Check 'items'.",
        )

    def _article(self, item: JsonValue, origin: str) -> RawArticle | Skipped:
        fields = self._about.fields
        url, written = _text_at(item, fields.url), _text_at(item, fields.text)
        try:
            text = self._plain(written, url)
        except (ExtractionError, InputError) as error:
            return Skipped(origin, error.message, error.remedy, try_again=error.retry)
        if not text and not (self._about.summaries and url):
            return Skipped(origin, f"The item has no text at {fields.text!r}")
        return RawArticle(
            origin=origin,
            text=text,
            title=unescape(_text_at(item, fields.title)),
            url=url,
            external_id=_text_at(item, fields.id),
            published=_date(_text_at(item, fields.published), self._about.date_format),
            publisher=_text_at(item, fields.publisher) or self._about.publisher or url_host(url),
            authors=lenient_names(value_at(item, fields.authors)) if fields.authors else (),
            source=self._opening.location,
            language=_language(_text_at(item, fields.language)),
            is_summary=self._about.summaries and bool(url),
            original=written if written != text else "",
        )

    def _plain(self, text: str, url: str) -> str:
        if looks_like_html(text):
            return read_markup(text, url, self._opening.outside.extractor).text
        return unescape(text)


def value_at(value: JsonValue, path: str) -> JsonValue:
    """What a JSON value has at a path such as ``data.items.0.title``; None when there is nothing."""
    for part in path.split(".") if path else ():
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def _text_at(item: JsonValue, path: str) -> str:
    return lenient_text(value_at(item, path)).strip() if path else ""


def _date(written: str, form: str) -> str:
    if not form:
        return written
    try:
        moment = datetime.strptime(written, form)  # noqa: DTZ007 - the zone is given below
    except ValueError:
        return written
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()


def _language(code: str) -> str:
    """``en`` of ``en`` and ``en-GB``; "" for anything else."""
    main = re.split(r"[-_]", code)[0].lower()
    return main if len(main) == 2 else ""


def _keyword_query(search: Search, between: str) -> str:
    phrases = [phrase for term in search.wanted if (phrase := plain_phrase(term))]
    return between.join(f'"{phrase}"' if " " in phrase else phrase for phrase in phrases)


def open_json_api(opening: Opening) -> Source:
    """The interface that a file describes. Raises InputError when the description or its topic is wrong."""
    description = read_description(Path(opening.location))
    is_asked_by_topic = "{query}" in description.url and not description.query
    wish = f"@{description.topic}" if is_asked_by_topic else description.query or "everything"
    return SearchSource(opening, wish, JsonApi(opening, description).find, _OVERLAP)


KIND = SourceKind(
    name="json-api",
    takes="descriptions of JSON interfaces (.api.toml)",
    accepts=lambda location: has_ending(location, _ENDING),
    open=open_json_api,
    priority=20,
)
