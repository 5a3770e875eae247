"""Fusion of dense and lexical hits, and the evidence for a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.ports import Hit
from pipeline.stages.retrieve import fuse, question_dossier
from tests.factories import CHIP_ORDER, CLOUD_PRICES
from tests.pipeline.stages.test_dossiers import article

if TYPE_CHECKING:
    from pipeline.embedders.minilm import MiniLmEmbedder


def test_article_found_both_ways_comes_before_one_found_one_way() -> None:
    dense = [Hit("both", 0.8), Hit("dense", 0.8), Hit("low", 0.1)]
    lexical = [Hit("both", 5.0), Hit("words", 5.0), Hit("low", 1.0)]
    assert fuse(dense, lexical, 4)[0] == "both"


def test_best_chunk_of_an_article_counts() -> None:
    assert fuse([Hit("a", 0.2), Hit("a", 0.9), Hit("b", 0.5)], [], 2) == ["a", "b"]


def test_nothing_found_is_nothing() -> None:
    assert fuse([], [], 5) == []


def test_question_is_answered_by_the_sentences_that_speak_of_it(minilm: MiniLmEmbedder) -> None:
    question = "When does the order on chip location take effect?"
    articles = [article(CHIP_ORDER), article(CLOUD_PRICES)]
    dossier = question_dossier(question, minilm.embed([question])[0], articles, {}, {}, minilm.embed)
    assert dossier is not None
    assert "location" in dossier.evidence[0].text
    assert dossier.evidence[0].article_id == CHIP_ORDER.id


def test_question_about_something_else_finds_nothing(minilm: MiniLmEmbedder) -> None:
    question = "How long do you boil an egg?"
    assert (
        question_dossier(question, minilm.embed([question])[0], [article(CHIP_ORDER)], {}, {}, minilm.embed)
        is None
    )
