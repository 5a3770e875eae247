"""Taking articles in: which of them are new, revised, already known, or copies of another. Decides; writes nothing.

Who an article is: the URLs that it can be found under, else the identifier its publisher (or file) gave it, else its
text; an article known under any of them is that article. A URL decides; an identifier, or an address that an article
merely names, only where title or text are alike as well, because publishers use one for several articles.

What it is: title, text and date of publication. The same article with other content is a new revision. Content that
any revision had before is nothing new, nor is what changes only typography, white space, links or boilerplate, nor a
summary of what is known in full. So reading an older file, or the same feed, again changes nothing. Only the source
that gave the newest revision can take it back: when it says the earlier again, that is a revision (``is_latest``).
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pipeline.models import Article, RawArticle, Skipped
from pipeline.text.boilerplate import Line, countable_lines, tally, without_lines
from pipeline.text.clean import clean_line, clean_text
from pipeline.text.copies import copy_groups
from pipeline.text.duplicates import sign
from pipeline.text.identity import Identities, are_alike, identities, plain_form
from pipeline.text.leaks import without_leaks
from pipeline.text.published import parse_published
from pipeline.text.publishers import publisher_key, publisher_name
from pipeline.text.urls import canonical_url

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pipeline.ports import KnownArticle
    from pipeline.settings import IngestSettings

_MAX_TITLE_CHARACTERS = 300
_MADE_TITLE_CHARACTERS = 90


def _no_article(article_id: str) -> Article | None:
    del article_id
    return None


def _no_counts(publisher: str, lines: Sequence[str]) -> Mapping[str, int]:
    del publisher, lines
    return {}


@dataclass(frozen=True, slots=True)
class Stored:
    """What the store holds.

    ``known`` are articles by id, ``signature_ids`` and ``signatures`` the ids and joined signatures of their newest
    revisions, ``aliases`` the articles by the further ids that they could have. ``newest`` gets the newest revision of
    an article, ``line_counts`` under how many titles of a publisher (its key) lines stand; both are asked for little.
    """

    known: Mapping[str, KnownArticle]
    signature_ids: Sequence[str] = ()
    signatures: bytes = b""
    aliases: Mapping[str, str] = field(default_factory=dict)
    newest: Callable[[str], Article | None] = _no_article
    line_counts: Callable[[str, Sequence[str]], Mapping[str, int]] = _no_counts


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What is to be stored, and what was left out. Nothing in it is stored yet.

    ``signatures`` and ``originals`` belong to ``articles``, in their order; an original is what was received, "" where
    the text is just that. ``regrouped`` are known articles whose group has changed (article id -> group id),
    ``aliases`` further identities (alias -> article id), ``line_counts`` under how many more titles lines stand (by
    publisher's key and line). ``withdrawn`` are the ids of known articles that their source has deleted. ``skipped``
    are items left out; ``notes`` items kept with something to say about them.
    """

    new: tuple[Article, ...]
    revised: tuple[Article, ...]
    signatures: tuple[bytes, ...]
    originals: tuple[str, ...]
    unchanged: int
    skipped: tuple[Skipped, ...]
    notes: tuple[Skipped, ...]
    regrouped: Mapping[str, str]
    aliases: Mapping[str, str]
    line_counts: Mapping[tuple[str, str], int]
    withdrawn: tuple[str, ...]

    @property
    def articles(self) -> tuple[Article, ...]:
        """All revisions to be stored, first revisions first."""
        return self.new + self.revised


@dataclass(frozen=True, slots=True)
class _Draft:
    """A possible revision, boilerplate and all.

    ``publisher`` is its publisher's key, ``lines`` what may be boilerplate, ``fresh`` the keys of those that its stored
    revision does not have; ``received`` is what came, and ``has_title`` whether a title came with it.
    """

    article: Article
    publisher: str
    lines: tuple[Line, ...]
    fresh: frozenset[str]
    received: str
    has_title: bool


@dataclass(slots=True)
class _Intake:
    """The state of one reading. ``drafts`` and ``kept`` are by article id, oldest first."""

    stored: Stored
    settings: IngestSettings
    now: datetime
    drafts: dict[str, list[_Draft]] = field(default_factory=dict)
    kept: list[_Draft] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    withdrawn: dict[str, None] = field(default_factory=dict)
    unchanged: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[Skipped] = field(default_factory=list)

    def find(self, key: str) -> str:
        """The article with this identity, stored or met before in this reading, "" when there is none."""
        if key in self.stored.known or key in self.drafts:
            return key
        return self.stored.aliases.get(key) or self.aliases.get(key, "")

    def newest(self, article_id: str) -> Article | None:
        """The newest revision of an article so far."""
        drafts = self.drafts.get(article_id)
        return drafts[-1].article if drafts else self.before(article_id)

    def before(self, article_id: str) -> Article | None:
        """The newest stored revision of an article."""
        return self.stored.newest(article_id) if article_id in self.stored.known else None


