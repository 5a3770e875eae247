"""What a claim states that its passages do not: figures, dates, names and quotations, each compared in normal form."""

from __future__ import annotations

import math
import re
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.models import Precision, QuantityKind
from pipeline.text.alignment import content_words, stem
from pipeline.text.date_patterns import WEEKDAY
from pipeline.text.dates import find_dates
from pipeline.text.names import acronym, find_names, name_key, same_name
from pipeline.text.quantities import find_quantities, same_quantity
from pipeline.text.quotations import find_quotations, quotation_key
from pipeline.text.words import word_set
from pipeline.verification.slots import counted_names

if TYPE_CHECKING:
    from datetime import date

    from pipeline.models import DateMention, NameMention, Quantity
    from pipeline.verification.passages import Passage

_AT_LEAST = re.compile(
    r"\b(?:more\sthan|over|at\sleast|above|upwards\sof|exceed\w*|surpass\w*)\s(?:an?\s|the\s)?$",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"\b(?:less\sthan|fewer\sthan|under|below|at\smost|up\sto|nearly|almost)\s(?:an?\s|the\s)?$",
    re.IGNORECASE,
)
_SIDELESS = re.compile(r"\b(?:about|around|roughly|approximately|some)\s(?:an?\s|the\s)?$", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WEEKDAY = re.compile(WEEKDAY)
_ADVERB = re.compile(r"first(?=[.,;]|\s(?:and|before|so|if|when)\b|$)")
_SPELLED = re.compile(r"[A-Za-z ]+")
_DIGITS = re.compile(r"\d+(?:[.,:]\d+)*")
_LOOK_BACK = 24
_DURATION = re.compile(r"\d+\s(?:day|week|month|year)s?\b", re.IGNORECASE)
_PLAIN_KINDS = frozenset({QuantityKind.DURATION, QuantityKind.VERSION, QuantityKind.ORDINAL})
_SYNONYMS = (
    word_set("company firm business corporation enterprise"),
    word_set("person man woman individual resident citizen"),
    word_set("lawmaker legislator senator representative member"),
    word_set("nation country state"),
    word_set("organization group body institution"),
    word_set("employee worker staff staffer job"),
    word_set("query request exchange question"),
    word_set("child kid"),
    word_set("vote ballot"),
)


class CitedText:
    """The passages of one claim with what they state, each found once when first asked for."""

    def __init__(self, passages: tuple[Passage, ...]) -> None:
        self.passages = passages
        self.text = "\n\n".join(passage.text for passage in passages)

    @cached_property
    def quantities(self) -> list[Quantity]:
        """Figures of all passages, with offsets into ``text``."""
        return find_quantities(self.text)

    @cached_property
    def dates(self) -> list[DateMention]:
        """Dates of all passages, each resolved against the day of its own article."""
        return [mention for passage in self.passages for mention in find_dates(passage.text, passage.day)]

    @cached_property
    def names(self) -> list[NameMention]:
        """Names of all passages and of the titles and publishers of their articles."""
        return [
            mention
            for text in (self.text, *(passage.context for passage in self.passages))
            for mention in find_names(text)
        ]

    @cached_property
    def sequence(self) -> tuple[str, ...]:
        """Stems of the content words of all passages, in order."""
        return tuple(stem(word) for word in content_words(self.text))

    @cached_property
    def stems(self) -> frozenset[str]:
        """Stems of the content words of all passages."""
        return frozenset(self.sequence)

    @cached_property
    def searchable(self) -> str:
        """Passages, titles and publishers in the normal form of names, for finding a name as words."""
        context = " ".join(passage.context for passage in self.passages)
        return f" {_searchable(self.text)} {_searchable(context)} "

    @cached_property
    def articles(self) -> str:
        """The whole cited articles in the normal form of names."""
        whole = {passage.article for passage in self.passages}
        return " ".join(f" {_searchable(text)} " for text in sorted(whole)) + self.searchable

    @cached_property
    def enumerated(self) -> set[int]:
        """Lengths of the lists of names in the passages."""
        return counted_names(self.text)

    @cached_property
    def with_titles(self) -> str:
        """The passages, and after them the titles and publishers of their articles."""
        return "\n\n".join((self.text, *dict.fromkeys(passage.context for passage in self.passages)))

    @property
    def days(self) -> tuple[date, ...]:
        """Publication days of the cited articles."""
        return tuple(passage.day for passage in self.passages)


def _searchable(text: str) -> str:
    return " ".join(name_key(word) for word in text.split())


def missing_fact(claim: str, cited: CitedText) -> str:
    """The first fact of a claim that its passages do not state, in words that name it; "" when there is none."""
    return (
        missing_quotation(claim, cited)
        or missing_quantity(claim, cited)
        or missing_date(claim, cited)
        or missing_name(claim, cited)
        or missing_digits(claim, cited)
    )


def without_facts(claim: str, cited: CitedText) -> str:
    """A claim with blanks for its figures, dates and abbreviated names, which were checked by what they mean and need
    not agree in wording."""
    found = [(mention.start, mention.end) for mention in find_dates(claim, cited.days[0])]
    found += [(name.start, name.end) for name in find_names(claim) if _is_abbreviated(name, cited)]
    found += [(quantity.start, _end_of_number(quantity)) for quantity in find_quantities(claim)]
    for start, end in sorted(found, reverse=True):
        claim = claim[:start] + " " * (end - start) + claim[end:]
    return claim


def _is_abbreviated(name: NameMention, cited: CitedText) -> bool:
    """Whether a name stands as initials that the passages do not have: they spell it out."""
    return (
        name.text.isupper() and " " not in name.key and f" {_searchable(name.key)} " not in cited.searchable
    )


def _end_of_number(quantity: Quantity) -> int:
    """Where the number ends and what it counts begins."""
    if quantity.kind is not QuantityKind.COUNT:
        return quantity.end
    noun = re.search(r"(?<=[\s-])[a-z]", quantity.text)
    return quantity.start + noun.start() if noun else quantity.end


def missing_quotation(claim: str, cited: CitedText) -> str:
    """A quotation of the claim that no passage has word for word."""
    source = quotation_key(cited.text)
    for span in find_quotations(claim, min_words=1):
        if quotation_key(claim[span.start : span.end]) not in source:
            return f"the quotation “{claim[span.start : span.end]}” is not in the cited passages"
    return ""


def missing_quantity(claim: str, cited: CitedText) -> str:
    """A figure of the claim that no passage states."""
    for quantity in find_quantities(claim):
        candidates = [other for other in cited.quantities if _same_figure(quantity, other, cited)]
        if not candidates and not (_is_enumerated(quantity, cited) or _is_worded(quantity, claim, cited)):
            return f"the figure “{quantity.text}” is not in the cited passages"
        if candidates and all(_opposite_bounds(claim, quantity, cited.text, other) for other in candidates):
            return f"the cited passages set the opposite limit for “{quantity.text}”"
        if candidates and all(_unfounded_bound(claim, quantity, cited.text, other) for other in candidates):
            return f"the cited passages set no such limit for “{quantity.text}”"
    return ""


def dropped_bound(claim: str, cited: CitedText) -> str:
    """A figure that the claim gives as exact and every passage as about, more than or less than that; "" if none."""
    for quantity in find_quantities(claim):
        candidates = [other for other in cited.quantities if _same_figure(quantity, other, cited)]
        if candidates and not quantity.approximate and all(other.approximate for other in candidates):
            return quantity.text
    return ""


def _same_figure(quantity: Quantity, other: Quantity, cited: CitedText) -> bool:
    if same_quantity(quantity, other):
        return True
    if _is_bare_number(quantity) and other.kind in _PLAIN_KINDS:
        return quantity.value == other.value
    if quantity.kind is not other.kind or quantity.kind is QuantityKind.VERSION:
        return False
    close = math.isclose(quantity.value, other.value, rel_tol=1e-9) or _is_rounded(quantity, other)
    if quantity.kind is not QuantityKind.COUNT:
        return close and quantity.unit == other.unit
    return (
        close
        and not (_is_score(quantity) or _is_score(other))
        and _may_count(quantity.unit, other.unit, cited)
    )


def _is_enumerated(quantity: Quantity, cited: CitedText) -> bool:
    """Whether a small count is that of a list of names: "three labs" for "OpenAI, Anthropic and Google"."""
    if (
        quantity.kind is not QuantityKind.COUNT
        or quantity.unit == "times"
        or not _SPELLED.fullmatch(quantity.text)
    ):
        return False
    return quantity.value in cited.enumerated


def _is_worded(quantity: Quantity, claim: str, cited: CitedText) -> bool:
    """Whether a figure is no figure ("on a few hosts first"), or a part of something that is in words ("a fifth")."""
    if _ADVERB.match(claim[quantity.start :]):
        return True
    is_part = quantity.kind is QuantityKind.ORDINAL and _SPELLED.fullmatch(quantity.text) is not None
    return is_part and re.search(rf"\ba {re.escape(quantity.text)}\b", cited.text, re.IGNORECASE) is not None


def _is_bare_number(quantity: Quantity) -> bool:
    """Whether a number stands without a noun: "aged 31" may be "31-year-old", "position 8" may be "Position 8"."""
    return quantity.kind is QuantityKind.COUNT and quantity.unit == "" and not quantity.approximate


def _is_score(quantity: Quantity) -> bool:
    return quantity.unit[:1].isdigit()


def _is_rounded(quantity: Quantity, other: Quantity) -> bool:
    """Whether an approximate figure is the source's figure in fewer digits: "about 24,000" for 24,011."""
    if not quantity.approximate or other.approximate or quantity.value == 0 or other.value == 0:
        return False
    magnitude = math.floor(math.log10(abs(quantity.value)))
    digits = next(
        count
        for count in range(1, 17)
        if math.isclose(round(quantity.value, count - 1 - magnitude), quantity.value)
    )
    return digits <= 3 and math.isclose(round(other.value, digits - 1 - magnitude), quantity.value)


def _may_count(unit: str, other: str, cited: CitedText) -> bool:
    """Whether the noun that a claim counts can be the noun that the source counts."""
    if "" in {unit, other} or stem(unit) == stem(other) or stem(unit) in cited.stems:
        return True
    return any(unit in group and other in group for group in _SYNONYMS)


def _opposite_bounds(claim: str, quantity: Quantity, text: str, other: Quantity) -> bool:
    return _bound(claim, quantity.start) * _bound(text, other.start) < 0


def _unfounded_bound(claim: str, quantity: Quantity, text: str, other: Quantity) -> bool:
    """Whether the claim says "more than" or "less than" a figure that the passages give as exactly that or as about
    that."""
    limit = _bound(claim, quantity.start)
    if not limit or _bound(text, other.start) or other.kind is QuantityKind.VERSION:
        return False
    return _SIDELESS.search(text[max(0, other.start - _LOOK_BACK) : other.start]) is not None or (
        not other.approximate and math.isclose(quantity.value, other.value, rel_tol=1e-9)
    )


def _bound(text: str, start: int) -> int:
    before = text[max(0, start - _LOOK_BACK) : start]
    return int(bool(_AT_LEAST.search(before))) - int(bool(_AT_MOST.search(before)))


def missing_date(claim: str, cited: CitedText) -> str:
    """A date of the claim that no passage gives, or gives less exactly.

    Dates without a year and relative ones are read as if the claim stood in a cited article.
    """
    readings = [find_dates(claim, day) for day in dict.fromkeys(cited.days)]
    for at, mention in enumerate(readings[0]):
        if _DURATION.search(mention.text) and mention.precision is Precision.RANGE:
            continue  # "within 180 days": a figure, and checked as one
        alternatives = [reading[at] for reading in readings if at < len(reading)]
        if not any(_is_dated(alternative, cited) for alternative in alternatives):
            return f"the date “{mention.text}” is not in the cited passages"
    return ""


def _is_dated(mention: DateMention, cited: CitedText) -> bool:
    if any(_states_date(other, mention) for other in cited.dates):
        return True
    if mention.precision is not Precision.YEAR or _YEAR.search(cited.text):
        return False
    return any(mention.first <= day <= mention.last for day in cited.days)


def _states_date(source: DateMention, mention: DateMention) -> bool:
    """Whether the source's date is the claim's, or a more exact one; of two ranges neither is more exact."""
    if source.text.casefold() == mention.text.casefold():
        return True
    named = _WEEKDAY.search(mention.text)
    if named is not None and mention.precision is Precision.DAY and f"{mention.first:%A}" != named.group():
        return False
    if mention.precision is Precision.DAY and source.precision is Precision.RANGE:
        return mention.first in {source.first, source.last}  # an end of "Oct. 12 to Nov. 26"
    if mention.precision is Precision.RANGE and source.precision is Precision.RANGE:
        return (mention.first, mention.last) == (source.first, source.last)
    return mention.first <= source.first and source.last <= mention.last


def missing_name(claim: str, cited: CitedText) -> str:
    """A proper name of the claim that neither passages nor titles nor publishers have.

    A passage may have a shorter form ("Ng") when the longer one stands elsewhere in its article ("Andrew Ng").
    """
    for mention in find_names(claim):
        if not _is_named(mention, cited):
            return f"the name “{mention.text}” is not in the cited passages"
    return ""


def missing_digits(claim: str, cited: CitedText) -> str:
    """A number that is neither figure nor date nor part of a name, such as a time or a telephone number, and that no
    passage has."""
    known = [(found.start, found.end) for found in find_quantities(claim)]
    known += [(found.start, found.end) for found in find_dates(claim, cited.days[0])]
    source = set(_DIGITS.findall(cited.text))
    for found in _DIGITS.finditer(claim):
        covered = any(start <= found.start() and found.end() <= end for start, end in known)
        if not covered and found.group() not in source:
            return f"the number “{found.group()}” is not in the cited passages"
    return ""


def _is_named(mention: NameMention, cited: CitedText) -> bool:
    key = mention.key
    if not key or f" {_searchable(key)} " in cited.searchable:
        return True
    for other in cited.names:
        if same_name(key, other.key):
            grown = len(key.split()) > len(other.key.split()) and acronym(key) != other.key
            if not grown or f" {_searchable(key)} " in cited.articles:
                return True
    return _has_words_of(key, cited.sequence) or _is_version_of(key, cited.searchable)


def _is_version_of(key: str, searchable: str) -> bool:
    """Whether a name with a number ("DeepSeek V4") is put together of words that the passages have apart."""
    words = key.split()
    numbered = len(words) > 1 and any(char.isdigit() for char in words[-1])
    return numbered and all(f" {word} " in searchable for word in words)


def _has_words_of(key: str, sequence: tuple[str, ...]) -> bool:
    """Whether the words of a name of several words stand in the text in order, inflected, at most two words apart."""
    wanted = [stem(word) for word in content_words(key)]
    if len(wanted) < 2:
        return False
    starts = [at for at, found in enumerate(sequence) if found == wanted[0]]
    return any(_follow(wanted[1:], sequence, at) for at in starts)


def _follow(wanted: list[str], sequence: tuple[str, ...], at: int) -> bool:
    for word in wanted:
        near = sequence[at + 1 : at + 4]
        if word not in near:
            return False
        at += 1 + near.index(word)
    return True
