"""Independent sources that cannot both be right are set against each other; updates and limits are no conflicts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from pipeline.writers.extractive.conflicts import find_conflicts
from pipeline.writers.extractive.readings import find_readings
from tests.pipeline.writers.extractive.reports import DAY, lines_of, report

if TYPE_CHECKING:
    from pipeline.models import Conflict, Evidence


def conflicts(*items: Evidence) -> tuple[Conflict, ...]:
    lines = lines_of(*items)
    return find_conflicts(find_readings(lines), lines)


HIGH = "DeepSeek V4 costs $0.28 per million input tokens on its own service in China."
LOW = "DeepSeek V4 costs $0.14 per million input tokens at several shops in China."
FIFTY = "Northwind opens the Aurora preview to 50 organizations that keep critical software running."
FORTY = "Northwind gives the Aurora preview to 40 organizations that keep critical software running."


@pytest.mark.parametrize(("first", "second"), [(HIGH, LOW), (FIFTY, FORTY)])
def test_different_values_for_the_same_are_a_conflict_that_cites_both(first: str, second: str) -> None:
    (conflict,) = conflicts(report(first, "Benchline"), report(second, "Ledger"))
    assert [claim.text for claim in conflict.claims] == [first, second]
    assert "Benchline gives" in conflict.note
    assert "Ledger gives" in conflict.note


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (report(HIGH), report(LOW)),
        (report(HIGH), report(LOW, "Ledger", day=DAY + timedelta(days=30))),
        (report(HIGH), report(HIGH.replace("own", "main"), "Ledger")),
        (report(FIFTY), report(FORTY, "Ledger", event="another")),
        (report(FIFTY), report(FORTY.replace("to 40", "to at least 40"), "Ledger")),
        (report(FIFTY), report(FORTY.replace("40", "900"), "Ledger")),
    ],
    ids=["one publisher", "a month apart", "same value", "two events", "only a limit", "another measure"],
)
def test_what_can_both_be_true_is_no_conflict(first: Evidence, second: Evidence) -> None:
    assert conflicts(first, second) == ()


def test_toll_that_rises_is_an_update() -> None:
    first = report("The storm killed 33 people in Georgia, the governor's office of Georgia said.")
    later = report(
        "The storm killed 41 people in Georgia, the governor's office of Georgia said.",
        "Ledger",
        day=DAY + timedelta(days=1),
    )
    assert conflicts(first, later) == ()


def test_larger_count_of_a_later_day_is_an_update_and_a_smaller_one_is_not() -> None:
    next_day = DAY + timedelta(days=1)
    assert conflicts(report(FORTY), report(FIFTY, "Ledger", day=next_day)) == ()
    assert len(conflicts(report(FIFTY), report(FORTY, "Ledger", day=next_day))) == 1


def test_source_that_gives_both_figures_contradicts_neither() -> None:
    both = report(f"{FORTY[:-1]}, after 50 organizations were named at first.", "Ledger")
    assert conflicts(report(FIFTY), both) == ()


def test_two_days_for_the_same_vote_are_a_conflict() -> None:
    (conflict,) = conflicts(
        report("The Dover council votes on the Harbor Act on 7 July 2026."),
        report("The Dover council votes on the Harbor Act on 9 July 2026.", "Ledger"),
    )
    assert conflict.note == "Benchline gives 7 July 2026, Ledger gives 9 July 2026."


def test_days_of_different_things_are_no_conflict() -> None:
    assert (
        conflicts(
            report("The Dover council votes on the Harbor Act on 7 July 2026."),
            report("The mayor of Dover opens the new ferry line with a concert on 9 July 2026.", "Ledger"),
        )
        == ()
    )


def test_denial_is_set_against_what_is_denied() -> None:
    (conflict,) = conflicts(
        report("Northwind Semiconductor sold restricted chips to Redhill Labs through a shop in Dover."),
        report("Northwind Semiconductor denied that it sold restricted chips to Redhill Labs.", "Ledger"),
    )
    assert conflict.note == ("Benchline reports it; Northwind Semiconductor denied it, according to Ledger.")


def test_denial_of_something_else_is_no_conflict() -> None:
    assert (
        conflicts(
            report("Northwind Semiconductor sold restricted chips to Redhill Labs through a shop in Dover."),
            report("Northwind Semiconductor denied a delay of its annual report to shareholders.", "Ledger"),
        )
        == ()
    )
