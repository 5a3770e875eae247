"""Taking articles in: which of them are new, revised, already known, or copies of another. Decides; writes nothing.

Who an article is: the URL that it can be found under, else the identifier its publisher (or file) gave it, else its
text. What it is: title, text and date of publication. The same article with other content is a new revision; content
that any revision of it had before is nothing new, so that reading an older file again changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pipeline.models import Article, RawArticle, Skipped
from pipeline.text.clean import clean_line, clean_text
from pipeline.text.duplicates import Candidate, group_ids, sign
from pipeline.text.published import parse_published
from pipeline.text.publishers import publisher_key, publisher_name
from pipeline.text.urls import canonical_url, url_identity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.ports import KnownArticle
    from pipeline.settings import IngestSettings

_MAX_TITLE_CHARACTERS = 300
_MADE_TITLE_CHARACTERS = 90
_NOTICE_TITLES = 5
_MAX_NOTICE_CHARACTERS = 2_000
_PLACE_IN_FILE = re.compile(r"[:#]\d+$")


@dataclass(frozen=True, slots=True)
class Stored:
    """What the store holds: articles by id, and the ids and joined signatures of their newest revisions."""

    known: Mapping[str, KnownArticle]
    signature_ids: Sequence[str] = ()
    signatures: bytes = b""


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What is to be stored, and what was left out. Nothing in it is stored yet.

    ``signatures`` belong to ``articles``, in their order. ``regrouped`` are known articles whose group has changed
    (article id -> group id). ``skipped`` are items left out; ``notes`` items kept with something to say about them.
    """

    new: tuple[Article, ...]
    revised: tuple[Article, ...]
    signatures: tuple[bytes, ...]
    unchanged: int
    skipped: tuple[Skipped, ...]
    notes: tuple[Skipped, ...]
    regrouped: Mapping[str, str]

    @property
    def articles(self) -> tuple[Article, ...]:
        """All revisions to be stored, first revisions first."""
        return self.new + self.revised


@dataclass(slots=True)
class _Intake:
    """The state of one reading. ``revisions`` are those to be stored, by article id, oldest first."""

    revisions: dict[str, list[Article]] = field(default_factory=dict)
    unchanged: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[Skipped] = field(default_factory=list)


def ingest(
    raws: Iterable[RawArticle | Skipped], stored: Stored, settings: IngestSettings, now: datetime
) -> IngestResult:
    """Sort what sources gave into new articles, revisions and the rest, and group copies.

    ``raws`` is read once, item by item. ``now`` (timezone-aware) becomes the time of intake and decides which dates lie
    in the future. Raises StoreError when the stored signatures are damaged, and what reading ``raws`` raises.
    """
    intake = _Intake()
    for item in raws:
        if isinstance(item, Skipped):
            intake.skipped.append(item)
        else:
            _take(item, intake, stored.known, settings, now)
    _leave_out_notices(intake)
    articles = [revision for revisions in intake.revisions.values() for revision in revisions]
    signatures = list(sign(article.text for article in articles))
    groups = _groups(articles, signatures, stored, settings.near_duplicate_jaccard)
    grouped = [replace(article, group_id=groups[article.id]) for article in articles]
    order = sorted(range(len(grouped)), key=lambda place: grouped[place].revision > 1)
    return IngestResult(
        new=tuple(article for article in grouped if article.revision == 1),
        revised=tuple(article for article in grouped if article.revision > 1),
        signatures=tuple(signatures[place] for place in order),
        unchanged=intake.unchanged,
        skipped=tuple(_presentable(item) for item in intake.skipped),
        notes=tuple(_presentable(item) for item in intake.notes),
        regrouped={
            article_id: group
            for article_id, group in groups.items()
            if article_id in stored.known and stored.known[article_id].group_id != group
        },
    )


def article_id(raw: RawArticle) -> str:
    """The id of an article: "a" and 16 hexadecimal digits, the same for all its revisions."""
    return "a" + hashlib.sha256(_identity(raw).encode("utf-8", "replace")).hexdigest()[:16]


def content_sha256(title: str, text: str, published: datetime | None) -> str:
    """Hash of what makes a revision: cleaned title and text, and the date of publication."""
    parts = [title, text, published.isoformat() if published is not None else ""]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _identity(raw: RawArticle) -> str:
    url = "" if raw.url_is_shared else url_identity(raw.url)
    if url:
        return f"url\n{url}"
    if raw.external_id:
        # Numbers given by a file count within that file; those given by a publisher, everywhere.
        scope = publisher_key(publisher_name(raw.publisher, raw.url)) or _PLACE_IN_FILE.sub("", raw.origin)
        return f"id\n{scope}\n{raw.external_id}"
    return f"text\n{clean_text(raw.text)}"


# --- from raw articles to revisions -----------------------------------------------------------------------------------


