"""True sentences said in other words, by rules that keep the meaning: for measuring who refuses what is true."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipeline.text.dates import find_dates
from pipeline.text.edits import apply_edits
from pipeline.text.names import common_words, find_names
from pipeline.text.numerals import SMALL_NUMBERS
from pipeline.text.trimming import trim

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from pipeline.models import Edit

    Rewording = Callable[[str, date], str]

_SYNONYMS: Final = (
    ("bought", "purchased"), ("began", "started"), ("children", "kids"), ("employees", "workers"),
    ("attorney", "lawyer"), ("film", "movie"), ("more than", "over"), ("roughly", "about"), ("nearly", "almost"),
    ("died", "passed away"), ("doctors", "physicians"), ("previously", "earlier"), ("however", "but"),
    ("demonstrated", "showed"), ("assist", "help"), ("obtain", "get"), ("occurred", "happened"),
    ("required", "needed"), ("attempted", "tried"), ("received", "got"), ("additional", "extra"),
    ("large", "big"), ("car", "automobile"), ("approximately", "about"), ("purchase", "buy"), ("also", "too"),
    ("hospitalized", "taken to hospital"), ("following", "after"), ("stated", "said"),
)  # fmt: skip
_CONTRACTED: Final = {
    "did not": "didn’t", "does not": "doesn’t", "do not": "don’t", "is not": "isn’t", "are not": "aren’t",
    "was not": "wasn’t", "were not": "weren’t", "has not": "hasn’t", "have not": "haven’t", "will not": "won’t",
    "could not": "couldn’t", "would not": "wouldn’t", "cannot": "can’t", "should not": "shouldn’t",
}  # fmt: skip
_SAID_AFTER = re.compile(r"(?P<what>[^“”\"]{30,}), (?P<who>[A-Z][\w.’ -]{2,40}) said\.")
_SAID_BEFORE = re.compile(r"(?P<who>[A-Z][\w.’ -]{2,40}) said (?:that )?(?P<what>[^“”\"]{30,})\.")
_OPENING = re.compile(
    r"(?P<when>(?:In|On|At|During|After|Before|Since|Until) [^,“”\"]{3,50}), (?P<rest>[^“”\"]{25,})\."
)
_ACTIVE = re.compile(
    r"(?P<who>(?:The |A )?[A-Z]\w+(?: [A-Z]\w+)*) (?P<did>approved|announced|released|signed|launched|rejected|passed"
    r"|backed|filed|published|issued|reported|ordered|blocked|canceled|confirmed|endorsed|unveiled) "
    r"(?P<what>(?:a|an|the|its|his|her) [^,;:“”\"]{5,80})\."
)
_DOLLARS = re.compile(r"\$(?P<number>\d[\d.,]*(?: (?:million|billion|trillion))?)\b(?!\.\d|-)")
_PERCENT = re.compile(r"(?<=\d)(?:%| percent\b)")
_NUMERAL = re.compile(
    rf"\b(?:{'|'.join(word for word, value in SMALL_NUMBERS.items() if value > 1)})\b"
    r"(?!-| (?:quarters|thirds|fifths|dozen)\b)"
)
_A_DAY = re.compile(r"\b(?:[Aa]|[Ee]arlier|[Ll]ate|[Oo]n) [A-Z][a-z]+day\b")
_PERSON = re.compile(r"[A-Z][a-z]+ [A-Z][a-z]+")


def _edited(sentence: str, day: date, wanted: Callable[[Edit], bool]) -> str:
    edits = tuple(edit for edit in trim(sentence, find_dates(sentence, day)) if wanted(edit))
    return apply_edits(sentence, edits)


def trimmed(sentence: str, day: date) -> str:
    """Without connective, dateline and asides."""
    return _edited(sentence, day, lambda edit: edit.reason != "date")


def dated(sentence: str, day: date) -> str:
    """With "Tuesday" and "last week" as dates."""
    if "“" in sentence or '"' in sentence or _A_DAY.search(sentence):
        return sentence
    return _edited(sentence, day, lambda edit: edit.reason == "date")


def attributed_elsewhere(sentence: str, _day: date) -> str:
    """With the speaker at the other end."""
    if after := _SAID_AFTER.fullmatch(sentence):
        return f"{after['who']} said that {_lowered(after['what'])}."
    if before := _SAID_BEFORE.fullmatch(sentence):
        return f"{_raised(before['what'])}, according to {before['who']}."
    return sentence


def reordered(sentence: str, _day: date) -> str:
    """With what stood in front at the end."""
    found = _OPENING.fullmatch(sentence)
    return f"{_raised(found['rest'])} {_lowered(found['when'])}." if found else sentence


def passive(sentence: str, _day: date) -> str:
    """With the doer behind the deed."""
    found = _ACTIVE.fullmatch(sentence)
    return f"{_raised(found['what'])} was {found['did']} by {_lowered(found['who'])}." if found else sentence


def with_synonyms(sentence: str, _day: date) -> str:
    """With the first word that has one replaced by its synonym; quotations are left alone."""
    if "“" in sentence or '"' in sentence:
        return sentence
    for first, second in _SYNONYMS:
        changed = re.sub(rf"\b{first}\b", second, sentence, count=1)
        if changed != sentence:
            return changed
    return sentence


def contracted(sentence: str, _day: date) -> str:
    """With "did not" as "didn’t"."""
    if "“" in sentence or '"' in sentence:
        return sentence
    for long, short in _CONTRACTED.items():
        sentence = re.sub(rf"\b{long}\b", short, sentence)
    return sentence


def refigured(sentence: str, _day: date) -> str:
    """With its figures written in another way: "$5 million" as "5 million dollars", "5%" as "5 percent"."""
    if "“" in sentence or '"' in sentence:
        return sentence
    sentence = _DOLLARS.sub(r"\g<number> dollars", sentence)
    sentence = _PERCENT.sub(_other_percent, sentence)
    return _NUMERAL.sub(lambda found: str(SMALL_NUMBERS[found.group()]), sentence)


def shortened(sentence: str, _day: date) -> str:
    """With the last name of the first person who is named with two, neither of them a word of the language."""
    if "“" in sentence or '"' in sentence:
        return sentence
    for name in find_names(sentence):
        words = name.text.split()
        if _PERSON.fullmatch(name.text) and not {word.casefold() for word in words} & common_words():
            return sentence[: name.start] + words[1] + sentence[name.end :]
    return sentence


REWORDINGS: Final[Mapping[str, Rewording]] = {
    "trimmed": trimmed,
    "dated": dated,
    "attributed_elsewhere": attributed_elsewhere,
    "reordered": reordered,
    "passive": passive,
    "synonym": with_synonyms,
    "contracted": contracted,
    "refigured": refigured,
    "shortened": shortened,
}


def _other_percent(found: re.Match[str]) -> str:
    return " percent" if found.group() == "%" else "%"


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lowered(text: str) -> str:
    first = text.split(maxsplit=1)[0]
    return text[:1].lower() + text[1:] if first.lower() in common_words() and first != "I" else text
