"""Who published an article, and how many independent publishers tell a story."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.text.clean import clean_line
from pipeline.text.urls import registered_name, url_host

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.models import Article

_DOMAIN = re.compile(r"(?:https?://)?((?:[\w-]+\.)+[a-z]{2,})/?", re.IGNORECASE)
_NOT_IN_KEYS = re.compile(r"[\W_]+")
_MAX_NAME_CHARACTERS = 120


def publisher_name(given: str, url: str) -> str:
    """The publisher as shown to a reader: the name given, else the host of the URL ("cnn.com"), else ""."""
    name = clean_line(given)[:_MAX_NAME_CHARACTERS].strip()
    if name and not _DOMAIN.fullmatch(name):
        return name
    return url_host(name if "//" in name else f"https://{name}") if name else url_host(url)


@lru_cache(maxsize=4096)
def publisher_key(name: str) -> str:
    """The normal form for comparing publishers: "The Verge", "theverge.com" and "www.theverge.com" share theirs."""
    text = unicodedata.normalize("NFKC", name).strip().casefold()
    domain = _DOMAIN.fullmatch(text)
    base = registered_name(domain[1].removeprefix("www.")) if domain else text
    squeezed = _NOT_IN_KEYS.sub("", base)
    return squeezed.removeprefix("the") or squeezed


def independent_publishers(articles: Iterable[Article]) -> tuple[str, ...]:
    """The publishers that speak for themselves, in order of first appearance.

    A group of duplicates counts once, for the publisher of its representative (of its earliest article when the
    representative is not among ``articles``). Articles whose publisher is unknown do not count.
    """
    speakers: dict[str, Article] = {}
    for article in articles:
        known = speakers.get(article.group_id)
        if known is None or _speaks_before(article, known):
            speakers[article.group_id] = article
    names: dict[str, str] = {}
    for article in speakers.values():
        if article.publisher:
            names.setdefault(publisher_key(article.publisher), article.publisher)
    return tuple(names.values())


def _speaks_before(article: Article, other: Article) -> bool:
    return (not article.is_representative, article.day, article.id) < (
        not other.is_representative,
        other.day,
        other.id,
    )