def _take(
    raw: RawArticle,
    intake: _Intake,
    known: Mapping[str, KnownArticle],
    settings: IngestSettings,
    now: datetime,
) -> None:
    text = clean_text(raw.text)
    size = len(text.encode())
    if len(text) < settings.min_text_characters:
        intake.skipped.append(Skipped(raw.origin, "It has no text" if not text else "Its text is too short"))
        return
    if size > settings.max_article_bytes:
        intake.skipped.append(Skipped(raw.origin, f"Its text has {size:,} bytes, more than the limit"))
        return
    published = parse_published(raw.published, now, timedelta(days=settings.future_tolerance_days))
    article = _article(raw, text, published.value, now)
    before = intake.revisions.get(article.id, [])
    stored = known.get(article.id)
    hashes = {*(stored.all_sha256 if stored else ()), *(revision.content_sha256 for revision in before)}
    if article.content_sha256 in hashes:
        intake.unchanged += 1
        return
    newest = before[-1].revision if before else stored.revision if stored else 0
    problem = (f"{published.problem}; kept without a date",) if published.problem else ()
    intake.notes.extend(Skipped(raw.origin, note) for note in (*raw.notes, *problem))
    intake.revisions.setdefault(article.id, []).append(replace(article, revision=newest + 1))


def _article(raw: RawArticle, text: str, published: datetime | None, now: datetime) -> Article:
    title = clean_line(raw.title)[:_MAX_TITLE_CHARACTERS].strip() or _made_title(text)
    identifier = article_id(raw)
    return Article(
        id=identifier,
        revision=1,
        title=title,
        text=text,
        url=canonical_url(raw.url),
        publisher=publisher_name(raw.publisher, raw.url),
        authors=tuple(dict.fromkeys(name for author in raw.authors if (name := clean_line(author)))),
        published=published,
        ingested=now,
        content_sha256=content_sha256(title, text, published),
        source=clean_line(raw.source),
        group_id=identifier,
    )


def _made_title(text: str) -> str:
    """The beginning of the text, for an article that came without a title."""
    line = clean_line(text.partition("\n")[0])
    if len(line) <= _MADE_TITLE_CHARACTERS:
        return line
    start = line[:_MADE_TITLE_CHARACTERS]
    return (start.rpartition(" ")[0].rstrip(" ,;:-") or start) + "…"


def _presentable(item: Skipped) -> Skipped:
    """What is reported may quote file names and texts from outside, of any characters."""
    return replace(
        item, item=clean_line(item.item), reason=clean_line(item.reason), remedy=clean_line(item.remedy)
    )


def _leave_out_notices(intake: _Intake) -> None:
    """Leave out what is not the article's own text: a publisher's same few lines under many titles are a notice about
    cookies, advertising or registration that stood in the article's place."""
    titles: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for article in (revision for revisions in intake.revisions.values() for revision in revisions):
        if article.publisher and len(article.text) <= _MAX_NOTICE_CHARACTERS:
            titles[article.publisher, article.text].add(article.title)
    counts = {key: len(found) for key, found in titles.items() if len(found) >= _NOTICE_TITLES}
    for identifier, revisions in list(intake.revisions.items()):
        kept = [article for article in revisions if (article.publisher, article.text) not in counts]
        if len(kept) == len(revisions):
            continue
        left_out = next(article for article in revisions if article not in kept)
        count = counts[left_out.publisher, left_out.text]
        reason = f"Its text stands under {count} titles of {left_out.publisher}: a notice, not the article"
        intake.skipped.append(Skipped(left_out.url or left_out.title, reason))
        del intake.revisions[identifier]
        if kept:
            first = revisions[0].revision
            intake.revisions[identifier] = [
                replace(article, revision=number) for number, article in enumerate(kept, start=first)
            ]


# --- copies -----------------------------------------------------------------------------------------------------------


def _groups(
    articles: Sequence[Article], signatures: Sequence[bytes], stored: Stored, threshold: float
) -> dict[str, str]:
    """The group of each article here. One that others are grouped under already stays what it is."""
    members = Counter(known.group_id for known in stored.known.values())
    newest = {
        article.id: (article, signature) for article, signature in zip(articles, signatures, strict=True)
    }
    settled = {
        identifier
        for identifier in newest
        if identifier in stored.known
        and stored.known[identifier].group_id == identifier
        and members[identifier] > 1
    }
    candidates = [
        Candidate(article.id, signature, _rank(article))
        for article, signature in newest.values()
        if article.id not in settled
    ]
    representatives = {known.id: known.group_id for known in stored.known.values()}
    found = group_ids(candidates, (stored.signature_ids, stored.signatures), representatives, threshold)
    return {**found, **{identifier: identifier for identifier in settled}}


def _rank(article: Article) -> tuple[float, int, str]:
    """Earliest published first, undated last; of the same time the longest."""
    when = article.published.timestamp() if article.published is not None else float("inf")
    return when, -len(article.text), article.id
