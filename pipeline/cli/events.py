"""``throughline events``: the almanac of what happened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.choices import Json, Limit, chosen, day
from pipeline.cli.lineage import followed, write_lineage
from pipeline.cli.output import safe, write_fields, write_json, write_lines, write_table
from pipeline.cli.shell import opened, shell_of
from pipeline.errors import StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from pipeline.cli.shell import Shell
    from pipeline.flow.services import Services
    from pipeline.models import Article, Event, Importance, ImportancePart, LineageEntry


class Order(StrEnum):
    """What a list begins with: the most important events or the newest."""

    SCORE = "score"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class EventList:
    """Document of ``events list``. ``total`` counts all events that were asked for, whatever the limit."""

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
class RelatedLine:
    """An event that has to do with the one shown. Both have the ``names``; ``similarity`` is a cosine."""

    id: str
    first_day: date
    title: str
    similarity: float
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventDetail:
    """Document of ``events show``. ``related`` events stand most related first; ``drafts`` are slugs with versions of
    the newest drafts that cite an article of the event."""

    event: Event
    articles: tuple[ArticleLine, ...]
    related: tuple[RelatedLine, ...]
    lineage: tuple[LineageEntry, ...]
    drafts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventExplanation:
    """Document of ``events explain``. ``score`` follows from ``mean``, the mean of the parts' shares by weight."""

    id: str
    title: str
    score: float
    mean: float
    parts: tuple[ImportancePart, ...]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True)
    group.command("list")(list_events)
    group.command("show")(show_event)
    group.command("explain")(explain_event)
    app.add_typer(group, name="events", help="What happened: the almanac.")


def list_events(  # noqa: PLR0913 - typer makes an option of each
    context: typer.Context,
    *,
    by: Annotated[
        Order, typer.Option("--by", help="What comes first: the greatest or the newest.")
    ] = Order.DAY,
    since: Annotated[str, typer.Option("--since", metavar="DATE", help="Leave out what ended before.")] = "",
    min_score: Annotated[
        float, typer.Option("--min-score", metavar="N", min=0, max=10, help="Leave out what matters less.")
    ] = 0,
    domain: Annotated[str, typer.Option("--domain", metavar="D", help="Only events of this domain.")] = "",
    limit: Limit = 0,
    as_json: Json = False,
) -> None:
    """List the events, newest first."""
    shell = shell_of(context)
    first_day = day(since, "--since")
    with opened(shell) as opening:
        events = opening.services.clusters.events()
    if domain:
        events = _in_domain(events, domain)
    events = [one for one in events if _is_wanted(one, first_day, min_score)]
    if by is Order.SCORE:
        events.sort(key=_score, reverse=True)
    shown = events[: limit or None]
    if as_json:
        write_json(shell, EventList(len(events), tuple(shown)))
    else:
        write_events(shell, shown)


def _in_domain(events: Sequence[Event], domain: str) -> list[Event]:
    """The events of a domain. Raises UsageError when there is none; the error names the nearest known domain."""
    known = {event.domain: event.domain for event in events if event.domain}
    chosen(known, domain, "domain", "throughline events list")
    return [event for event in events if event.domain == domain]


def _is_wanted(event: Event, first_day: date | None, min_score: float) -> bool:
    return (first_day is None or event.last_day >= first_day) and _score(event) >= min_score


def _score(event: Event) -> float:
    """The score, 0 for an event that was not rated."""
    return event.importance.score if event.importance is not None else 0.0


def _shown_score(event: Event) -> str:
    return f"{event.importance.score:.1f}" if event.importance is not None else ""


def write_events(shell: Shell, events: Sequence[Event]) -> None:
    """Print events as a table."""
    rows = [
        (
            event.id,
            _shown_score(event),
            event.first_day.isoformat(),
            event.last_day.isoformat(),
            len(event.article_ids),
            len(event.publishers),
            event.domain,
            event.title,
        )
        for event in events
    ]
    write_table(shell, ("id", "score", "first", "last", "articles", "publishers", "domain", "event"), rows)


