"""``throughline events``: the almanac of what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.choices import Json, Limit, chosen
from pipeline.cli.output import write_fields, write_json, write_lines, write_table
from pipeline.cli.shell import opened, shell_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pipeline.cli.shell import Shell
    from pipeline.flow.services import Services
    from pipeline.models import Article, Event


@dataclass(frozen=True, slots=True)
class EventList:
    """Document of ``events list``. ``total`` counts all events, whatever the limit."""

    total: int
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article without its text."""

    id: str
    day: date
    title: str
    publisher: str
    url: str
    copy_of: str
    """Id of the article that speaks for its group of copies, "" if that is itself."""


@dataclass(frozen=True, slots=True)
class EventDetail:
    """Document of ``events show``."""

    event: Event
    articles: tuple[ArticleLine, ...]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True)
    group.command("list")(list_events)
    group.command("show")(show_event)
    app.add_typer(group, name="events", help="What happened: the almanac.")


def list_events(context: typer.Context, limit: Limit = 0, as_json: Json = False) -> None:
    """List the events, newest first."""
    shell = shell_of(context)
    with opened(shell) as opening:
        events = opening.services.clusters.events()
    shown = events[: limit or None]
    if as_json:
        write_json(shell, EventList(len(events), tuple(shown)))
    else:
        write_events(shell, shown)


def write_events(shell: Shell, events: Sequence[Event]) -> None:
    """Print events as a table."""
    rows = [
        (
            event.id,
            event.first_day.isoformat(),
            event.last_day.isoformat(),
            len(event.article_ids),
            len(event.publishers),
            event.domain,
            event.title,
        )
        for event in events
    ]
    write_table(shell, ("id", "first", "last", "articles", "publishers", "domain", "event"), rows)


def show_event(
    context: typer.Context, event_id: Annotated[str, typer.Argument(metavar="ID")], as_json: Json = False
) -> None:
    """Show an event and its articles."""
    shell = shell_of(context)
    with opened(shell) as opening:
        events = {event.id: event for event in opening.services.clusters.events()}
        event = chosen(events, event_id, "event", "throughline events list")
        articles = _articles(opening.services, event)
    if as_json:
        write_json(shell, EventDetail(event, articles))
        return
    write_fields(
        shell,
        [
            ("event", event.title),
            ("id", event.id),
            ("days", f"{event.first_day} to {event.last_day}"),
            ("domain", event.domain),
            ("publishers", ", ".join(event.publishers)),
        ],
    )
    write_lines(shell, [""])
    rows = [
        (one.day.isoformat(), one.publisher, one.title, "copy" if one.copy_of else "", one.url)
        for one in articles
    ]
    write_table(shell, ("day", "publisher", "title", "", "url"), rows)


def _articles(services: Services, event: Event) -> tuple[ArticleLine, ...]:
    found = (services.articles.get(article_id) for article_id in event.article_ids)
    return tuple(_line(article) for article in found if article is not None)


def _line(article: Article) -> ArticleLine:
    copy_of = "" if article.is_representative else article.group_id
    return ArticleLine(article.id, article.day, article.title, article.publisher, article.url, copy_of)
