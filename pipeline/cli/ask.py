"""``throughline ask``: an ad-hoc cited brief."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.brief import brief_lines
from pipeline.cli.choices import Json, chosen, day
from pipeline.cli.messages import say
from pipeline.cli.output import draft_document, write_json, write_lines
from pipeline.cli.shell import opened, shell_of
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from pydantic import JsonValue

    from pipeline.cli.shell import Opened, Shell
    from pipeline.flow.services import Services
    from pipeline.models import Draft


@dataclass(frozen=True, slots=True)
class Answer:
    """Document of ``ask``. ``draft`` is a draft as in the contract, or null when the sources do not say."""

    question: str
    draft: JsonValue


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("ask")(ask)


def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(metavar="QUESTION")],
    since: Annotated[str, typer.Option("--since", metavar="DATE", help="Leave out what is older.")] = "",
    topic: Annotated[str, typer.Option("--topic", metavar="T", help="A topic or a domain.")] = "",
    save: Annotated[bool, typer.Option("--save", help="Keep the brief as a draft.")] = False,
    as_json: Json = False,
) -> None:
    """Answer a question from the sources, with evidence."""
    shell = shell_of(context)
    if not question.strip():
        raise UsageError("The question is empty.", 'Ask as in: throughline ask "What changed for exporters?"')
    first_day = day(since, "--since")
    with opened(shell, {}, alone=save) as opening:
        if topic:
            _check_topic(opening.services, topic)
        draft = _answered(shell, opening, question.strip(), first_day, topic)
        if draft is not None and save:
            draft = _kept(shell, opening.services, draft)
    _write_answer(shell, question, draft, as_json=as_json)


def _answered(shell: Shell, opening: Opened, question: str, since: date | None, topic: str) -> Draft | None:
    from pipeline.flow.asking import Question
    from pipeline.flow.asking import ask as find_answer
    from pipeline.flow.searching import Searcher
    from pipeline.ports import WriterContext
    from pipeline.run import new_run_id

    now = shell.clock()
    context = WriterContext(new_run_id(now), now.date(), lambda text: say(shell, text))
    return find_answer(Searcher(opening.services), Question(question, since, topic), context)


def _check_topic(services: Services, topic: str) -> None:
    known = {name: name for one in services.topics for name in (one.name, one.title, one.domain)}
    chosen(known, topic, "topic", "the folder topics/ of the workspace")


def _kept(shell: Shell, services: Services, draft: Draft) -> Draft:
    from pipeline.flow.asking import save
    from pipeline.rendering.files import write_draft
    from pipeline.rendering.passages import passages_of

    kept = save(services, draft)
    keys = {(one.article_id, one.revision) for claim in kept.claims() for one in claim.citations}
    paths = write_draft(services.outputs, kept, passages_of(kept, services.articles.texts(sorted(keys))))
    say(shell, f"Kept as {kept.slug}/v{kept.version:03d}:", *(f"  {path}" for path in paths))
    return kept


def _write_answer(shell: Shell, question: str, draft: Draft | None, *, as_json: bool) -> None:
    from pipeline.documents import draft_to_json

    if as_json:
        document = draft_document(draft_to_json(draft)) if draft is not None else None
        write_json(shell, Answer(question, document))
    elif draft is None:
        say(shell, "The sources do not say. Ask in other words, or leave out --since and --topic.")
    else:
        write_lines(shell, brief_lines(draft))
