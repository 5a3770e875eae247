"""Who an article is: by which URLs and identifiers it is known, and whether two texts are of one article.

Every identity is written as the id that an article known by it alone would have, so that an article can be found under
any of them.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.text.clean import clean_line
from pipeline.text.publishers import publisher_key, publisher_name
from pipeline.text.urls import folder_identity, url_identity

if TYPE_CHECKING:
    from pipeline.models import RawArticle

_PLACE_IN_FILE = re.compile(r"[:#]\d+$")
_WORD = re.compile(r"\w+")
_ADDRESS = re.compile(r"https?://\S+")
_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys(map(chr, (0x60, 0xB4, *range(0x2018, 0x201C), 0x2032)), "'"),
        **dict.fromkeys(map(chr, (0xAB, 0xBB, *range(0x201C, 0x2020), 0x2033)), '"'),
        **dict.fromkeys(map(chr, (*range(0x2010, 0x2016), 0x2212)), "-"),
        "\u2026": "...",
    }
)
"""Quotation marks, dashes and the ellipsis, which editors and systems set now so, now so."""

_ALIKE_TITLES = 0.6
"""Share of the words of two titles that both have (Jaccard)."""
_ALIKE_TEXTS = 0.4
"""Share of the runs of words of the shorter text that the other has too: a summary may become the whole article."""
_RUN_WORDS = 3
_MIN_RUNS = 12
"""Shorter texts ("Comments", "Read more") say nothing about who they are."""
_COMPARED_WORDS = 2_000


@dataclass(frozen=True, slots=True)
class Identities:
    """The ids that an article could have, those that say more first.

    ``own`` are those of its URL (none when it has none of its own), ``others`` of further addresses, ``given`` of the
    identifier that its publisher or its file gave it, ``last`` what remains to tell it by.
    """

    own: tuple[str, ...]
    others: tuple[str, ...]
    given: tuple[str, ...]
    last: str

    @property
    def first(self) -> str:
        """The id of an article that is not known yet."""
        return next(iter((*self.own, *self.given)), self.last)


def identities(raw: RawArticle, text: str) -> Identities:
    """All identities of an article with this cleaned text."""
    own = () if raw.url_is_shared else _url_ids(raw.url)
    others = () if raw.url_is_shared else tuple(key for url in raw.other_urls for key in _url_ids(url))
    given = tuple(_id_of(f"id\n{scope}\n{raw.external_id}") for scope in _scopes(raw))
    title = clean_line(raw.title)
    # Publishers have given one identifier to several articles: then the title tells them apart.
    last = f"id\n{given[0]}\n{title}" if given and title else f"text\n{text}"
    return Identities(own, others, given, _id_of(last))


def are_alike(title: str, text: str, other_title: str, other_text: str) -> bool:
    """Whether an article may be another one after an edit: by its title, or by what it says."""
    words, other_words = _words(title), _words(other_title)
    if words and len(words & other_words) >= _ALIKE_TITLES * len(words | other_words):
        return True
    runs, other_runs = _runs(text), _runs(other_text)
    smaller = min(len(runs), len(other_runs))
    return smaller >= _MIN_RUNS and len(runs & other_runs) >= _ALIKE_TEXTS * smaller


def plain_form(text: str) -> str:
    """A text without what an editor changes in passing: white space, typographic marks, parameters of links."""
    addresses = _ADDRESS.sub(lambda match: url_identity(match[0]), text.translate(_TYPOGRAPHY))
    return " ".join(addresses.split())


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())[:_COMPARED_WORDS]
    return frozenset(zip(*(words[start:] for start in range(_RUN_WORDS)), strict=False))


def _scopes(raw: RawArticle) -> tuple[str, ...]:
    """Within what the given identifier counts: numbers given by a file within that file, those given by a publisher
    everywhere."""
    if not raw.external_id:
        return ()
    publisher = publisher_key(publisher_name(raw.publisher, raw.url))
    return tuple(dict.fromkeys(filter(None, (publisher, _PLACE_IN_FILE.sub("", raw.origin)))))


def _url_ids(url: str) -> tuple[str, ...]:
    found = filter(None, (url_identity(url), folder_identity(url)))
    return tuple(_id_of(f"url\n{identity}") for identity in dict.fromkeys(found))


def _id_of(identity: str) -> str:
    return "a" + hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:16]
