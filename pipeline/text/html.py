"""Text out of fragments of HTML, as feeds carry them: they are all article, and are only turned into text.

Whole pages, in which the article must be found, are for ``pipeline.extraction.pages``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

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
# Without "iframe" and "object": when they are not closed, all the rest of an article stands in them.
_HIDDEN = frozenset(
    {
        "audio",
        "canvas",
        "math",
        "noscript",
        "script",
        "style",
        "svg",
        "template",
        "title",
        "video",
    }
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters for which lxml refuses a whole text."""
_SPACE = re.compile(r"\s+")
_LINE_END = "\x1e"  # no text has it: it counts as white space, and all of that becomes plain spaces
_BREAK = "\n\n"  # white space of the markup is all turned into plain spaces, so that this stands between blocks only


def looks_like_html(text: str) -> bool:
    """Whether a text is obviously markup: it begins with a tag and closes one, or is a whole page."""
    start = text[:2_000].lstrip("\ufeff \t\r\n")
    return start.startswith("<") and bool(_PAGE.match(start) or _MARKUP.search(text[:20_000]))


def is_page(text: str) -> bool:
    """Whether markup is a whole page and not only the article itself."""
    return bool(_PAGE.search(text[:5_000]))


def fragment_text(html: str) -> str:
    """All visible text of some markup, blocks as paragraphs. Raises nothing; text without markup stays as it is."""
    root = _parse(html)
    if root is None:
        return ""
    pieces: list[str] = []
    _collect(root, pieces)
    paragraphs = (_tidy(part) for part in "".join(pieces).split(_BREAK))
    return "\n\n".join(part for part in paragraphs if part)


def _parse(html: str) -> HtmlElement | None:
    from lxml import html as lxml_html
    from lxml.etree import ParserError

    markup = _CONTROLS.sub("", html)
    try:
        return lxml_html.fragment_fromstring(markup, create_parent="div")
    except AssertionError:
        # What begins as a page, but has no body or several, is no fragment to lxml.
        return lxml_html.document_fromstring(markup)
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
        gap = _BREAK if tag in _BLOCKS else _LINE_END if tag in _LINES else ""
        pending.append(gap + _SPACE.sub(" ", (item.tail or "") if item is not root else ""))
        if tag in _HIDDEN:
            continue
        pending.extend(reversed(item))
        pending.append(gap + _SPACE.sub(" ", item.text or ""))


def _tidy(paragraph: str) -> str:
    return "\n".join(line for part in paragraph.split(_LINE_END) if (line := _SPACE.sub(" ", part).strip()))
