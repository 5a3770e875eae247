"""``throughline source add``, ``import`` and ``export``: how sources get into a workspace, and lists of feeds out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.choices import Json, chosen
from pipeline.cli.locations import existing_locations, is_path, location
from pipeline.cli.messages import say
from pipeline.cli.output import write, write_json
from pipeline.cli.shell import ExitCode, opened, shell_of
from pipeline.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.cli.shell import Shell
    from pipeline.flow.services import Services
    from pipeline.models import Skipped, Subscription
    from pipeline.ports import SourceRow
    from pipeline.sources.discovery import Discovery

_MOST_LIST_BYTES = 15_000_000

Places = Annotated[list[str], typer.Argument(metavar="URL-OR-PATH...")]


@dataclass(frozen=True, slots=True)
class AddedSource:
    """What became of a place. ``location`` is the source's, which may be a feed found at ``place``."""

    place: str
    location: str
    kind: str
    was_known: bool
    others: tuple[str, ...]
    warning: str


@dataclass(frozen=True, slots=True)
class AddedSourceList:
    """Document of ``source add``."""

    sources: tuple[AddedSource, ...]


@dataclass(frozen=True, slots=True)
class SourceImport:
    """Document of ``source import``."""

    added: tuple[str, ...]
    skipped: tuple[Skipped, ...]


def add_sources(
    context: typer.Context,
    places: Places,
    kind: Annotated[str, typer.Option("--kind", metavar="NAME", help="Take it for this, unseen.")] = "",
    as_json: Json = False,
) -> None:
    """Add sources: files, folders, searches such as arxiv:cat:cs.CL, and web addresses.

    A web address is looked at once. A page stands for the feed that it names, or else for the site's sitemap.
    """
    shell = shell_of(context)
    _check_kind(kind)
    names = existing_locations(shell, places)
    _refuse_unusable(names)
    with opened(shell, alone=True) as opening:
        found = [(name, _discovery(opening.services, name, kind)) for name in names]
        added = _stored(shell, opening.services, found)
    if as_json:
        write_json(shell, AddedSourceList(added))
        return
    for source in added:
        _tell(shell, source)
    say(shell, "Read them with: throughline run")


def _check_kind(name: str) -> None:
    """Raises UsageError for a kind that there is not."""
    from pipeline.sources.registry import source_kinds

    if name:
        known = {kind.name: kind for kind in source_kinds()}
        chosen(known, name, "kind of source", f"the kinds {', '.join(sorted(known))}")


def _refuse_unusable(names: Iterable[str]) -> None:
    from pipeline.sources.discovery import has_credentials, without_credentials

    for name in names:
        if has_credentials(name):
            raise InputError(
                f"{without_credentials(name)}: was given with a user name or password, which would be stored.",
                "Describe it in a file NAME.api.toml, whose headers may name environment variables.",
            )
        if name.lower().endswith(".opml"):
            raise UsageError(
                f"{name} is a list of feeds.", f"Add them with: throughline source import {name}"
            )


def _discovery(services: Services, name: str, kind: str) -> Discovery:
    """What a place is. Raises InputError when no kind of source takes it, or not the one that is wanted."""
    from pipeline.sources.discovery import Discoverer, Discovery
    from pipeline.sources.registry import kind_of, source_kinds
    from pipeline.text.urls import is_url

    if not kind and is_url(name):
        return Discoverer(services.fetcher, services.extractor).discover(name)
    if not kind:
        return Discovery(name, kind_of(name).name)
    wanted = next(known for known in source_kinds() if known.name == kind)
    if not wanted.accepts(name) and not (wanted.reads_web and is_url(name)):
        raise InputError(f"{name} cannot be read as {kind}.", f"That is for {wanted.takes}.")
    return Discovery(name, kind)


def _stored(
    shell: Shell, services: Services, found: Iterable[tuple[str, Discovery]]
) -> tuple[AddedSource, ...]:
    """Add what is new. Raises InputError, before anything is added, when a source cannot be opened."""
    from pipeline.ports import SourceRow

    known = _known_sources(services.sources.all())
    added: list[AddedSource] = []
    rows: list[SourceRow] = []
    for place, one in found:
        row = SourceRow(one.location, shell.clock(), kind=one.kind)
        services.open_source(row)
        present = known.setdefault(_identity(one.location), row)
        rows += [row] if present is row else []
        added.append(
            AddedSource(
                place, present.location, present.kind or one.kind, present is not row, one.others, one.warning
            )
        )
    for row in rows:
        services.sources.put(row)
    return tuple(added)


