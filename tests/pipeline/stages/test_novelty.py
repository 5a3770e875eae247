"""When a piece is written, brought up to date, or left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from pipeline.models import PlanAction
from pipeline.settings import PlanSettings
from pipeline.stages.novelty import Told, appraise
from pipeline.stages.plan import make_plan
from tests.factories import CHIP_ORDER, CLOUD_BUYERS, CLOUD_PRICES, article_evidence, make_dossier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.models import Dossier, FloatMatrix, InsightPlan

SETTINGS = PlanSettings(min_new_facts=2, min_new_articles=1)
CHIPS = make_dossier((CHIP_ORDER,))
GROWN = make_dossier((CHIP_ORDER, CLOUD_PRICES))


def embed(texts: Sequence[str]) -> FloatMatrix:
    """Sentences are alike as far as they share words: unit vectors over a vocabulary hashed by length and letters."""
    vectors = np.zeros((len(texts), 997), dtype=np.float32)
    for row, text in enumerate(texts):
        for word in text.casefold().split():
            vectors[row, sum(ord(char) * place for place, char in enumerate(word, start=1)) % 997] += 1
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def plan_of(*dossiers: Dossier) -> InsightPlan:
    return make_plan("chips", "insight", dossiers, ())


def told(*dossiers: Dossier, slug: str = "chips", version: int = 1) -> Told:
    evidence = tuple(item for dossier in dossiers for item in dossier.evidence)
    return Told(slug, version, date(2026, 4, 1), evidence)


def test_piece_without_a_version_is_written() -> None:
    appraisal = appraise(plan_of(CHIPS), None, [], embed, SETTINGS)
    assert (appraisal.action, appraisal.since_version, appraisal.news) == (PlanAction.WRITE, 0, ())


def test_piece_that_would_restate_its_last_version_is_left_alone() -> None:
    appraisal = appraise(plan_of(CHIPS), told(CHIPS, version=3), [], embed, SETTINGS)
    assert appraisal.action is PlanAction.LEAVE
    assert "restate version 3" in appraisal.reason


def test_new_articles_with_enough_facts_make_an_update_that_knows_what_is_new() -> None:
    appraisal = appraise(plan_of(GROWN), told(CHIPS), [], embed, SETTINGS)
    assert appraisal.action is PlanAction.UPDATE
    assert set(appraisal.news) == {item.id for item in article_evidence(CLOUD_PRICES)}
    assert appraisal.since == date(2026, 4, 1)


def test_too_few_new_articles_are_no_update() -> None:
    strict = PlanSettings(min_new_facts=1, min_new_articles=2)
    appraisal = appraise(plan_of(GROWN), told(CHIPS), [], embed, strict)
    assert appraisal.action is PlanAction.LEAVE
    assert appraisal.news  # they are counted all the same, and add up from run to run


def test_another_choice_of_sentences_from_known_articles_is_no_news() -> None:
    half = replace(CHIPS, evidence=CHIPS.evidence[:1])
    appraisal = appraise(plan_of(CHIPS), told(half), [], embed, SETTINGS)
    assert (appraisal.action, appraisal.news) == (PlanAction.LEAVE, ())


def test_new_article_that_says_what_the_last_version_could_say_is_no_news() -> None:
    copies = tuple(
        replace(item, id=f"copy-{item.id}", article_id="copy", publisher="Another Paper")
        for item in CHIPS.evidence
    )
    grown = replace(CHIPS, evidence=(*CHIPS.evidence, *copies))
    assert appraise(plan_of(grown), told(CHIPS), [], embed, SETTINGS).action is PlanAction.LEAVE


def test_revised_article_makes_an_update_even_if_nothing_else_is_new() -> None:
    first = CHIPS.evidence[0]
    revised = replace(first, id="revised", revision=2, text=first.text.replace("Ministry", "Department"))
    plan = plan_of(replace(CHIPS, evidence=(revised, *CHIPS.evidence[1:])))
    appraisal = appraise(plan, told(CHIPS), [], embed, PlanSettings())
    assert appraisal.action is PlanAction.UPDATE
    assert "was revised" in appraisal.reason


def test_revision_that_leaves_the_sentences_as_they_were_is_no_news() -> None:
    untouched = replace(CHIPS, evidence=tuple(replace(item, revision=2) for item in CHIPS.evidence))
    assert appraise(plan_of(untouched), told(CHIPS), [], embed, SETTINGS).action is PlanAction.LEAVE


def test_first_version_of_what_another_piece_tells_is_not_written() -> None:
    other = told(GROWN, slug="clouds-and-chips", version=2)
    appraisal = appraise(plan_of(CHIPS), None, [other], embed, SETTINGS)
    assert appraisal.action is PlanAction.LEAVE
    assert "clouds-and-chips" in appraisal.reason


def test_first_version_that_shares_a_little_with_another_piece_is_written() -> None:
    grown = make_dossier((CHIP_ORDER, CLOUD_PRICES, CLOUD_BUYERS))
    small = replace(CHIPS, evidence=CHIPS.evidence[:1])
    assert (
        appraise(plan_of(grown), None, [told(small, slug="other")], embed, SETTINGS).action
        is PlanAction.WRITE
    )


def test_what_another_piece_tells_is_no_news_for_this_one() -> None:
    clouds = make_dossier((CLOUD_PRICES,), "clouds")
    appraisal = appraise(plan_of(GROWN), told(CHIPS), [told(clouds, slug="clouds")], embed, SETTINGS)
    assert appraisal.action is PlanAction.LEAVE
