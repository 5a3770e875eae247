"""Tables compare like with like, from sentences that give the values, or are not made."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from pipeline.writers.extractive.readings import find_readings
from pipeline.writers.extractive.tables import find_changes, make_tables
from tests.pipeline.writers.extractive.reports import DAY, report, whole_lines_of

if TYPE_CHECKING:
    from pipeline.models import Evidence, Table

SCORES = report("On SWE-bench Pro, Kimi K2.6 scored 58.6%, GPT-5.4 scored 57.7% and Muse Spark scored 52%.")
PRICES = (
    report("Kimi K2.6 costs $0.95 per million input tokens in the Moonshot list of prices.", "Ledger"),
    report("GPT-5.4 costs $1.25 per million input tokens in the OpenAI list of prices.", "Ledger"),
)
LATER = report(
    "Muse Spark scored 53.5% on SWE-bench Pro after a repair.", "Stack", day=DAY + timedelta(days=9)
)


def tables(*items: Evidence) -> tuple[Table, ...]:
    lines = whole_lines_of(*items)
    return make_tables(find_readings(lines), lines)


def cells(table: Table) -> dict[str, list[str | None]]:
    return {row.label: [cell.text if cell else None for cell in row.cells] for row in table.rows}


def test_table_compares_what_several_things_share_and_leaves_blanks() -> None:
    (table,) = tables(SCORES, *PRICES, LATER)
    assert table.columns == ("", "SWE-bench Pro", "Price per million input tokens")
    assert cells(table)["Kimi K2.6"] == ["58.6%", "$0.95"]
    assert cells(table)["Muse Spark"] == ["53.5%", None]


def test_every_cell_is_an_excerpt_of_the_sentence_that_gives_it() -> None:
    (table,) = tables(SCORES, *PRICES, LATER)
    for cell in (cell for row in table.rows for cell in row.cells if cell is not None):
        assert cell.verbatim
        assert cell.text in cell.citations[0].quote


def test_approximate_figure_keeps_its_about() -> None:
    (table,) = tables(SCORES, report("Kimi K3 scored about 61% on SWE-bench Pro.", "Stack"))
    assert cells(table)["Kimi K3"] == ["about 61%"]


def test_caption_says_who_reports_and_when() -> None:
    (table,) = tables(SCORES, LATER)
    assert "2 articles by 2 publishers, 12-21 June 2026" in table.caption


def test_newest_report_of_a_value_wins() -> None:
    (table,) = tables(LATER, SCORES)
    assert cells(table)["Muse Spark"] == ["53.5%"]


@pytest.mark.parametrize(
    "items",
    [
        (report("On SWE-bench Pro, Kimi K2.6 scored 58.6% and GPT-5.4 scored 57.7% in one sitting."),),
        (SCORES,),
        (SCORES, report("Moonshot claims that Orchid 4 scored 70% on SWE-bench Pro.", "Stack")),
    ],
    ids=["two things", "one short sentence", "hearsay"],
)
def test_too_little_to_compare_makes_no_table(items: tuple[Evidence, ...]) -> None:
    assert tables(*items) == ()


def test_short_list_of_one_sentence_makes_a_table_with_another_measure_of_two_of_its_things() -> None:
    (table,) = tables(SCORES, *PRICES)
    assert table.title == "SWE-bench Pro and 1 more measure compared"
    assert cells(table)["GPT-5.4"] == ["57.7%", "$1.25"]
    assert tables(SCORES, PRICES[0]) == ()


def test_measures_of_other_things_make_a_table_of_their_own() -> None:
    seats = report(
        "Ohio Hall has 40 seats, Dover Hall has 50 seats, Reef Hall has 60 seats, Mint Hall has 70 seats."
    )
    first, second = tables(SCORES, *PRICES, seats)
    assert set(cells(first)) == {"Kimi K2.6", "GPT-5.4", "Muse Spark"}
    assert set(cells(second)) == {"Ohio Hall", "Dover Hall", "Reef Hall", "Mint Hall"}


def test_cell_whose_scale_is_named_right_before_cites_that_sentence_too() -> None:
    before = report("An open model now leads our SWE-bench Pro table.", "Stack")
    later = report("MiniMax M3 scored 63% and GPT-5.5 scored 62%.", "Stack", before=before.text)
    (table,) = tables(SCORES, before, later)
    (cell,) = (row.cells[0] for row in table.rows if row.label == "MiniMax M3")
    assert cell is not None
    assert [each.quote for each in cell.citations] == [later.text, before.text]


def test_counts_of_different_events_are_not_compared() -> None:
    first = report("Georgia has reported 33 deaths, Florida 19 deaths.", event="storm")
    second = report("Ohio has reported 4 deaths, Iowa 2 deaths.", "Ledger", event="outbreak")
    assert tables(first, second) == ()


@pytest.mark.parametrize(
    ("text", "change"),
    [
        (
            "The share of riders hurt in Dover jumped from 69% in 2011 to 83% in 2022.",
            ("Share of riders hurt in Dover", "69% in 2011", "83% in 2022"),
        ),
        ("A seat at Harbor Hall costs $65, up from $60.", ("Seat at Harbor Hall", "$60", "$65")),
        (
            "Bluefjord Cloud raised the price of an hour from $2.10 to $2.45.",
            ("Bluefjord Cloud: price of an hour", "$2.10", "$2.45"),
        ),
        (
            "Visits to Pinnacle Park rose to 341,220 from 275,023.",
            ("Visits to Pinnacle Park", "275,023", "341,220"),
        ),
    ],
)
def test_change_is_read_with_what_changed_and_both_values(text: str, change: tuple[str, str, str]) -> None:
    (line,) = whole_lines_of(report(text))
    (found,) = find_changes(line)
    assert (found.subject, text[slice(*found.before)], text[slice(*found.after)]) == change


@pytest.mark.parametrize(
    "text",
    [
        "It rose from 3% to 4% in Ohio over the year, according to Harbor Bank.",
        "Children from 10 to 14 may enter Harbor Hall without paying.",
        "Prices at Harbor Hall increased 0.3%, down from a 0.4% jump.",
        "The Lions of Dover traded up from the 29th pick to the 24th pick.",
    ],
)
def test_sentence_without_a_nameable_change_gives_none(text: str) -> None:
    assert [change for line in whole_lines_of(report(text)) for change in find_changes(line)] == []


def test_changes_of_one_kind_make_a_table_of_before_and_after() -> None:
    items = (
        report("A seat at Harbor Hall costs $65, up from $60."),
        report("Bluefjord Cloud raised the price of an hour from $2.10 to $2.45.", "Ledger"),
        report("The rate in Dover fell from 5% to 4%.", "Stack"),
    )
    (table,) = tables(*items)
    assert table.columns == ("", "Before", "After")
    assert cells(table) == {
        "Seat at Harbor Hall": ["$60", "$65"],
        "Bluefjord Cloud: price of an hour": ["$2.10", "$2.45"],
    }
