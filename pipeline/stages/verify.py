"""Verify a draft: a verdict for every claim, one repair for what fails, and nothing unsupported left standing.

A claim is judged by code (``pipeline.verification``); where a model is at hand, its judgement of what is left is one
more vote, never the only one. What cannot be repaired is dropped, counted and reported, and a part that lost everything
is left out and named among the gaps. A claim whose check fails with an error is not supported, and its reason says so.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.errors import CeilingError, ModelError
from pipeline.models import Basis, Entailment, Skipped, Verdict, Verification
from pipeline.verification.independence import single_source
from pipeline.verification.judgement import judge
from pipeline.verification.passages import Archive
from pipeline.verification.support import words_to_embed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from pipeline.models import Claim, Draft, FloatMatrix, SourceRef
    from pipeline.verification.independence import Origin
    from pipeline.verification.support import Vectors

    Repair = Callable[[Claim, str], Claim | None]
    Embed = Callable[[Sequence[str]], FloatMatrix]
    Entails = Callable[[Sequence[Claim]], Mapping[str, Entailment]]


@dataclass(frozen=True, slots=True)
class Stored:
    """What is stored of the cited articles. ``text`` and ``published`` give None where there is nothing.

    ``origins``, by article id, say what is independent of what; without them nobody knows, and nothing is asked of it.
    """

    text: Callable[[str, int], str | None]
    published: Callable[[str], date | None]
    origins: Mapping[str, Origin] | None = None


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
    """Ids of claims: those that may be inferred, table cells with row and column, and what a reader leans on most."""

    inferable: frozenset[str]
    cells: Mapping[str, str]
    important: frozenset[str]

    def in_context(self, claim: Claim) -> Claim:
        """A cell with its row and column in front, without which nobody can tell whether it is right; others as is."""
        return (
            replace(claim, text=f"{self.cells[claim.id]}: {claim.text}") if claim.id in self.cells else claim
        )

    def complaint(self, claim: Claim) -> str:
        """What is wrong with a claim, and of which row and column it is if it is a cell."""
        where = f"; it is the cell “{self.cells[claim.id]}” of a table" if claim.id in self.cells else ""
        return f"{claim.reason}{where}"

    def fault(self, claim: Claim) -> str:
        """Why a claim may not stand where it stands, in words; "" when it may."""
        if claim.basis is Basis.INFERRED and claim.id not in self.inferable:
            return "it is inferred where only sourced statements may stand"
        if claim.id not in self.cells and any(edit.reason == "cell" for edit in claim.edits):
            return "it leaves out most of its sentence, as only a table cell may"
        return ""


@dataclass(frozen=True, slots=True)
class _Bench:
    """All that claims are judged with."""

    archive: Archive
    places: _Places
    embed: Embed
    entails: Entails | None
    origins: Mapping[str, Origin] | None

    def judged(self, claims: Sequence[Claim]) -> dict[str, Claim]:
        """The claims with their verdicts, by id: by code, then by the model's vote, then by the number of sources."""
        vectors = self._vectors(claims)
        judged = {claim.id: self._by_code(claim, vectors) for claim in claims}
        asked = [claim for claim in judged.values() if _may_be_voted_on(claim)]
        for claim, vote, missing in self._votes(asked):
            judged[claim.id] = _with_vote(claim, vote, missing)
        return {name: self._by_sources(claim) for name, claim in judged.items()}

    def _vectors(self, claims: Sequence[Claim]) -> Vectors:
        """Vectors of the words of all claims that are no quotations, and of what they cite, in one batch."""
        own = [claim for claim in claims if not claim.verbatim]
        quotes = (citation.quote for claim in own for citation in claim.citations)
        words = words_to_embed((*(claim.text for claim in own), *quotes))
        return dict(zip(words, self.embed(words), strict=True)) if words else {}

    def _by_code(self, claim: Claim, vectors: Vectors) -> Claim:
        reason = self.places.fault(claim)
        if reason:
            return replace(claim, verdict=Verdict.UNSUPPORTED, reason=reason)
        try:
            judgement = judge(claim, self.archive, vectors)
        except Exception as error:  # noqa: BLE001 - whatever fails, a claim that was not checked must not pass
            reason = f"it could not be checked ({type(error).__name__}: {error})"
            return replace(claim, verdict=Verdict.UNSUPPORTED, reason=reason)
        return replace(claim, verdict=judgement.verdict, reason=judgement.reason)

    def _votes(self, claims: Sequence[Claim]) -> Iterator[tuple[Claim, Entailment | None, str]]:
        """Each claim with the model's vote, or with the reason why there is none."""
        if self.entails is None or not claims:
            return
        try:
            votes, missing = self.entails(list(map(self.places.in_context, claims))), "it gave none"
        except (ModelError, CeilingError) as error:
            votes, missing = {}, error.message
        for claim in claims:
            yield claim, votes.get(claim.id), missing

    def _by_sources(self, claim: Claim) -> Claim:
        standing = claim.verdict in (Verdict.SUPPORTED, Verdict.PARTIAL)
        if self.origins is None or not standing or claim.id not in self.places.important:
            return claim
        reason = single_source(claim, self.origins)
        if not reason:
            return claim
        reason = f"{claim.reason}; {reason}"
        return replace(claim, verdict=Verdict.PARTIAL, reason=reason, single_source=True)


