"""Pronouns and pointing words whose noun is not in their sentence, found without a parser.

A pronoun is taken to be bound when something that it can stand for comes before it in the same sentence: a name for
"he" and "she", a name or a plain noun for "it" and "they".
"""

from __future__ import annotations

import re

from pipeline.text.names import common_words
from pipeline.text.words import word_set

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_PERSONAL = word_set("he she him her his hers himself herself")
_PLAIN = word_set("it its they them their theirs itself themselves")
_NO_ANTECEDENT = word_set(
    "on in at by for from with since until till after before during under over of to the a an and or but as if when "
    "while although though because once despite beyond about into amid last next this that earlier later early late "
    "mid now then there here what which who how why where not no so very more most much many still just only also "
    "week month year day morning evening weekend night meantime case fact addition turn end time times way "
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday spring summer autumn fall winter"
)
_PERSONS = word_set(
    "man woman boy girl mother father son daughter wife husband brother sister teacher officer judge senator governor "
    "mayor president chancellor king queen prince princess minister attorney lawyer spokesman spokeswoman spokesperson "
    "actor actress singer player coach driver doctor nurse student patient person suspect victim candidate republican "
    "democrat rapper author director pilot teenager child someone anyone everyone nobody nominee congressman "
    "congresswoman representative prosecutor sheriff founder executive chief secretary justice pope general star "
    "comedian host journalist"
)
_EXPLETIVE = re.compile(
    r"^(?:['’]s\b|\s(?:is|was|would be|will be|has been|became|seems?|appears?|takes?|took|turns? out)\b)",
    re.IGNORECASE,
)
"""What follows an "it" that stands for nothing ("it is not clear", "it took a year")."""
_DETERMINER = re.compile(
    r"\b(?:this|these|those)\s(?!week|month|year|spring|summer|autumn|fall|winter|quarter|time|way|kind|sort|size|type|scale|century|decade|who\b|"
    r"with\b|of\b|in\b|from\b|on\b|at\b|that\b|whose\b|without\b|under\b|over\b|aged\b|seeking\b|\w+ed\b|\w+ing\b)[a-z]"
    r"|\b(?:to|of|on|for|with|from|by|about|over|under|into|than|at|after|before) that\s(?!(?:the|a|an|is|was)\b)[a-z]+"
    r"|\bthat (?:answer|decision|figure|number|date|deadline|case|question|point|measure|move|change|order|rule|plan|"
    r"amount|total|share|price|period|day|night|week|month|year|moment|event|incident|statement|report|view)\b"
    r"|\bsuch (?:a|an)\s[a-z]+|\b(?:a|the) similar\s|\bsimilar [a-z]+s\b|\b(?:do|does|did|doing|done) so\b"
    r"|\bthe (?:latter|former)\b|\bthe other(?: (?:two|three|four|half|one))?\b",
    re.IGNORECASE,
)


def leans_on_others(text: str) -> bool:
    """Whether a sentence, its quotations left out, points at something that only another sentence names."""
    return bool(_DETERMINER.search(text)) or _has_unbound_pronoun(text)


def _has_unbound_pronoun(text: str) -> bool:
    person = thing = False
    for match in _WORD.finditer(text):
        word = match[0].casefold().removesuffix("'s").removesuffix("’s")
        if word in _PERSONAL and not person:
            return True
        if word in _PLAIN and not thing and not (word == "it" and _EXPLETIVE.match(text[match.end() :])):
            return True
        name = (
            match[0][0].isupper()
            and word not in _NO_ANTECEDENT
            and (match.start() or word not in common_words())
        )
        person = person or bool(name) or word in _PERSONS
        thing = thing or (word not in _NO_ANTECEDENT and word not in _PERSONAL | _PLAIN)
    return False
