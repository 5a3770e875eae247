"""summaries → articles: the pages of entries whose source gives only the beginning of their text.

Pages of one host are asked for one after the other, those of different hosts beside each other.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.errors import (
    ExtractionError,
    ExtractorUnavailableError,
    FetchError,
    ForbiddenAddressError,
    InputError,
    SetAsideError,
    TransientError,
)
from pipeline.ports import FetchRequest
from pipeline.text.decoding import decode_html
from pipeline.text.urls import is_url, url_host, url_identity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor
    from threading import Event

    from pipeline.models import Page, RawArticle
    from pipeline.ports import Extractor, Fetched, Fetcher

_ACCEPT = "text/html, application/xhtml+xml, application/pdf;q=0.8, text/plain;q=0.5"
_READABLE = ("text/", "application/xhtml", "application/xml", "application/pdf", "application/octet-stream")
_PDF_START = b"%PDF-"
_MOST_FAULTS = 2
"""After so many pages in a row that a host did not give, its others are left for the next reading."""


@dataclass(frozen=True, slots=True)
class Completed:
    """An entry with the text of its page, or as it was. ``problem`` says why its page gave nothing, "" where it did.

    ``is_final``: asking again would give the same. ``is_asked``: its page was asked for at all. ``may_pass``: its
    server is at fault, which says nothing of the page.
    """

    raw: RawArticle
    problem: str = ""
    is_final: bool = True
    is_asked: bool = True
    may_pass: bool = False


def wants_page(raw: RawArticle) -> bool:
    """Whether the text of an entry is to be looked for at its address."""
    return raw.is_summary and not raw.url_is_shared and not raw.is_withdrawn and is_url(raw.url)


def complete_all(
    raws: Sequence[RawArticle], fetcher: Fetcher, extractor: Extractor, executor: Executor, stopped: Event
) -> list[Completed]:
    """Every entry with the text of its page, in order. ``stopped`` keeps pages from being asked for once it is set."""
    hosts: defaultdict[str, list[int]] = defaultdict(list)
    for place, raw in enumerate(raws):
        hosts[url_host(raw.url)].append(place)
    jobs = [
        (
            places,
            executor.submit(_of_one_host, [raws[place] for place in places], fetcher, extractor, stopped),
        )
        for places in hosts.values()
    ]
    found = {place: one for places, job in jobs for place, one in zip(places, job.result(), strict=True)}
    return [found[place] for place in range(len(raws))]


def _of_one_host(
    raws: Sequence[RawArticle], fetcher: Fetcher, extractor: Extractor, stopped: Event
) -> list[Completed]:
    found: list[Completed] = []
    faults = 0
    for raw in raws:
        if stopped.is_set() or faults >= _MOST_FAULTS:
            left = Completed(raw, "its server does not answer", is_final=False, is_asked=False)
            found.append(left)
            continue
        try:
            found.append(complete(raw, fetcher, extractor))
            faults = 0
        except FetchError as error:
            is_final = error.is_gone or isinstance(error, ForbiddenAddressError)
            found.append(Completed(raw, error.message, is_final, may_pass=_may_pass(error)))
            is_fault = not error.status or error.status == 429 or error.status >= 500
            faults = _MOST_FAULTS if error.retry_after_seconds else faults + 1 if is_fault else 0
    return found


def _may_pass(error: FetchError) -> bool:
    return isinstance(error, TransientError) or error.status == 429 or error.status >= 500


def complete(raw: RawArticle, fetcher: Fetcher, extractor: Extractor) -> Completed:
    """An entry with the text of its page. Raises FetchError when the page cannot be had."""
    fetched = fetcher.fetch(FetchRequest(raw.url, accept=_ACCEPT, found_at=raw.source))
    media_type = fetched.content_type.strip().lower()
    if media_type and not media_type.startswith(_READABLE):
        return Completed(raw, f"there is no page, but {media_type.partition(';')[0]}")
    try:
        page = extractor.page(fetched.content, fetched.url, fetched.content_type)
    except (InputError, ExtractionError) as error:
        is_asked = not isinstance(error, ExtractorUnavailableError)
        return Completed(raw, error.message, isinstance(error, SetAsideError), is_asked)
    problem = page.problem or ("" if page.text else "it has no text")
    if problem:
        return Completed(raw, problem, is_final=False)
    if len(page.text) < len(raw.text):
        return Completed(raw, "it has less of the text than the summary")
    return Completed(_with_page(raw, page, fetched))


def _with_page(raw: RawArticle, page: Page, fetched: Fetched) -> RawArticle:
    """What the source says of an article stands; the page gives the text, and what the source leaves open."""
    own = url_identity(raw.url)
    # A page may name any address as its own; only those of its host are believed.
    claimed = page.url if url_host(page.url) == url_host(fetched.url) else ""
    others = (url for url in (*raw.other_urls, fetched.url, claimed) if url and url_identity(url) != own)
    is_pdf = fetched.content.startswith(_PDF_START)
    return replace(
        raw,
        text=page.text,
        title=raw.title or page.title,
        published=raw.published or page.published,
        publisher=raw.publisher or page.publisher,
        authors=raw.authors or page.authors,
        language=raw.language or page.language,
        other_urls=tuple(dict.fromkeys(others)),
        is_summary=False,
        original="" if is_pdf else decode_html(fetched.content).text,
        notes=(*raw.notes, page.note) if page.note else raw.notes,
    )
