"""``throughline themes``: what the events belong to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.choices import Json, Limit, chosen
from pipeline.cli.events import write_events
from pipeline.cli.output import write_fields, write_json, write_lines, write_table
from pipeline.cli.shell import opened, shell_of

if TYPE_CHECKING:
    from pipeline.models import Draft, Event, Theme


@dataclass(frozen=True, slots=True)
class ThemeList:
    """Document of ``themes list``. ``total`` counts all themes, whatever the limit."""

    total: int
    themes: tuple[Theme, ...]


@dataclass(frozen=True, slots=True)
class ThemeDetail:
    """Document of ``themes show``. ``drafts`` are slugs with versions of the newest drafts that draw on the theme."""

    theme: Theme
    events: tuple[Event, ...]
    drafts: tuple[str, ...]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True)
    group.command("list")(list_themes)
    group.command("show")(show_theme)
    app.add_typer(group, name="themes", help="What the events belong to.")


def list_themes(context: typer.Context, limit: Limit = 0, as_json: Json = False) -> None:
    """List the themes, largest first."""
    shell = shell_of(context)
    with opened(shell) as opening:
        themes = opening.services.clusters.themes()
    shown = themes[: limit or None]
    if as_json:
        write_json(shell, ThemeList(len(themes), tuple(shown)))
        return
    rows = [
        (
            theme.id,
            theme.first_day.isoformat(),
            theme.last_day.isoformat(),
            theme.article_count,
            len(theme.event_ids),
            theme.domain,
            theme.label,
        )
        for theme in shown
    ]
    write_table(shell, ("id", "first", "last", "articles", "events", "domain", "theme"), rows)


def show_theme(
    context: typer.Context, theme_id: Annotated[str, typer.Argument(metavar="ID")], as_json: Json = False
) -> None:
    """Show a theme, its events, and the drafts that draw on it."""
    shell = shell_of(context)
    with opened(shell) as opening:
        themes = {theme.id: theme for theme in opening.services.clusters.themes()}
        theme = chosen(themes, theme_id, "theme", "throughline themes list")
        events = {event.id: event for event in opening.services.clusters.events()}
        drafts = [draft for draft in opening.services.drafts.all_latest() if _draws_on(draft, theme)]
    names = tuple(f"{draft.slug}/v{draft.version:03d}" for draft in drafts)
    detail = ThemeDetail(theme, tuple(events[one] for one in theme.event_ids if one in events), names)
    if as_json:
        write_json(shell, detail)
        return
    write_fields(
        shell,
        [
            ("theme", theme.label),
            ("id", theme.id),
            ("days", f"{theme.first_day} to {theme.last_day}"),
            ("domains", ", ".join(theme.domains)),
            ("terms", ", ".join(theme.terms)),
            ("articles", theme.article_count),
            ("publishers", ", ".join(theme.publishers)),
            ("drafts", ", ".join(names)),
        ],
    )
    write_lines(shell, [""])
    write_events(shell, detail.events)


def _draws_on(draft: Draft, theme: Theme) -> bool:
    return any(dossier.theme_id == theme.id for dossier in draft.dossiers)
