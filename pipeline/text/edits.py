"""Recorded trimmings of a quoted sentence, and their replay."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.models import Edit


def edits_fault(quote: str, edits: Sequence[Edit]) -> str:
    """What keeps ``edits`` from being applied to ``quote``, in words; "" when nothing does.

    Edits must lie within the quote, be sorted by position and not overlap.
    """
    reached = 0
    for edit in edits:
        if not 0 <= edit.start <= edit.end <= len(quote):
            return (
                f"an edit reaches outside the quotation ({edit.start}-{edit.end} of {len(quote)} characters)"
            )
        if edit.start < reached:
            return "the edits overlap or are out of order"
        reached = edit.end
    return ""


def apply_edits(quote: str, edits: Sequence[Edit]) -> str:
    """``quote`` with every edit's characters replaced. The edits must be free of faults (``edits_fault``)."""
    parts: list[str] = []
    reached = 0
    for edit in edits:
        parts.extend((quote[reached : edit.start], edit.replacement))
        reached = edit.end
    return "".join((*parts, quote[reached:]))
