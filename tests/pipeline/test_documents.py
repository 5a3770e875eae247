from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings

from pipeline.documents import draft_from_json, draft_to_json
from pipeline.errors import InputError
from tests.factories_draft import sample_draft
from tests.strategies_draft import drafts

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.models import Draft

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"


@given(drafts)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_any_draft_survives_the_round_trip(draft: Draft) -> None:
    text = draft_to_json(draft)
    assert draft_from_json(text) == draft
    assert draft_to_json(draft_from_json(text)) == text


def test_the_document_has_the_names_of_the_contract() -> None:
    document = json.loads(draft_to_json(sample_draft()))
    assert list(document) == [
        "schema_version", "slug", "version", "kind", "title", "dek", "published", "read_minutes", "tags", "tldr",
        "impact", "connections", "takeaways", "sections", "timeline", "tables", "practitioners", "conflicts", "gaps",
        "sources", "dossiers", "verification", "provenance",
    ]  # fmt: skip
    assert document["schema_version"] == 1
    assert list(document["connections"][0]) == ["from", "to", "domains", "why"]
    assert list(document["sections"][0]) == ["id", "heading", "claims"]
    assert list(document["timeline"]["entries"][0]) == ["date", "headline", "detail"]
    assert {"id", "text", "basis", "verdict", "citations"} <= set(document["takeaways"][0])
    assert {"article_id", "start", "end", "quote"} <= set(document["takeaways"][0]["citations"][0])
    assert document["tables"][0]["rows"][1]["cells"][0] is None


def test_prompts_are_sorted_and_text_stays_readable() -> None:
    draft = sample_draft()
    draft = replace(draft, title="Ένα ↗", provenance=replace(draft.provenance, prompts={"b": "2", "a": "1"}))
    text = draft_to_json(draft)
    assert list(json.loads(text)["provenance"]["prompts"]) == ["a", "b"]
    assert '"title": "Ένα ↗"' in text
    assert text.endswith("}\n")


def _without(name: str) -> Callable[[dict[str, Json]], object]:
    return lambda document: document.pop(name)


def _with(name: str, value: Json) -> Callable[[dict[str, Json]], object]:
    return lambda document: document.update({name: value})


@pytest.mark.parametrize(
    ("damage", "path"),
    [
        (_without("tldr"), "$.tldr: "),
        (_with("extra", 1), "$.extra: "),
        (_with("version", "1"), "$.version: "),
        (_with("version", value=True), "$.version: "),
        (_with("published", "2026-04-10T12:00:00"), "$.published: "),
        (_with("gaps", ["a", 5]), "$.gaps[1]: "),
        (_with("tldr", {"sentiment": "gleeful", "claims": []}), "$.tldr.sentiment: "),
        (_with("connections", [{"from_claim": None}]), "$.connections[0]"),
        (_without("schema_version"), "$.schema_version: "),
        (_with("schema_version", 2), "schema_version 2"),
    ],
)
def test_a_damaged_document_is_refused_with_the_path(
    damage: Callable[[dict[str, Json]], object], path: str
) -> None:
    document = json.loads(draft_to_json(sample_draft()))
    damage(document)
    with pytest.raises(InputError) as caught:
        draft_from_json(json.dumps(document))
    assert path in caught.value.message
    assert caught.value.remedy


@pytest.mark.parametrize("text", ["", "{", "null", "[]", "NaN", '"draft"', "\x00", "\ud800"])
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        draft_from_json(text)


def test_half_a_surrogate_pair_is_refused_before_anything_is_written() -> None:
    with pytest.raises(InputError, match="surrogate"):
        draft_to_json(replace(sample_draft(), title="\ud83d"))


def test_an_infinite_cost_is_refused_with_the_path() -> None:
    draft = sample_draft()
    with pytest.raises(InputError, match="cost_usd"):
        draft_to_json(replace(draft, provenance=replace(draft.provenance, cost_usd=float("inf"))))
