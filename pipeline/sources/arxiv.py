"""arXiv: searches of its preprints by the Atom interface (info.arxiv.org/help/api/user-manual.html)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from pipeline.errors import FetchError, InputError
from pipeline.models import FeedEntry, RawArticle, Skipped
from pipeline.ports import FetchRequest
from pipeline.sources.kinds import Interface, Opening, SourceKind
from pipeline.sources.searches import Found, Search, SearchSource, plain_phrase

if TYPE_CHECKING:
    from pipeline.ports import Fetched, Source

SCHEME = "arxiv:"
INTERFACE = Interface("https://export.arxiv.org/api/query", gap_seconds=3.0)
"""Three seconds between calls: info.arxiv.org/help/api/tou.html."""

_PAGE_RESULTS = 100
# Preprints are listed when they are announced, after a weekend and a holiday as much as five days after submission.
_OVERLAP = timedelta(days=5)
_IDENTIFIER = re.compile(r"arxiv\.org/abs/(.+?)(?:v\d+)?$")
_TOTAL = re.compile(rb"<(?:\w+:)?totalResults[^>]*>\s*(\d+)")


class ArxivSearch:
    """Finds the preprints that were submitted since a time; the abstract is the text."""

    def __init__(self, opening: Opening, interface: Interface) -> None:
        self._opening = opening
        self._interface = interface

    def find(self, search: Search, since: datetime) -> Found:
        """Search, newest first. Raises FetchError, and InputError when the query is not understood."""
        query = search.query or keyword_query(search)
        items: list[RawArticle | Skipped] = []
        steps = [f"query: {query}"]
        most = self._opening.settings.max_search_results
        for start in range(0, most, _PAGE_RESULTS):
            wanted = min(_PAGE_RESULTS, most - start)
            fetched = self._fetch(query, start, wanted)
            steps += fetched.steps
            page = self._page(fetched, start)
            items += page
            if len(page) < wanted or _ends_before(page, since):
                return Found(tuple(items), tuple(steps))
        steps.append(f"older results beyond {most:,} were left out (max_search_results in [ingest])")
        return Found(tuple(items), tuple(steps))

    def _fetch(self, query: str, start: int, results: int) -> Fetched:
        parameters = {
            "search_query": query,
            "start": start,
            "max_results": results,
            "sortBy": "submittedDate",
            "sortOrder": "descending",
        }
        request = FetchRequest(
            f"{self._interface.url}?{urlencode(parameters)}",
            accept="application/atom+xml",
            is_interface=True,
            gap_seconds=self._interface.gap_seconds,
        )
        return self._opening.outside.fetcher.fetch(request)

    def _page(self, fetched: Fetched, start: int) -> list[RawArticle | Skipped]:
        entries = self._opening.outside.extractor.feed(fetched.content, fetched.url).entries
        total = _TOTAL.search(fetched.content)
        if not entries and total is not None and int(total[1]) > start:
            # A known fault of the interface; taken for the end it would lose what follows.
            raise FetchError(f"{self._opening.location}: arXiv left a page empty.", "Try again later.")
        return [entry if isinstance(entry, Skipped) else self._article(entry) for entry in entries]

    def _article(self, entry: FeedEntry) -> RawArticle:
        if "/api/errors" in entry.id:
            raise InputError(
                f"{self._opening.location}: arXiv does not understand the query ({entry.text[:200]}).",
                "See its syntax at info.arxiv.org/help/api/user-manual.html.",
            )
        found = _IDENTIFIER.search(entry.id)
        name = found[1] if found else ""
        return RawArticle(
            origin=entry.id,
            text=entry.text,
            title=entry.title,
            url=f"https://arxiv.org/abs/{name}" if name else entry.link,
            external_id=f"arxiv:{name}" if name else entry.id,
            published=entry.published,
            publisher="arxiv.org",
            authors=entry.authors,
            source=self._opening.location,
            language="en",
        )


def keyword_query(search: Search) -> str:
    """Phrases in arXiv's query language: ``(all:"carbon capture" OR all:methane) ANDNOT (all:football)``."""
    wanted, unwanted = _any_of(search.wanted), _any_of(search.unwanted)
    return f"({wanted}) ANDNOT ({unwanted})" if unwanted else wanted


def _any_of(terms: tuple[str, ...]) -> str:
    phrases = [phrase for term in terms if (phrase := plain_phrase(term))]
    return " OR ".join(f'all:"{phrase}"' if " " in phrase else f"all:{phrase}" for phrase in phrases)


def _ends_before(page: list[RawArticle | Skipped], since: datetime) -> bool:
    dates = [item.published for item in page if isinstance(item, RawArticle) and item.published]
    try:
        return bool(dates) and datetime.fromisoformat(dates[-1]) < since
    except (ValueError, TypeError):
        return False


def open_arxiv(opening: Opening, interface: Interface = INTERFACE) -> Source:
    """The search at ``arxiv:QUERY``, ``arxiv:@TOPIC`` or ``arxiv:@``. Raises InputError."""
    wish = opening.location.removeprefix(SCHEME).strip()
    return SearchSource(opening, wish, ArxivSearch(opening, interface).find, _OVERLAP)


KIND = SourceKind(
    name="arxiv",
    takes="searches of arXiv (arxiv:QUERY, arxiv:@TOPIC)",
    accepts=lambda location: location.startswith(SCHEME),
    open=open_arxiv,
    priority=20,
    scheme=SCHEME,
)
