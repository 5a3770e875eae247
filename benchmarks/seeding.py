"""Faults put into true claims: another figure, date or name of the same kind, most often one of the same article."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pipeline.models import Citation, Precision, QuantityKind
from pipeline.text.alignment import stem
from pipeline.text.dates import absolute_text, find_dates
from pipeline.text.names import common_words, find_names, same_name
from pipeline.text.quantities import find_quantities, same_quantity
from pipeline.text.quotations import find_quotations, quotation_key
from pipeline.verification.slots import speakers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from random import Random

_NUMERAL = re.compile(r"[$€£]?\d[\d,]*(?:\.\d+)?|[a-z]+(?:-[a-z]+)?", re.IGNORECASE)
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|will|would|can|could|has|have|had|should)\b(?! not|n[’'])")
_NEGATION = re.compile(r" not\b|(?<=[a-z])n[’']t\b| never\b")
_DID = re.compile(
    r"(?<=[a-z] )(?P<verb>[a-z]{3,}ed)(?= (?:the|a|an|his|her|its|their|that|on|in|to|for|at)\b)"
)
_WORD = re.compile(r"(?<![\w’'-])[a-z]{4,}(?![\w’'-])")
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_HEDGED: Final = (
    (" may have ", " has "), (" might have ", " has "), (" may ", " will "), (" might ", " will "),
    (" could ", " will "),
    (" plans to ", " will "), (" plan to ", " will "), (" allegedly ", " "), (" reportedly ", " "), (" alleged ", " "),
    (" proposed ", " "), (" suspected ", " "), (" is expected to ", " will "), (" are expected to ", " will "),
    (" is likely to ", " will "), (" likely ", " "), (" possibly ", " "), (" accused of ", " convicted of "),
)  # fmt: skip
_FILLERS: Final = (
    "a major shift for the industry", "marking a turning point for the sector",
    "raising fresh doubts about the strategy",
    "a sign of growing pressure on regulators", "in a blow to its rivals", "cementing its lead in the market",
    "the first step of a broader overhaul", "underscoring how fragile the recovery is", "to the surprise of analysts",
    "which could reshape the whole debate", "despite fierce criticism from unions", "and investors cheered the news",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seed:
    """A claim that is true: its words, what it cites, and the article that it comes from."""

    text: str
    citations: tuple[Citation, ...]
    article: str
    day: date

    @property
    def cited(self) -> str:
        """All cited sentences."""
        return " ".join(citation.quote for citation in self.citations)


Fault = "Callable[[Seed, Sequence[str], Random], Seed | None]"
"""A seed with one fault of its kind; None where it has no place for one. The texts are those of other articles."""


def wrong_number(seed: Seed, _others: Sequence[str], random: Random) -> Seed | None:
    """Another figure of the same kind from the article, or a digit or scale changed."""
    own = find_quantities(seed.text)
    known = find_quantities(seed.cited)
    kinds = (QuantityKind.VERSION, QuantityKind.ORDINAL)
    for quantity in random.sample(own, len(own)):
        numeral = _NUMERAL.match(quantity.text)
        if quantity.kind in kinds or numeral is None:
            continue
        for other in (
            *_other_numerals(quantity.kind, numeral.group(), seed, random),
            _digit_changed(numeral.group(), random),
        ):
            text = _put(seed.text, quantity.start, quantity.start + numeral.end(), other)
            fresh = [found for found in find_quantities(text) if found.start == quantity.start]
            if fresh and not any(
                same_quantity(fresh[0], each) or fresh[0].value == each.value for each in known
            ):
                return replace(seed, text=text)
    return None


def _other_numerals(kind: QuantityKind, numeral: str, seed: Seed, random: Random) -> list[str]:
    shape = numeral[0].isalpha()
    found = [
        match.group()
        for other in find_quantities(seed.article)
        if other.kind is kind
        and (match := _NUMERAL.match(other.text))
        and match.group()[0].isalpha() == shape
    ]
    chosen = [each for each in found if each != numeral and each[0].isdigit() == numeral[0].isdigit()]
    return random.sample(chosen, min(4, len(chosen))) if random.random() < 0.7 else []


def _digit_changed(numeral: str, random: Random) -> str:
    places = [at for at, letter in enumerate(numeral) if letter.isdigit()]
    if not places:
        return random.choice([word for word in ("three", "four", "six", "seven", "nine") if word != numeral])
    at = random.choice(places)
    return (
        numeral[:at]
        + random.choice([digit for digit in "123456789" if digit != numeral[at]])
        + numeral[at + 1 :]
    )


def wrong_date(seed: Seed, _others: Sequence[str], random: Random) -> Seed | None:
    """Another day, weekday, month or year, or a date of the article."""
    known = find_dates(seed.cited, seed.day)
    mentions = find_dates(seed.text, seed.day)
    for mention in random.sample(mentions, len(mentions)):
        options = [_other_words(mention.text, random)]
        if mention.precision is Precision.DAY and random.random() < 0.5:
            elsewhere = [
                each for each in find_dates(seed.article, seed.day) if each.precision is Precision.DAY
            ]
            options = [
                absolute_text(each) for each in random.sample(elsewhere, min(3, len(elsewhere)))
            ] + options
        for option in filter(None, options):
            text = _put(seed.text, mention.start, mention.end, option)
            fresh = [each for each in find_dates(text, seed.day) if each.start == mention.start]
            if fresh and not any(
                each.first <= fresh[0].last and fresh[0].first <= each.last for each in known
            ):
                return replace(seed, text=text)
    return None


def _other_words(words: str, random: Random) -> str:
    for names in (_WEEKDAYS, _MONTHS):
        for name in names:
            if re.search(rf"\b{name}\b", words):
                return words.replace(name, random.choice([each for each in names if each != name]))
    year = re.search(r"\b(?:19|20)\d\d\b", words)
    return (
        words.replace(year.group(), str(int(year.group()) + random.choice([-3, -2, -1, 1, 2])))
        if year
        else ""
    )


def wrong_name(seed: Seed, others: Sequence[str], random: Random) -> Seed | None:
    """Another name of as many words from the article, or from another one."""
    inside = find_names(seed.cited)
    own = [name for name in find_names(seed.text) if len(name.key) > 2]
    for name in random.sample(own, len(own)):
        for text in (seed.article, random.choice(others)):
            candidates = [
                each.text
                for each in find_names(text)
                if len(each.text.split()) == len(name.text.split())
                and not any(same_name(each.key, known.key) or each.key in known.key for known in inside)
                and _shape(each.text) == _shape(name.text)
                and not {word.casefold() for word in each.text.split()} <= common_words()
            ]
            if candidates:
                return replace(seed, text=_put(seed.text, name.start, name.end, random.choice(candidates)))
    return None


def _shape(name: str) -> tuple[bool, ...]:
    return tuple(word.isupper() for word in name.split())


def negation(seed: Seed, _others: Sequence[str], random: Random) -> Seed | None:
    """What is asserted denied, or what is denied asserted."""
    removed = _NEGATION.search(seed.text)
    if removed and random.random() < 0.7:
        return replace(seed, text=_put(seed.text, removed.start(), removed.end(), ""))
    added = [*_AUXILIARY.finditer(seed.text)]
    if added:
        return replace(seed, text=_put(seed.text, (at := random.choice(added)).end(), at.end(), " not"))
    did = _DID.search(seed.text)
    return replace(seed, text=_put(seed.text, *did.span(), f"did not {_base(did['verb'])}")) if did else None


def _base(verb: str) -> str:
    forms = (verb[:-1], verb[:-2], verb[:-3], verb[:-3] + "y")
    return next((form for form in forms if form in common_words()), verb[:-2])


def swapped_speaker(seed: Seed, others: Sequence[str], random: Random) -> Seed | None:
    """What one said in the mouth of another, who speaks elsewhere in the article or in another one."""
    inside = find_names(seed.cited)
    for speaker in speakers(seed.text):
        for text in (seed.article, *random.sample(list(others), min(3, len(others)))):
            candidates = [
                other
                for other in speakers(text)
                if not any(same_name(other.casefold(), known.key) for known in inside)
                and not same_name(other, speaker)
            ]
            if candidates:
                return replace(seed, text=seed.text.replace(speaker, random.choice(candidates), 1))
    return None


def changed_quotation(seed: Seed, _others: Sequence[str], random: Random) -> Seed | None:
    """A word of a quotation replaced, left out or added."""
    for span in find_quotations(seed.text):
        words = [*_WORD.finditer(seed.text, span.start, span.end)]
        options = [word for word in _WORD.findall(seed.article) if word not in seed.cited]
        if not words or not options:
            continue
        word, other = random.choice(words), random.choice(options)
        put = random.choice([other, "", f"{word.group()} {other}"])
        end = word.end() + (not put and seed.text[word.end() : word.end() + 1] == " ")
        quoted = seed.text[span.start : word.start()] + put + seed.text[end : span.end]
        if quotation_key(quoted) not in quotation_key(seed.cited):
            return replace(seed, text=_put(seed.text, word.start(), end, put))
    return None


def unknown_id(seed: Seed, _others: Sequence[str], random: Random) -> Seed | None:
    """A citation of an article or revision that does not exist."""
    first = seed.citations[0]
    other = random.choice(
        [replace(first, article_id=first.article_id[::-1] + "0"), replace(first, revision=first.revision + 1)]
    )
    return replace(seed, citations=(other, *seed.citations[1:]))


def dropped_hedge(seed: Seed, _others: Sequence[str], _random: Random) -> Seed | None:
    """What may be, or is alleged or planned, as what is."""
    if find_quotations(seed.text):
        return None
    for hedged, plain in _HEDGED:
        if hedged in seed.text and seed.text.count(hedged) == 1:
            return replace(seed, text=seed.text.replace(hedged, plain, 1))
    return None


def filler(seed: Seed, _others: Sequence[str], random: Random) -> Seed | None:
    """Words that no source says at the end of a true sentence."""
    ends = seed.text.endswith(".")
    return replace(seed, text=f"{seed.text[:-1]}, {random.choice(_FILLERS)}.") if ends else None


def wrong_deed(seed: Seed, _others: Sequence[str], random: Random) -> Seed | None:
    """Another verb of the article in the place of the claim's."""
    deeds = [*_DID.finditer(seed.text)] if not find_quotations(seed.text) else []
    known = {stem(word) for word in _WORD.findall(seed.cited)}
    others = [found["verb"] for found in _DID.finditer(seed.article) if stem(found["verb"]) not in known]
    if not deeds or not others:
        return None
    deed = random.choice(deeds)
    return replace(seed, text=_put(seed.text, deed.start(), deed.end(), random.choice(others)))


