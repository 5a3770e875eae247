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
    r"\b(?:in )?(?:the )?(?:one|other) finding\b|\bboth findings name\b|\bboth (?:measure by|speak of|name|give)\b"
    r"|\bthe other (?:has|tells of)\b|\bof which the other tells\b|\bin the (?:one|other)\b"
    r"|\bgives a cause\b|\bsays what\b|\bbrought about\b|\bties itself in time to\b|\bas well\b",
    re.IGNORECASE,
)
"""How a connection states what its two ends share: code's own words, which no source need have."""
_STATES_GROUND: Final = re.compile(
    r"\b(?:one|other) finding\b|\bboth (?:findings|measure|speak|name|give)\b", re.IGNORECASE
)

MARKERS_IN_WORDS: Final = "“because”, “should”, “may”, “suggests”, “if”, “likely” or “therefore”"


def is_worded_as_inference(text: str) -> bool:
    """Whether a text has one of the closed list of words that show a conclusion, or states a shared ground."""
    return bool(_MARKERS.search(text) or _STATES_GROUND.search(text))


def without_markers(text: str) -> str:
    """The text without those words: what its sources must have."""
    return _MARKERS.sub(" ", _GROUND.sub(" ", text))
