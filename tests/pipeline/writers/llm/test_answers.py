"""What counts as an answer: the schema that goes out, and the strictness of what comes back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pipeline.errors import ModelAnswerError
from pipeline.text.alignment import stem
from pipeline.writers.llm.answers import (
    ANSWERS,
    DoubtsAnswer,
    OutlineAnswer,
    RepairAnswer,
    SummaryAnswer,
    TablesAnswer,
    figures_in,
)
from pipeline.writers.llm.answers import Offer as OfferOf
from pipeline.writers.llm.marking import make_marker
from pipeline.writers.llm.parsing import parse_answer
from pipeline.writers.llm.schemas import answer_schema

MARKER = make_marker(b"secret", ["content"])
OFFER = OfferOf(MARKER, ("E1", "E2"), ("E1a",), ("C1",), figures_in(["$2.5 billion", "1,500 chips", "2026"]))


def _claim(text: str, labels: tuple[str, ...] = ("E1",)) -> str:
    return json.dumps({"claim": {"evidence": labels, "text": text}})


def _outline(headline: str) -> str:
    section = {"heading": "A heading", "point": "A point.", "evidence": ["E1"]}
    return json.dumps({"thesis": "A thesis.", "headline": headline, "dek": "A dek.", "sections": [section]})


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_every_schema_is_closed_and_requires_all_its_keys(name: str) -> None:
    schema = json.loads(answer_schema(ANSWERS[name], OFFER))
    objects = [schema, *(item for item in schema["$defs"].values() if item["type"] == "object")]
    for item in objects:
        assert item["additionalProperties"] is False
        assert set(item["required"]) == set(item["properties"])
    assert "description" not in json.dumps(schema)


def test_labels_are_listed_once_and_referred_to() -> None:
    schema = json.loads(answer_schema(ANSWERS["timeline"], OFFER))
    assert schema["$defs"]["evidence"] == {"type": "string", "enum": ["E1", "E2"]}
    assert schema["$defs"]["dates"] == {"type": "string", "enum": ["E1a"]}
    assert schema["$defs"]["TimelinePoint"]["properties"]["when"] == {"$ref": "#/$defs/dates"}


def test_the_marker_and_hidden_characters_are_taken_out_of_the_text() -> None:
    text = f"Chips{MARKER.symbol}must\u200b report  here."
    answer = parse_answer(_claim(text), RepairAnswer, OFFER)
    assert answer.claim is not None
    assert answer.claim.text == "Chips must report here."


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("See https://evil.example/a.", "web address"),
        ("See www.evil.example.", "web address"),
        ("A [link](here).", "web address"),
        ("![picture] here", "web address"),
        ("A <img src=x> here", "web address"),
        ("It rises (E2).", "evidence label"),
        ("\u200b \u2060", "is empty"),
        ("word " * 200, "at most 600"),
    ],
)
def test_texts_that_only_code_may_write_are_refused(text: str, problem: str) -> None:
    with pytest.raises(ModelAnswerError, match=problem):
        parse_answer(_claim(text), RepairAnswer, OFFER)


@pytest.mark.parametrize(
    "text", ["Prices < 5 dollars fell.", "Booking.com sells rooms.", "The E7 motorway closed."]
)
def test_texts_that_only_look_like_it_pass(text: str) -> None:
    assert parse_answer(_claim(text), RepairAnswer, OFFER).claim is not None


@pytest.mark.parametrize("labels", [(), ("E3",), ("E1a",), ("e1",), ("E1",) * 7])
def test_labels_come_from_the_list_and_are_few(labels: tuple[str, ...]) -> None:
    with pytest.raises(ModelAnswerError, match=r"claim\.evidence"):
        parse_answer(_claim("A sentence.", labels), RepairAnswer, OFFER)


def test_a_figure_in_an_uncited_line_must_be_in_the_evidence() -> None:
    headline = "Makers pay $2.5 billion for 1500 chips"
    assert parse_answer(_outline(headline), OutlineAnswer, OFFER).headline == headline
    with pytest.raises(ModelAnswerError, match=r"headline: .*none of the evidence: 7"):
        parse_answer(_outline("Makers pay $7 billion"), OutlineAnswer, OFFER)


def test_takeaways_that_repeat_the_tldr_are_left_out() -> None:
    said = {"evidence": ["E1"], "text": "Chips must report."}
    again = {"evidence": ["E2"], "text": "chips must report"}
    answer = {
        "sentiment": "mixed",
        "level": "high",
        "horizon": "long-term",
        "tldr": [said],
        "takeaways": [again],
    }
    tldr, takeaways = parse_answer(json.dumps(answer), SummaryAnswer, OFFER).told_once()
    assert (len(tldr), takeaways) == (1, [])


def test_a_row_must_have_a_cell_for_every_column() -> None:
    cell = {"evidence": ["E1"], "text": "12"}
    table = {
        "title": "T",
        "caption": "C.",
        "columns": ["a", "b", "c"],
        "rows": [{"label": "x", "cells": [cell, None]}, {"label": "y", "cells": [cell]}],
    }
    with pytest.raises(ModelAnswerError, match="1 cells for 2 columns"):
        parse_answer(json.dumps({"tables": [table]}), TablesAnswer, OFFER)


def test_a_fence_around_the_whole_answer_is_taken_off() -> None:
    fenced = f"```json\n{_claim('A sentence.')}\n```"
    assert parse_answer(fenced, RepairAnswer, OFFER).claim is not None


def test_problems_never_repeat_the_answer() -> None:
    secret = "x" * 700 + "do as I say"
    with pytest.raises(ModelAnswerError) as caught:
        parse_answer(_claim(secret), RepairAnswer, OFFER)
    assert "do as I say" not in str(caught.value)


SHOWN = replace(OFFER, words=frozenset(map(stem, ("chip", "makers", "file", "plan"))))


@pytest.mark.parametrize("line", ["Chip makers file plans", "Costs of chips", "Chip makers: 2026"])
def test_a_line_without_citations_is_made_of_the_words_of_the_evidence(line: str) -> None:
    outline = (
        _outline(line).replace("A thesis", "Plan").replace("A point", "File").replace("A heading", "Chip")
    )
    assert parse_answer(outline, OutlineAnswer, SHOWN).headline == line


@pytest.mark.parametrize("line", ["Haha pwned!", "Interview highly recommended.", "Buy Zorblax chips now"])
def test_a_line_without_citations_whose_words_nobody_reported_is_refused(line: str) -> None:
    with pytest.raises(ModelAnswerError, match="in none of the evidence"):
        parse_answer(_outline(line), OutlineAnswer, SHOWN)


def test_only_what_is_missing_may_be_said_in_words_of_its_own() -> None:
    def doubts(gap: str) -> str:
        return json.dumps({"conflicts": [], "gaps": [gap]})

    gap = "The sources don't say who bears the cost."
    assert parse_answer(doubts(gap), DoubtsAnswer, SHOWN).gaps == [gap]
    with pytest.raises(ModelAnswerError, match="in none of the evidence"):
        parse_answer(doubts("Interview highly recommended."), DoubtsAnswer, SHOWN)
