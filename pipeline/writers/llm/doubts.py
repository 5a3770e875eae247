"""The last step of a draft's body: where its sources disagree, and what none of them says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.models import Conflict
from pipeline.writers.llm.answers import DoubtsAnswer
from pipeline.writers.llm.evidence import without_dates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.models import Claim
    from pipeline.writers.llm.body import Outline
    from pipeline.writers.llm.desk import Desk


@dataclass(frozen=True, slots=True)
class Doubts:
    """What is disputed and what is not known."""

    conflicts: tuple[Conflict, ...] = ()
    gaps: tuple[str, ...] = ()


def write_doubts(desk: Desk, outline: Outline, claims: Sequence[Claim]) -> Doubts:
    """Where sources disagree, and what none of them says. All evidence is shown: what was left out may disagree."""
    desk.progress("doubts")
    values = {
        "headline": desk.marker.mark(outline.headline),
        "thesis": outline.thesis,
        "claims": desk.show_claims(claims),
    }
    answer = desk.ask("doubts", DoubtsAnswer, without_dates(desk.items), values)
    conflicts = tuple(
        Conflict(desk.claims(f"conflict-{number}", item.claims), item.note)
        for number, item in enumerate(answer.conflicts, start=1)
    )
    return Doubts(conflicts, tuple(answer.gaps))