def _known_sources(rows: Iterable[SourceRow]) -> dict[str, SourceRow]:
    """The sources there are, by what tells one from another."""
    known: dict[str, SourceRow] = {}
    for row in rows:
        known[_identity(row.location)] = row
        if row.address:
            known[_identity(row.address)] = row
    return known


def _identity(place: str) -> str:
    from pipeline.sources.discovery import same_source

    return same_source(place)


def _tell(shell: Shell, source: AddedSource) -> None:
    where = f", found at {source.place}" if source.location != source.place else ""
    if source.was_known:
        say(shell, f"{source.location} was a source already{where}.")
    else:
        say(shell, f"Added {source.location} ({source.kind}{where}).")
    if source.warning:
        say(shell, f"  {source.warning}")
    if source.others:
        say(shell, f"  There is also: {', '.join(source.others)}")


# --- lists of feeds ---------------------------------------------------------------------------------------------------


def import_sources(
    context: typer.Context,
    place: Annotated[str, typer.Argument(metavar="FILE-OR-URL", help="A list of feeds in OPML.")],
    as_json: Json = False,
) -> int:
    """Add the feeds of a list that a feed reader exported (OPML). They are not looked at yet."""
    from pipeline.extraction.outlines import parse_outlines

    shell = shell_of(context)
    with opened(shell, alone=True) as opening:
        content = _list_content(shell, opening.services, place)
        subscriptions = parse_outlines(content, location(shell, place))
        imported, has_failures = _imported(shell, opening.services, subscriptions)
    if as_json:
        write_json(shell, imported)
    else:
        for item in imported.skipped:
            say(shell, f"  left out {item.item}: {item.reason}")
        say(shell, f"Added {len(imported.added):,} feeds, left out {len(imported.skipped):,}.")
    return ExitCode.PARTIAL if has_failures else ExitCode.DONE


def _list_content(shell: Shell, services: Services, place: str) -> bytes:
    from pipeline.ports import FetchRequest
    from pipeline.sources.files import read_bytes

    if is_path(place):
        return read_bytes(shell.path(place), _MOST_LIST_BYTES)
    return services.fetcher.fetch(FetchRequest(place)).content


def _imported(
    shell: Shell, services: Services, subscriptions: Iterable[Subscription]
) -> tuple[SourceImport, bool]:
    """Add what is new; the second value tells whether anything could not be used."""
    from pipeline.models import Skipped
    from pipeline.ports import SourceRow
    from pipeline.sources.discovery import without_credentials

    known = _known_sources(services.sources.all())
    added: dict[str, SourceRow] = {}
    skipped: list[Skipped] = []
    has_failures = False
    for subscription in subscriptions:
        url = subscription.feed_url
        unusable = _why_unusable(url)
        if unusable:
            skipped.append(Skipped(without_credentials(url) or subscription.title, unusable))
            has_failures = True
        elif (identity := _identity(url)) in known:
            skipped.append(Skipped(url, "was a source already"))
        elif identity in added:
            skipped.append(Skipped(url, "is in the list more than once"))
        else:
            added[identity] = SourceRow(url, shell.clock(), kind="feed")
    for row in added.values():
        services.sources.put(row)
    return SourceImport(tuple(row.location for row in added.values()), tuple(skipped)), has_failures


def _why_unusable(url: str) -> str:
    from pipeline.sources.discovery import has_credentials
    from pipeline.text.urls import canonical_url

    if not canonical_url(url):
        return "is no web address"
    return "holds a user name or password, which would be stored" if has_credentials(url) else ""


def export_sources(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="[FILE]", help="Printed when no file is given.")] = "",
) -> None:
    """Write the feeds as a list that feed readers take (OPML). Other sources have no place in one."""
    from pipeline.extraction.outlines import write_outlines
    from pipeline.files import write_atomically

    shell = shell_of(context)
    with opened(shell) as opening:
        rows = opening.services.sources.all()
    feeds = [row for row in rows if _is_web_feed(row)]
    content = write_outlines([_subscription(row) for row in feeds], "Feeds of Throughline")
    if file:
        write_atomically(shell.path(file), content)
    else:
        write(shell, content.decode())
    say(
        shell, f"{len(feeds):,} feeds; {len(rows) - len(feeds):,} other sources have no place in such a list."
    )


def _is_web_feed(row: SourceRow) -> bool:
    from pipeline.sources.registry import kind_of
    from pipeline.text.urls import is_url

    return is_url(row.location) and (row.kind or kind_of(row.location).name) == "feed"


def _subscription(row: SourceRow) -> Subscription:
    from pipeline.models import Subscription
    from pipeline.text.urls import url_host

    return Subscription(row.address or row.location, title=url_host(row.location))
