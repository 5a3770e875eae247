"""``throughline themes``: what the events belong to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.choices import Json, Limit, chosen
from pipeline.cli.events import write_events
from pipeline.cli.lineage import followed, write_lineage
from pipeline.cli.output import write_fields, write_json, write_lines, write_table
from pipeline.cli.pictures import draw_themes
from pipeline.cli.shell import opened, shell_of
from pipeline.cli.sparkline import bars_of, paired, sparkline

if TYPE_CHECKING:
    from pipeline.almanac.activity import ThemeActivity
    from pipeline.cli.shell import Shell
    from pipeline.flow.services import Services
    from pipeline.models import Draft, Event, LineageEntry, Theme


@dataclass(frozen=True, slots=True)
class ThemeList:
    """Document of ``themes list``. ``total`` counts all themes that were asked for, whatever the limit; ``activity``
    stands in the order of ``themes``."""

    total: int
    themes: tuple[Theme, ...]
    activity: tuple[ThemeActivity, ...]


@dataclass(frozen=True, slots=True)
class ThemeDetail:
    """Document of ``themes show``. ``drafts`` are slugs with versions of the newest drafts that draw on the theme."""

    theme: Theme
    activity: ThemeActivity
    events: tuple[Event, ...]
    drafts: tuple[str, ...]
    lineage: tuple[LineageEntry, ...]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True)
    group.command("list")(list_themes)
    group.command("show")(show_theme)
    group.command("map")(draw_themes)
    app.add_typer(group, name="themes", help="What the events belong to.")


def list_themes(
    context: typer.Context,
    limit: Limit = 0,
    domain: Annotated[str, typer.Option("--domain", metavar="D", help="Only themes of this domain.")] = "",
    meeting: Annotated[bool, typer.Option("--meeting", help="Only themes where domains meet.")] = False,
    active: Annotated[bool, typer.Option("--active", help="Only themes that are not dormant.")] = False,
    as_json: Json = False,
) -> None:
    """List the themes, largest first."""
    from pipeline.almanac.activity import activity_of_all

    shell = shell_of(context)
    with opened(shell) as opening:
        themes = _selected(opening.services.clusters.themes(), domain, meeting=meeting, active=active)
        activity = activity_of_all(themes, opening.services.clusters.events())
    end = limit or None
    found = ThemeList(len(themes), tuple(themes[:end]), tuple(activity[:end]))
    if as_json:
        write_json(shell, found)
    else:
        _write_themes(shell, found)


def _selected(themes: list[Theme], domain: str, *, meeting: bool, active: bool) -> list[Theme]:
    """The themes that were asked for. Raises UsageError when no theme is of the domain."""
    from pipeline.almanac.activity import is_meeting

    if domain:
        domains = {name: name for theme in themes for name in theme.domains}
        chosen(domains, domain, "domain", "throughline themes list")
    return [
        theme
        for theme in themes
        if (not domain or domain in theme.domains)
        and (not meeting or is_meeting(theme))
        and not (active and theme.is_dormant)
    ]


def _write_themes(shell: Shell, found: ThemeList) -> None:
    bars = bars_of(shell)
    rows = [
        (
            theme.id,
            theme.last_day.isoformat(),
            theme.article_count,
            len(theme.event_ids),
            _domains_in_short(theme),
            activity.trend,
            sparkline(paired(activity.daily), bars),
            theme.label,
        )
        for theme, activity in zip(found.themes, found.activity, strict=True)
    ]
    headings = ("id", "last", "articles", "events", "domain", "velocity", "four weeks", "theme")
    write_table(shell, headings, rows)


def _domains_in_short(theme: Theme) -> str:
    """The theme's own domain, with how many others meet it there: "law +1"."""
    from pipeline.almanac.activity import is_meeting
    from pipeline.clustering.domains import OTHER

    others = len(set(theme.domains) - {OTHER, theme.domain})
    return f"{theme.domain} +{others}" if is_meeting(theme) else theme.domain


def show_theme(
    context: typer.Context, theme_id: Annotated[str, typer.Argument(metavar="ID")], as_json: Json = False
) -> None:
    """Show a theme, how it fares, its events, the drafts that draw on it, and its past. An id of its past will do."""
    from pipeline.models import GroupKind

    shell = shell_of(context)
    with opened(shell) as opening:
        present = followed(shell, opening.services.clusters, GroupKind.THEME, theme_id)
        detail = _detail(opening.services, present)
    if as_json:
        write_json(shell, detail)
        return
    write_fields(shell, [*_theme_fields(detail), *_activity_fields(detail.activity, bars_of(shell))])
    write_lines(shell, [""])
    write_events(shell, detail.events)
    write_lineage(shell, detail.lineage)


def _detail(services: Services, theme_id: str) -> ThemeDetail:
    from pipeline.almanac.activity import activity_of_all, members
    from pipeline.models import GroupKind

    themes = {theme.id: theme for theme in services.clusters.themes()}
    theme = chosen(themes, theme_id, "theme", "throughline themes list")
    events = services.clusters.events()
    (activity,) = activity_of_all([theme], events)
    own = members(theme, {event.id: event for event in events})
    drafts = [draft for draft in services.drafts.all_latest() if _draws_on(draft, theme)]
    names = tuple(f"{draft.slug}/v{draft.version:03d}" for draft in drafts)
    lineage = tuple(services.clusters.lineage(GroupKind.THEME, theme.id))
    return ThemeDetail(theme, activity, own, names, lineage)


def _theme_fields(detail: ThemeDetail) -> list[tuple[str, str | int]]:
    theme = detail.theme
    return [
        ("theme", theme.label),
        ("about", theme.description),
        ("id", theme.id),
        ("days", f"{theme.first_day} to {theme.last_day}{' (dormant)' if theme.is_dormant else ''}"),
        ("domains", ", ".join(theme.domains) + (" (a meeting)" if detail.activity.is_meeting else "")),
        ("terms", ", ".join(theme.terms)),
        ("articles", theme.article_count),
        ("publishers", ", ".join(theme.publishers)),
        ("drafts", ", ".join(detail.drafts)),
    ]


def _activity_fields(activity: ThemeActivity, bars: str) -> list[tuple[str, str]]:
    week = f"{activity.articles_week} articles of {activity.events_week} events"
    window = f"{activity.articles_window} articles of {activity.events_window} events"
    return [
        ("last 7 days", week),
        ("last 28 days", f"{window}  {sparkline(activity.daily, bars)}"),
        ("velocity", f"{activity.trend}: {activity.velocity:.1f} times as much as in the weeks before"),
        ("novelty", f"{activity.novelty:.0%} of the articles of 28 days belong to events born in them"),
    ]


def _draws_on(draft: Draft, theme: Theme) -> bool:
    return any(dossier.theme_id == theme.id for dossier in draft.dossiers)
