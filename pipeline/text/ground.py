"""What two sentences share: names, things spoken of, figures, days; and whether one gives what they share as a cause.

Wording of cause and of sequence counts only where it points at the shared thing: "because of the order" joins two
findings when the order is in the other one as well. (Causal cues after Girju 2003, temporal ones after Lapata and
Lascarides 2006, both cut down to those that news uses and that take a noun.)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.models import Precision, QuantityKind
from pipeline.text.alignment import stem
from pipeline.text.names import names_everywhere, widespread_names
from pipeline.text.quantities import same_quantity, start_with_bound
from pipeline.text.units import amount_of
from pipeline.text.words import word_set

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from pipeline.models import DateMention, Evidence, NameMention, Quantity

_TELLING_KINDS = (QuantityKind.MONEY, QuantityKind.PERCENT, QuantityKind.COUNT, QuantityKind.DURATION)
_SMALL_COUNT = 12
_DENIAL = re.compile(r"\b(?:not|no|never|without|than)\b", re.IGNORECASE)
_CLAUSE = r"(?:[^,;:.!?—–]|(?<=\d)[.,](?=\d)|\.(?=\s\d)){0,120}"
_CAUSED_BY = (
    r"(?:because of|due to|in response to|responding to|as a result of|(?:caused|driven|prompted|triggered|forced) by|"
    r"enabled by|thanks to|blamed on|stemm(?:s|ed|ing) from|result(?:s|ed|ing) from|in retaliation for|to comply with|"
    r"under pressure from|citing|cited|in exchange for|because)\s"
)
_NAMED_AS = r"(?:named|gave|gives|cites)\s"
_AS_REASON = r"\sas\s(?:one|a|the)\s(?:reason|cause)\b"
CAUSE = re.compile(rf"\b(?:{_CAUSED_BY}{_CLAUSE}|{_NAMED_AS}{_CLAUSE}{_AS_REASON})", re.IGNORECASE)
"""A clause that gives a cause."""
_CUE = re.compile(rf"^(?:{_CAUSED_BY}|{_NAMED_AS})|{_AS_REASON}$", re.IGNORECASE)
EFFECT = re.compile(
    r"\b(?:led to|leads to|has led|forced|forces|prompted|prompts|triggered|caused|causes|enabled|enables|allows|"
    r"allowed|resulted in|results in|obliges|obliged|requires|required|shut out|blocked|blocks|halted|restricts|"
    rf"restricted|excludes|excluded)\s{_CLAUSE}"
)
"""A clause that says what its subject brought about."""
_HOW_MANY = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|\d+|a few|several|some|many)"
SEQUENCE = re.compile(
    rf"\b(?:(?:{_HOW_MANY}\s)?(?:days?|weeks?|hours?|months?|years?) (?:after|before)|follow(?:s|ed|ing)|"
    rf"in the wake of|ahead of|on the heels of|since)\s{_CLAUSE}",
    re.IGNORECASE,
)
"""A clause that puts its sentence after or before something."""
_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*[A-Za-z]")
_OPENS_NOUN = word_set(
    "a an the its their his her our of for on in by with from against between among over under about into that this",
    "these those than more most new many some several other any each every no",
)
_NOT_A_TOPIC = word_set(
    "year years month months week weeks day days hour hours minute minutes time times people person man men woman",
    "women group groups company companies firm firms part parts number numbers percent thing things way ways",
    "place places end case cases plan plans move report reports statement news release state states country",
    "countries world government official officials member members team teams life home morning afternoon evening",
    "night monday tuesday wednesday thursday friday saturday sunday spokesperson spokesman spokeswoman interview",
    "expert experts reason reasons result results rest half third quarter start beginning point points level",
    "levels line lines lot kind sort amount today president chief executive director officer chairman head leader",
    "leaders former first second last next same such own well still even back down work works change changes need",
    "needs use uses help support issue issues problem problems question questions fact facts event events story",
    "stories article newspaper post posts data information administration nominee candidate campaign election",
    "elections war law order program programs project projects they them themselves itself himself herself what",
    "everyone someone anyone nobody something anything nothing million billion trillion thousand hundred dozen",
    "dollar dollars cent cents high low long short early late later other others which history season",
    "seasons decade decades century centuries",
)
"""Nouns that any story uses, and other words that stand where nouns do."""
_NEXT = re.compile(r"\s([a-z’'-]+)")
_AFTER_NOUN = _OPENS_NOUN | word_set(
    "and or is are was were be been has have had will would could can may might must should do does did said says",
    "who which when where as at to after before because if while since but nor until during through within without",
    "across per",
)
IRREGULAR_PASTS = word_set(
    "put cut set made gave took went held won lost led sold built found kept began left ran sent spent brought bought",
    "paid met saw became came got fell rose grew drew chose shut said told thought knew wrote spoke stood meant dealt",
)
"""Past forms of verbs that no ending shows."""
_NO_TOPICS = _NOT_A_TOPIC | _OPENS_NOUN | IRREGULAR_PASTS
_ENDS_PHRASE = _AFTER_NOUN | IRREGULAR_PASTS
_IS_VERBAL = re.compile(r"(?:ed|ly|ing)$")
_OFFICE = re.compile(
    r"\b(?:President|President-elect|Vice President|Prime Minister|Gov\.|Governor|Sen\.|Senator|Rep\.|Secretary|"
    r"Justice|Mayor|Attorney General|Chancellor|King|Queen|Prince)\s(?:[A-Z][\w.-]+\s){0,2}$"
)
_PERSONAL = re.compile(
    r"^\s(?:said|says|told|tells|wrote|writes|added|noted|explained|posted|tweeted|argues|argued)\b"
)


def is_figure(quantity: Quantity) -> bool:
    """Whether a number says how much: "the first three" does not."""
    return quantity.kind in _TELLING_KINDS and (
        quantity.kind is not QuantityKind.COUNT or abs(quantity.value) > _SMALL_COUNT
    )


def shared_names(one: Evidence, other: Evidence) -> Iterator[NameMention]:
    """Names in both, in the fuller of the two spellings; not what news names everywhere, nor who but speaks."""
    theirs = {name.key: name for name in other.names}
    seen: set[str] = set()
    for name in one.names:
        twin = theirs.get(name.key)
        if twin is None or name.key in seen or not _is_telling(name.key):
            continue
        seen.add(name.key)
        if not (_only_speaks(one, name) and _only_speaks(other, twin)):
            yield max(name, twin, key=lambda each: len(each.text))


def _is_telling(key: str) -> bool:
    return len(key) > 2 and key not in names_everywhere() and key not in widespread_names()


def officials(item: Evidence) -> set[str]:
    """Last words of the names that a sentence gives a public office: "trump" for "President-elect Donald Trump"."""
    return {
        name.key.rpartition(" ")[2]
        for name in item.names
        if _OFFICE.search(item.text[: name.start] + name.text.rpartition(" ")[0] + " ")
    }


def _only_speaks(item: Evidence, name: NameMention) -> bool:
    return _PERSONAL.match(item.text[name.end :]) is not None


def topics(item: Evidence) -> dict[str, str]:
    """The common nouns that a sentence speaks of, by stem, as written there.

    A noun is told by what stands around it: before it an article, a preposition or a possessive with at most two words
    between, after it the end of its phrase.
    """
    named = bytearray(len(item.text))
    for name in item.names:
        named[name.start : name.end] = b"\x01" * (name.end - name.start)
    words = list(_WORD.finditer(item.text))
    found: dict[str, str] = {}
    for at, word in enumerate(words):
        if 1 in named[word.start() : word.end()] or not _may_be_topic(word.group()):
            continue
        before = [each.group().casefold() for each in words[max(0, at - 3) : at]]
        if _opens_phrase(before) and ends_phrase(item.text, word.end()):
            found.setdefault(stem(word.group()), word.group())
    return found


def _may_be_topic(word: str) -> bool:
    return word.islower() and len(word) > 3 and word not in _NO_TOPICS and not _IS_VERBAL.search(word)


def _opens_phrase(before: Sequence[str]) -> bool:
    """Whether the nearest small word before a word is one that nouns follow: "the old checks", not "ways to check"."""
    nearest = next((word for word in reversed(before) if word in _AFTER_NOUN or word == "to"), "")
    return nearest in _OPENS_NOUN


def ends_phrase(text: str, end: int) -> bool:
    """Whether no further noun follows a word at once: in "open models" only "models" is what is spoken of."""
    following = _NEXT.match(text, end)
    return following is None or following.group(1) in _ENDS_PHRASE


def shared_figures(one: Evidence, other: Evidence) -> list[Quantity]:
    """Figures of the first that the second gives as well; not round ones, which are shared by chance."""
    theirs = [quantity for quantity in other.quantities if not _is_denied(other, quantity)]
    return [
        mine
        for mine in one.quantities
        if is_figure(mine)
        and not _is_round(mine.value)
        and not _is_denied(one, mine)
        and any(
            amount_of(mine).dimension == amount_of(each).dimension and same_quantity(mine, each)
            for each in theirs
        )
    ]


def _is_denied(item: Evidence, quantity: Quantity) -> bool:
    """Whether the sentence brings a figure up to set it aside: "not the 24,000 accounts but what came of them"."""
    return bool(_DENIAL.search(item.text[max(0, quantity.start - 14) : quantity.start]))


def _is_round(value: float) -> bool:
    """Whether a figure has but one significant digit: 1 million and 50 are shared by chance, 2.5 billion is not."""
    digits = f"{abs(value):e}".split("e", maxsplit=1)[0]
    return len(digits.rstrip("0").rstrip(".")) == 1


def shared_date(one: Evidence, other: Evidence) -> DateMention | None:
    """The first day or month that both sentences give."""
    mine = {(mention.first, mention.last) for mention in one.dates}
    exact = (mention for mention in other.dates if mention.precision in {Precision.DAY, Precision.MONTH})
    return next((mention for mention in exact if (mention.first, mention.last) in mine), None)


def shared_measure(one: Evidence, other: Evidence, name: str) -> tuple[str, ...]:
    """The value that each sentence gives on what is ``name``d ("59% on Quill Bench"), as written; () without two."""
    first, second = _value_on(one, name), _value_on(other, name)
    if first is None or second is None or first.kind is not second.kind or first.value == second.value:
        return ()
    return tuple(
        item.text[start_with_bound(item.text, value) : value.end]
        for item, value in ((one, first), (other, second))
    )


def _value_on(item: Evidence, name: str) -> Quantity | None:
    said = re.compile(rf"\s(?:on|in|for|at)\s(?:the\s)?{re.escape(name)}\b")
    return next((each for each in item.quantities if said.match(item.text, each.end)), None)


def pointing_clause(pattern: re.Pattern[str], item: Evidence, shared: Collection[str]) -> str:
    """The clause of a cause or sequence that holds one of the ``shared`` words, as written; "" when none does."""
    for found in pattern.finditer(item.text) if shared else ():
        clause = found.group().rstrip()
        if any(re.search(rf"\b{re.escape(words)}\b", clause) for words in shared):
            return clause
    return ""


def cause_in(clause: str) -> str:
    """The cause alone, without the words that mark it as one; "" when the clause gives an effect."""
    return _CUE.sub("", clause) if CAUSE.match(clause) else ""


def effect_clause(item: Evidence, names: Iterable[str], shared: Iterable[str]) -> str:
    """What one of the ``names``, as the subject, brought about for something else ``shared``; "" when nothing."""
    for name in names:
        for found in EFFECT.finditer(item.text):
            head, clause = item.text[: found.start()], found.group().rstrip()
            is_subject = re.search(rf"{re.escape(name)}\s(?:\w+\s){{0,2}}$", head)
            if is_subject and any(each != name and each in clause for each in shared):
                return clause
    return ""
