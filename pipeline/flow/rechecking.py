"""cited articles → their pages, looked at again some days after they were taken in.

What was changed in substance is taken in as a new revision, through the same door as everything else. A page is gone
when two looks a day apart find it gone; whatever else keeps a page from being read is no news of the article.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import ExtractionError, FetchError, InputError
from pipeline.flow.keeping import keep, stored_now
from pipeline.flow.reopening import RETURNED
from pipeline.models import RawArticle
from pipeline.ports import FetchRequest, Notice, NoticeKind, Recheck
from pipeline.stages.ingest import ingest
from pipeline.stages.rechecking import Finding, conclude, look_at, next_look
from pipeline.text.clean import clean_line
from pipeline.text.urls import is_url, url_host
from pipeline.text.wording import written_day

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from pipeline.flow.recorder import Recorder
    from pipeline.flow.services import Services
    from pipeline.models import Article, Draft, Page
    from pipeline.stages.rechecking import Conclusion

MAX_LOOKS = 40
"""Pages looked at in one run; the rest wait for the next one."""


@dataclass(frozen=True, slots=True)
class _Look:
    """What a look at the page of an article found; ``words`` are those with which it was taken back."""

    article: Article
    finding: Finding
    words: str = ""
    page: Page | None = None
    is_answered: bool = True


def look_again(services: Services, recorder: Recorder, now: datetime) -> None:
    """Look at the pages of cited articles that are due, and note what became of the articles."""
    quotes = _cited_quotes(services.drafts.all_latest())
    rechecks = _scheduled(services, sorted(quotes))
    due = _due(rechecks, quotes, now)
    if not due:
        return
    with recorder.stage("rechecks", len(due)) as tally:
        looks = _look_at_all(services, [recheck.article_id for recheck in due], quotes)
        withdrawn = services.notices.withdrawn()
        for look in looks:
            _conclude(services, look, rechecks[look.article.id], withdrawn, now)
        counts = Counter(look.finding.value for look in looks)
        tally.items_in, tally.items_out = len(due), len(looks) - counts[Finding.UNKNOWN.value]
        tally.note = ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))


def _cited_quotes(drafts: Sequence[Draft]) -> dict[str, list[str]]:
    """What is quoted of every cited article, by id."""
    quotes: dict[str, dict[str, None]] = {}
    for citation in (each for draft in drafts for each in draft.citations()):
        quotes.setdefault(citation.article_id, {})[citation.quote] = None
    return {key: list(found) for key, found in quotes.items()}


# --- when -------------------------------------------------------------------------------------------------------------


def _scheduled(services: Services, article_ids: Sequence[str]) -> dict[str, Recheck]:
    """When each article is due; those that are cited since the last run, or were revised, are put on the list."""
    rechecks = services.rechecks.all()
    newest = services.articles.revisions(article_ids)
    fresh = [key for key, number in newest.items() if key not in rechecks or rechecks[key].revision < number]
    if fresh:
        remote = _remote_sources(services)
        found = (services.articles.get(key) for key in fresh)
        added = [_first_look(services, article, remote) for article in found if article is not None]
        services.rechecks.put(added)
        rechecks |= {recheck.article_id: recheck for recheck in added}
    return rechecks


def _remote_sources(services: Services) -> frozenset[str]:
    """The workspace's sources that are read from the network, as their articles name them."""
    found = set()
    for row in services.sources.all():
        with suppress(InputError):  # it can no longer be opened, which the reading of sources reports
            found.update([clean_line(row.location)] if services.open_source(row).is_remote else [])
    return frozenset(found)


def _first_look(services: Services, article: Article, remote: frozenset[str]) -> Recheck:
    """When a revision is due first. What came from a file is never looked for on the network."""
    if not is_url(article.url) or not (is_url(article.source) or article.source in remote):
        return Recheck(article.id, article.revision)
    ages = services.settings.health.recheck_days
    return Recheck(article.id, article.revision, next_look(article.ingested, article.ingested, ages))