def _may_be_voted_on(claim: Claim) -> bool:
    """A quotation needs no vote, and a fault that code found is no matter of opinion."""
    return not claim.verbatim and claim.verdict is not Verdict.UNSUPPORTED


def _with_vote(claim: Claim, vote: Entailment | None, missing: str) -> Claim:
    """The verdict of code and model together: a doubt lowers it by one step, a denial leaves nothing."""
    if vote is None:
        return replace(claim, reason=f"{claim.reason}; the model's vote is missing: {missing}")
    reason = f"{claim.reason}; the model finds it {vote.value}"
    agreed = {
        (Verdict.SUPPORTED, Entailment.NO): Verdict.UNSUPPORTED,
        (Verdict.SUPPORTED, Entailment.PARTLY): Verdict.PARTIAL,
        (Verdict.PARTIAL, Entailment.NO): Verdict.UNSUPPORTED,
    }
    return replace(claim, verdict=agreed.get((claim.verdict, vote), claim.verdict), reason=reason)


def verify(
    draft: Draft,
    stored: Stored,
    repair: Repair,
    embed: Embed,
    entails: Entails | None = None,
) -> Verified:
    """Check every claim of a draft against the stored texts that it cites.

    A claim of the summary, or the action called for, that rests on one source alone is PARTIAL and marked.

    Args:
        draft: What a writer made; the verdicts in it are ignored.
        stored: Texts, publication days and origins of the cited articles.
        repair: One new attempt at a claim that failed, given the reason; None to drop it.
        embed: Vectors of length 1, one row for each word that is given; called once, and once more for repairs.
        entails: A model's vote on claims that passed the checks, by claim id. A vote that is missing is said to be.

    Returns:
        The draft with verdicts, counts and sources renumbered in order of first use, and what was dropped.

    Raises:
        EmbedderError: The words could not be embedded; no claim passes then.
    """
    sources = {source.article_id: source for source in draft.sources}
    archive = Archive(stored.text, stored.published, sources, draft.published)
    bench = _Bench(archive, _places(draft), embed, entails, stored.origins)
    outcomes = _outcomes(list(_unambiguous(draft)), bench, repair)
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


def _outcomes(claims: Sequence[Claim], bench: _Bench, repair: Repair) -> dict[str, _Outcome]:
    """The verdicts on claims, or on the one repair of each that failed."""
    judged = bench.judged(claims)
    attempts = {
        claim.id: _attempt(claim, bench.places.complaint(claim), repair)
        for claim in judged.values()
        if _failed(claim)
    }
    mended = [attempt for attempt in attempts.values() if not isinstance(attempt, str)]
    again = bench.judged(mended) if mended else {}
    outcomes = {}
    for name, claim in judged.items():
        attempt = attempts.get(name)
        if attempt is None:
            outcomes[name] = _Outcome(claim)
        elif isinstance(attempt, str):
            outcomes[name] = _Outcome(claim, attempt)
        else:
            second = again[name]
            fault = f"{claim.reason}; after a repair: {second.reason}" if _failed(second) else ""
            outcomes[name] = _Outcome(second, fault)
    return outcomes


def _failed(claim: Claim) -> bool:
    return claim.verdict is Verdict.UNSUPPORTED


def _attempt(claim: Claim, complaint: str, repair: Repair) -> Claim | str:
    """The repair of a claim under its own id, or why it is dropped."""
    try:
        attempt = repair(claim, complaint)
    except ModelError as error:
        return f"{claim.reason}; the repair failed: {error.message}"
    return claim.reason if attempt is None else replace(attempt, id=claim.id, single_source=False)


def _places(draft: Draft) -> _Places:
    cells = {
        cell.id: f"{row.label}, {column}"
        for table in draft.tables
        for row in table.rows
        for column, cell in zip(table.columns[1:], row.cells, strict=False)
        if cell is not None
    }
    return _Places(
        inferable=frozenset(claim.id for claim in _inferable(draft)),
        cells=cells,
        important=frozenset(claim.id for claim in _important(draft)),
    )


def _inferable(draft: Draft) -> Iterator[Claim]:
    """The claims that may conclude from their sources: impact, why of a connection, practitioners."""
    if draft.impact.action is not None:
        yield draft.impact.action
    yield from draft.impact.adoption
    yield from (connection.why for connection in draft.connections)
    yield from draft.practitioners


def _important(draft: Draft) -> Iterator[Claim]:
    """The claims that a reader leans on most: the summary, and the action that is called for."""
    yield from draft.tldr.claims
    if draft.impact.action is not None:
        yield draft.impact.action


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
    used = dict.fromkeys(citation.article_id for citation in draft.citations())
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
