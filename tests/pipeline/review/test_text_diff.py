from __future__ import annotations

from dataclasses import replace

from pipeline.review.text_diff import text_diff
from tests.factories_draft import sample_draft


def test_same_draft_has_no_difference() -> None:
    draft = replace(sample_draft(), version=1)
    assert text_diff(draft, draft) == ()


def test_changed_sentence_is_one_removed_and_one_added_line() -> None:
    before = replace(sample_draft(), version=1, dek="The old dek.")
    after = replace(before, dek="The new dek.")
    lines = text_diff(before, after)
    changed = [line for line in lines[2:] if line.startswith(("-", "+"))]
    assert changed == ["-The old dek.", "+The new dek."]
    assert not any(line.endswith("\n") for line in lines)


def test_context_can_be_left_out() -> None:
    before = replace(sample_draft(), version=1, dek="The old dek.")
    lines = text_diff(before, replace(before, dek="The new dek."), context=0)
    assert len(lines) == 5
