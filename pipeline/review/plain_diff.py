"""What changed, as lines for a terminal or a log. Nothing is told by color alone: every line starts with what it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.rendering.plain import collapsed
from pipeline.review.semantic_diff import Kind
from pipeline.review.words import Run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.review.part_changes import PartChange
    from pipeline.review.places import PlacedClaim
    from pipeline.review.semantic_diff import ClaimChange, DraftChanges
    from pipeline.review.words import Words

_MARKS = {Run.KEPT: "{}", Run.REMOVED: "[-{}-]", Run.ADDED: "{{+{}+}}"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line, and the run that it tells of: what is no more, what is new, or None for a heading."""

    text: str
    run: Run | None = None


def plain_diff(changes: DraftChanges, *, words: bool = False) -> tuple[Line, ...]:
    """The summary, then each change of a claim, then those of other parts.

    ``words``: a reworded claim is one line with ``[-old-]`` and ``{+new+}`` words in it, as ``git diff --word-diff``
    marks them, instead of two.
    """
    lines = [Line(f"{changes.slug} v{changes.before:03d} → v{changes.after:03d}: {changes.summary}")]
    for change in changes.claims:
        lines += [Line(""), *_claim_lines(change, words=words)]
    if changes.parts:
        lines += [Line(""), *(line for part in changes.parts for line in _part_lines(part))]
    return tuple(lines)


def _claim_lines(change: ClaimChange, *, words: bool) -> Iterator[Line]:
    yield Line(f"{', '.join(kind.value for kind in change.kinds)} · {_place(change)}{_figures(change)}")
    if change.words and words:
        yield Line(f"  {marked(change.words)}")
        return
    old, new = change.before, change.after
    same = old is not None and new is not None and old.claim.text == new.claim.text
    if old is not None and not same:
        yield Line(f"- {collapsed(old.claim.text)}", Run.REMOVED)
    if new is not None:
        text = collapsed(new.claim.text)
        yield Line(f"  {text}") if same else Line(f"+ {text}", Run.ADDED)
    yield from _verdicts(change)


def _verdicts(change: ClaimChange) -> Iterator[Line]:
    if Kind.VERDICT in change.kinds and change.before is not None and change.after is not None:
        yield Line(f"  {_standing(change.before)} → {_standing(change.after)}")


def _standing(placed: PlacedClaim) -> str:
    claim = placed.claim
    said = (claim.verdict.value, claim.basis.value, "single source" if claim.single_source else "")
    return ", ".join(part for part in said if part)


def _place(change: ClaimChange) -> str:
    places = [_where(placed) for placed in (change.before, change.after) if placed is not None]
    return " → ".join(dict.fromkeys(places)) if Kind.MOVED in change.kinds else places[-1]


def _where(placed: PlacedClaim) -> str:
    return collapsed(f"{placed.part}, {placed.slot}" if placed.slot else placed.part)


def _figures(change: ClaimChange) -> str:
    return "".join(f" · {collapsed(figure.before)} → {collapsed(figure.after)}" for figure in change.figures)


def marked(words: tuple[Words, ...]) -> str:
    """Runs of words as one text, with marks around what was removed and added."""
    pieces: list[str] = []
    for word in words:
        bare = word.text.rstrip()
        pieces.append(_MARKS[word.run].format(collapsed(bare)) + " " * (len(word.text) > len(bare)))
    return "".join(pieces)


def _part_lines(part: PartChange) -> Iterator[Line]:
    if part.before:
        yield Line(f"- {part.what}: {collapsed(part.before)}", Run.REMOVED)
    if part.after:
        yield Line(f"+ {part.what}: {collapsed(part.after)}", Run.ADDED)
