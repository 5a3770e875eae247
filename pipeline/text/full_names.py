"""Family names that stand alone in a sentence, with the full name under which their article introduced the person."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.text.name_words import TITLES
from pipeline.text.names import is_person_like, names_everywhere

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.models import NameMention

_SPEAKS = re.compile(
    r"(?:,[^,.]{3,60},)?\s(?:said|says|told|wrote|added|explained|testified|argued|announced|tweeted|pleaded|posted)\b"
)
_AGE = re.compile(r",\s\d\d,")
_LAST_WORD = re.compile(r"([A-Za-z-]+)\.?\s$")


def with_full_names(text: str, names: Sequence[NameMention]) -> list[NameMention]:
    """The names of a text in order; a family name alone carries in ``full`` the person's name as printed before it.

    Only persons are looked for: a name that somewhere in the text speaks, has a title or is followed by an age. A
    family name that two persons of the text bear stays alone, and so does one that is also a place.
    """
    persons: dict[str, set[str]] = {}
    found = []
    speakers = {name.key for name in names if _is_marked_person(text, name)}
    for name in names:
        words = name.key.split()
        if len(words) == 1:
            known = persons.get(name.key, set()) if name.key not in names_everywhere() else set()
            found.append(replace(name, full=next(iter(known))) if len(known) == 1 else name)
            continue
        if is_person_like(words) and (name.key in speakers or words[-1] in speakers):
            persons.setdefault(words[-1], set()).add(name.text)
        found.append(name)
    return found


def _is_marked_person(text: str, name: NameMention) -> bool:
    after = text[name.end : name.end + 80]
    before = _LAST_WORD.search(text[max(0, name.start - 20) : name.start])
    titled = before is not None and before[1][:1].isupper() and before[1].casefold() in TITLES
    return bool(titled or _SPEAKS.match(after) or _AGE.match(after))