def ingest(
    raws: Iterable[RawArticle | Skipped], stored: Stored, settings: IngestSettings, now: datetime
) -> IngestResult:
    """Sort what sources gave into new articles, revisions and the rest, and group copies.

    ``raws`` is read once, item by item. ``now`` (timezone-aware) becomes the time of intake and decides which dates lie
    in the future. Raises StoreError when the stored signatures are damaged, and what reading ``raws`` raises.
    """
    intake = _Intake(stored, settings, now)
    for item in raws:
        if isinstance(item, Skipped):
            intake.skipped.append(item)
        elif item.is_withdrawn:
            _withdraw(item, intake)
        else:
            _take(item, intake)
    line_counts = _keep_news(intake)
    order = sorted(intake.kept, key=lambda draft: draft.article.revision > 1)
    articles = [draft.article for draft in order]
    signatures = list(sign(article.text for article in articles))
    newest = {
        article.id: (article, signature) for article, signature in zip(articles, signatures, strict=True)
    }
    groups = copy_groups(
        newest, stored.known, (stored.signature_ids, stored.signatures), settings.near_duplicate_jaccard
    )
    grouped = [replace(article, group_id=groups[article.id]) for article in articles]
    return IngestResult(
        new=tuple(article for article in grouped if article.revision == 1),
        revised=tuple(article for article in grouped if article.revision > 1),
        signatures=tuple(signatures),
        originals=tuple("" if draft.received == draft.article.text else draft.received for draft in order),
        unchanged=intake.unchanged,
        skipped=tuple(_presentable(item) for item in intake.skipped),
        notes=tuple(_presentable(item) for item in intake.notes),
        regrouped={
            key: group
            for key, group in groups.items()
            if key in stored.known and stored.known[key].group_id != group
        },
        aliases={key: to for key, to in intake.aliases.items() if to in stored.known or to in newest},
        line_counts=line_counts,
        withdrawn=tuple(intake.withdrawn),
    )


def content_sha256(title: str, text: str, published: datetime | None) -> str:
    """Hash of what makes a revision: cleaned title and text (boilerplate and all), and the date of publication."""
    parts = [title, text, published.isoformat() if published is not None else ""]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


# --- from raw articles to drafts of revisions -------------------------------------------------------------------------


def _withdraw(raw: RawArticle, intake: _Intake) -> None:
    named = identities(raw, "")
    found = next(filter(None, map(intake.find, (*named.own, *named.others, *named.given))), "")
    if found in intake.stored.known:
        intake.withdrawn[found] = None


def _take(raw: RawArticle, intake: _Intake) -> None:
    text = _text(raw)
    size = len(text.encode())
    if len(text) < intake.settings.min_text_characters:
        intake.skipped.append(Skipped(raw.origin, "It has no text" if not text else "Its text is too short"))
        return
    if size > intake.settings.max_article_bytes:
        intake.skipped.append(Skipped(raw.origin, f"Its text has {size:,} bytes, more than the limit"))
        return
    tolerance = timedelta(days=intake.settings.future_tolerance_days)
    published = parse_published(raw.published, intake.now, tolerance)
    article = _identified(raw, _article(raw, text, published.value, intake.now), intake)
    if _is_known(raw, article, intake) or (raw.is_summary and _is_known_in_full(article, intake)):
        intake.unchanged += 1
        return
    problem = (f"{published.problem}; kept without a date",) if published.problem else ()
    intake.notes.extend(Skipped(raw.origin, note) for note in (*raw.notes, *problem))
    intake.drafts.setdefault(article.id, []).append(_draft(raw, article, intake.before(article.id)))


def _draft(raw: RawArticle, article: Article, before: Article | None) -> _Draft:
    lines = tuple(countable_lines(article.text)) if article.publisher else ()
    known = {line.key for line in countable_lines(before.text)} if before is not None else set()
    return _Draft(
        article,
        publisher_key(article.publisher),
        lines,
        frozenset(line.key for line in lines) - known,
        raw.original or raw.text,
        bool(clean_line(raw.title)),
    )


def _text(raw: RawArticle) -> str:
    cleaned = clean_text(raw.text)
    own = without_leaks(cleaned)
    return cleaned if own == cleaned else clean_text(own)


def _article(raw: RawArticle, text: str, published: datetime | None, now: datetime) -> Article:
    title = clean_line(raw.title)[:_MAX_TITLE_CHARACTERS].strip() or _made_title(text)
    return Article(
        id="",
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
        group_id="",
        language=raw.language,
    )


def _made_title(text: str) -> str:
    """The beginning of the text, for an article that came without a title."""
    line = clean_line(text.partition("\n")[0])
    if len(line) <= _MADE_TITLE_CHARACTERS:
        return line
    start = line[:_MADE_TITLE_CHARACTERS]
    return (start.rpartition(" ")[0].rstrip(" ,;:-") or start) + "…"


