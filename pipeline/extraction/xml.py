"""XML from outside: the one way in which this project parses it.

Document types are cut out before the parser sees them, so there are no entities to expand, no files to include and
nothing to fetch (CWE-776, CWE-611). The characters that HTML names ("&nbsp;") are replaced, because feeds and outlines
use them without a document type.
"""

from __future__ import annotations

import re
from html.entities import html5
from typing import TYPE_CHECKING

from pipeline.errors import InputError
from pipeline.text.decoding import decode_html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MAX_XML_BYTES = 52_428_800
"""What a sitemap may have (sitemaps.org, protocol 0.9); feeds and outlines stay below."""

# How "<?" begins in UTF-16 and UTF-32 without a mark (XML 1.0, appendix F).
_WIDE_STARTS = (
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00<\x00", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
)
_PROLOG = re.compile(r"(?:\s++|<\?(?:[^?]|\?(?!>))*+\?>|<!--(?:[^-]|-(?!->))*+-->)*+")
_DOCTYPE = re.compile(
    r"""<!DOCTYPE(?:[^>\["']|"[^"]*+"|'[^']*+')*+
    (?:\[(?:[^\]"'<]++|"[^"]*+"|'[^']*+'|<!--(?:[^-]|-(?!->))*+-->|<\?(?:[^?]|\?(?!>))*+\?>|<)*+\]\s*+)?+>""",
    re.IGNORECASE | re.VERBOSE,
)
_REFERENCE = re.compile(r"&(?:(#\d{1,7}|#[xX][0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}))?(;?)")
_INNER_QUOTE = re.compile(r"""(?<!=)(?<!=\s)"(?!\s*[/?]?>|\s*[\w:.-]+\s*=\s*["'])""")
"""A double quote that neither opens nor closes the value of an attribute, but stands in one, or in text."""
_OWN_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CDATA_START, _CDATA_END = "<![CDATA[", "]]>"


def xml_root(content: bytes, location: str) -> _Element:
    """The root element of a document, of which what is ill-formed is left out.

    Raises InputError when there is none, when the document is larger than ``MAX_XML_BYTES`` or nested beyond the 256
    levels that libxml2 allows.
    """
    from lxml import etree

    if len(content) > MAX_XML_BYTES:
        raise InputError(f"{location}: has more than {MAX_XML_BYTES:,} bytes.", "Split it.")
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
        remove_comments=True, remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    try:
        root = etree.fromstring(_plain_xml(xml_text(content)).encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise _refused(location, str(error)) from error
    if root is None:
        raise _refused(location, "it has no elements")
    too_deep = parser.error_log.filter_from_level(etree.ErrorLevels.FATAL).filter_types(
        etree.ErrorTypes.ERR_RESOURCE_LIMIT
    )
    if too_deep or root.getroottree().docinfo.internalDTD is not None:
        raise _refused(location, "it is nested too deeply, or has a document type where none may be")
    return root


def xml_text(content: bytes) -> str:
    """The characters of a document: by its byte order mark, its first bytes, UTF-8, or what it declares."""
    wide = next((name for start, name in _WIDE_STARTS if content.startswith(start)), "")
    text = content.decode(wide, errors="replace") if wide else decode_html(content).text
    return text.lstrip("\ufeff \t\r\n")


def local_name(element: _Element) -> str:
    """The name of an element without its namespace, in lower case."""
    return str(element.tag).rpartition("}")[2].lower()


def whole_text(element: _Element | None) -> str:
    """The text of an element and all within it, white space as single blanks; "" for none."""
    return " ".join("".join(map(str, element.itertext())).split()) if element is not None else ""


def without_forbidden(text: str) -> str:
    """A text without the characters that XML 1.0 cannot express."""
    return _NOT_XML.sub("", text)


def _refused(location: str, reason: str) -> InputError:
    return InputError(f"{location}: cannot be read as XML ({reason[:150]}).", "Test it in a browser.")


def _plain_xml(text: str) -> str:
    """A document without its declarations, in which every reference is one that any parser knows."""
    start = len(text) - len(_PROLOG.sub("", text, count=1))
    doctype = _DOCTYPE.match(text, start)
    return "".join(_pieces(without_forbidden(text[doctype.end() if doctype else start :])))


def _pieces(text: str) -> Iterator[str]:
    """A text with its markup made well-formed; what is marked as mere characters stays as it is."""
    place = 0
    while (start := text.find(_CDATA_START, place)) >= 0:
        end = text.find(_CDATA_END, start)
        yield _well_formed(text[place:start])
        place = end + len(_CDATA_END) if end >= 0 else len(text)
        yield text[start:place]
    yield _well_formed(text[place:])


def _well_formed(markup: str) -> str:
    return _INNER_QUOTE.sub("&quot;", _REFERENCE.sub(_known, markup))


def _known(reference: re.Match[str]) -> str:
    """A reference as it is, as the character it names, or as its own characters."""
    number, name, end = reference.groups()
    if end and (number or name in _OWN_NAMES):
        return reference[0]
    named = html5.get(f"{name};", "") if name and end else ""
    return named if named and named not in {"<", "&"} else f"&amp;{reference[0][1:]}"
