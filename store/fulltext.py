"""Full-text search with SQLite's FTS5: which revisions are indexed, and how any text becomes a valid query.

The index is an external-content table over ``article_revisions`` (https://www.sqlite.org/fts5.html): it stores no text
of its own, so what leaves it must be named with the very values that went in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import text

from pipeline.ports import Hit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

MAX_QUERY_TOKENS = 64
"""Distinct tokens of a query that are searched for; FTS5 refuses expressions that are much larger."""

_TOKEN = re.compile(r"[^\W_]+")

_WHICH = "FROM article_revisions WHERE article_id = :article_id AND revision = :revision"
_ADD = text(f"INSERT INTO article_search (rowid, title, text) SELECT number, title, text {_WHICH}")
_REMOVE = text(
    "INSERT INTO article_search (article_search, rowid, title, text)"
    f" SELECT 'delete', number, title, text {_WHICH}"
)
TITLE_WEIGHT = 3.0
"""A word of the title counts as so many of the text."""
_SEARCH = text(
    "SELECT article_revisions.article_id, -bm25(article_search, :title_weight, 1.0) AS score"
    " FROM article_search JOIN article_revisions ON article_revisions.number = article_search.rowid"
    " WHERE article_search MATCH :query ORDER BY score DESC, article_revisions.article_id LIMIT :limit"
)


def match_expression(query: str) -> str:
    """An FTS5 expression that finds texts with any word of ``query``; "" when it has no words.

    Words are quoted, so that operators and punctuation of FTS5 have no meaning in them.
    """
    words = dict.fromkeys(match.group().casefold() for match in _TOKEN.finditer(query))
    return " OR ".join(f'"{word}"' for word in list(words)[:MAX_QUERY_TOKENS])


def add(connection: Connection, keys: Sequence[tuple[str, int]]) -> None:
    """Index stored revisions (article id, revision)."""
    if keys:
        connection.execute(_ADD, [{"article_id": key[0], "revision": key[1]} for key in keys])


def remove(connection: Connection, keys: Sequence[tuple[str, int]]) -> None:
    """Take indexed revisions (article id, revision) out of the index; their rows must be as they were."""
    if keys:
        connection.execute(_REMOVE, [{"article_id": key[0], "revision": key[1]} for key in keys])


def search(connection: Connection, query: str, limit: int) -> list[Hit]:
    """Article ids by BM25 over title and text, best first; any text is a valid query."""
    expression = match_expression(query)
    if not expression or limit <= 0:
        return []
    found = connection.execute(_SEARCH, {"query": expression, "title_weight": TITLE_WEIGHT, "limit": limit})
    return [Hit(article_id, score) for article_id, score in found]
