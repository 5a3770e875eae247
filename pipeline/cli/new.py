"""``throughline new``: what is new since the last edition, the last run, or a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.choices import Json, Limit, day
from pipeline.cli.messages import say
from pipeline.cli.output import safe, write_json, write_lines
from pipeline.cli.shell import opened, shell_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.almanac.news import EventNews, ThemeNews
    from pipeline.models import LineageEntry
    from pipeline.ports import ClusterRepository

EDITION = "edition"
RUN = "run"
_NAMED = 6
"""Themes without news that are named; more are counted."""


@dataclass(frozen=True, slots=True)
class NewsDocument:
    """Document of ``new``. ``since`` says in words what the news is counted from, "" for the very beginning;
    ``total`` counts the events, whatever the limit."""

    since: str
    counts: str
    total: int
    themes: tuple[ThemeNews, ...]


@dataclass(frozen=True, slots=True)
class _Since:
    """A point in the lineage in words ("" for its beginning), and the entries after it."""

    words: str
    entries: Sequence[LineageEntry]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("new")(new)


def new(
    context: typer.Context,
    since: Annotated[
        str,
        typer.Option("--since", metavar="WHEN", help="edition (the last that was published), run, or a day."),
    ] = EDITION,
    limit: Limit = 0,
    as_json: Json = False,
) -> None:
    """Show which events and themes are new or changed, most important first."""
    from pipeline.almanac.news import counts_line, first_events, whats_new

    shell = shell_of(context)
    with opened(shell) as opening:
        clusters = opening.services.clusters
        start = _since(clusters, since)
        news = whats_new(start.entries, clusters.events(), clusters.themes())
    shown = first_events(news, limit).themes
    if as_json:
        write_json(shell, NewsDocument(start.words, counts_line(news), len(news.events), shown))
        return
    if not start.words:
        say(shell, "No edition was published yet, so everything is new.")
    heading = f"{counts_line(news)}{f' since {start.words}' if start.words else ''}"
    told = [theme for theme in shown if theme.events]
    lines = [(heading[0].upper() + heading[1:], ""), *(line for theme in told for line in _lines(theme))]
    lines.extend(_rearranged([theme for theme in shown if not theme.events]))
    write_lines(shell, [text for text, _ in lines], [style for _, style in lines])


def _since(clusters: ClusterRepository, since: str) -> _Since:
    """What ``--since`` means. Raises UsageError for what is neither a name nor a day."""
    if since == EDITION:
        edition = clusters.last_edition()
        if edition is None:
            return _Since("", clusters.lineage_since(0))
        words = f"edition {edition.number} of {edition.at:%Y-%m-%d}"
        return _Since(words, clusters.lineage_since(edition.lineage))
    first_day = None if since == RUN else day(since, "--since")
    entries = clusters.lineage_since(0)
    if first_day is not None:
        return _Since(first_day.isoformat(), [entry for entry in entries if entry.day >= first_day])
    run_id = entries[-1].run_id if entries else ""
    return _Since(f"the run {run_id} began", [entry for entry in entries if entry.run_id == run_id])


def _lines(news: ThemeNews) -> list[tuple[str, str]]:
    """A theme and its events as lines, each with its rich style."""
    from pipeline.almanac.news import CHANGE_WORDS

    theme = news.theme
    title = f"{safe(theme.label)} ({theme.id})" if theme else "Without a theme"
    change = f": {CHANGE_WORDS[news.change]}" if news.change else ""
    events = ((_event_line(one, CHANGE_WORDS[one.change]), "") for one in news.events)
    return [("", ""), (f"{title}{change}", "bold"), *events]


def _rearranged(themes: Sequence[ThemeNews]) -> list[tuple[str, str]]:
    """One line on themes that tell of nothing new, whose events were only put in another order."""
    named = [safe(news.theme.label) for news in themes if news.theme]
    if not named:
        return []
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return [("", ""), (f"Only rearranged: {', '.join(named[:_NAMED])}{more}.", "")]


def _event_line(news: EventNews, word: str) -> str:
    added = f"+{news.new_articles}" if news.new_articles else ""
    score = f"{news.event.importance.score:.1f}" if news.event.importance else ""
    return f"  {word:7} {added:>5} {score:>4}  {news.event.id}  {safe(news.event.title)}"
