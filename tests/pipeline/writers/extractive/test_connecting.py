"""The reason of a connection names the shared ground in the sources' own words and claims nothing beyond them."""

from __future__ import annotations

from pipeline.models import Connection, Evidence, GroundKind, SharedGround
from pipeline.text.quotations import find_quotations
from pipeline.writers.extractive.connecting import reason
from tests.pipeline.writers.extractive.reports import report


def connection(first: Evidence, second: Evidence, *ground: tuple[GroundKind, str]) -> Connection:
    shared = tuple(SharedGround(kind, text) for kind, text in ground)
    return Connection("x", "d1", "d2", first, second, ("chips", "clouds"), shared, 0.5)


ORDER = report("Northwind Semiconductor ordered 40 machines from Redhill Labs, which builds them in Dover.")
PRICES = report("Bluefjord Cloud raised prices because of the order of Northwind Semiconductor.", "Ledger")
NAME = (GroundKind.NAME, "Northwind Semiconductor")


def test_stated_cause_is_quoted() -> None:
    found = reason(
        connection(ORDER, PRICES, NAME, (GroundKind.CAUSE, "because of the order of Northwind Semiconductor"))
    )
    assert found == (
        "One finding gives a cause, “the order of Northwind Semiconductor”, and the other tells of "
        "Northwind Semiconductor as well."
    )


def test_part_that_a_name_plays_is_told_for_both_ends() -> None:
    assert reason(connection(ORDER, PRICES, NAME)) == (
        "In the one finding Northwind Semiconductor “ordered 40 machines from Redhill Labs”; "
        "the other has “prices because of the order of Northwind Semiconductor”."
    )


def test_things_and_days_in_both_are_listed() -> None:
    found = reason(
        connection(ORDER, PRICES, NAME, (GroundKind.TOPIC, "machines"), (GroundKind.DATE, "7 April 2026"))
    )
    assert found.endswith("Both speak of machines and give 7 April 2026.")


def test_values_of_one_measure_are_set_side_by_side() -> None:
    ground = ((GroundKind.NAME, "Quill Bench"), (GroundKind.MEASURE, "59%"), (GroundKind.MEASURE, "62%"))
    first, second = report("M3 scored 59% on Quill Bench."), report("K2 scored 62% on Quill Bench.")
    found = reason(connection(first, second, *ground))
    assert found == "Both measure by Quill Bench: 59% in the one finding, 62% in the other."


def test_every_quotation_stands_in_one_of_the_ends_and_cuts_no_name() -> None:
    long = report(
        "In a hall in Dover on the coast old friends of the founder of Redhill Labs and Orchid Systems met Joan Dale."
    )
    found = reason(connection(long, ORDER, (GroundKind.NAME, "Redhill Labs")))
    quotes = [found[span.start : span.end] for span in find_quotations(found, min_words=1)]
    assert len(quotes) == 2
    assert all(quote in long.text or quote in ORDER.text for quote in quotes)
    assert not any(quote.endswith(("Orchid", "Joan")) for quote in quotes)
