"""Lines of an extracted text that are no part of the article: pointers to other articles, appeals, credits, notices.

Two signs, neither of them of one site: a line is nothing but a link to another page, or it says what only such lines
say, in the languages most written on the web. A text that would lose much of itself is a list of links, and is kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.extraction.markup import visible_text
from pipeline.extraction.phrases import APPEALS, LABELS, NOTICES, POINTERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

_MAX_SHARE = 0.3
_MIN_LINK_WORDS = 4
_MAX_LINKS = 3_000
_MAX_LINE = 300
_MAX_LABEL = 80


def without_boilerplate(lines: Sequence[str], link_texts: frozenset[str]) -> list[str]:
    """The lines of a text that belong to the article; all of them when that would be too little of it."""
    kept = [line for line in lines if not _is_boilerplate(line, link_texts)]
    lost = 1 - sum(map(len, kept)) / max(1, sum(map(len, lines)))
    return kept if lost <= _MAX_SHARE else list(lines)


def share_of_links(lines: Sequence[str], link_texts: frozenset[str]) -> float:
    """The part of a text, in characters, that is in lines which are nothing but links to other pages."""
    return sum(len(line) for line in lines if _plain(line) in link_texts) / max(1, sum(map(len, lines)))


def link_texts(tree: HtmlElement) -> frozenset[str]:
    """What the links of a page to other pages say, as far as it is long enough to be the headline of an article."""
    found = set()
    for count, link in enumerate(tree.iter("a")):
        if count >= _MAX_LINKS:
            break
        if not (link.get("href") or "#").lstrip().startswith("#"):
            text = _plain(visible_text(link, _MAX_LINE))
            if len(text.split()) >= _MIN_LINK_WORDS:
                found.add(text)
    return frozenset(found)


def _is_boilerplate(line: str, links: frozenset[str]) -> bool:
    if len(line) > _MAX_LINE:
        return False
    is_said = bool(POINTERS.match(line) or APPEALS.search(line) or NOTICES.match(line))
    is_label = len(line) <= _MAX_LABEL and bool(LABELS.search(line))
    return is_said or is_label or _plain(line) in links or _plain(line.partition(":")[2]) in links


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def without_title(lines: Sequence[str], title: str) -> list[str]:
    """The lines of an article without the title that stands before them: it is kept apart."""
    return list(lines[1:] if len(lines) > 1 and _bare(lines[0]) == _bare(title) else lines)


def _bare(line: str) -> str:
    return "".join(char for char in line.casefold() if char.isalnum())
