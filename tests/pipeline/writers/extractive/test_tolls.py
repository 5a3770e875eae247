"""Counts that grow while an event goes on become a table by day of report; what does not only grow becomes none."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipeline.writers.extractive.tolls import toll_table
from tests.pipeline.writers.extractive.reports import DAY, report, whole_lines_of


def cases(*counts: int) -> list[str]:
    """What the rows say of counts reported on one day after another."""
    items = [
        report(
            f"The outbreak in Dover left {count:,} people sickened, the health office of Dover said.",
            f"Ledger {day}",
            day=DAY + timedelta(days=day),
        )
        for day, count in enumerate(counts)
    ]
    return [
        f"{row.label}: {row.cells[0].text}"
        for table in toll_table(whole_lines_of(*items))
        for row in table.rows
        if row.cells[0] is not None
    ]


def test_growing_count_is_told_by_day_of_report() -> None:
    assert cases(49, 75, 104) == [
        "12 June 2026: 49 people",
        "13 June 2026: 75 people",
        "14 June 2026: 104 people",
    ]


def test_second_count_stands_beside_the_first_with_blanks() -> None:
    items = (
        report("The outbreak left 49 people sickened and 10 people hospitalized in Dover.", "A"),
        report("Some 75 people in Dover have fallen ill.", "B", day=DAY + timedelta(days=2)),
        report(
            "Around Dover, 104 patients became ill and 34 people were hospitalized.",
            "C",
            day=DAY + timedelta(days=5),
        ),
    )
    (table,) = toll_table(whole_lines_of(*items))
    assert table.columns == ("Reported on", "Ill", "Hospitalized")
    cells = [[cell.text if cell else None for cell in row.cells] for row in table.rows]
    assert cells == [["49 people", "10 people"], ["Some 75 people", None], ["104 patients", "34 people"]]


def test_two_days_or_two_events_make_no_table() -> None:
    assert cases(49, 75) == []
    items = [
        report(f"The storm killed {20 + n} people in Dover.", f"L{n}", f"event {n}", DAY + timedelta(days=n))
        for n in range(4)
    ]
    assert toll_table(whole_lines_of(*items)) == ()


@given(st.lists(st.integers(15, 9_000), min_size=3, max_size=6, unique=True))
def test_only_a_count_that_never_falls_is_told(counts: list[int]) -> None:
    told = cases(*counts)
    rises = counts == sorted(counts)
    assert len(told) == (len(counts) if rises else 0)
