"""Connections need different domains, two articles, and ground that both ends share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.models import GroundKind
from pipeline.settings import PlanSettings
from pipeline.stages.connections import find_connections, pool
from pipeline.text.names import find_names, names_everywhere
from tests.factories import CHIP_ORDER, CLOUD_BUYERS, CLOUD_PRICES, make_dossier
from tests.pipeline.writers.extractive.reports import report

if TYPE_CHECKING:
    from pipeline.embedders.minilm import MiniLmEmbedder
    from pipeline.models import Dossier, Evidence
    from pipeline.stages.connections import Pool

SETTINGS = PlanSettings(min_connection_strength=0.1)


def pooled(dossier: Dossier, minilm: MiniLmEmbedder) -> Pool:
    return pool(dossier, minilm.embed([item.text for item in dossier.evidence]))


def test_shared_name_across_domains_is_found_with_both_ends(minilm: MiniLmEmbedder) -> None:
    chips, clouds = (
        make_dossier(),
        make_dossier((CLOUD_PRICES, CLOUD_BUYERS), "clouds", "enterprise adoption"),
    )
    found = find_connections([pooled(chips, minilm), pooled(clouds, minilm)], SETTINGS)
    assert found
    best = found[0]
    assert set(best.domains) == {"chips and export control", "enterprise adoption"}
    assert best.from_evidence.article_id != best.to_evidence.article_id
    assert any(
        ground.kind is GroundKind.NAME and ground.text == "Ministry of Trade" for ground in best.ground
    )
    assert best.from_evidence.published <= best.to_evidence.published


def test_dossiers_of_one_domain_are_not_connected(minilm: MiniLmEmbedder) -> None:
    chips, clouds = make_dossier(), make_dossier((CLOUD_PRICES,), "clouds", "chips and export control")
    assert find_connections([pooled(chips, minilm), pooled(clouds, minilm)], SETTINGS) == ()


def test_theme_in_which_domains_meet_connects_within_itself(minilm: MiniLmEmbedder) -> None:
    mixed = make_dossier((CHIP_ORDER, CLOUD_PRICES))
    first, second = mixed.events
    mixed = replace(mixed, events=(first, replace(second, domain="enterprise adoption")))
    found = find_connections([pooled(mixed, minilm)], SETTINGS)
    assert [set(item.domains) for item in found] == [{"chips and export control", "enterprise adoption"}]


def test_events_of_no_known_domain_are_not_connected(minilm: MiniLmEmbedder) -> None:
    chips, stray = make_dossier(), make_dossier((CLOUD_PRICES,), "clouds", "other")
    assert find_connections([pooled(chips, minilm), pooled(stray, minilm)], SETTINGS) == ()


def test_country_and_parliament_are_names_that_connect_nothing() -> None:
    found = find_names("It cut 2,000 jobs in Ohio and Congress asked why.")
    assert {name.key for name in found} == {"ohio", "congress"}
    assert {name.key for name in found} <= names_everywhere()


def test_order_of_dossiers_does_not_matter(minilm: MiniLmEmbedder) -> None:
    chips, clouds = (
        make_dossier(),
        make_dossier((CLOUD_PRICES, CLOUD_BUYERS), "clouds", "enterprise adoption"),
    )
    one, other = pooled(chips, minilm), pooled(clouds, minilm)
    first = [(item.id, item.strength) for item in find_connections([one, other], SETTINGS)]
    second = [(item.id, item.strength) for item in find_connections([other, one], SETTINGS)]
    assert first == second


def test_empty_pool_connects_nothing(minilm: MiniLmEmbedder) -> None:
    chips = pooled(make_dossier(), minilm)
    empty = replace(pooled(make_dossier((CLOUD_PRICES,), "c", "other field"), minilm), ends=())
    empty = replace(empty, vectors=np.zeros((0, minilm.dimension), dtype=np.float32))
    assert find_connections([chips, empty], SETTINGS) == ()


def reported(text: str, publisher: str, event: str) -> Evidence:
    return replace(report(text, publisher, event), weight=0.9)


def between(first: str, second: str, minilm: MiniLmEmbedder) -> list[set[str]]:
    """The shared ground of what connects two sentences of different domains."""
    pools = [
        pooled(
            replace(
                make_dossier((article,), name, domain),
                evidence=(reported(text, f"{name} daily", f"event-{article.id}"),),
            ),
            minilm,
        )
        for article, name, domain, text in (
            (CHIP_ORDER, "chips", "chips and export control", first),
            (CLOUD_PRICES, "clouds", "enterprise adoption", second),
        )
    ]
    return [{ground.text for ground in item.ground} for item in find_connections(pools, SETTINGS)]


def test_name_alone_connects_nothing(minilm: MiniLmEmbedder) -> None:
    first = "Northwind Semiconductor opened a plant near Dover in March."
    second = "Northwind Semiconductor pays for the concerts of the Dover orchestra."
    assert between(first, second, minilm) == []


def test_cause_that_names_what_the_other_end_tells_of_connects(minilm: MiniLmEmbedder) -> None:
    first = "The Chip Board ordered Northwind Semiconductor to check every chip for its place."
    second = "Bluefjord Cloud raised its prices because of the chip checks of the Chip Board."
    (ground,) = between(first, second, minilm)
    assert "because of the chip checks of the Chip Board" in ground


def test_who_governs_connects_nothing(minilm: MiniLmEmbedder) -> None:
    first = "President Laura Reed signed the order on chip checks for all chip makers."
    second = "Bluefjord Cloud raised its prices because of the chip checks of Laura Reed."
    assert between(first, second, minilm) == []