def loosened_bound(seed: Seed, _others: Sequence[str], _random: Random) -> Seed | None:
    """As "more than" a figure that the source gives exactly or as the most."""
    for quantity in find_quantities(seed.text):
        kinds = (QuantityKind.MONEY, QuantityKind.PERCENT, QuantityKind.COUNT)
        exact = (
            not quantity.approximate and quantity.kind in kinds and quantity.text[:1].isdigit()
        ) or quantity.text[:1] == "$"
        if (
            exact
            and not quantity.approximate
            and re.search(r"[a-z] $", seed.text[: quantity.start])
            and not find_quotations(seed.text)
        ):
            return replace(seed, text=_put(seed.text, quantity.start, quantity.start, "more than "))
    return None


FAULTS: Final[Mapping[str, Callable[[Seed, Sequence[str], Random], Seed | None]]] = {
    "number": wrong_number,
    "date": wrong_date,
    "name": wrong_name,
    "negation": negation,
    "attribution": swapped_speaker,
    "quotation": changed_quotation,
    "id": unknown_id,
}
SUBTLE_FAULTS: Final[Mapping[str, Callable[[Seed, Sequence[str], Random], Seed | None]]] = {
    "hedge": dropped_hedge,
    "filler": filler,
    "deed": wrong_deed,
    "bound": loosened_bound,
}


def merged(first: Seed, second: Seed) -> Seed | None:
    """The subject of one true sentence with what another one says of another subject."""
    one, two = find_names(first.text), find_names(second.text)
    if not one or not two or one[0].start or two[0].start or same_name(one[0].key, two[0].key):
        return None
    text = first.text[: one[0].end] + second.text[two[0].end :]
    return replace(first, text=text, citations=(*first.citations, *second.citations))


def _put(text: str, start: int, end: int, words: str) -> str:
    return text[:start] + words + text[end:]
