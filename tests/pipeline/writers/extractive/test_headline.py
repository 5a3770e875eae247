"""Headline, dek and headings: statements made of the sources' own words, and counts that hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.writers.extractive.headline import dek, event_headings, headline, is_statement
from pipeline.writers.extractive.lines import make_lines
from tests.factories import CHIP_ORDER, CHIP_PROTEST, make_dossier, make_plan


@pytest.mark.parametrize(
    "title",
    [
        "Covering the trial: how it began",
        "Taxpayers in Ohio wait for the",
        "Storm hits the coast this week",
        "Opinion: nobody is safe; we must act",
        "March bracket and schedule for spring",
        "The longwinded, nearly endless evening",
    ],
)
def test_label_and_title_that_breaks_off_are_no_statements(title: str) -> None:
    assert not is_statement(title)


def test_title_that_breaks_off_within_a_name_is_cut_back_to_its_last_comma() -> None:
    torn = replace(CHIP_PROTEST, title="Makers protest against the order, Chip")
    dossier = make_dossier((CHIP_ORDER, torn))
    assert (
        event_headings([dossier], make_lines([dossier]))["event-chip-protest"]
        == "Makers protest against the order"
    )


def test_event_without_a_stating_title_is_headed_by_its_main_clause() -> None:
    asked = replace(CHIP_PROTEST, title="What is the chip order?")
    dossier = make_dossier((CHIP_ORDER, asked))
    heading = event_headings([dossier], make_lines([dossier]))["event-chip-protest"]
    assert any(sentence.startswith(heading) for sentence in CHIP_PROTEST.sentences)


def test_opinion_gives_no_heading() -> None:
    view = replace(CHIP_PROTEST, title="Opinion: The order ruins makers")
    dossier = make_dossier((CHIP_ORDER, view))
    assert "ruins" not in event_headings([dossier], make_lines([dossier]))["event-chip-protest"]


def test_partner_in_the_headline_shares_a_name_with_the_lead() -> None:
    plan = make_plan()
    title = headline(plan, event_headings(plan.dossiers, make_lines(plan.dossiers)))
    assert title.startswith("Ministry orders location checks for export chips; cloud firms raise prices")


def test_dek_of_a_single_development_only_counts_its_reports() -> None:
    plan = make_plan()
    alone = replace(plan, dossiers=(make_dossier((CHIP_ORDER,)),), connections=())
    assert dek(alone, event_headings(alone.dossiers, ()), ()) == "1 article from 1 publisher, 8 April 2026."


def test_day_beside_a_heading_is_that_of_the_report_that_says_it() -> None:
    plan = make_plan()
    early = tuple(replace(event, first_day=date(2026, 3, 1)) for event in plan.dossiers[0].events)
    moved = replace(plan, dossiers=(replace(plan.dossiers[0], events=early),), connections=())
    lines = make_lines(moved.dossiers)
    assert "2 developments in 3 days" in dek(moved, event_headings(moved.dossiers, lines), lines)
