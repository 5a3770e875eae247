"""The passages that a claim cites, with what is needed to read them: the stored text, the day, title and publisher."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from pipeline.models import Citation, Claim, SourceRef

_BEFORE = 300
_LAST_SENTENCE = re.compile(r"^.*[.!?][\"”’)]*\s(?=[^.!?]*[.!?][\"”’)]*$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Passage:
    """A cited passage whose characters were found as quoted.

    ``article`` is the whole stored text; ``day`` the publication day against which its dates are resolved; ``context``
    the title, the publisher and the sentence before, which may name what the passage calls "it" or "the company".
    """

    citation: Citation
    article: str
    day: date
    context: str

    @property
    def text(self) -> str:
        """The cited characters."""
        return self.citation.quote


@dataclass(frozen=True, slots=True)
class Archive:
    """Where passages come from. ``day`` stands in for the publication day of an article that has none."""

    text: Callable[[str, int], str | None]
    published: Callable[[str], date | None]
    sources: Mapping[str, SourceRef]
    day: date


def citation_fault(citation: Citation, text: str | None) -> str:
    """What is wrong with a citation, in words; "" when its quotation is found exactly where it says."""
    if text is None:
        return f"the cited article {citation.article_id} (revision {citation.revision}) does not exist"
    if not 0 <= citation.start < citation.end <= len(text):
        return (
            f"the citation {citation.start}-{citation.end} lies outside its article of {len(text)} characters"
        )
    if text[citation.start : citation.end] != citation.quote:
        return f"the quotation is not what stands at {citation.start}-{citation.end} of its article"
    return ""


def _sentence_before(citation: Citation, text: str) -> str:
    """The end of what stands right before a citation in the same paragraph, back to the last full stop but one."""
    before = text[max(0, citation.start - _BEFORE) : citation.start].rpartition("\n\n")[2]
    return _LAST_SENTENCE.sub("", before.rstrip()) if before else ""


def passages_of(claim: Claim, archive: Archive) -> tuple[Passage, ...] | str:
    """The passages a claim cites, or what is wrong with the first citation that does not hold, in words."""
    if not claim.citations:
        return "it cites nothing"
    passages = []
    for citation in claim.citations:
        text = archive.text(citation.article_id, citation.revision)
        fault = citation_fault(citation, text)
        if fault or text is None:
            return fault
        source = archive.sources.get(citation.article_id)
        context = f"{source.title}\n{source.publisher}" if source is not None else ""
        context = f"{context}\n{_sentence_before(citation, text)}"
        day = archive.published(citation.article_id) or archive.day
        passages.append(Passage(citation, text, day, context))
    return tuple(passages)
