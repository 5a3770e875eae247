"""Readings (thing, measure, value) from sentences, tables of them, and disagreements between sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from pipeline.models import Evidence
from pipeline.text.dates import find_dates
from pipeline.text.names import find_names
from pipeline.text.quantities import find_quantities
from pipeline.writers.extractive.figures import find_conflicts, find_readings, make_tables
from pipeline.writers.extractive.lines import make_lines
from tests.factories import make_dossier

DAY = date(2026, 6, 12)


def evidence(text: str, publisher: str = "Benchline", event: str = "event", day: date = DAY) -> Evidence:
    key = f"{publisher}-{abs(hash(text))}"
    return Evidence(
        id=key,
        article_id=f"article-{publisher}",
        revision=1,
        start=0,
        end=len(text),
        text=text,
        event_id=event,
        title="Scores",
        publisher=publisher,
        url="",
        published=day,
        publishers=(publisher,),
        weight=0.5,
        quantities=tuple(find_quantities(text)),
        dates=tuple(find_dates(text, day)),
        names=tuple(find_names(text)),
    )


def readings(*items: Evidence) -> list[tuple[str, str, str]]:
    lines = make_lines([replace(make_dossier(), evidence=items)])
    return [(each.thing, each.measure, each.quantity.text) for each in find_readings(lines)]


def test_values_go_to_the_thing_named_before_them_and_the_test_named_after_on() -> None:
    found = readings(
        evidence("On SWE-bench Pro, Kimi K2.6 scored 58.6%, GPT-5.4 scored 57.7% and Muse Spark scored 52%.")
    )
    assert found == [
        ("Kimi K2.6", "SWE-bench Pro", "58.6%"),
        ("GPT-5.4", "SWE-bench Pro", "57.7%"),
        ("Muse Spark", "SWE-bench Pro", "52%"),
    ]


def test_value_of_a_possession_belongs_to_what_is_owned() -> None:
    found = readings(
        evidence("MiniMax M3 scored 59.0% on SWE-bench Pro, ahead of 58.6% for Moonshot's Kimi K2.6.")
    )
    assert ("Kimi K2.6", "SWE-bench Pro", "58.6%") in found
    assert not any(thing == "Moonshot" for thing, _, _ in found)


def test_price_is_a_measure_of_its_own() -> None:
    found = readings(
        evidence("DeepSeek V4 costs $0.28 per million input tokens, while Claude Opus 4.6 costs $5.")
    )
    assert found[0] == ("DeepSeek V4", "price per million input tokens", "$0.28")


def test_sentence_that_ties_a_value_to_nothing_gives_no_reading() -> None:
    assert (
        readings(evidence("Around 40% were said to agree with Meta and with the Ministry of Trade in Ohio."))
        == []
    )


def test_table_compares_what_several_things_share_and_leaves_blanks() -> None:
    items = (
        evidence("On SWE-bench Pro, Kimi K2.6 scored 58.6%, GPT-5.4 scored 57.7% and Muse Spark scored 52%."),
        evidence("Kimi K2.6 costs $0.95 per million input tokens in the Moonshot list of prices."),
        evidence("GPT-5.4 costs $1.25 per million input tokens in the OpenAI list of prices."),
        evidence("Claude Opus 4.6 costs $5 per million input tokens in the Anthropic list of prices."),
    )
    (table,) = make_tables(find_readings(make_lines([replace(make_dossier(), evidence=items)])))
    cells = {row.label: [cell.text if cell else None for cell in row.cells] for row in table.rows}
    assert table.columns == ("", "Price per million input tokens", "SWE-bench Pro")
    assert cells["Kimi K2.6"] == ["$0.95", "58.6%"]
    assert cells["Muse Spark"] == [None, "52%"]
    assert all(cell is None or cell.citations for row in table.rows for cell in row.cells)


def test_two_things_make_no_table() -> None:
    items = (evidence("On SWE-bench Pro, Kimi K2.6 scored 58.6% and GPT-5.4 scored 57.7% in one sitting."),)
    assert make_tables(find_readings(make_lines([replace(make_dossier(), evidence=items)]))) == ()


def conflict_count(first: str, second: str, *, apart: int = 0, publisher: str = "Ledger") -> int:
    items = (evidence(first), evidence(second, publisher, day=DAY + timedelta(days=apart)))
    return len(find_conflicts(find_readings(make_lines([replace(make_dossier(), evidence=items)]))))


HIGH = "DeepSeek V4 costs $0.28 per million input tokens on its own service in China."
LOW = "DeepSeek V4 costs $0.14 per million input tokens at several resellers in China."


def test_independent_sources_with_different_values_are_a_conflict_that_cites_both() -> None:
    assert conflict_count(HIGH, LOW) == 1


def test_same_publisher_later_day_or_equal_value_is_no_conflict() -> None:
    assert conflict_count(HIGH, LOW, publisher="Benchline") == 0
    assert conflict_count(HIGH, LOW, apart=30) == 0
    assert conflict_count(HIGH, LOW.replace("0.14", "0.28")) == 0


def test_speeds_of_different_things_are_no_comparison() -> None:
    found = readings(
        evidence("Helene arrived with 140 mph winds and Oscar with 80 mph winds near Tallahassee.")
    )
    assert found == []
