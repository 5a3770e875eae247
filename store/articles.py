"""Articles and their revisions in SQL, with full-text search over the newest ones."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, insert, select, tuple_, update

from pipeline.errors import StoreError
from pipeline.models import Article
from pipeline.ports import KnownArticle
from store import fulltext, schema
from store.statements import batches

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from typing import TypeAlias

    from sqlalchemy import Select
    from sqlalchemy.engine import Connection

    from pipeline.ports import Hit
    from store.database import Database
    from store.statements import Row

    ArticleRow: TypeAlias = tuple[
        str, int, str, str, str, str, str, datetime | None, datetime, str, str, str, str
    ]

_HEAD = schema.articles.c
_REVISION = schema.article_revisions.c
_ALIAS = schema.article_aliases.c
_ORIGINAL = schema.originals.c
_SAME = _REVISION.article_id == _HEAD.id
_NEWEST = and_(_SAME, _REVISION.revision == _HEAD.revision)


class SqlArticleRepository:
    """An ArticleRepository over the SQL store. Every method raises StoreError when the store cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self) -> dict[str, KnownArticle]:
        """All articles by id, without their texts; hashes are in order of revision."""
        heads = select(_HEAD.id, _HEAD.revision, _HEAD.group_id)
        revisions = select(_REVISION.article_id, _REVISION.revision, _REVISION.content_sha256)
        hashes: dict[str, dict[int, str]] = {}
        with self._database.reading() as connection:
            for article_id, revision, digest in connection.execute(revisions.order_by(_REVISION.revision)):
                hashes.setdefault(article_id, {})[revision] = digest
            rows = connection.execute(heads).all()
        return {
            key: KnownArticle(key, revision, hashes[key][revision], tuple(hashes[key].values()), group_id)
            for key, revision, group_id in rows
        }

    def signatures(self) -> tuple[list[str], bytes]:
        """MinHash signatures of the newest revisions: ids in order, and rows of equal length joined in that order."""
        query = select(_HEAD.id, _REVISION.signature).where(_NEWEST).order_by(_HEAD.id)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [row[0] for row in rows], b"".join([row[1] for row in rows])

    def add(
        self,
        articles: Sequence[Article],
        signatures: Sequence[bytes],
        originals: Sequence[str] = (),
        *,
        aliases: Mapping[str, str] | None = None,
        groups: Mapping[str, str] | None = None,
    ) -> None:
        """Store new articles and new revisions, index their text for search, and store what they mean for others: all
        in one transaction.

        Args:
            articles: Revisions that are not stored yet, in any order. The newest one's group becomes the article's.
            signatures: The MinHash signature of each, all of one length.
            originals: What was received as each, "" where its text is just that; () where all are.
            aliases: Further identities (alias -> article id). One that is known already stays as it is.
            groups: New groups of stored articles (article id -> group id).

        Raises:
            StoreError: A revision is already stored, the signatures do not fit, or an alias or a group is of an unknown
                article; then nothing is stored.
        """
        if not (articles or aliases or groups):
            return
        with self._database.writing() as connection:
            if articles:
                _add_revisions(connection, articles, signatures, originals)
            _add_aliases(connection, aliases or {})
            _regroup(connection, groups or {})

    def original(self, article_id: str, revision: int) -> str:
        """What was received as a revision: its text before cleaning, markup included. Raises StoreError when there is
        no such revision."""
        query = select(_ORIGINAL.content).where(
            _ORIGINAL.article_id == article_id, _ORIGINAL.revision == revision
        )
        with self._database.reading() as connection:
            content = connection.scalar(query)
        if content is not None:
            return zlib.decompress(content).decode()
        return self.texts([(article_id, revision)])[article_id, revision]

    def aliases(self) -> dict[str, str]:
        """The articles (by id) that have further identities, by the ids that they could have for these."""
        with self._database.reading() as connection:
            return dict(connection.execute(select(_ALIAS.alias, _ALIAS.article_id)).all())

    def newest(self) -> list[Article]:
        """The newest revision of every article, oldest day first, then by id."""
        with self._database.reading() as connection:
            found = [_article(row) for row in connection.execute(_articles().where(_NEWEST))]
        return sorted(found, key=lambda article: (article.day, article.id))

    def get(self, article_id: str, revision: int | None = None) -> Article | None:
        """One revision (None: the newest), or None when there is no such revision."""
        query = _articles().where(_HEAD.id == article_id, _SAME)
        query = query.where(_REVISION.revision == (_HEAD.revision if revision is None else revision))
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return _article(row) if row is not None else None

    def texts(self, keys: Sequence[tuple[str, int]]) -> dict[tuple[str, int], str]:
        """Stored texts by (article id, revision). Raises StoreError when one is unknown."""
        query = select(_REVISION.article_id, _REVISION.revision, _REVISION.text)
        found: dict[tuple[str, int], str] = {}
        with self._database.reading() as connection:
            for batch in batches(list(dict.fromkeys(keys))):
                wanted = tuple_(_REVISION.article_id, _REVISION.revision).in_(batch)
                for article_id, revision, text in connection.execute(query.where(wanted)):
                    found[article_id, revision] = text
        unknown = [key for key in keys if key not in found]
        if unknown:
            article_id, revision = unknown[0]
            raise StoreError(f"The store has no revision {revision} of article {article_id}.", "Run again.")
        return found

    def groups(self, ids: Sequence[str]) -> dict[str, str]:
        """The groups of copies that articles belong to, by article id. Unknown ids are left out."""
        query = select(_HEAD.id, _HEAD.group_id)
        found: dict[str, str] = {}
        with self._database.reading() as connection:
            for batch in batches(list(dict.fromkeys(ids))):
                rows = connection.execute(query.where(_HEAD.id.in_(batch)))
                found |= {row.id: row.group_id for row in rows}
        return found

    def counts(self, ids: Sequence[str]) -> dict[str, int]:
        """How many of these articles came from each source, by the source's location. Unknown ids are left out."""
        query = select(_REVISION.source).where(_SAME, _REVISION.revision == 1)
        found: Counter[str] = Counter()
        with self._database.reading() as connection:
            for batch in batches(list(dict.fromkeys(ids))):
                found.update(connection.scalars(query.where(_HEAD.id.in_(batch))))
        return dict(found)

    def revisions(self, ids: Sequence[str]) -> dict[str, int]:
        """The newest revisions of articles, by article id. Unknown ids are left out."""
        with self._database.reading() as connection:
            return _newest_revisions(connection, list(dict.fromkeys(ids)))

    def days(self) -> dict[str, date]:
        """The publication day (UTC) of every article whose newest revision has one, by id."""
        query = select(_HEAD.id, _REVISION.published).where(_NEWEST)
        with self._database.reading() as connection:
            return {key: at.date() for key, at in connection.execute(query) if at is not None}

    def digest(self) -> str:
        """A hash over ids, newest revisions and groups: the same as long as nothing was added or changed."""
        query = select(_HEAD.id, _HEAD.revision, _HEAD.group_id).order_by(_HEAD.id)
        with self._database.reading() as connection:
            rows = [tuple(row) for row in connection.execute(query)]
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()

    def search(self, query: str, limit: int) -> list[Hit]:
        """Article ids by BM25 over title and text of the newest revisions, best first. Any text is a valid query."""
        with self._database.reading() as connection:
            return fulltext.search(connection, query, limit)