def show_event(
    context: typer.Context, event_id: Annotated[str, typer.Argument(metavar="ID")], as_json: Json = False
) -> None:
    """Show an event, its articles, its past, and the events that have to do with it. An id of its past will do."""
    from pipeline.models import GroupKind

    shell = shell_of(context)
    with opened(shell) as opening:
        clusters = opening.services.clusters
        present = followed(shell, clusters, GroupKind.EVENT, event_id)
        events = {event.id: event for event in clusters.events()}
        event = chosen(events, present, "event", "throughline events list")
        articles = _articles(opening.services, event)
        related = _related(opening.services, event, events)
        lineage = tuple(clusters.lineage(GroupKind.EVENT, event.id))
        drafts = tuple(_names_of_drafts(opening.services, event))
    if as_json:
        write_json(shell, EventDetail(event, articles, related, lineage, drafts))
        return
    write_fields(
        shell,
        [
            ("event", event.title),
            ("id", event.id),
            ("score", _shown_score(event)),
            ("days", f"{event.first_day} to {event.last_day}"),
            ("domain", event.domain),
            ("publishers", ", ".join(event.publishers)),
            ("drafts", ", ".join(drafts)),
        ],
    )
    write_lines(shell, [""])
    rows = [
        (one.day.isoformat(), one.publisher, one.title, "copy" if one.copy_of else "", one.url)
        for one in articles
    ]
    write_table(shell, ("day", "publisher", "title", "", "url"), rows)
    _write_related(shell, related)
    write_lineage(shell, lineage)


def _names_of_drafts(services: Services, event: Event) -> Iterator[str]:
    """The newest drafts that cite an article of the event."""
    members = frozenset(event.article_ids)
    for draft in services.drafts.all_latest():
        if any(source.article_id in members for source in draft.sources):
            yield f"{draft.slug}/v{draft.version:03d}"


def explain_event(
    context: typer.Context, event_id: Annotated[str, typer.Argument(metavar="ID")], as_json: Json = False
) -> None:
    """Compute an event's score again from its stored parts, line by line.

    Fails when the stored score is another one.
    """
    from pipeline.almanac.importance import explained, weighted_mean
    from pipeline.models import GroupKind

    shell = shell_of(context)
    with opened(shell) as opening:
        present = followed(shell, opening.services.clusters, GroupKind.EVENT, event_id)
        events = {event.id: event for event in opening.services.clusters.events()}
    event = chosen(events, present, "event", "throughline events list")
    importance = _checked(event)
    if as_json:
        mean = round(weighted_mean(importance.parts), 4)
        write_json(shell, EventExplanation(event.id, event.title, importance.score, mean, importance.parts))
        return
    write_fields(shell, [("event", event.title), ("id", event.id)])
    parts = tuple(replace(part, shown=safe(part.shown)) for part in importance.parts)
    write_lines(shell, ["", *explained(replace(importance, parts=parts))])


def _checked(event: Event) -> Importance:
    """The event's importance, whose parts give its score.

    Raises:
        UsageError: The event was not rated.
        StoreError: The parts give another score.
    """
    from pipeline.almanac.importance import recompute

    if event.importance is None:
        raise UsageError(f"Event {event.id} was not rated yet.", "A run rates what is new: throughline run")
    computed = recompute(event.importance)
    if computed != event.importance.score:
        raise StoreError(
            f"The stored score of event {event.id} is {event.importance.score}, but its parts give {computed}.",
            "It was changed by hand or by another version of Throughline; do not rely on it.",
        )
    return event.importance


def _related(services: Services, event: Event, events: Mapping[str, Event]) -> tuple[RelatedLine, ...]:
    found = services.clusters.related(event.id)
    return tuple(
        RelatedLine(other.id, other.first_day, other.title, one.similarity, one.names)
        for one in found
        if (other := events.get(one.second)) is not None
    )


def _write_related(shell: Shell, related: Sequence[RelatedLine]) -> None:
    if not related:
        return
    rows = [
        (one.id, one.first_day.isoformat(), f"{one.similarity:.2f}", ", ".join(one.names), one.title)
        for one in related
    ]
    write_lines(shell, [""])
    write_table(shell, ("related", "first", "alike", "names", "event"), rows)


def _articles(services: Services, event: Event) -> tuple[ArticleLine, ...]:
    found = (services.articles.get(article_id) for article_id in event.article_ids)
    return tuple(_line(article) for article in found if article is not None)


def _line(article: Article) -> ArticleLine:
    copy_of = "" if article.is_representative else article.group_id
    return ArticleLine(article.id, article.day, article.title, article.publisher, article.url, copy_of)
