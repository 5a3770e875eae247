"""The sentiment label of a TL;DR, by counting words of small open lists: a rule anyone can recompute."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.models import Sentiment

if TYPE_CHECKING:
    from collections.abc import Iterable

_CAUTION = re.compile(
    r"\b(?:risk|warn|threat|ban|bar(?:red|s)\b|block|restrict|withh[eo]ld|curb|limit|arrest|indict|charge[ds]|"
    r"penalt|fine[ds]?\b|breach|attack|"
    r"vulnerab|exploit|leak|smuggl|delay|shortage|outbreak|death|killed|injur|war\b|crisis|fear|concern|danger|"
    r"copied|copying|fraudulent|export control|requires? licen[cs]e|decline|"
    r"drop|fall|fell|loss|lose|cut|layoff|recession|inflation|flood|wildfire|storm|shutdown|strike|emergency|rebel|missile|invasion|contaminat|recall|illness|sicken|infect|victim|hostage|defeat|"
    r"controvers|disaster|devastat|tornado|hurricane|evacuat|suspect|shooting|murder|bankrupt|closing|close[sd]?\b)",
    re.IGNORECASE,
)
_CRITICISM = re.compile(
    r"\b(?:accus|critici[sz]|condemn|blam|scandal|denounc|mislead|misled|failed|failure|wrongdoing|fraud|corrupt|"
    r"abuse|lawsuit|sued|convict|guilty|sabotage|violat)",
    re.IGNORECASE,
)
_HOPE = re.compile(
    r"\b(?:growth|grew|grow|record high|improv|approv|win\b|won\b|gain|agreement|breakthrough|recover|"
    r"success|award|expand|faster|cheaper|boost|advance|ceasefire|peace|rescue|celebrat|permissive|surpass|"
    r"for the first time)",
    re.IGNORECASE,
)
FEW_WORDS = 2


def sentiment(texts: Iterable[str]) -> Sentiment:
    """Words of caution and criticism against words of hope: twice as many of one side decides, else mixed.

    Of the adverse words at least half must be words of criticism for the label "critical". A single such word decides
    nothing: neutral.
    """
    joined = " ".join(texts)
    caution, criticism, hope = (len(pattern.findall(joined)) for pattern in (_CAUTION, _CRITICISM, _HOPE))
    adverse = caution + criticism
    if adverse + hope < FEW_WORDS:
        return Sentiment.NEUTRAL
    if adverse >= 2 * hope:
        return Sentiment.CRITICAL if criticism >= caution else Sentiment.CAUTIONARY
    return Sentiment.OPTIMISTIC if hope >= 2 * adverse else Sentiment.MIXED
