"""The reason of a connection names the shared ground in the sources' own words and claims nothing beyond them."""

from __future__ import annotations

import re

import pytest

from pipeline.models import Connection, Evidence, GroundKind, SharedGround
from pipeline.text.quotations import find_quotations
from pipeline.verification.inference import is_worded_as_inference, without_markers
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
        "One finding gives “the order of Northwind Semiconductor” as a cause; in the other, Northwind Semiconductor "
        "“ordered 40 machines from Redhill Labs”."
    )


def test_part_that_a_name_plays_is_told_for_both_ends() -> None:
    assert reason(connection(ORDER, PRICES, NAME)) == (
        "In one finding Northwind Semiconductor “ordered 40 machines from Redhill Labs”; the other tells of Northwind "
        "Semiconductor too: “Bluefjord Cloud raised prices because of the order of Northwind Semiconductor”."
    )


def test_time_is_told_by_the_words_that_set_it_and_the_day_that_both_give() -> None:
    first = report("The step follows the statement of Redhill Labs in February 2026 on its hall.")
    second = report("Joan Dale was accused by Redhill Labs in February 2026.")
    found = reason(
        connection(
            first,
            second,
            (GroundKind.NAME, "Redhill Labs"),
            (GroundKind.TOPIC, "answers"),
            (GroundKind.DATE, "February 2026"),
            (GroundKind.SEQUENCE, "follows the statement of Redhill Labs in February 2026 on its hall"),
        )
    )
    assert found == (
        "One finding tells of something that “follows the statement of Redhill Labs in February 2026 on its hall”; the "
        "other tells of Redhill Labs too: “Joan Dale was accused by Redhill Labs in February 2026”. "
        "Both findings give February 2026."
    )


def test_thing_is_told_of_only_where_no_name_is_shared() -> None:
    topic = (GroundKind.TOPIC, "machines")
    assert "machines" not in reason(connection(PRICES, PRICES, NAME, topic))
    other = report("Orchid Systems sold the machine of its founder.", "Ledger")
    assert reason(connection(ORDER, PRICES, topic)) == "Both findings speak of “machines”."
    assert reason(connection(ORDER, other, topic)) == (
        "Both findings speak of “machines”: one has “Northwind Semiconductor ordered 40 machines from Redhill Labs”, "
        "the other “Orchid Systems sold the machine of its founder”."
    )


def test_equal_figure_is_given_as_either_end_writes_it() -> None:
    first = report("Redhill Labs found 24,000 fraudulent accounts in Dover.")
    second = report("Redhill Labs closed 24,000 accounts.", "Ledger")
    ground = ((GroundKind.NAME, "Redhill Labs"), (GroundKind.FIGURE, "24,000 fraudulent accounts"))
    assert reason(connection(first, second, *ground)).endswith(
        "Both findings give the same figure: 24,000 fraudulent accounts in one, 24,000 accounts in the other."
    )


def test_words_that_cannot_be_read_by_themselves_are_not_quoted() -> None:
    first = report("Joan Dale met old friends, Redhill Labs among them.")
    ground = ((GroundKind.NAME, "Redhill Labs"), (GroundKind.NAME, "Joan Dale"))
    assert reason(connection(first, first, *ground)) == "Both findings tell of Redhill Labs and Joan Dale."


@pytest.mark.parametrize("kind", [GroundKind.CAUSE, GroundKind.SEQUENCE, GroundKind.TOPIC, GroundKind.NAME])
def test_reason_is_worded_as_one_that_code_concludes(kind: GroundKind) -> None:
    text = "because of the order of Northwind Semiconductor"
    ground = NAME if kind is GroundKind.NAME else (kind, text)
    found = reason(connection(ORDER, PRICES, NAME, ground))
    assert is_worded_as_inference(found)
    frame = re.sub("“[^”]*”|Northwind Semiconductor|[^a-z ]", "", without_markers(found))
    assert not frame.split()


def test_values_of_one_measure_are_set_side_by_side() -> None:
    ground = ((GroundKind.NAME, "Quill Bench"), (GroundKind.MEASURE, "59%"), (GroundKind.MEASURE, "62%"))
    first, second = report("M3 scored 59% on Quill Bench."), report("K2 scored 62% on Quill Bench.")
    found = reason(connection(first, second, *ground))
    assert found == (
        "Both findings give a result on Quill Bench: one has “M3 scored 59% on Quill Bench”, "
        "the other “K2 scored 62% on Quill Bench”."
    )
    long = report(f"A list of {'many ' * 30}words and M3 scored 59% on Quill Bench.")
    found = reason(connection(long, second, *ground))
    assert found == "Both findings give a result on Quill Bench: 59% in one, 62% in the other."


def test_every_quotation_stands_in_one_of_the_ends_and_cuts_no_name() -> None:
    long = report(
        "In a hall in Dover on the coast old friends of the founder of Redhill Labs and Orchid Systems met Joan Dale."
    )
    found = reason(connection(long, ORDER, (GroundKind.NAME, "Redhill Labs")))
    quotes = [found[span.start : span.end] for span in find_quotations(found, min_words=1)]
    assert len(quotes) == 2
    assert all(quote in long.text or quote in ORDER.text for quote in quotes)
    assert not any(quote.endswith(("Orchid", "Joan")) for quote in quotes)
