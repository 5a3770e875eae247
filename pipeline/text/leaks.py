"""Scripts, style sheets and metadata of a page that leaked into its text.

Articles may speak of code, and show some. What is taken out is what nobody writes into an article: whole script and
style elements, metadata for search engines (JSON-LD), rules of a style sheet squeezed into a line, calls of trackers.
"""

from __future__ import annotations

import json
import re

_ELEMENT = re.compile(r"<(script|style)\b[^<>]{0,500}>.{0,100000}?</\1\s*>", re.IGNORECASE | re.DOTALL)
_METADATA = re.compile(r'[{\[]\s*(?:\{\s*)?"@(?:context|graph)"\s*:')
_STYLE_RULES = re.compile(
    r"(?:[.#@][A-Za-z][\w-]*[^{}\n;:]{0,200}\{ ?(?:[a-z-]{3,30} ?: ?[^{}:;\n]{1,100}; ?){2,40}\} ?)+"
)
_CODE_LINE = re.compile(
    r"^[ \t]*(?:window\b|document\.|var |let |const |\(\s*function|\(\(\) ?=>|!function|function\b|googletag\b|gtag\(|"
    r"dataLayer\b|fbq\(|_\w+\.push|adsbygoogle|ga\()[^\n]*[;})][ \t]*$",
    re.MULTILINE,
)
_TRACKERS = (
    "dataLayer", "googletag", "gtag(", "fbq(", "_gaq", "_taboola", "adsbygoogle", "__NEXT_DATA__", "__INITIAL_STATE__",
    "__APOLLO_STATE__", "createElement('script", 'createElement("script', "GoogleAnalyticsObject", "twttr.",
    "_satellite",
)  # fmt: skip


def without_leaks(text: str) -> str:
    """The text without what leaked into it; paragraphs stay apart."""
    if "<" in text:
        text = _ELEMENT.sub(" ", text)
    if '"@' in text:
        text = _without_metadata(text)
    if "{" in text:
        text = _STYLE_RULES.sub(" ", text)
    return _CODE_LINE.sub(_unless_tracker, text) if _names_tracker(text) else text


def _without_metadata(text: str) -> str:
    decoder, pieces, place = json.JSONDecoder(strict=False), [], 0
    for match in _METADATA.finditer(text):
        if match.start() < place:
            continue
        try:
            _, end = decoder.raw_decode(text, match.start())
        except (ValueError, RecursionError):
            continue
        pieces.append(text[place : match.start()])
        place = end
    return " ".join([*pieces, text[place:]])


def _unless_tracker(match: re.Match[str]) -> str:
    return "" if _names_tracker(match[0]) else match[0]


def _names_tracker(text: str) -> bool:
    return any(name in text for name in _TRACKERS)
