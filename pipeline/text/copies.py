"""Which articles are copies of which, when new revisions come to those that are stored."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pipeline.text.duplicates import Candidate, group_ids

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.models import Article
    from pipeline.ports import KnownArticle


def copy_groups(
    newest: Mapping[str, tuple[Article, bytes]],
    known: Mapping[str, KnownArticle],
    signatures: tuple[Sequence[str], bytes],
    threshold: float,
) -> dict[str, str]:
    """The group of each article in ``newest`` (the newest revision and its signature, by id).

    ``signatures`` are ids and joined signatures of what is stored. An article that others are grouped under already
    stays what it is. Raises StoreError when the stored signatures are damaged.
    """
    members = Counter(article.group_id for article in known.values())
    settled = {key for key in newest if key in known and known[key].group_id == key and members[key] > 1}
    candidates = [
        Candidate(key, signature, _rank(article))
        for key, (article, signature) in newest.items()
        if key not in settled
    ]
    representatives = {article.id: article.group_id for article in known.values()}
    return {**group_ids(candidates, signatures, representatives, threshold), **{key: key for key in settled}}


def _rank(article: Article) -> tuple[float, int, str]:
    """Earliest published first, undated last; of the same time the longest."""
    when = article.published.timestamp() if article.published is not None else float("inf")
    return when, -len(article.text), article.id