def _is_known(raw: RawArticle, article: Article, intake: _Intake) -> bool:
    newest = intake.newest(article.id) if raw.is_latest else None
    if newest is not None and newest.source == article.source:
        return article.content_sha256 == newest.content_sha256
    stored = intake.stored.known.get(article.id)
    hashes = stored.all_sha256 if stored is not None else ()
    drafts = intake.drafts.get(article.id, ())
    return article.content_sha256 in {*hashes, *(draft.article.content_sha256 for draft in drafts)}


def _is_known_in_full(article: Article, intake: _Intake) -> bool:
    newest = intake.newest(article.id)
    return newest is not None and len(newest.text) > len(article.text)


def _presentable(item: Skipped) -> Skipped:
    """What is reported may quote file names and texts from outside, of any characters."""
    return replace(
        item, item=clean_line(item.item), reason=clean_line(item.reason), remedy=clean_line(item.remedy)
    )


# --- who an article is ------------------------------------------------------------------------------------------------


def _identified(raw: RawArticle, article: Article, intake: _Intake) -> Article:
    """The article with its id; its further identities are remembered."""
    named = identities(raw, article.text)
    identifier = _known_id(named, article, intake) or _free_id(named, intake)
    for key in (*named.own, *named.others, *named.given):
        if key != identifier and not intake.find(key):
            intake.aliases[key] = identifier
    return replace(article, id=identifier, group_id=identifier)


def _known_id(named: Identities, article: Article, intake: _Intake) -> str:
    """The article that this one is, "" when it is not known.

    Its URL decides, unless another article is alike that has its identifier, and the one under its URL is not.
    """
    by_url = next(filter(None, map(intake.find, named.own)), "")
    hints = dict.fromkeys(filter(None, map(intake.find, (*named.others, *named.given))))
    alike = next((key for key in hints if key != by_url and _is_like(article, key, intake)), "")
    if by_url:
        return alike if alike and not _is_like(article, by_url, intake) else by_url
    return alike or (intake.find(named.last) if not named.own else "")


def _is_like(article: Article, key: str, intake: _Intake) -> bool:
    other = intake.newest(key)
    return other is not None and are_alike(article.title, article.text, other.title, other.text)


def _free_id(named: Identities, intake: _Intake) -> str:
    """The id of a new article: its first, unless that belongs to one that is not like it."""
    return named.last if intake.find(named.first) else named.first


# --- what of a text is its own, and new -------------------------------------------------------------------------------


def _keep_news(intake: _Intake) -> Counter[tuple[str, str]]:
    """Keep what drafts say that is new, without its boilerplate. Returns under how many more titles lines were met."""
    counts = _line_counts(intake)
    met: list[tuple[str, str, Iterable[str]]] = []
    for identifier, drafts in intake.drafts.items():
        previous = intake.before(identifier)
        stored = intake.stored.known.get(identifier)
        revision = stored.revision if stored is not None else 0
        for draft in drafts:
            repeated = [line for line in draft.lines if counts[draft.publisher, line.key] >= line.titles]
            article = _own_words(draft, repeated)
            lines: Iterable[str] = (line.key for line in repeated)
            if not article.text:
                intake.skipped.append(_notice(draft, repeated, counts))
            elif previous is not None and _is_trivial(previous, article):
                intake.unchanged += 1
            else:
                lines, revision = draft.fresh, revision + 1
                previous = replace(article, revision=revision)
                intake.kept.append(replace(draft, article=previous))
            met.append((draft.publisher, draft.article.title, lines))
    return tally(met)


def _line_counts(intake: _Intake) -> Counter[tuple[str, str]]:
    """Under how many titles the lines of the drafts stand, in the store and here."""
    drafts = [draft for group in intake.drafts.values() for draft in group]
    counts = tally((draft.publisher, draft.article.title, draft.fresh) for draft in drafts)
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for draft in drafts:
        keys[draft.publisher].update(line.key for line in draft.lines)
    for publisher, lines in keys.items():
        for key, count in intake.stored.line_counts(publisher, sorted(lines)).items():
            counts[publisher, key] += count
    return counts


def _own_words(draft: _Draft, repeated: Sequence[Line]) -> Article:
    if not repeated:
        return draft.article
    text = without_lines(draft.article.text, repeated)
    return replace(
        draft.article, text=text, title=draft.article.title if draft.has_title else _made_title(text)
    )


def _is_trivial(previous: Article, article: Article) -> bool:
    """Whether nobody would call it news: neither words nor date have changed, or the date is only missing."""
    return (
        article.published in {None, previous.published}
        and plain_form(article.title) == plain_form(previous.title)
        and plain_form(article.text) == plain_form(previous.text)
    )


def _notice(draft: _Draft, repeated: Sequence[Line], counts: Counter[tuple[str, str]]) -> Skipped:
    count = min(counts[draft.publisher, line.key] for line in repeated)
    reason = f"Its text stands under {count} titles of {draft.article.publisher}: a notice, not the article"
    return Skipped(draft.article.url or draft.article.title, reason)
