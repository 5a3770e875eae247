"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/); values of wrong types count as missing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from pipeline.errors import InputError
from pipeline.extraction.entries import Markup, ReadEntry
from pipeline.extraction.lenient import ArticleText, LenientNames, LenientText
from pipeline.models import Skipped
from pipeline.text.decoding import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

_VERSION = "jsonfeed.org/version/"
_OWN_NAMES = frozenset({"home_page_url", "feed_url", "content_html", "content_text"})
"""Names by which a JSON Feed is known whose version is not written as it should be."""


def _as_list(value: object) -> object:
    """1.0 has one ``author``, 1.1 a list."""
    return [value] if isinstance(value, dict) else value


_People = Annotated[LenientNames, BeforeValidator(_as_list)]


class _Borders(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Item(_Borders):
    id: LenientText = ""
    url: LenientText = ""
    external_url: LenientText = ""
    title: LenientText = ""
    content_html: ArticleText = ""
    content_text: ArticleText = ""
    summary: ArticleText = ""
    date_published: LenientText = ""
    date_modified: LenientText = ""
    authors: _People = ()
    author: _People = ()
    language: LenientText = ""


class _Document(_Borders):
    version: LenientText = ""
    title: LenientText = ""
    items: tuple[object, ...] = ()
    authors: _People = ()
    author: _People = ()
    language: LenientText = ""


def read_json_feed(content: bytes, location: str) -> tuple[str, Iterator[ReadEntry | Skipped]]:
    """The title of a feed and its entries. Raises InputError when the content is no JSON Feed."""
    try:
        value = json.loads(decode(content).text, strict=False)
        document = _Document.model_validate(value)
    except (ValidationError, ValueError, RecursionError) as error:
        reason = str(error).splitlines()[0][:120]
        raise InputError(
            f"{location}: is not a JSON Feed ({reason}).", "Give an RSS, Atom or JSON feed."
        ) from error
    if _VERSION not in document.version and not _has_own_names(value):
        raise InputError(
            f"{location}: is JSON, but not a JSON Feed.", "Articles in JSON belong in a .jsonl file."
        )
    return document.title, (
        _entry(item, document, f"{location}#{place}") for place, item in enumerate(document.items, start=1)
    )


def _has_own_names(value: object) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("items"), list):
        return False
    objects = [value, *(item for item in value["items"] if isinstance(item, dict))]
    return any(not _OWN_NAMES.isdisjoint(names) for names in objects)


def _entry(value: object, feed: _Document, origin: str) -> ReadEntry | Skipped:
    if not isinstance(value, dict):
        return Skipped(origin, "The entry is not a JSON object")
    item = _Item.model_validate(value)
    contents = (Markup(item.content_html), Markup(item.content_text, is_plain=True))
    return ReadEntry(
        id=item.id,
        link=item.url or item.external_url,
        title=Markup(item.title, is_plain=True),
        contents=next(((content,) for content in contents if content.value.strip()), ()),
        summary=Markup(item.summary, is_plain=True),
        published=item.date_published or item.date_modified,
        authors=item.authors or item.author or feed.authors or feed.author,
        language=item.language or feed.language,
    )
