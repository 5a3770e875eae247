"""Lines: what is fresh, what a later report overtook, who needs no introduction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from pipeline.writers.extractive.lines import Line, Shelf, make_lines, tells_same
from tests.factories import CHIP_ORDER, CHIP_PROTEST, make_dossier, make_evidence

if TYPE_CHECKING:
    from pipeline.models import Dossier, Evidence

DOSSIER = make_dossier()


def lines_of(*evidence: Evidence, dossier: Dossier = DOSSIER) -> tuple[Line, ...]:
    return make_lines([replace(dossier, evidence=evidence)])


def reported_later(dossier: Dossier, days: int) -> Dossier:
    later = tuple(replace(event, last_day=event.last_day.replace(day=8 + days)) for event in dossier.events)
    return replace(dossier, events=later)


def test_sentences_of_one_meaning_tell_the_same_whatever_their_words() -> None:
    first, second = make_evidence(CHIP_ORDER, 0), make_evidence(CHIP_PROTEST, 1)
    apart = lines_of(replace(first, fact=first.id), replace(second, fact=second.id))
    alike = lines_of(replace(first, fact=first.id), replace(second, fact=first.id))
    assert not tells_same(*apart)
    assert tells_same(*alike)


def test_expectation_is_overtaken_once_its_event_was_reported_on_again() -> None:
    text = "Northwind Semiconductor is likely to move its plant to Ohio."
    item = replace(
        make_evidence(CHIP_ORDER, 3), text=text, quantities=(), names=make_evidence(CHIP_ORDER, 3).names
    )
    (current,) = lines_of(item)
    (late,) = lines_of(item, dossier=reported_later(DOSSIER, 3))
    assert not current.is_overtaken
    assert late.is_overtaken
    assert Shelf([late]).fresh(lambda _: True) == []


def test_date_still_ahead_is_not_overtaken() -> None:
    (line,) = lines_of(make_evidence(CHIP_PROTEST, 0), dossier=reported_later(DOSSIER, 20))
    assert line.evidence.dates[-1].first > date(2026, 4, 28)
    assert not line.is_overtaken


def test_line_of_one_name_and_nothing_to_check_is_not_concrete() -> None:
    item = make_evidence(CHIP_ORDER, 3)
    bare = replace(item, text="Northwind Semiconductor makes a small decision look large.", quantities=())
    (plain,), (figured,) = lines_of(bare), lines_of(item)
    assert figured.is_concrete
    assert not plain.is_concrete
