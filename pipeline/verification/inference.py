"""The wording of inferred claims: a reader must see from the words that somebody concludes."""

from __future__ import annotations

import re
from typing import Final

_MARKERS: Final = re.compile(
    r"\b(?:because|since|therefore|thus|hence|should|may|might|could|would|can expect|if|unless|likely|unlikely|"
    r"probably|perhaps|possibly|suggests?|suggesting|impl(?:y|ies)|indicates?|points? to|appears?|seems?|means?|expect|"
    r"ought to|need to|needs to|so that|worth)\b",
    re.IGNORECASE,
)
_GROUND: Final = re.compile(
    r"\b(?:in )?one finding\b|\bboth findings (?:also )?(?:name|give|tell of|speak of)\b"
    r"|\ba result on\b|\bthe same figure\b"
    r"|\b(?:in )?(?:one|the other)\b(?: has\b| tells of\b)?|\btoo\b"
    r"|\bgives\b|\bas a cause\b|\bsays that\b|\btells of something(?: that)?\b",
    re.IGNORECASE,
)
"""How a connection states what its two ends share: code's own words, which no source need have."""
_STATES_GROUND: Final = re.compile(r"\bone finding\b|\bboth findings\b", re.IGNORECASE)

MARKERS_IN_WORDS: Final = "“because”, “should”, “may”, “suggests”, “if”, “likely” or “therefore”"


def is_worded_as_inference(text: str) -> bool:
    """Whether a text has one of the closed list of words that show a conclusion, or states a shared ground."""
    return bool(_MARKERS.search(text) or _STATES_GROUND.search(text))


def without_markers(text: str) -> str:
    """The text without those words: what its sources must have."""
    return _MARKERS.sub(" ", _GROUND.sub(" ", text))
