"""Decides which drafts rest on articles that have changed: a claim whose quotation no longer stands, or whose article
was withdrawn, reopens its draft.

A quotation stands when the newest text has it, wherever and with whatever marks, or has a sentence with all its words,
its figures and dates in whatever form, that turns none of its facts, negations and reservations round.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.models import Citation, Claim
from pipeline.ports import NoticeKind
from pipeline.text.alignment import word_overlap
from pipeline.text.quotations import quotation_key
from pipeline.text.sentences import sentence_spans
from pipeline.text.wording import count
from pipeline.verification.facts import CitedText, dropped_bound, missing_fact, without_facts
from pipeline.verification.judgement import contradiction
from pipeline.verification.passages import Passage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from pipeline.models import Article, Draft
    from pipeline.ports import Notice, Review

_WORD = re.compile(r"\w+(?:['-]\w+)*")
_NEAREST = 0.35
"""Share of a quotation's words from which a sentence is shown as what it has become."""


@dataclass(frozen=True, slots=True)
class AffectedClaim:
    """A claim of a draft, the quotation in it that no longer stands, and the sentence now nearest to that ("" when
    nothing is near or the article was withdrawn)."""

    id: str
    text: str
    quote: str
    nearest: str


@dataclass(frozen=True, slots=True)
class Reopened:
    """A version of a draft that rests on an article which is no longer what it was.

    ``claims`` are those that do not stand, ``standing`` counts those that cite the article and still do. ``at`` is when
    the change was noticed.
    """

    slug: str
    version: int
    article_id: str
    title: str
    kind: NoticeKind
    claims: tuple[AffectedClaim, ...]
    standing: int
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Effects:
    """What changed articles do to drafts. ``unaffected`` counts articles of drafts that were revised while all claims
    on them stand."""

    reopened: tuple[Reopened, ...] = ()
    unaffected: int = 0


def standing_notices(notices: Iterable[Notice]) -> dict[str, Notice]:
    """The one notice on each article that counts now: that it is withdrawn, else its last revision.

    ``notices`` are oldest first.
    """
    withdrawn: dict[str, Notice] = {}
    revised: dict[str, Notice] = {}
    for notice in notices:
        if notice.kind is NoticeKind.WITHDRAWN:
            withdrawn[notice.article_id] = notice
        elif notice.kind is NoticeKind.RETURNED:
            withdrawn.pop(notice.article_id, None)
        else:
            revised[notice.article_id] = notice
    return revised | withdrawn


def find_effects(
    drafts: Iterable[Draft],
    notices: Mapping[str, Notice],
    articles: Mapping[str, Article],
    decisions: Mapping[str, Review],
) -> Effects:
    """What the notices do to these versions of drafts.

    Args:
        drafts: One version of each piece.
        notices: By article id, as ``standing_notices`` gives them.
        articles: Newest revisions of the cited articles that have a notice.
        decisions: The newest approval or rejection of each piece; one made after a notice answers it.
    """
    reopened: list[Reopened] = []
    unaffected = 0
    for draft in drafts:
        cited = {citation.article_id for citation in draft.citations()}
        for article_id in cited & notices.keys() & articles.keys():
            notice = notices[article_id]
            if _is_answered(draft, notice, decisions.get(draft.slug)):
                continue
            found = _effect(draft, notice, articles[article_id])
            reopened.extend([found] if found.claims else [])
            unaffected += not found.claims and found.standing > 0
    ordered = sorted(reopened, key=lambda one: (one.slug, one.at, one.article_id))
    return Effects(tuple(ordered), unaffected)


def _is_answered(draft: Draft, notice: Notice, decision: Review | None) -> bool:
    """Whether a reviewer decided on this version knowing of the notice."""
    return decision is not None and decision.version == draft.version and decision.at > notice.at


def _effect(draft: Draft, notice: Notice, article: Article) -> Reopened:
    """What one notice does to one draft; without claims where it does nothing."""
    citing = {claim.id: claim for claim in draft.claims() if _older_citations(claim, notice, article)}
    affected: list[AffectedClaim] = []
    sentences = _sentences(article)
    for claim in citing.values():
        lost = [each for each in _older_citations(claim, notice, article) if _is_lost(each, notice, article)]
        if lost:
            is_there = notice.kind is not NoticeKind.WITHDRAWN
            nearest = _nearest(lost[0].quote, sentences) if is_there else ""
            affected.append(AffectedClaim(claim.id, claim.text, lost[0].quote, nearest))
    return Reopened(
        slug=draft.slug,
        version=draft.version,
        article_id=article.id,
        title=article.title,
        kind=notice.kind,
        claims=tuple(affected),
        standing=len(citing) - len(affected),
        reason=_reason(len(affected), notice, article),
        at=notice.at,
    )


def _older_citations(claim: Claim, notice: Notice, article: Article) -> list[Citation]:
    """The citations of an article of which a notice speaks: all, or those of a revision that is not the newest."""
    return [
        citation
        for citation in claim.citations
        if citation.article_id == article.id
        and (notice.kind is NoticeKind.WITHDRAWN or citation.revision < article.revision)
    ]


def _reason(claims: int, notice: Notice, article: Article) -> str:
    rest = f"{count(claims, 'claim')} {'rests' if claims == 1 else 'rest'} on"
    if notice.kind is NoticeKind.WITHDRAWN:
        return f"{rest} “{article.title}”, which was withdrawn: {notice.reason}"
    return f"{rest} text that “{article.title}” has changed"


# --- whether a quotation stands ---------------------------------------------------------------------------------------


def has_quotation(quote: str, text: str) -> bool:
    """Whether a text has a quotation, be it elsewhere, in other quotation marks or with other spaces."""
    return quote in text or quotation_key(quote) in quotation_key(text)


def _is_lost(citation: Citation, notice: Notice, article: Article) -> bool:
    if notice.kind is NoticeKind.WITHDRAWN:
        return True
    if has_quotation(citation.quote, article.text):
        return False
    return not any(_says(sentence, citation, article) for sentence in _sentences(article))


def _says(sentence: str, citation: Citation, article: Article) -> bool:
    """Whether a sentence of the newest text says what was quoted: with every word of it, and nothing turned round."""
    present = Citation(citation.article_id, article.revision, 0, len(sentence), sentence)
    cited = CitedText((Passage(present, sentence, article.day, ""),))
    words = _words(without_facts(citation.quote, cited))
    if not words or not words <= _words(sentence) or missing_fact(citation.quote, cited):
        return False
    claim = Claim("", citation.quote, (present,))
    return not (contradiction(claim, cited) or dropped_bound(citation.quote, cited))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(quotation_key(text)))


def _sentences(article: Article) -> list[str]:
    return [article.text[span.start : span.end] for span in sentence_spans(article.text)]


def _nearest(quote: str, sentences: Sequence[str]) -> str:
    ranked = ((word_overlap(quote, sentence), sentence) for sentence in sentences)
    score, sentence = max(ranked, key=lambda one: one[0], default=(0.0, ""))
    return sentence if score >= _NEAREST else ""
