"""One JSON object as an article: the fields of the contract, and what is done with values of other types."""

from __future__ import annotations

import json
from html import unescape
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from pipeline.extraction.lenient import ArticleText, LenientNames, LenientText
from pipeline.models import Page, RawArticle
from pipeline.text.html import fragment_text, is_page, looks_like_html

if TYPE_CHECKING:
    from pipeline.ports import Extractor

_SHORT_CHARACTERS = 20_000
"""A fragment of markup up to this length is turned into text here: that takes milliseconds."""
_TEXT_FIELDS = ("text", "body", "content", "html")


class ArticleLine(BaseModel):
    """A line of a JSONL file. Only the text must be there, under one of its four names."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: LenientText = ""
    url: LenientText = ""
    title: LenientText = ""
    text: ArticleText = ""
    body: ArticleText = ""
    content: ArticleText = ""
    html: ArticleText = ""
    published: LenientText = ""
    date: LenientText = ""
    authors: LenientNames = ()
    publisher: LenientText = ""
    source: LenientText = ""


def parse_line(line: str, origin: str, source: str, extractor: Extractor) -> RawArticle | str:
    """The article that a line of JSON holds, or the reason why it holds none. The text may still be blank.

    Raises ExtractionError, and InputError, when the markup in it cannot be read.
    """
    try:
        value = json.loads(line, strict=False)
    except ValueError as error:
        return f"The line is not valid JSON ({str(error)[:120]})"
    except RecursionError:
        return "The line is JSON nested too deeply"
    if not isinstance(value, dict):
        return f"The line is not a JSON object but {_type_name(value)}"
    article = ArticleLine.model_validate(value)
    wrong = [name for name in _TEXT_FIELDS if not isinstance(value.get(name, ""), str | None)]
    if wrong and not any(getattr(article, name) for name in _TEXT_FIELDS):
        return f"The field {wrong[0]!r} is not a string"
    return _article(article, origin, source, extractor)


def _article(line: ArticleLine, origin: str, source: str, extractor: Extractor) -> RawArticle | str:
    texts = ((name, value) for name in _TEXT_FIELDS if (value := getattr(line, name)))
    field, text = next(texts, ("", ""))
    if not field:
        return f"There is no text; it belongs in one of the fields {', '.join(_TEXT_FIELDS)}"
    is_markup = field == "html" or looks_like_html(text)
    page = _page(text, line.url, extractor) if is_markup else Page(unescape(text))
    if page.problem:
        return page.problem
    return RawArticle(
        origin=origin,
        text=page.text,
        title=unescape(line.title) or page.title,
        url=line.url or page.url,
        external_id=line.id,
        published=line.published or line.date or page.published,
        publisher=line.publisher or line.source or page.publisher,
        authors=line.authors or page.authors,
        source=source,
        language=page.language,
        original=text if is_markup else "",
        notes=(page.note,) if page.note else (),
    )


def _page(html: str, url: str, extractor: Extractor) -> Page:
    if is_page(html):
        return extractor.page(html.encode(), url)
    return Page(extractor.fragment(html) if len(html) > _SHORT_CHARACTERS else fragment_text(html))


def _type_name(value: object) -> str:
    names = {list: "a list", str: "a string", type(None): "null", bool: "true or false"}
    return names.get(type(value), "a number")
