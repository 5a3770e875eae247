"""The evidence for a question: the sentences that answer it, or none."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from pipeline.stages.answer import question_dossier
from pipeline.text.evidence import Library
from pipeline.text.questions import take_apart
from tests.factories import CHIP_ORDER, CLOUD_PRICES
from tests.pipeline.stages.test_dossiers import article

if TYPE_CHECKING:
    from pipeline.embedders.minilm import MiniLmEmbedder
    from pipeline.models import Dossier

LIBRARY = Library({sample.id: article(sample) for sample in (CHIP_ORDER, CLOUD_PRICES)}, {})


def found(question: str, minilm: MiniLmEmbedder) -> Dossier | None:
    asked = take_apart(question, date(2026, 6, 30))
    return question_dossier(asked, minilm.embed([question])[0], LIBRARY, {}, minilm.embed)


def test_question_is_answered_by_the_sentences_that_speak_of_it(minilm: MiniLmEmbedder) -> None:
    dossier = found("When does the order on chip location take effect?", minilm)
    assert dossier is not None
    best = max(dossier.evidence, key=lambda item: item.weight)
    assert "1 October 2026" in best.text
    assert best.article_id == CHIP_ORDER.id


@pytest.mark.parametrize(
    "question",
    [
        "How long do you boil an egg?",
        "What did Zorblax Corporation announce about chip location?",
        "Which order on chip location took effect in 1987?",
    ],
)
def test_question_about_something_else_finds_nothing(question: str, minilm: MiniLmEmbedder) -> None:
    assert found(question, minilm) is None


def test_nothing_to_read_answers_nothing(minilm: MiniLmEmbedder) -> None:
    asked = take_apart("Who?", date(2026, 6, 30))
    assert question_dossier(asked, minilm.embed(["Who?"])[0], Library({}, {}), {}, minilm.embed) is None
