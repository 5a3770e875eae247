"""Questions to the stored articles: an answer with citations, or none."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pipeline.flow.asking import Question, ask
from pipeline.flow.searching import Searcher
from pipeline.ports import WriterContext
from pipeline.run import ingest, new_run_id
from tests.workspaces import NOW, Listener, make_space, write_articles

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.embedders.minilm import MiniLmEmbedder
    from pipeline.models import Draft
    from tests.workspaces import Space

QUESTION = Question("How many ships sank in the storm?")
ARTICLE = {
    "id": "storm",
    "title": "Storm sinks four ships",
    "text": "The storm in Aldermouth harbor sank four ships on Sunday. Nobody was hurt.",
    "published": "2026-06-29",
}
CONTEXT = WriterContext("ask-1", date(2026, 6, 30), lambda _: None)


def asked(demo: Space, question: Question) -> Draft | None:
    with demo.services() as services:
        return ask(Searcher(services), question, CONTEXT)


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


def test_time_named_in_the_question_decides_which_articles_are_cited(demo: Space) -> None:
    draft = asked(demo, Question("What did surveys say about Anthropic and OpenAI in May?"))
    assert draft is not None
    assert all("2026-05-01" <= source.published[:10] <= "2026-06-03" for source in draft.sources)


def test_company_that_no_article_names_is_not_answered_for(demo: Space) -> None:
    assert asked(demo, Question("What did Zorblax Corporation announce about its merger?")) is None


def test_stages_are_told_while_they_go(demo: Space) -> None:
    told: list[str] = []
    with demo.services() as services:
        searcher = Searcher(services)
        question = Question("Who was arrested over servers sent to China?")
        ask(searcher, question, WriterContext("ask-1", date(2026, 6, 30), told.append))
    assert told[0] == "searching"
    assert told[1].startswith("reading ")
    assert told[-1] == "verifying"


def test_searcher_that_lives_on_finds_what_was_taken_in_since(
    model_cache: Path,
    minilm: MiniLmEmbedder,  # noqa: ARG001 - builds the graph
    tmp_path: Path,
) -> None:
    with make_space(tmp_path / "space", model_cache).services() as services:
        searcher = Searcher(services)
        assert ask(searcher, QUESTION, CONTEXT) is None
        path = write_articles(tmp_path / "new.jsonl", [ARTICLE])
        ingest(services, Listener(), lambda: NOW, new_run_id(NOW), [str(path)])
        draft = ask(searcher, QUESTION, CONTEXT)
    assert draft is not None
    assert "four ships" in draft.tldr.claims[0].text
