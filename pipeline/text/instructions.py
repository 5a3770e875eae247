"""Instructions to a machine, and addresses: what a sentence of a report does not hold.

The first are planted in articles for language models to obey ("indirect prompt injection", Greshake et al. 2023,
arXiv:2302.12173). Nobody can list all their wordings, so nothing rests on this list alone: evidence is marked as data
before a model sees it, and what a model says is checked against what it cites. But a sentence that gives a machine
orders reports nothing, and whoever cites it spreads it; so it is no evidence. An article that tells of such an attack
loses the sentences that quote it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROLE = re.compile(
    r"^\W*(?:system|assistant|user|human)\s*:|\b(?-i:Assistant|User|System|SYSTEM)\s*:\s*(?-i:[<\"“A-Z])|[\[<]/?\|?(?:system|inst|"
    r"im_start|im_end|end of [a-z]+|rest-of-document|assistant|user|sys)\b",
    re.IGNORECASE,
)
"""The turns and marks of a conversation with a model."""
_OVERRIDE = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.!?]{0,60}\b(?:instructions?|prompts?|directives?|guidelines|"
    r"previous|prior|above|preceding|indicators|info|information|context|everything|all rules)\b|"
    r"\b(?:ignore|disregard|forget|override)\b[^.!?]{0,80}\b(?:and|then|instead)\s+(?:output|print|say|state|report|reply|"
    r"respond|answer)\b",
    re.IGNORECASE,
)
_ANSWER = r"(?:repl(?:y|ies)|responses?|answers?|outputs?|summar(?:y|ies)|completion|translation|report back)"
_ABOUT_ANSWER = re.compile(
    rf"\b(?:in|of|with|to|for|within) your (?:\w+ )?{_ANSWER}\b|\byour (?:\w+ )?{_ANSWER}(?:'s)? (?:in|with|using|by|"
    rf"should|must|as|to|back|for|character|word)\b|\b(?:make|write|provide|encode|encrypt|give|reverse|translate|render|"
    rf"craft|compose|format|include in|phrase|spell|convert) your (?:\w+ )?{_ANSWER}\b",
    re.IGNORECASE,
)
_SAY_ONLY = re.compile(
    r"\b(?:reply|respond|answer|output|print)\s(?:back\s)?(?:with\s)?(?:only|solely|exactly|simply|the following|"
    r"in reverse|backwards?)\b|\b(?:simply|please) (?:output|respond|reply|repeat)\b|\bjust (?:print|output)\b"
    r"|[<\"“'`]\s*(?:print|output|say|repeat|visit)\s+[\"“'`\w]",
    re.IGNORECASE,
)
_TO_MACHINE = re.compile(
    r"^\W*note (?:by|from|to)\b[^.!?:]{0,60}:|"
    r"\b(?:note|message|instructions?|metadata|profile|text)\b[^.!?]{0,40}\b(?:automated|ai|llm|bot|language model|"
    r"screening|analysis software|chatbots?)\b|\bvisible to (?:llm|ai|machine)|\bif (?:the )?user asks\b|"
    r"\bif asked (?:how|what|about|to)\b[^.!?]*\b(?:respond|reply|say|answer)\b|\byou are (?:now )?(?:an? |in )?"
    r"(?:ai|assistant|language model|chatbot|dan|developer mode)\b|\byou may not deviate\b|\bchain of thought\b|"
    r"\buse this analysis to\b|\bfocus (?:only|exclusively|solely) on\b",
    re.IGNORECASE,
)
_ALL = (_ROLE, _OVERRIDE, _ABOUT_ANSWER, _SAY_ONLY, _TO_MACHINE)


_ADDRESS = re.compile(
    r"://|\bwww\.|\]\(|!\[|</?[a-z!]|\bjavascript:|\bdata:\w+/|"
    r"(?<![\w@.-])(?-i:[a-z0-9][a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|biz|info|xyz|top|site|online|click|link))\b",
    re.IGNORECASE,
)
"""Addresses and markup. A bare host counts in lower case only: "Amazon.com" is a company."""


def addresses_machine(text: str) -> bool:
    """Whether a text reads as an instruction to a language model, or as a turn of a conversation with one."""
    return any(pattern.search(text) for pattern in _ALL)


def holds_address(text: str) -> bool:
    """Whether there is a web address in a text, or markup that could become one."""
    return bool(_ADDRESS.search(text))


class Stretch(Protocol):
    """A sentence by its offsets."""

    @property
    def start(self) -> int:
        """Its first character."""
        ...

    @property
    def end(self) -> int:
        """The character after its last."""
        ...


def planted_places(text: str, sentences: Sequence[Stretch]) -> frozenset[int]:
    """The places of the sentences of a text that address a machine, and of what follows them in the same paragraph:
    orders are often longer than a sentence."""
    places: set[int] = set()
    for place, sentence in enumerate(sentences):
        follows = place - 1 in places and "\n" not in text[sentences[place - 1].end : sentence.start]
        if follows or addresses_machine(text[sentence.start : sentence.end]):
            places.add(place)
    return frozenset(places)
