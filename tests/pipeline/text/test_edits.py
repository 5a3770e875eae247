from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.models import Edit
from pipeline.text.edits import apply_edits, edits_fault


def test_edits_are_applied_in_order() -> None:
    edits = (Edit(0, 9, "T", "connective"), Edit(21, 29, "7 April 2026", "date"))
    assert apply_edits("However, the rule came on Tuesday.", ()) == "However, the rule came on Tuesday."
    assert apply_edits("But now, the law met Tuesday.", (Edit(0, 10, "T", "connective"), edits[1])) == (
        "The law met 7 April 2026"
    )


def test_faults_are_named() -> None:
    assert "outside" in edits_fault("short", (Edit(0, 9, "", "aside"),))
    assert "outside" in edits_fault("short", (Edit(3, 2, "", "aside"),))
    assert "outside" in edits_fault("short", (Edit(-1, 2, "", "aside"),))
    assert "overlap" in edits_fault("short", (Edit(0, 3, "", "aside"), Edit(2, 4, "", "aside")))
    assert edits_fault("short", (Edit(0, 3, "", "aside"), Edit(3, 4, "", "aside"))) == ""


@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.text(max_size=3)), max_size=4),
)
def test_what_lies_outside_the_edits_stays(quote: str, raw: list[tuple[int, int, str]]) -> None:
    edits = [Edit(start, end, replacement, "aside") for start, end, replacement in sorted(raw)]
    if edits_fault(quote, edits):
        return
    expected = len(quote) + sum(len(edit.replacement) - (edit.end - edit.start) for edit in edits)
    assert len(apply_edits(quote, edits)) == expected
