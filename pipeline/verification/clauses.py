"""Clauses of a claim: one that no cited sentence says, one put together from halves of two, and a word put for another.

A claim may be true word by word and say something new: by an addition ("..., a major shift for the industry"), by the
subject of one sentence with the predicate of another, or by another deed in the same sentence.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from pipeline.models import Span
from pipeline.text.alignment import best_sentence, content_words, stem
from pipeline.text.names import find_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.verification.facts import CitedText
    from pipeline.verification.passages import Passage
    from pipeline.verification.support import Vectors, WordSupport

_BREAK = re.compile(
    r"(?<!\d),\s|,(?=\D)|[;:—–]\s?|\s(?:and|but|while|which|who|as|despite|because|after|before)\s"
)
_FEWEST_WORDS = 2
_FEWEST_ARTICLES = 2
ANOTHER_SENSE = 0.35
"""Cosine of the vectors of two single words below which they mean different things ("floated" and "confirmed" 0.06)."""
SAME_SENSE = 0.55
"""Cosine from which one may stand for the other ("earlier" and "previously" 0.57, "help" and "assist" 0.39)."""


def clauses(claim: str) -> list[Span]:
    """The runs of words between commas, dashes, colons and conjunctions."""
    cuts = [found.span() for found in _BREAK.finditer(claim)]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(claim)]
    return [Span(start, end) for start, end in zip(starts, ends, strict=True) if start < end]


def unsaid_clause(claim: str, words: Sequence[WordSupport], share: float, probability: float) -> str:
    """The first clause after the first, of at least two words, of which the sources have at most ``share`` of the words
    and which is borne out with less than ``probability``, the mean of its words; "" when there is none."""
    for clause in clauses(claim)[1:]:
        inside = [word for word in words if clause.start <= word.span.start and word.span.end <= clause.end]
        if len(inside) < _FEWEST_WORDS or sum(word.found for word in inside) > share * len(inside):
            continue
        if sum(word.probability for word in inside) < probability * len(inside):
            return claim[clause.start : clause.end].strip(" .")
    return ""


def joined_halves(claim: str, cited: CitedText) -> str:
    """A name in a clause all of whose other words are from an article that does not know the name; "" if there is none.

    Where the clause has words or figures of the name's own article as well, it may compare the two, and is let be.
    """
    articles: dict[str, list[Passage]] = {}
    for passage in cited.passages:
        articles.setdefault(passage.citation.article_id, []).append(passage)
    if len(articles) < _FEWEST_ARTICLES:
        return ""
    for clause in clauses(claim):
        text = claim[clause.start : clause.end]
        fault = next((name for group in articles.values() if (name := _stranger(text, group, cited))), "")
        if fault:
            return f"“{fault}” together with “{text.strip(' .')}”"
    return ""


def _stranger(clause: str, passages: Sequence[Passage], cited: CitedText) -> str:
    """A name that these passages' article nowhere has although the passages have all else that the clause says."""
    names = find_names(clause)
    rest = clause
    for name in reversed(names):
        rest = rest[: name.start] + " " * (name.end - name.start) + rest[name.end :]
    said = {stem(word) for passage in passages for word in content_words(passage.text)}
    words = [stem(word) for word in content_words(rest)]
    known = [word for word in words if word in cited.stems]
    if len(known) < _FEWEST_WORDS or not said.issuperset(known):
        return ""
    article = f"{passages[0].article}\n{passages[0].context}".casefold()
    return next((name.text for name in names if not any(part in article for part in name.key.split())), "")


def replaced_word(
    claim: str, cited: CitedText, vectors: Vectors, likeness: float, agreement: float = 0.0
) -> str:
    """A word of the claim that stands where the best matching sentence has one that is less like it than ``likeness``,
    in words; "" when there is none. Names, figures and words that a cited passage has elsewhere do not count.

    ``agreement`` is the share of the claim's words that must stand in the same order in the sentence.
    """
    mine = content_words(claim)
    theirs = content_words(best_sentence(claim, cited.text))
    matcher = SequenceMatcher(None, list(map(stem, mine)), list(map(stem, theirs)), autojunk=False)
    if sum(block.size for block in matcher.get_matching_blocks()) < agreement * (len(mine) - 1):
        return ""
    for action, one, one_end, two, two_end in matcher.get_opcodes():
        if action != "replace" or (one_end - one, two_end - two) != (1, 1):
            continue
        own, other = mine[one], theirs[two]
        plain = own.isalpha() and own.islower() and other.islower() and stem(own) not in cited.stems
        if plain and _cosine(own, other, vectors) < likeness:
            return f"where the source has “{other}” it says “{own}”"
    return ""


def _cosine(one: str, two: str, vectors: Vectors) -> float:
    first, second = vectors.get(one), vectors.get(two)
    return float(first @ second) if first is not None and second is not None else 0.0
