"""Questions to the stored articles: an answer with citations, or none."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pipeline.flow.asking import Question, ask
from pipeline.ports import WriterContext

if TYPE_CHECKING:
    from pipeline.models import Draft
    from tests.workspaces import Space

CONTEXT = WriterContext("ask-1", date(2026, 6, 30), lambda _: None)


def asked(demo: Space, question: Question) -> Draft | None:
    with demo.services() as services:
        return ask(services, question, CONTEXT)


def test_question_is_answered_from_the_articles_that_speak_of_it(demo: Space) -> None:
    draft = asked(demo, Question("Who was arrested over servers sent to China?"))
    assert draft is not None
    assert draft.kind == "brief"
    assert any("Supermicro" in claim.text for claim in draft.tldr.claims)
    assert all(claim.citations for claim in draft.claims())


def test_question_about_something_else_has_no_answer(demo: Space) -> None:
    assert asked(demo, Question("What is the boiling point of tungsten?")) is None


def test_since_leaves_out_older_articles(demo: Space) -> None:
    draft = asked(demo, Question("What changed for open-weight models?", since=date(2026, 6, 1)))
    assert draft is not None
    assert all(source.published >= "2026-06-01" for source in draft.sources)


def test_topic_leaves_out_other_domains(demo: Space) -> None:
    draft = asked(demo, Question("What happened with export controls?", topic="chips-and-export-control"))
    assert draft is not None
    with demo.services() as services:
        domains = {i: event.domain for event in services.clusters.events() for i in event.article_ids}
    assert {domains[source.article_id] for source in draft.sources} == {"chips and export control"}


def test_hostile_question_is_only_a_question(demo: Space) -> None:
    asked(demo, Question('" OR 1=1; DROP TABLE articles; -- NEAR( 😀'))
    assert asked(demo, Question("Which model scored 80.3% on SWE-bench Pro?")) is not None