def _due(rechecks: Mapping[str, Recheck], cited: Collection[str], now: datetime) -> list[Recheck]:
    """What is to be looked at now, the longest due first: cited articles, and those whose page was gone."""
    due = [
        (recheck.next_due, recheck)
        for recheck in rechecks.values()
        if recheck.next_due is not None
        and recheck.next_due <= now
        and (recheck.article_id in cited or recheck.gone_since is not None)
    ]
    return [recheck for _, recheck in sorted(due, key=lambda one: (one[0], one[1].article_id))][:MAX_LOOKS]


# --- looking ----------------------------------------------------------------------------------------------------------


def _look_at_all(
    services: Services, article_ids: Sequence[str], quotes: Mapping[str, Sequence[str]]
) -> list[_Look]:
    """Look at the pages of articles, at several hosts at a time and of each host one after the other."""
    hosts: defaultdict[str, list[Article]] = defaultdict(list)
    for key in article_ids:
        article = services.articles.get(key)
        if article is not None:
            hosts[url_host(article.url)].append(article)
    most = min(services.settings.fetch.concurrency, max(1, len(hosts)))
    with ThreadPoolExecutor(max_workers=most) as threads:
        looks = threads.map(lambda articles: _look_at_host(services, articles, quotes), hosts.values())
        return [look for own in looks for look in own]


def _look_at_host(
    services: Services, articles: Sequence[Article], quotes: Mapping[str, Sequence[str]]
) -> list[_Look]:
    """Looks at pages of one host, until it is down or wants to be left alone: the others wait for the next run."""
    looks: list[_Look] = []
    for article in articles:
        looks.append(_look(services, article, quotes.get(article.id, ())))
        if not looks[-1].is_answered:
            break
    return looks


def _look(services: Services, article: Article, quotes: Sequence[str]) -> _Look:
    """One look. The network and the reading of a page may fail in every way; only "there is no such page" is news."""
    try:
        fetched = services.fetcher.fetch(FetchRequest(article.url, found_at=article.source))
        page = services.extractor.page(fetched.content, fetched.url, fetched.content_type)
    except FetchError as error:
        finding = Finding.GONE if error.is_gone else Finding.UNKNOWN
        return _Look(article, finding, is_answered=0 < error.status < 500 and error.status != 429)
    except (InputError, ExtractionError):
        return _Look(article, Finding.UNKNOWN)
    finding, words = look_at(page, article, quotes)
    return _Look(article, finding, words, page)


# --- concluding -------------------------------------------------------------------------------------------------------


def _conclude(
    services: Services, look: _Look, before: Recheck, withdrawn: frozenset[str], now: datetime
) -> None:
    """Store what a look means. The time of the next one comes last: what is cut off before is done again."""
    article, ages = look.article, services.settings.health.recheck_days
    found = conclude(look.finding, before, article.ingested, now, ages, is_withdrawn=article.id in withdrawn)
    is_there = article.id not in withdrawn or found.notice is NoticeKind.RETURNED
    if look.finding is Finding.CHANGED and look.page is not None and is_there:
        _take_in(services, article, look.page, now)
    if found.notice is not None:
        reason = _reason(look, found, now)
        services.notices.add([Notice(article.id, article.revision, found.notice, now, reason)])
    services.rechecks.put([found.recheck])


def _reason(look: _Look, found: Conclusion, now: datetime) -> str:
    first = found.recheck.gone_since
    if first is None:
        return RETURNED
    if look.finding is Finding.RETRACTED:
        return f"its page says: “{look.words}”"
    return f"its page was gone on {written_day(first.date())} and on {written_day(now.date())}"


def _take_in(services: Services, article: Article, page: Page, now: datetime) -> None:
    """Store the page's text as a new revision of the article; all else stays as its source gave it."""
    raw = RawArticle(
        origin=article.url,
        text=page.text,
        title=article.title,
        url=article.url,
        published=article.published.isoformat() if article.published is not None else "",
        publisher=article.publisher,
        authors=article.authors,
        source=article.source,
        language=page.language,
    )
    result = ingest([raw], stored_now(services), services.settings.ingest, now)
    if [revision.id for revision in result.articles] == [article.id]:
        keep(services, result, now)
