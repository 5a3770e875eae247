"""Text that wants to be more than text, and drafts that have it in every place."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, TypeVar

from pipeline.models import Citation

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.models import Draft

HOSTILE = (
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</title></svg></textarea><img src=https://evil.example/x.png onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "](javascript:alert(1))",
    "[click](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "<javascript:alert(1)>",
    "[1]: https://evil.example",
    "`</code><b>bold</b>`",
    "a | b\n| --- | --- |\n| c | d |",
    "\n\n# heading\n\n- item\n\n1. one\n\n> quote\n\n---\n\n```\ncode\n```\n",
    "1. first\n2) second",
    "*bold* **bold** _em_ ~~gone~~ ***x***",
    "&lt;script&gt; &#60;script&#62; &copy;",
    "\\](javascript:alert(1)) \\<b>",
    "{{ 7 * 7 }} {% raw %} {# x #}",
    "<!-- comment --> <![CDATA[x]]> <?php ?>",
    "\u202egnp.exe\u202c \x00\x07\x1b[31m \u2028 \u0085",
    "---\nslug: other\n---",
    "x" * 400,
    " ",
    "",
)

HOSTILE_URLS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    " https://evil.example",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//evil.example/x",
    "https:evil",
    "https://",
    "http://[::1",
    "https:\\\\evil.example",
    "https://known.example\\@evil.example",
    "relative/path",
    "",
)

_Value = TypeVar("_Value")


def mapped(value: _Value, change: Callable[[str], str]) -> _Value:
    """The same value with ``change`` applied to every text in it, enums and ids of cited articles left alone."""
    return _mapped(value, change)  # type: ignore[return-value]  # the shape is kept, which no type can say


def _mapped(value: object, change: Callable[[str], str]) -> object:
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_mapped(item, change) for item in value)
    if isinstance(value, Citation):
        return replace(value, quote=change(value.quote))
    if is_dataclass(value) and not isinstance(value, type):
        kept = {"article_id"}
        parts = {f.name: _mapped(getattr(value, f.name), change) for f in fields(value) if f.name not in kept}
        return replace(value, **parts)
    return value


def poisoned(draft: Draft, text: str) -> Draft:
    """The draft with ``text`` in the place of every text."""
    return mapped(draft, lambda _: text)
