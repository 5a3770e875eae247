"""Known edits made in drafts, and how many of them the semantic diff names rightly.

Reads the drafts of a folder such as a workspace's ``outputs/insights`` and makes pairs of versions, each with one to
four edits of different claims: added, removed, reworded, another figure, source or verdict, moved. An edit is
named rightly when the diff tells of just this claim just what was done to it. ``claimed_too_much`` counts what it tells
of claims that nobody touched. Beside it: the unified diff of the Markdown, which knows lines added and removed only.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING

from benchmarks.prose import newest_drafts
from benchmarks.rewording import REWORDINGS
from benchmarks.task import BenchmarkError, required_data
from pipeline.models import Citation, Claim, Draft, Verdict
from pipeline.review.semantic_diff import Kind, compare
from pipeline.review.words import figure_changes
from pipeline.text.quantities import find_quantities

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.task import Figures, Request
    from pipeline.review.semantic_diff import ClaimChange

PAIRS = 200
MOST_EDITS = 4
_FEWEST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Edited:
    """A draft after an edit. ``text`` is that of the claim that it was done to, as it was (as it is, for one added)."""

    draft: Draft
    kind: Kind
    text: str


def run(request: Request) -> Figures:
    """Make the pairs, compare them, count."""
    drafts = newest_drafts(required_data(request))
    if len(drafts) < 2:
        raise BenchmarkError("this task needs two drafts or more")
    random = Random(request.seed)  # noqa: S311 - draws edits, no secrets
    made, right, extra, whole, plain = Counter[Kind](), Counter[Kind](), 0, 0, 0
    for number in range(request.limit or PAIRS):
        draft, other = drafts[number % len(drafts)], drafts[(number + 1) % len(drafts)]
        edited, edits = edit_at_random(draft, other, random)
        found = Counter(_told(change) for change in compare(draft, edited).claims)
        expected = Counter((edit.text, frozenset([edit.kind])) for edit in edits)
        named = found & expected
        made.update(edit.kind for edit in edits)
        right.update(kind for _, kinds in named.elements() for kind in kinds)
        extra += (found - expected).total()
        whole += found == expected
        plain += sum(edit.kind in {Kind.ADDED, Kind.REMOVED} for edit in edits)
    total = made.total()
    return {
        "pairs": request.limit or PAIRS,
        "edits": total,
        "named_rightly": round(right.total() / total, 4),
        "pairs_told_without_fault": round(whole / (request.limit or PAIRS), 4),
        "claimed_too_much": extra,
        "unified_diff_could_name": round(plain / total, 4),
        **{
            f"{kind.value.replace(' ', '_')}": f"{right[kind]} of {made[kind]}" for kind in Kind if made[kind]
        },
    }


def _told(change: ClaimChange) -> tuple[str, frozenset[Kind]]:
    placed = change.before or change.after
    return (placed.claim.text if placed is not None else "", frozenset(change.kinds))


def edit_at_random(draft: Draft, other: Draft, random: Random) -> tuple[Draft, list[Edited]]:
    """The draft's next version with one to ``MOST_EDITS`` edits of different claims; added ones come from ``other``."""
    edits: list[Edited] = []
    present = replace(draft, version=draft.version + 1)
    known = {claim.text for claim in draft.claims()}
    other = other.with_claims({claim.id: claim for claim in other.claims() if claim.text not in known})
    touched: set[str] = set()
    kinds = random.sample(list(_EDITS), k=random.randint(1, MOST_EDITS))
    for kind in kinds:
        claims = [claim for claim in _body(present) if claim.id not in touched and _is_whole(claim)]
        random.shuffle(claims)
        found = (
            (claim, edited)
            for claim in claims
            if (edited := _EDITS[kind](present, claim, other, random)) is not None
        )
        claim, edited = next(found, (None, None))
        if claim is not None and edited is not None:
            edits.append(edited)
            present = edited.draft
            touched.add(_fresh_id(claim) if kind is Kind.ADDED else claim.id)
    return present, edits


def _is_whole(claim: Claim) -> bool:
    return len(claim.text.split()) >= _FEWEST_WORDS


def _body(draft: Draft) -> list[Claim]:
    body = [claim for section in draft.sections for paragraph in section.paragraphs for claim in paragraph]
    return [*draft.tldr.claims, *draft.takeaways, *body, *draft.practitioners]


def _with(draft: Draft, claim: Claim, changed: Claim | None) -> Draft:
    kept = {one.id: one for one in draft.claims()}
    if changed is None:
        del kept[claim.id]
    else:
        kept[claim.id] = changed
    return draft.with_claims(kept)


