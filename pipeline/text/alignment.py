"""How far a text bears out a claim, judged by words alone, and which words a text negates.

``word_overlap`` is a weighted unigram recall in the manner of ROUGE-1 recall (Lin 2004): the share of the claim's
content words, by weight, that the cited text has as well. Three quarters of it are counted over the whole cited text
and a quarter over its best single sentence, so that words scattered over a passage weigh less than a sentence that says
it. Words that name (capitals, digits) weigh 2, rarer words 1.5, common words 1.
Negation cues and their scope (the first content word after the cue) follow the simplest form of NegEx (Chapman 2001).
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.models import Span
from pipeline.text.names import common_words
from pipeline.text.numerals import SMALL_NUMBERS
from pipeline.text.sentences import sentence_spans
from pipeline.text.words import word_set

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*(?:[’'](?:t|re|ve|ll|s|d|m)\b)?")
_FUNCTION = word_set(
    "a an the and or but nor of in on at by to for from with as is was are were be been being am has have had",
    "having do does  did will would can could may might must shall should that this these those which who",
    "whom whose what when where why  how if while because since until after before during under over above",
    "below than then so such per via into onto out  up off about it its he she they we i you his her their",
    "our my your him them us also just only very more most there  here said says say told tells tell",
    "according told added noted it's that's he's she's they're we're i'm",
)
_CUES = word_set(
    "not no never none neither nor without cannot nobody nothing nowhere hardly scarcely barely",
)
_IMPLICIT = word_set(
    "fail failed fails failing refuse refused refuses decline declined declines deny denied denies",
)
_SKIPPED_IN_SCOPE = _FUNCTION | word_set(
    "yet ever even really necessarily longer any been always fully actually still"
)
_SCOPE = 6
_LIGHT = word_set(
    "a an the is was are were be been being am has have had do does did will would can could may might must shall",
    "should to yet ever even really any that it its",
)
_SUFFIXES = (
    ("izations", "iz"), ("ization", "iz"), ("isations", "iz"), ("isation", "iz"), ("ations", "at"), ("ation", "at"),
    ("ments", ""), ("ment", ""), ("nesses", ""), ("ness", ""), ("ities", "it"), ("ity", "it"),
    ("ings", ""), ("ing", ""), ("ies", "y"), ("ied", "y"), ("ers", ""), ("er", ""), ("ors", ""), ("or", ""),
    ("edly", ""), ("ed", ""), ("ises", "iz"), ("ise", "iz"), ("izes", "iz"), ("ize", "iz"),
    ("ally", "al"), ("ly", ""), ("es", ""), ("s", ""), ("e", ""),
)  # fmt: skip
_IRREGULAR = {
    "made": "make", "went": "go", "gone": "go", "bought": "buy", "sold": "sell", "paid": "pay", "won": "win",
    "lost": "lose", "led": "lead", "met": "meet", "kept": "keep", "held": "hold", "told": "tell", "found": "find",
    "began": "begin", "begun": "begin", "rose": "rise", "risen": "rise", "fell": "fall", "fallen": "fall",
    "grew": "grow",
    "grown": "grow", "took": "take", "taken": "take", "gave": "give", "given": "give", "wrote": "write",
    "written": "write", "ran": "run", "saw": "see", "seen": "see", "built": "build", "spent": "spend", "sent": "send",
    "left": "leave", "came": "come", "got": "get", "brought": "bring", "thought": "think", "taught": "teach",
    "caught": "catch", "sought": "seek", "fought": "fight", "chose": "choose", "chosen": "choose", "broke": "break",
    "drew": "draw", "drawn": "draw", "knew": "know", "known": "know", "shown": "show", "spoke": "speak",
    "spoken": "speak", "stole": "steal", "stolen": "steal", "people": "person", "men": "man", "women": "woman",
    "children": "child", "licence": "license", "licences": "license", "defence": "defense", "said": "say", "u.s": "us",
}  # fmt: skip


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A light stem that joins the inflections of a word and most of its derivations, British spelling included."""
    folded = word.casefold().replace("’", "'").removesuffix("'s")
    folded = _IRREGULAR.get(folded, folded)
    if folded in SMALL_NUMBERS:
        return str(SMALL_NUMBERS[folded])
    if folded[:1].isdigit() or len(folded) < 4:
        return folded.replace(",", "")
    for ending, replacement in _SUFFIXES:
        if (
            folded.endswith(ending)
            and len(folded) - len(ending) >= 3
            and not (ending == "s" and folded[-2] == "s")
        ):
            folded = folded[: len(folded) - len(ending)] + replacement
            break
    if len(folded) > 3 and folded[-1] == folded[-2] and folded[-1] not in "sl":
        folded = folded[:-1]
    return folded[:-1] + "y" if folded.endswith("i") else folded


def content_spans(text: str) -> list[Span]:
    """Where the words of a text stand that carry meaning."""
    return [
        Span(*found.span())
        for found in _WORD.finditer(text)
        if found.group().casefold().replace("’", "'") not in _FUNCTION
    ]


def content_words(text: str) -> list[str]:
    """The words of a text that carry meaning, as written."""
    return [text[span.start : span.end] for span in content_spans(text)]


