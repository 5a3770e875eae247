"""What is worth a piece, with whom, and under which name."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pipeline.settings import PlanSettings
from pipeline.stages.plan import make_plan, plan_insights, slugify
from tests.factories import CLOUD_BUYERS, CLOUD_PRICES, make_connection, make_dossier

CHIPS = replace(make_dossier(), score=2.0)
CLOUDS = replace(make_dossier((CLOUD_PRICES, CLOUD_BUYERS), "clouds", "enterprise adoption"), score=1.0)
SETTINGS = PlanSettings()


def test_connected_dossiers_share_a_piece_led_by_the_weightier() -> None:
    plans = plan_insights([CLOUDS, CHIPS], [make_connection(CHIPS, CLOUDS)], {}, SETTINGS)
    assert [[dossier.id for dossier in plan.dossiers] for plan in plans] == [[CHIPS.id, CLOUDS.id]]
    assert len(plans[0].connections) == 1


def test_unconnected_dossiers_get_pieces_of_their_own() -> None:
    plans = plan_insights([CLOUDS, CHIPS], [], {}, SETTINGS)
    assert [plan.dossiers for plan in plans] == [(CHIPS,), (CLOUDS,)]


def test_theme_keeps_the_slug_of_its_last_piece() -> None:
    plans = plan_insights([CHIPS], [], {CHIPS.theme_id: "an-older-name"}, SETTINGS)
    assert plans[0].slug == "an-older-name"


def test_two_themes_of_one_title_get_two_slugs() -> None:
    twin = replace(CLOUDS, title=CHIPS.title)
    slugs = [plan.slug for plan in plan_insights([CHIPS, twin], [], {}, SETTINGS)]
    assert len(set(slugs)) == 2


def test_no_more_pieces_than_allowed() -> None:
    assert len(plan_insights([CHIPS, CLOUDS], [], {}, PlanSettings(max_insights=1))) == 1
    assert plan_insights([CHIPS, CLOUDS], [], {}, PlanSettings(max_insights=0)) == ()


def test_wanted_theme_leads_even_if_another_is_weightier() -> None:
    plans = plan_insights([CHIPS, CLOUDS], [make_connection(CHIPS, CLOUDS)], {}, SETTINGS, [CLOUDS.theme_id])
    assert [plan.dossiers[0].id for plan in plans] == [CLOUDS.id]


def test_hash_of_the_evidence_changes_with_the_evidence_alone() -> None:
    plan = make_plan("a", "insight", [CHIPS], ())
    assert plan.evidence_sha256 == make_plan("b", "insight", [CHIPS], ()).evidence_sha256
    fewer = replace(CHIPS, evidence=CHIPS.evidence[1:])
    assert plan.evidence_sha256 != make_plan("a", "insight", [fewer], ()).evidence_sha256


@given(st.text(max_size=300))
def test_slug_is_always_a_plain_name(title: str) -> None:
    slug = slugify(title)
    assert slug
    assert len(slug) <= 60
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not slug.startswith("-")
    assert not slug.endswith("-")
