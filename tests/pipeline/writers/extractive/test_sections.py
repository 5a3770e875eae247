"""The body: paragraphs that open with their subject, limits last, the other side apart."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.text.trimming import opens_definite
from pipeline.writers.extractive.headline import event_headings
from pipeline.writers.extractive.lines import Shelf, make_lines
from pipeline.writers.extractive.sections import OTHER_SIDE, make_sections
from tests.factories import CHIP_ORDER, CHIP_PROTEST, make_dossier, make_evidence, make_plan

if TYPE_CHECKING:
    from pipeline.models import Evidence, InsightPlan


def sentence(text: str, ordinal: int) -> Evidence:
    named = make_evidence(CHIP_ORDER, 3)
    return replace(
        named,
        id=text,
        text=text,
        ordinal=ordinal,
        start=ordinal,
        names=named.names,
        dates=make_evidence().dates,
    )


def planned(*evidence: Evidence) -> InsightPlan:
    dossier = make_dossier((CHIP_ORDER, CHIP_PROTEST))
    return replace(make_plan(), dossiers=(replace(dossier, evidence=evidence),), connections=())


def paragraphs(plan: InsightPlan) -> list[list[str]]:
    lines = make_lines(plan.dossiers)
    sections = make_sections(plan, Shelf(lines), event_headings(plan.dossiers, lines))
    return [[claim.text for claim in run] for section in sections for run in section.paragraphs]


LEAD = "Northwind Semiconductor moved its plant to Ohio with 300 workers."
FOLLOWS = "The owner of the land in Texas keeps half of the machines there."
OTHER = "Bluefjord Cloud rents what is left of the buildings near Austin."


def test_opening_that_takes_something_for_known_follows_its_article_closely() -> None:
    near = paragraphs(planned(sentence(LEAD, 0), sentence(FOLLOWS, 1), sentence(OTHER, 2)))
    assert [LEAD, FOLLOWS, OTHER] in near
    far = paragraphs(planned(sentence(LEAD, 0), sentence(FOLLOWS, 9), sentence(OTHER, 2)))
    assert FOLLOWS not in [text for run in far for text in run]
    assert not any(opens_definite(run[0]) for run in near + far)


def test_denials_stand_in_a_section_of_their_own() -> None:
    denial = "Northwind Semiconductor denied that 12 of its chips went abroad."
    plan = planned(sentence(LEAD, 0), sentence(OTHER, 2), sentence(denial, 3))
    lines = make_lines(plan.dossiers)
    sections = make_sections(plan, Shelf(lines), event_headings(plan.dossiers, lines))
    assert sections[-1].heading == OTHER_SIDE
    assert [claim.text for claim in sections[-1].paragraphs[0]] == [denial]