def _articles() -> Select[*ArticleRow]:
    return select(
        _REVISION.article_id,
        _REVISION.revision,
        _REVISION.title,
        _REVISION.text,
        _REVISION.url,
        _REVISION.publisher,
        _REVISION.authors,
        _REVISION.published,
        _REVISION.ingested,
        _REVISION.content_sha256,
        _REVISION.source,
        _HEAD.group_id,
        _REVISION.language,
    )


def _article(row: ArticleRow) -> Article:
    authors = tuple(str(name) for name in json.loads(row[6]))
    return Article(*row[:6], authors, *row[7:])


def _revision_row(article: Article, signature: bytes) -> Row:
    return {
        "article_id": article.id,
        "revision": article.revision,
        "content_sha256": article.content_sha256,
        "url": article.url,
        "publisher": article.publisher,
        "authors": json.dumps(article.authors),
        "published": article.published,
        "ingested": article.ingested,
        "source": article.source,
        "language": article.language,
        "title": article.title,
        "signature": signature,
        "text": article.text,
    }


def _add_revisions(
    connection: Connection, articles: Sequence[Article], signatures: Sequence[bytes], originals: Sequence[str]
) -> None:
    _check_signatures(connection, articles, signatures)
    before = _newest_revisions(connection, [article.id for article in articles])
    after = _newer(articles, before)
    _set_heads(connection, after, before)
    rows = [_revision_row(*pair) for pair in zip(articles, signatures, strict=True)]
    connection.execute(insert(schema.article_revisions), rows)
    _add_originals(connection, articles, originals)
    fulltext.remove(connection, [(key, before[key]) for key in after if key in before])
    fulltext.add(connection, [(key, article.revision) for key, article in after.items()])


