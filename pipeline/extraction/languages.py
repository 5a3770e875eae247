"""The language of a text by its letters. The only file that imports py3langid (after Lui and Baldwin 2012)."""

from __future__ import annotations

_MIN_CHARACTERS = 200
_SAMPLE_CHARACTERS = 5_000


def text_language(text: str) -> str:
    """The language that a text is most probably in, as an ISO 639-1 code; "" for one too short to tell."""
    if len(text) < _MIN_CHARACTERS:
        return ""
    from py3langid.langid import classify

    language, _ = classify(text[:_SAMPLE_CHARACTERS])
    return str(language)
