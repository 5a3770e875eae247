"""Verify a draft: a verdict for every claim, one repair for what fails, and nothing unsupported left standing.

A claim is judged by code alone (``pipeline.verification``). What cannot be repaired is dropped, counted and reported,
and a part that lost everything is left out and named among the gaps. If a check itself fails with an error, the error
is raised: a claim nobody could check never passes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.errors import ModelError
from pipeline.models import Basis, Skipped, Verdict, Verification
from pipeline.verification.judgement import judge
from pipeline.verification.passages import Archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from pipeline.models import Claim, Draft, SourceRef

    Repair = Callable[[Claim, str], Claim | None]


@dataclass(frozen=True, slots=True)
class Verified:
    """A draft in which every claim has its verdict, and the claims that were dropped, each with its reason."""

    draft: Draft
    dropped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """A claim with its verdict, or why it was dropped."""

    claim: Claim
    dropped: str = ""


@dataclass(frozen=True, slots=True)
class _Places:
    """Ids of the claims that may be inferred, and of those that are table cells."""

    inferable: frozenset[str]
    cells: frozenset[str]

    def fault(self, claim: Claim) -> str:
        """Why a claim may not stand where it stands, in words; "" when it may."""
        if claim.basis is Basis.INFERRED and claim.id not in self.inferable:
            return "it is inferred where only sourced statements may stand"
        if claim.id not in self.cells and any(edit.reason == "cell" for edit in claim.edits):
            return "it leaves out most of its sentence, as only a table cell may"
        return ""


def verify(
    draft: Draft,
    evidence_text: Callable[[str, int], str | None],
    published: Callable[[str], date | None],
    repair: Repair,
) -> Verified:
    """Check every claim of a draft against the stored texts that it cites.

    Args:
        draft: What a writer made; the verdicts in it are ignored.
        evidence_text: The stored text of an article revision, None when there is none.
        published: The publication day of an article, None when it is not known.
        repair: One new attempt at a claim that failed, given the reason; None to drop it.

    Returns:
        The draft with verdicts, counts and sources renumbered in order of first use, and what was dropped.

    Raises:
        StoreError: When a text cannot be read; nothing is taken for supported then.
    """
    sources = {source.article_id: source for source in draft.sources}
    archive = Archive(evidence_text, published, sources, draft.published)
    places = _places(draft)
    outcomes = {claim.id: _outcome(claim, archive, repair, places) for claim in _unambiguous(draft)}
    kept = {name: outcome.claim for name, outcome in outcomes.items() if not outcome.dropped}
    slimmed = draft.with_claims(kept)
    marked = slimmed.with_claims(kept | _conflicting(slimmed))
    dropped = (*_dropped(draft, outcomes), *_ambiguous(draft))
    finished = replace(
        marked,
        gaps=(*marked.gaps, *_new_gaps(draft, marked)),
        sources=_renumbered(marked),
        verification=_counted(marked, len(dropped)),
    )
    return Verified(finished, dropped)


def joined(whole: Draft, body: Verified, closing: Verified) -> Verified:
    """A draft whose body and closing parts were verified one after the other: ``whole`` with the verdicts of both."""
    kept = {claim.id: claim for part in (body, closing) for claim in part.draft.claims()}
    dropped = (*body.dropped, *closing.dropped)
    draft = whole.with_claims(kept)
    finished = replace(
        draft,
        gaps=closing.draft.gaps,
        sources=_renumbered(draft),
        verification=_counted(draft, len(dropped)),
    )
    return Verified(finished, dropped)


def _outcome(claim: Claim, archive: Archive, repair: Repair, places: _Places) -> _Outcome:
    """The verdict on a claim, or on its one repair."""
    judged = _judged(claim, archive, places)
    if judged.verdict is not Verdict.UNSUPPORTED:
        return _Outcome(judged)
    try:
        attempt = repair(claim, judged.reason)
    except ModelError as error:
        return _Outcome(judged, f"{judged.reason}; the repair failed: {error.message}")
    if attempt is None:
        return _Outcome(judged, judged.reason)
    again = _judged(replace(attempt, id=claim.id), archive, places)
    if again.verdict is Verdict.UNSUPPORTED:
        return _Outcome(again, f"{judged.reason}; after a repair: {again.reason}")
    return _Outcome(again)


def _judged(claim: Claim, archive: Archive, places: _Places) -> Claim:
    reason = places.fault(claim)
    if reason:
        return replace(claim, verdict=Verdict.UNSUPPORTED, reason=reason)
    judgement = judge(claim, archive)
    return replace(claim, verdict=judgement.verdict, reason=judgement.reason)


def _places(draft: Draft) -> _Places:
    cells = (cell for table in draft.tables for row in table.rows for cell in row.cells if cell is not None)
    return _Places(
        inferable=frozenset(claim.id for claim in _inferable(draft)),
        cells=frozenset(cell.id for cell in cells),
    )


def _inferable(draft: Draft) -> Iterator[Claim]:
    """The claims that may conclude from their sources: impact, why of a connection, practitioners."""
    if draft.impact.action is not None:
        yield draft.impact.action
    yield from draft.impact.adoption
    yield from (connection.why for connection in draft.connections)
    yield from draft.practitioners


def _by_id(draft: Draft) -> dict[str, list[Claim]]:
    claims: dict[str, list[Claim]] = {}
    for claim in draft.claims():
        claims.setdefault(claim.id, []).append(claim)
    return claims


def _unambiguous(draft: Draft) -> Iterator[Claim]:
    """Each claim once. Different claims under one id would be taken for each other, so none of them passes."""
    return (claims[0] for claims in _by_id(draft).values() if all(claim == claims[0] for claim in claims))


def _ambiguous(draft: Draft) -> Iterator[Skipped]:
    for name, claims in _by_id(draft).items():
        if any(claim != claims[0] for claim in claims):
            for claim in claims:
                yield Skipped(_item(draft, claim), f"several different claims have the id {name}")


def _dropped(draft: Draft, outcomes: Mapping[str, _Outcome]) -> Iterator[Skipped]:
    for outcome in outcomes.values():
        if outcome.dropped:
            yield Skipped(_item(draft, outcome.claim), outcome.dropped)


def _item(draft: Draft, claim: Claim) -> str:
    return f"{draft.slug}: claim {claim.id} “{claim.text}”"


def _conflicting(draft: Draft) -> dict[str, Claim]:
    """The claims that a conflict sets against each other, marked so."""
    return {
        claim.id: replace(claim, verdict=Verdict.CONFLICTING, reason="another source says otherwise")
        for conflict in draft.conflicts
        for claim in conflict.claims
    }


def _new_gaps(before: Draft, after: Draft) -> Iterator[str]:
    """A sentence for every part that lost all it said."""
    remaining = {section.id for section in after.sections}
    for section in before.sections:
        if section.id not in remaining:
            yield f"The section “{section.heading}” was left out: none of its statements could be verified."
    for name, had, has in (
        ("summary", before.tldr.claims, after.tldr.claims),
        ("timeline", before.timeline.entries, after.timeline.entries),
        ("list of takeaways", before.takeaways, after.takeaways),
        ("part for practitioners", before.practitioners, after.practitioners),
        ("part on connections", before.connections, after.connections),
        ("part on conflicting reports", before.conflicts, after.conflicts),
    ):
        if had and not has:
            yield f"The {name} was left out: none of its statements could be verified."
    titles = Counter(table.title for table in before.tables) - Counter(table.title for table in after.tables)
    for title in titles:
        yield f"The table “{title}” was left out: none of its cells could be verified."


def _renumbered(draft: Draft) -> tuple[SourceRef, ...]:
    """The sources still cited, numbered from 1 in order of first use."""
    known = {source.article_id: source for source in draft.sources}
    used = dict.fromkeys(citation.article_id for claim in draft.claims() for citation in claim.citations)
    cited = [known[article_id] for article_id in used if article_id in known]
    return tuple(replace(source, n=number) for number, source in enumerate(cited, start=1))


def _counted(draft: Draft, dropped: int) -> Verification:
    """Verdicts over the distinct claims that stayed."""
    claims = {claim.id: claim for claim in draft.claims()}
    counts = Counter(claim.verdict for claim in claims.values())
    return Verification(
        claims=len(claims),
        supported=counts[Verdict.SUPPORTED],
        partial=counts[Verdict.PARTIAL],
        unsupported=counts[Verdict.UNSUPPORTED],
        conflicting=counts[Verdict.CONFLICTING],
        dropped=dropped,
    )