def _add_aliases(connection: Connection, aliases: Mapping[str, str]) -> None:
    known: set[str] = set()
    for batch in batches(list(aliases)):
        known.update(connection.scalars(select(_ALIAS.alias).where(_ALIAS.alias.in_(batch))))
    rows = [{"alias": key, "article_id": to} for key, to in aliases.items() if key not in known]
    if rows:
        connection.execute(insert(schema.article_aliases), rows)


def _regroup(connection: Connection, groups: Mapping[str, str]) -> None:
    unknown = groups.keys() - _newest_revisions(connection, list(groups)).keys()
    if unknown:
        raise StoreError(f"The store has no article {min(unknown)}.", "Run again.")
    if groups:
        statement = update(schema.articles).where(_HEAD.id == bindparam("article"))
        rows = [{"article": key, "group": group} for key, group in groups.items()]
        connection.execute(statement.values(group_id=bindparam("group")), rows)


def _check_signatures(
    connection: Connection, articles: Sequence[Article], signatures: Sequence[bytes]
) -> None:
    stored = connection.scalar(select(_REVISION.signature).limit(1))
    lengths = {len(signature) for signature in signatures} | ({len(stored)} if stored is not None else set())
    if len(articles) != len(signatures) or len(lengths) != 1:
        raise StoreError(
            f"{len(articles)} articles came with {len(signatures)} signatures of {sorted(lengths)} bytes "
            "(those already stored included); each needs one, and all must be equally long.",
            "This is a fault of the program: please report it with this message.",
        )


def _add_originals(connection: Connection, articles: Sequence[Article], originals: Sequence[str]) -> None:
    rows: list[Row] = [
        {
            "article_id": article.id,
            "revision": article.revision,
            "content": zlib.compress(original.encode("utf-8", "replace")),
        }
        for article, original in zip(articles, originals, strict=bool(originals))
        if original
    ]
    if rows:
        connection.execute(insert(schema.originals), rows)


def _newest_revisions(connection: Connection, article_ids: Sequence[str]) -> dict[str, int]:
    query = select(_HEAD.id, _HEAD.revision)
    found: dict[str, int] = {}
    for batch in batches(article_ids):
        found.update(connection.execute(query.where(_HEAD.id.in_(batch))).all())
    return found


def _newer(articles: Sequence[Article], before: Mapping[str, int]) -> dict[str, Article]:
    """By id, the newest of ``articles``, where it is newer than what is stored."""
    latest: dict[str, Article] = {}
    for article in articles:
        known = latest[article.id].revision if article.id in latest else before.get(article.id)
        if known is None or article.revision > known:
            latest[article.id] = article
    return latest


def _set_heads(connection: Connection, after: Mapping[str, Article], before: Mapping[str, int]) -> None:
    rows = {key: {"head": key, "to": one.revision, "group": one.group_id} for key, one in after.items()}
    fresh = [row for key, row in rows.items() if key not in before]
    moved = [row for key, row in rows.items() if key in before]
    if fresh:
        new = insert(schema.articles).values(
            id=bindparam("head"), revision=bindparam("to"), group_id=bindparam("group")
        )
        connection.execute(new, fresh)
    if moved:
        old = update(schema.articles).where(_HEAD.id == bindparam("head"))
        connection.execute(old.values(revision=bindparam("to"), group_id=bindparam("group")), moved)
