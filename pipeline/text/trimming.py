"""Makes a sentence stand on its own: what may be trimmed from it, each cut recorded, and whether it can be used at all.

A trimming never adds a fact. What it does is listed as ``Edit`` values, so that anyone can replay it on the quote.
The kinds of cut follow work on sentence compression by deletion (Knight and Marcu 2000; Clarke and Lapata 2008), kept
to those that cannot change what is asserted: a dateline, a leading connective, an aside in brackets without a figure in
it, a relative weekday made absolute.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.models import DateMention, Edit, NameMention, Precision
from pipeline.text.dates import absolute_text
from pipeline.text.pronouns import leans_on_others
from pipeline.text.verbs import has_verb

if TYPE_CHECKING:
    from collections.abc import Sequence

MIN_WORDS = 7
MAX_WORDS = 48

_DATELINE = re.compile(
    r"^(?:[A-Z][A-Za-z .,'’]{1,40})?\s?\((?:[A-Z][\w .&'’]{1,30})\)\s?[-\u2012–—―:]*\s+(?=[A-Z“\"])"
    r"|^[A-Z]{3,}[A-Z .,'’]*(?:,\s[A-Z][a-z]+\.?)?(?:\s\([^)]{2,30}\))?\s?[-\u2012–—―−]{1,2}\s+(?=[A-Z“\"])"
)
_CONNECTIVE = re.compile(
    r"^(?:But|And)\s+(?=[A-Z])"
    r"|^(?:But|And|So|Yet|Still|Meanwhile|Then|Now|Also|Plus)"
    r"(?!\s(?:far|much|many|long|called|to|as|that)\b)"
    r"(?:,\s+|\s+(?=[a-z]))"
    r"|^(?:However|Moreover|Furthermore|Nevertheless|Nonetheless|In addition|Additionally|For example|For instance"
    r"|Indeed|In fact|Of course|Separately|Instead|Similarly|Likewise|Overall|In other words|As a result|In short"
    r"|Notably|Specifically|In turn|By contrast|In contrast|On the other hand|That said|Even so|At the same time"
    r"|Importantly|Interestingly|Unsurprisingly|Again),\s+"
)
_ASIDE = re.compile(r"\s\([^()\d]{18,}\)")
_PREPOSITION = re.compile(
    r"\b(?:on|by|in|until|till|since|from|to|of|for|before|after|between|and|or|through|over|during|late|early|the|a|its|their|his|her"
    r"|our|this|that)\s$",
    re.IGNORECASE,
)
"""After a preposition, or before a noun ("in its Monday update"), a day needs no other preposition."""
_RELATIVE_DAY = re.compile(
    r"^(?:mon|tues|wednes|thurs|fri|satur|sun)day$|^yesterday$|^(?:last|this|next)\s\w+day$", re.IGNORECASE
)
_RELATIVE_WEEK = re.compile(r"^(?:last|this|next)\sweek$", re.IGNORECASE)
_RELATIVE_PERIOD = re.compile(r"^(?:last|this|next)\s(?:month|year)$", re.IGNORECASE)
_GENERIC_DAY = re.compile(r"\b(?:the|a|an|any|each|every|some|most|another|spent|spends?)\s$", re.IGNORECASE)
_DAY_ACTS = re.compile(
    r",?\s(?:is|was|will|would|marks|marked|brings|brought|sees|saw|has|had|or|through|thru)\b"
)
"""What follows a day that is not when something happens but what the sentence speaks of ("Monday is the deadline")."""
_DANGLING = re.compile(
    r"^(?:he|she|they|it|this|these|those|that|such|his|her|hers|their|theirs|its|him|them|here|there|both|neither|"
    r"another|others|(?:many|most|few|several) (?:also|of|have|were|are)|"
    r"one|some|either|all|each|who|which|what|where|when|why|how|because|doing|the\s(?:former|latter|"
    r"same|other|two|pair|move|decision|announcement|news|change|changes|result|results|statement|figure|sum|idea|"
    r"question|answer|point|goal|reason|second|third|first|report|article|piece|post|findings?|effort|plan|issue))\b",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"^(?:if|even if) (?:so|not)\b|^in the (?:first|second|third|other)\b|\bof (?:them|these|those)\b"
    r"|^(?:after|before|since|until|with|for|by|from|at|in|on|despite|beyond) (?:that|this|it|them|then)\b"
    r"|^(?:on|in|at|by|for|from|with) [^,]{3,60} (?:it|they|he|she) (?:is|was|are|were|has|had|will|would)\b"
    r"|\b(?:cannot|could not|did not|do not|does not|did|does)[.!]$|^[^,]{3,40}, (?:its|his|her|their)\s"
    r"|\bin (?:the |just )?(?:coming|next|past|recent|last|a) (?:few )?(?:hours|days|weeks|months)\b"
    r"|\b\w+ (?:days?|weeks?) (?:left|until|to go|away)\b"
    r"|^(?:yes|no|well|ok|okay|oh|sure|hey|look),\s|\bprior to that\b|\bas that was\b"
    r"|^the \w+est (?:is|was|are|were)\b|^\w+ is (?:first|second|third)\b|\bthe following\b|\bthat no longer\b"
    r"|\b(?:between|of) the two\b"
    r"|^(?:after|when|while|if|as|before|since|because|although|once|until)\b[^,]+, (?:he|she|they)\b"
    r"|\b(?:yesterday|today|tomorrow|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
    r"|\b(?:last|next|this) (?:week|weekend|month|year|quarter|morning|afternoon|evening|night|spring|summer|"
    r"fall|winter|season)\b|\b(?:earlier|later) this \w+"
    r"|\b(?:a|one|two|three|several|few) (?:days?|weeks?|months?) (?:ago|earlier|later)\b"
    r"|\b(?:this|that|these|those|so|such|both|either|neither)[.!]$"
    r"|^(?:\w+ed|\w+ing|born|known|given|seen|taken|set|made|built|found|led)\b[^,]*, (?:he|she|it|they)\b"
    r"|\bthe (?:two|three|pair|former|latter)\s(?:is|are|was|were|have|had|said|will)\b",
    re.IGNORECASE,
)
"""Words that point at a sentence the reader does not see, or at a day that was not resolved."""
_DEFINITE_OPENING = re.compile(
    r"^(?:(?:under|in|by|with|for|after|on|at|from|to|of|since|until|unlike|like|according to)\s)?"
    r"(?:the|its|their|his|her)\s[a-z]",
    re.IGNORECASE,
)
_DEFINITE_SUBJECT = re.compile(
    r"^(?:in|on|at|by|after|before|since|during|with|from|for|as of|until|according to|first|"
    r"\w+ed|\w+ing)\b[^,]{3,80}, "
    r"(?-i:(?:the|its|their|his|her) [a-z]+(?: [a-z]+){2})",
    re.IGNORECASE,
)
"""The same after an opening phrase ("First reported in July, the outbreak ...")."""
_BARE_SPEAKER = re.compile(
    r"\b(?:he|she|they|it)\s(?:said|says?|added|adds|told|wrote|noted|notes|explained|argued|warned|continued|tweeted|"
    r"recalled|posted)\b"
    r"|\b(?:said|says|added|wrote|noted|explained|argued|warned|continued|recalled)\s(?:he|she|they)\b",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(
    r"\b(?:I|[Ww]e|[Oo]ur|ours|us|[Mm]y|me|[Yy]ou|[Yy]our|yours|[Ll]et['’]s)(?:['’](?:m|ve|re|ll|d))?\b"
)
_BOILERPLATE = re.compile(
    r"subscribe|newsletter|editor['’]s note|follow along|live updates|"
    r"here(?:['’]s| is| are) (?:what|how|the|a)|sign up|click here|read more|cookie|"
    r"all rights reserved|copyright|©|advertisement|"
    r"getty images|photo(?:graph)? by|file photo|image credit|contributed to this report|"
    r"this story (?:has been|was|is)|"
    r"follow (?:us|him|her|me|them) on|@\w+|https?://|www\.|\bemail\b.*\bat\b|watch:|listen:|see also|related:|"
    r"download the|terms of (?:use|service)|originally (?:appeared|published)|check out|stay tuned|join us|"
    r"register (?:now|today)|pictured (?:here|above|below)|(?:shown|seen) (?:here|above|below)|"
    r"in (?:this|the) (?:photo|image|video)|^in the news\b|^[\w’'-]+(?:\s[\w’'-]+){0,8}:\S|^update:|^\d+\.\s|--|"
    r"^(?:read|see|watch|note|click|follow|find|check|visit|don['’]t|do not|more|take a look|keep|scroll|"
    r"shop|looking for)\s|"
    r"ai-assisted|^(?:first|second|third|fourth|fifth|next|last) (?:on|in) (?:the|this) list|"
    r"this (?:article|story|column|week['’]s)|for more information|to learn more|fact[- ]check|affiliate|"
    r"an earlier version|correction|"
    r"^(?:[A-Z][\w.’'-]+\s){2,3}is (?:a|an|the) (?:[\w-]+ ){0,3}"
    r"(?:member|columnist|professor|author|fellow|writer|reporter|editor)\b",
    re.IGNORECASE,
)
_DASH_OPENING = re.compile(r"^[-–—•*·>|]+\s*")
_ONLY_SPEECH = re.compile(r"“[^”]*”|\"[^\"]*\"|\(.*\)")
"""Nothing but a quotation, whose speaker another sentence names, or but an aside."""


def quoted_parts_removed(text: str) -> str:
    """The text without what stands between quotation marks."""
    return re.sub(r"“[^”]*”|\"[^\"]*\"", " ", text)


def stands_alone(sentence: str, *, named: bool) -> bool:
    """Whether a reader who sees nothing else understands the sentence.

    ``named`` says whether a proper name occurs in it; without one, nobody can tell what it is about.
    """
    words = sentence.split()
    if not MIN_WORDS <= len(words) <= MAX_WORDS or _BOILERPLATE.search(sentence):
        return False
    outside = quoted_parts_removed(sentence)
    if _FIRST_PERSON.search(outside) or _BARE_SPEAKER.search(outside) or _DANGLING.match(sentence):
        return False
    if not named or _POINTING.search(outside) or leans_on_others(outside):
        return False
    return is_whole(sentence)


def opens_definite(sentence: str) -> bool:
    """Whether it begins with something the reader is taken to know ("Under the interim rule ...", "Its owner ...").

    Such a sentence may follow one on the same subject, but not stand first. A name among its first words introduces it.
    """
    opening = " ".join(sentence.split()[1:6])
    definite = bool(_DEFINITE_OPENING.match(sentence)) and not re.search(r"\b(?:[A-Z]|\d{4}\b)", opening)
    return definite or bool(_DEFINITE_SUBJECT.match(sentence))


def is_whole(sentence: str) -> bool:
    """Whether it begins and ends like a sentence, is no question, and closes the quotation marks that it opens."""
    first, last = sentence.lstrip("“\"‘'")[:1], sentence.rstrip("”\"'’)")[-1:]
    if not (first.isupper() or first.isdigit() or first in "$€£") or last not in ".!":
        return False
    if (
        sentence.endswith(("...", "…"))
        or "?" in sentence
        or not has_verb(sentence)
        or _ONLY_SPEECH.fullmatch(sentence)
    ):
        return False
    return sentence.count("“") == sentence.count("”") and sentence.count('"') % 2 == 0


def trim(sentence: str, dates: Sequence[DateMention], names: Sequence[NameMention] = ()) -> tuple[Edit, ...]:
    """The cuts that let the sentence stand alone, in order, not overlapping.

    ``dates`` and ``names`` have offsets in the sentence; a name that stands for a fuller one is written out.
    """
    full = [Edit(name.start, name.end, name.full, "name") for name in names if name.full]
    edits = [*_leading_cut(sentence), *_asides(sentence), *_absolute_dates(sentence, dates), *full]
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda item: (item.start, item.end)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return tuple(kept)


def _leading_cut(sentence: str) -> list[Edit]:
    end, reason = 0, ""
    for pattern, name in ((_DASH_OPENING, "dash"), (_DATELINE, "dateline"), (_CONNECTIVE, "connective")):
        match = pattern.match(sentence, end) if end == 0 else pattern.match(sentence[end:])
        if match and match.end():
            end, reason = end + match.end() if end else match.end(), name
    if not end:
        return []
    following = sentence[end : end + 1]
    if following.islower():
        return [Edit(0, end + 1, following.upper(), reason)]
    return [Edit(0, end, "", reason)]


def _asides(sentence: str) -> list[Edit]:
    return [Edit(match.start(), match.end(), "", "aside") for match in _ASIDE.finditer(sentence)]


def _absolute_dates(sentence: str, dates: Sequence[DateMention]) -> list[Edit]:
    edits = []
    for mention in dates:
        replacement = _absolute(sentence, mention)
        if replacement and not _is_part_of_more(sentence, mention):
            edits.append(Edit(mention.start, mention.end, replacement, "date"))
    return edits


def _is_part_of_more(sentence: str, mention: DateMention) -> bool:
    """Whether the words belong to a possessive ("Tuesday's"), a name ("Black Friday", "Monday Night Football") or a
    span ("for the last month")."""
    before, after = sentence[: mention.start], sentence[mention.end :]
    named = re.match(r"\s[A-Z]", after) or re.search(r"(?<![.!?“\"])\s[A-Z][a-z]+\s$", before)
    return bool(
        after.startswith(("'s", "’s", "-")) or named or _GENERIC_DAY.search(before) or _DAY_ACTS.match(after)
    )


def _absolute(sentence: str, mention: DateMention) -> str:
    """What to write for "Tuesday", "last week" or "next year", "" where nothing is to be replaced.

    The words get the preposition that they do without: "approved it Thursday" becomes "approved it on 7 April 2026".
    """
    if mention.precision is Precision.DAY and _RELATIVE_DAY.match(mention.text):
        preposition, period = "on", absolute_text(mention)
    elif mention.precision is Precision.RANGE and _RELATIVE_WEEK.match(mention.text):
        preposition, period = (
            "in",
            f"the week of {mention.first:%B} {mention.first.day}, {mention.first.year}",
        )
    elif mention.precision in (Precision.MONTH, Precision.YEAR) and _RELATIVE_PERIOD.match(mention.text):
        preposition, period = "in", absolute_text(mention)
    else:
        return ""
    if not mention.start:
        return f"{preposition.capitalize()} {period}"
    return period if _PREPOSITION.search(sentence[: mention.start]) else f"{preposition} {period}"