def word_weight(word: str) -> float:
    """How much a word weighs in a claim: see the module."""
    if word[0].isdigit() or word[0].isupper():
        return 2.0
    return 1.0 if word in common_words() else 1.5


def _recall(claim: dict[str, float], text: str) -> float:
    stems = {stem(word) for word in content_words(text)}
    prefixes = {found[:5] for found in stems if len(found) >= 5 and found.isalpha()}
    covered = sum(
        weight * (1.0 if key in stems else 0.7 if len(key) >= 5 and key[:5] in prefixes else 0.0)
        for key, weight in claim.items()
    )
    return covered / sum(claim.values())


def word_overlap(claim: str, cited_text: str) -> float:
    """How far the words of ``cited_text`` bear out ``claim``: 0 (no content word in common) to 1 (all of them).

    A claim without content words scores 0. Formula and source: see the module.
    """
    weights: dict[str, float] = {}
    for word in content_words(claim):
        weights[stem(word)] = max(weights.get(stem(word), 0.0), word_weight(word))
    if not weights or not cited_text.strip():
        return 0.0
    best = max(_recall(weights, cited_text[span.start : span.end]) for span in sentence_spans(cited_text))
    return 0.75 * _recall(weights, cited_text) + 0.25 * best


def negations(text: str) -> frozenset[str]:
    """Stems of the words that a text negates: the first content word after "not", "never", "without", "failed to", ...;
    "" stands for a cue that negates nothing nameable."""
    return frozenset(head for head, _ in _negated(text))


def _negated(text: str) -> Iterator[tuple[str, int]]:
    """Stem and index of each negated word, over the words of ``text``."""
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(text)]
    for at, word in enumerate(words):
        if not _is_cue(words, at):
            continue
        scope = range(at + 1, min(at + 1 + _SCOPE, len(words)))
        head = next((position for position in scope if words[position] not in _SKIPPED_IN_SCOPE), None)
        if head is not None and not (word == "no" and words[at + 1].isdigit()):
            yield stem(words[head]), head
        elif head is None:
            yield "", at


def _is_cue(words: list[str], at: int) -> bool:
    word = words[at]
    if word in _IMPLICIT:
        return at + 1 < len(words) and words[at + 1] == "to"
    if word == "not" and words[at + 1 : at + 2] in (["only"], ["just"], ["least"]):
        return False
    return word in _CUES or word.endswith("n't")


def negation_mismatch(claim: str, cited_text: str) -> str:
    """The word that the claim denies and the cited text asserts, or the other way round; "" when there is none.

    A stem is asserted by a text when it occurs there at least once without a negation. Two negations may fall on
    different words and still say the same ("nobody can download it", "it is not released for download"), so a denied
    word counts only where the other side denies nothing. Besides, the claim is aligned with the sentence of the cited
    text that matches it best, and words in the same place must agree.
    """
    denied, source_denied = negations(claim), negations(cited_text)
    asserted, source_asserted = _asserted(claim), _asserted(cited_text)
    for head in sorted(denied - source_denied):
        if not source_denied or (head in source_asserted and not _denies_near(head, cited_text)):
            return head or "not"
    for head in sorted(source_denied - denied if not denied else ()):
        if head and head in asserted and head not in source_asserted:
            return head
    return _aligned_mismatch(claim, best_sentence(claim, cited_text))


def _denies_near(head: str, text: str) -> bool:
    """Whether a sentence that has the word ``head`` also denies something."""
    sentences = (text[span.start : span.end] for span in sentence_spans(text))
    return any(negations(sentence) for sentence in sentences if head in map(stem, _WORD.findall(sentence)))


def _aligned_mismatch(claim: str, sentence: str) -> str:
    mine, theirs = _polar_words(claim), _polar_words(sentence)
    matcher = SequenceMatcher(None, [word for word, _ in mine], [word for word, _ in theirs], autojunk=False)
    for block in matcher.get_matching_blocks():
        if block.size < 2:
            continue
        for offset in range(block.size):
            (word, denied), (_, source_denied) = mine[block.a + offset], theirs[block.b + offset]
            if denied != source_denied:
                return word
    return ""


def _polar_words(text: str) -> list[tuple[str, bool]]:
    """The stems of a text without its negation cues, each with whether a cue stands before it with only light words
    between."""
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(text)]
    polar, denied = [], False
    for at, word in enumerate(words):
        if _is_cue(words, at) or word == "not":
            denied = not denied
        elif word in _LIGHT:
            continue
        else:
            polar.append((stem(word), denied))
            denied = False
    return polar


def best_sentence(claim: str, cited_text: str) -> str:
    """The sentence of a text that shares most of its wording with a claim; "" when the text is empty."""
    sentences = [cited_text[span.start : span.end] for span in sentence_spans(cited_text)]
    return max(sentences, key=lambda sentence: word_overlap(claim, sentence), default="")


def _asserted(text: str) -> frozenset[str]:
    negated = {position for _, position in _negated(text)}
    return frozenset(
        stem(word)
        for position, word in enumerate(_WORD.findall(text))
        if position not in negated and word.casefold() not in _FUNCTION
    )
