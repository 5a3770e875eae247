from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from pipeline.models import Claim, Draft, Verdict
from pipeline.review.html_diff import changes_page
from pipeline.review.plain_diff import plain_diff
from pipeline.review.semantic_diff import ClaimChange, Kind, compare
from pipeline.review.words import Run, word_changes
from tests.factories_draft import sample_draft
from tests.strategies_draft import drafts

if TYPE_CHECKING:
    from collections.abc import Callable

DRAFT = sample_draft()
TAKEAWAY = DRAFT.takeaways[0]
SCORED = next(claim for claim in DRAFT.claims() if claim.text.startswith("Muse Spark scores 52"))


def changed(claim: Claim, changed_claim: Claim) -> Draft:
    """The next version of the sample with one claim changed."""
    kept = {one.id: one for one in DRAFT.claims()} | {claim.id: changed_claim}
    return replace(DRAFT.with_claims(kept), version=2)


def reworded(claim: Claim, old: str, new: str) -> Draft:
    return changed(claim, replace(claim, text=claim.text.replace(old, new)))


def only_change(after: Draft) -> ClaimChange:
    (change,) = compare(DRAFT, after).claims
    return change


def test_a_draft_against_itself_has_no_changes() -> None:
    changes = compare(DRAFT, DRAFT)
    assert (changes.claims, changes.parts, changes.summary) == ((), (), "nothing changed")
    assert changes.unchanged == len(list(DRAFT.claims()))


def test_another_figure_is_a_changed_figure_and_no_rewording() -> None:
    change = only_change(reworded(SCORED, "52", "61"))
    assert change.kinds == (Kind.FIGURE,)
    assert [(figure.before, figure.after) for figure in change.figures] == [("52", "61")]


def test_a_figure_written_in_another_way_is_a_rewording() -> None:
    claim = DRAFT.connections[1].from_claim
    assert "$2.5 billion" in claim.text
    change = only_change(reworded(claim, "$2.5 billion", "2.5 billion dollars"))
    assert change.kinds == (Kind.REWORDED,)


def test_another_day_is_a_changed_figure() -> None:
    claim = next(one for one in DRAFT.claims() if "19 March" in one.text)
    change = only_change(reworded(claim, "19 March", "21 March"))
    assert change.kinds == (Kind.FIGURE,)


def test_other_words_are_a_rewording_with_the_words_marked() -> None:
    change = only_change(reworded(SCORED, "an independent", "a respected"))
    assert change.kinds == (Kind.REWORDED,)
    assert [run.text.strip() for run in change.words if run.run is Run.ADDED] == ["a respected"]


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        (replace(TAKEAWAY, verdict=Verdict.CONFLICTING), Kind.VERDICT),
        (replace(TAKEAWAY, citations=()), Kind.SOURCES),
    ],
)
def test_what_changed_beside_the_words_is_named(after: Claim, kind: Kind) -> None:
    assert only_change(changed(TAKEAWAY, after)).kinds == (kind,)


def test_a_claim_in_another_part_has_moved() -> None:
    after = replace(
        DRAFT, takeaways=DRAFT.takeaways[1:], practitioners=(TAKEAWAY, *DRAFT.practitioners), version=2
    )
    change = only_change(after)
    assert change.kinds == (Kind.MOVED,)
    assert change.before is not None
    assert change.after is not None
    assert (change.before.part, change.after.part) == ("takeaways", "practitioners")


def test_claims_in_another_order_have_moved_as_few_as_possible() -> None:
    first, *rest = DRAFT.takeaways
    assert only_change(replace(DRAFT, takeaways=(*rest, first))).kinds == (Kind.MOVED,)


def test_a_section_with_another_heading_keeps_its_claims_in_place() -> None:
    first, *rest = DRAFT.sections
    changes = compare(DRAFT, replace(DRAFT, sections=(replace(first, heading="Another heading"), *rest)))
    assert changes.claims == ()
    assert [part.what for part in changes.parts] == ["heading"]


def test_a_cell_of_the_same_row_and_column_is_the_same_cell() -> None:
    table = DRAFT.tables[-1]
    cell = next(cell for row in table.rows for cell in row.cells if cell is not None and cell.text == "52")
    change = only_change(reworded(cell, "52", "61"))
    assert change.before is not None
    assert change.before.claim == cell
    assert Kind.FIGURE in change.kinds


def test_added_and_removed_claims_and_sources_are_counted_in_the_summary() -> None:
    new = replace(TAKEAWAY, id="new", text="Rain fell on the harbor for nine days.", citations=())
    after = replace(DRAFT, takeaways=(*DRAFT.takeaways[1:], new), sources=DRAFT.sources[1:], version=2)
    assert compare(DRAFT, after).summary == "+1 claim, −1, 1 source gone"


def test_lines_mark_what_is_gone_and_what_is_new() -> None:
    after = reworded(SCORED, "52", "61")
    lines = [line.text for line in plain_diff(compare(DRAFT, after))]
    assert f"- {SCORED.text}" in lines
    assert "52 → 61" in lines[2]
    words = [line.text for line in plain_diff(compare(DRAFT, after), words=True)]
    assert any("[-52-]{+61+}" in line.replace("] {", "]{") for line in words)


def test_page_escapes_what_drafts_say() -> None:
    page = changes_page(compare(DRAFT, reworded(TAKEAWAY, TAKEAWAY.text, "<script>alert(1)</script>")), "<b>")
    assert "<script>" not in page
    assert "<b>" not in page


def _old(runs: tuple[Run, ...]) -> Callable[[str, str], str]:
    return lambda before, after: "".join(
        word.text for word in word_changes(before, after) if word.run in runs
    )


@settings(max_examples=25, deadline=None)
@given(drafts, drafts)
def test_every_claim_of_both_versions_is_accounted_for(before: Draft, after: Draft) -> None:
    changes = compare(before, after)
    old = sum(change.before is not None for change in changes.claims)
    new = sum(change.after is not None for change in changes.claims)
    assert old + changes.unchanged == len(list(before.claims()))
    assert new + changes.unchanged == len(list(after.claims()))
    told = "".join(line.text for line in plain_diff(changes))
    assert "\n" not in told
    for change in changes.claims:
        if change.words and change.before is not None and change.after is not None:
            pair = change.before.claim.text, change.after.claim.text
            assert (_old((Run.KEPT, Run.REMOVED))(*pair), _old((Run.KEPT, Run.ADDED))(*pair)) == pair
