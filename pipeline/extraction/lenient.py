"""Values from outside that should be strings: what is done with those of other types."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator

_NAME_SEPARATORS = re.compile(r"\s*(?:;|,|\band\b|&)\s*")


def lenient_text(value: object) -> str:
    """A string for metadata: numbers and dates are written out, anything else but a string counts as missing."""
    if isinstance(value, str):
        return whole_characters(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def lenient_names(value: object) -> tuple[str, ...]:
    """Names from a list of strings or of objects with a ``name``, or from one string ("Ada and Alan")."""
    if isinstance(value, str):
        return tuple(name for name in _NAME_SEPARATORS.split(whole_characters(value)) if name)
    if not isinstance(value, list | tuple):
        return ()
    names = (lenient_text(item.get("name") if isinstance(item, dict) else item).strip() for item in value)
    return tuple(name for name in names if name)


def text_or_blank(value: object) -> str:
    """A string as it is, anything else as ""."""
    return whole_characters(value) if isinstance(value, str) else ""


def whole_characters(value: str) -> str:
    """A string without lone surrogates, which JSON can express and no encoding can."""
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")


LenientText: TypeAlias = Annotated[str, BeforeValidator(lenient_text)]
LenientNames: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(lenient_names)]
ArticleText: TypeAlias = Annotated[str, BeforeValidator(text_or_blank)]