# --- edits: each gives the draft after it, or None where it cannot be made --------------------------------------------


def _removed(draft: Draft, claim: Claim, _other: Draft, _random: Random) -> Edited | None:
    return Edited(_with(draft, claim, None), Kind.REMOVED, claim.text)


def _added(draft: Draft, claim: Claim, other: Draft, random: Random) -> Edited | None:
    """A claim of another draft, before a claim of this one."""
    known = {one.text for one in draft.claims()}
    fresh = [one for one in _body(other) if _is_whole(one) and one.text not in known]
    if not fresh:
        return None
    new = replace(random.choice(fresh), id=_fresh_id(claim))
    return Edited(_inserted(draft, claim, new), Kind.ADDED, new.text)


def _fresh_id(claim: Claim) -> str:
    return f"new-{claim.id}"


def _moved(draft: Draft, claim: Claim, _other: Draft, random: Random) -> Edited | None:
    """The claim itself, before a claim of another part."""
    parts = [draft.tldr.claims, draft.takeaways, draft.practitioners]
    parts += [
        tuple(one for paragraph in section.paragraphs for one in paragraph) for section in draft.sections
    ]
    elsewhere = [part[0] for part in parts if part and claim not in part]
    without = _with(draft, claim, None)
    if not elsewhere or len(without.sections) < len(draft.sections):
        return None
    return Edited(_inserted(without, random.choice(elsewhere), claim), Kind.MOVED, claim.text)


def _reworded(draft: Draft, claim: Claim, _other: Draft, random: Random) -> Edited | None:
    ways = list(REWORDINGS.values())
    random.shuffle(ways)
    for reword in ways:
        text = reword(claim.text, draft.published)
        if text != claim.text and not figure_changes(claim.text, text, draft.published):
            return Edited(_with(draft, claim, replace(claim, text=text)), Kind.REWORDED, claim.text)
    return None


def _refigured(draft: Draft, claim: Claim, _other: Draft, random: Random) -> Edited | None:
    digits = [one for one in find_quantities(claim.text) if any(char in "123456789" for char in one.text)]
    if not digits:
        return None
    figure = random.choice(digits)
    place = next(place for place, char in enumerate(figure.text) if char in "123456789")
    digit = random.choice([char for char in "123456789" if char != figure.text[place]])
    start = figure.start + place
    text = claim.text[:start] + digit + claim.text[start + 1 :]
    return Edited(_with(draft, claim, replace(claim, text=text)), Kind.FIGURE, claim.text)


def _resourced(draft: Draft, claim: Claim, _other: Draft, random: Random) -> Edited | None:
    others = [one.citations for one in _body(draft) if one.citations and not _share(one, claim)]
    if not others or not claim.citations:
        return None
    changed = replace(claim, citations=(*claim.citations[1:], random.choice(others)[0]))
    return Edited(_with(draft, claim, changed), Kind.SOURCES, claim.text)


def _share(one: Claim, two: Claim) -> bool:
    def cited(claim: Claim) -> set[str]:
        return {_quoted(citation) for citation in claim.citations}

    return bool(cited(one) & cited(two))


def _quoted(citation: Citation) -> str:
    return f"{citation.article_id} {citation.quote}"


def _judged(draft: Draft, claim: Claim, _other: Draft, random: Random) -> Edited | None:
    verdict = random.choice([one for one in Verdict if one is not claim.verdict])
    return Edited(_with(draft, claim, replace(claim, verdict=verdict)), Kind.VERDICT, claim.text)


_EDITS: dict[Kind, Callable[[Draft, Claim, Draft, Random], Edited | None]] = {
    Kind.REMOVED: _removed,
    Kind.ADDED: _added,
    Kind.MOVED: _moved,
    Kind.REWORDED: _reworded,
    Kind.FIGURE: _refigured,
    Kind.SOURCES: _resourced,
    Kind.VERDICT: _judged,
}


def _inserted(draft: Draft, before: Claim, new: Claim) -> Draft:
    def put(claims: Sequence[Claim]) -> tuple[Claim, ...]:
        return tuple(one for claim in claims for one in ((new, claim) if claim.id == before.id else (claim,)))

    sections = tuple(
        replace(section, paragraphs=tuple(put(paragraph) for paragraph in section.paragraphs))
        for section in draft.sections
    )
    return replace(
        draft,
        tldr=replace(draft.tldr, claims=put(draft.tldr.claims)),
        takeaways=put(draft.takeaways),
        sections=sections,
        practitioners=put(draft.practitioners),
    )
