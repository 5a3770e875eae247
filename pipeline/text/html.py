"""Articles out of HTML. The only file that imports trafilatura (Barbaresi 2021) and lxml.

Whole pages go through trafilatura, which tells the article from what surrounds it. Fragments, as feeds carry them,
are all article: they are only turned into text.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MAX_ELEMENTS = 25_000
"""Beyond so many tags trafilatura needs many seconds; such a page is turned into text as a fragment is."""

_MARKUP = re.compile(
    r"</(?:p|div|html|body|article|section|span|a|ul|ol|li|h[1-6]|blockquote|table|em|strong|b|i)\s*>|<(?:br|p)\s*/?>",
    re.IGNORECASE,
)
_PAGE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "dd", "div", "dl", "dt", "figcaption", "figure", "footer",
        "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p", "pre", "section",
        "table", "ul",
    }
)  # fmt: skip
_LINES = frozenset({"br", "li", "tr", "option"})
_HIDDEN = frozenset(
    {
        "audio",
        "canvas",
        "iframe",
        "math",
        "noscript",
        "object",
        "script",
        "style",
        "svg",
        "template",
        "title",
        "video",
    }
)
_SPACE = re.compile(r"\s+")
_LINE_END = "\x1e"  # no text has it: it counts as white space, and all of that becomes plain spaces
_BREAKS = re.compile(r"\s*\n\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says about itself; "" and () where it says nothing. ``note`` says what was done differently."""

    text: str
    title: str = ""
    url: str = ""
    published: str = ""
    publisher: str = ""
    authors: tuple[str, ...] = ()
    note: str = ""


def looks_like_html(text: str) -> bool:
    """Whether a text is obviously markup: it begins with a tag and closes one, or is a whole page."""
    start = text[:2_000].lstrip("\ufeff \t\r\n")
    return start.startswith("<") and bool(_PAGE.match(start) or _MARKUP.search(text[:20_000]))


def is_page(text: str) -> bool:
    """Whether markup is a whole page and not only the article itself."""
    return bool(_PAGE.search(text[:5_000]))


def extract_page(html: str, url: str = "") -> Page:
    """The article of a page and its metadata. ``text`` is "" when there is none. Raises nothing."""
    if html.count("<") > 2 * _MAX_ELEMENTS:
        return Page(
            fragment_text(html), title=_title(html), url=url, note="very large page, all of its text was kept"
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # urllib3, which it imports, warns that there is no SOCKS support
        from trafilatura import bare_extraction
        from trafilatura.settings import Document

    found = bare_extraction(html, url=url or None, with_metadata=True, include_comments=False)
    if not isinstance(found, Document) or not found.text:
        return Page("", title=_title(html), url=url)
    return Page(
        text=_paragraphs(found.text),
        title=found.title or "",
        url=url or found.url or "",
        published=found.date or "",
        publisher=found.sitename or found.hostname or "",
        authors=tuple(name.strip() for name in (found.author or "").split(";") if name.strip()),
    )


def fragment_text(html: str) -> str:
    """All visible text of some markup, blocks as paragraphs. Raises nothing; text without markup stays as it is."""
    root = _parse(html)
    if root is None:
        return ""
    pieces: list[str] = []
    _collect(root, pieces)
    paragraphs = (_tidy(part) for part in _BREAKS.split("".join(pieces)))
    return "\n\n".join(part for part in paragraphs if part)


def _parse(html: str) -> HtmlElement | None:
    from lxml import html as lxml_html
    from lxml.etree import ParserError

    try:
        return lxml_html.fragment_fromstring(html.replace("\x00", ""), create_parent="div")
    except (ParserError, ValueError):
        return None


def _collect(root: HtmlElement, pieces: list[str]) -> None:
    """Walk without recursion: markup from outside may be nested as deeply as it likes."""
    pending: list[HtmlElement | str] = [root]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            pieces.append(item)
            continue
        tag = item.tag if isinstance(item.tag, str) else "script"
        gap = "\n\n" if tag in _BLOCKS else _LINE_END if tag in _LINES else ""
        pending.append(gap + _SPACE.sub(" ", (item.tail or "") if item is not root else ""))
        if tag in _HIDDEN:
            continue
        pending.extend(reversed(item))
        pending.append(gap + _SPACE.sub(" ", item.text or ""))


def _tidy(paragraph: str) -> str:
    return "\n".join(line for part in paragraph.split(_LINE_END) if (line := _SPACE.sub(" ", part).strip()))


def _paragraphs(text: str) -> str:
    """Trafilatura ends every block with a newline; a paragraph of ours ends with a blank line."""
    return "\n\n".join(line for part in text.split("\n") if (line := part.strip()))


def _title(html: str) -> str:
    found = re.search(r"<title[^>]{0,200}>([^<]{1,500})", html[:100_000], re.IGNORECASE)
    return fragment_text(found[1]) if found else ""
