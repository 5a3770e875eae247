"""drafts → files. Every newest version is rendered for review; only what is approved is published.

An approval is bound to the hash of the draft's exact content.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.documents import draft_to_json
from pipeline.errors import CeilingError
from pipeline.flow import keys
from pipeline.flow.health import source_health
from pipeline.flow.reopening import reopened
from pipeline.rendering.passages import passages_of
from pipeline.rendering.paths import draft_stem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from pipeline.flow.recorder import Recorder
    from pipeline.flow.services import Services
    from pipeline.models import Draft
    from pipeline.ports import Edition
    from pipeline.stages.reopening import Reopened


@dataclass(frozen=True, slots=True)
class Published:
    """Drafts that were written and drafts that wait for approval, as ``<slug>/v<NNN>``, and the edition they make.

    ``reopened`` are those among the written that rest on articles which were changed or withdrawn since the approval.
    """

    pages: tuple[str, ...]
    waiting: tuple[str, ...]
    reopened: tuple[Reopened, ...]
    edition: Edition


def render(services: Services, recorder: Recorder, now: datetime) -> None:
    """Write the files of every newest version that is not on disk, and the index of drafts."""
    with recorder.stage("render") as tally:
        drafts = services.drafts.all_latest()
        missing = [draft for draft in drafts if not _is_on_disk(services.outputs, draft)]
        _write_files(services, services.outputs, missing)
        if missing or not (services.outputs / "index.html").exists():
            from pipeline.site.index import SiteStatus, write_index  # Jinja2 takes 0.2 s to load

            approved = frozenset(map(draft_name, approved_drafts(services)))
            status = SiteStatus(last_run=now, approved=approved, has_sources=True)
            write_index(services.outputs, drafts, status)
        _write_sources(services, now)
        tally.items_in, tally.items_out, tally.reused = len(drafts), len(missing), not missing


def _write_sources(services: Services, now: datetime) -> None:
    """Write the page of the sources, unless it says already what is to be said."""
    found = source_health(services, now)
    key = keys.sources_key(found)
    if services.runs.mark(keys.SOURCES_MARK) == key and (services.outputs / "sources.html").exists():
        return
    from pipeline.site.sources import write_sources  # as above

    write_sources(services.outputs, found, now)
    services.runs.set_mark(keys.SOURCES_MARK, key)


def publish(services: Services, target: Path, now: datetime) -> Published:
    """Write the pages of all approved drafts, which closes an edition: what is new is counted from here on.

    An approval holds for its exact content, also when an article that this rests on has changed since; the drafts
    concerned are named, and it is for a reviewer to reject them or to approve a newer version.

    Raises:
        CeilingError: Nothing is approved.
        WorkspaceError: The target cannot be written.
    """
    drafts = approved_drafts(services)
    if not drafts:
        raise CeilingError(
            "Nothing is approved, so nothing is published.",
            "Approve a draft with: throughline review approve SLUG",
        )
    from pipeline.site.index import SiteStatus, write_index  # as above

    _write_files(services, target, drafts)
    names = [draft_name(draft) for draft in drafts]
    write_index(target, drafts, SiteStatus(last_run=now, approved=frozenset(names)))
    waiting = [draft_name(draft) for draft in services.drafts.all_latest() if draft_name(draft) not in names]
    edition = services.clusters.close_edition(now)
    return Published(tuple(names), tuple(waiting), reopened(services, drafts), edition)


def content_sha256(draft: Draft) -> str:
    """What an approval is bound to: the hash of the draft's JSON document."""
    return hashlib.sha256(draft_to_json(draft).encode()).hexdigest()


def approved_drafts(services: Services) -> list[Draft]:
    """The drafts whose newest decision is an approval of exactly their content, newest first."""
    found = []
    for slug, review in services.reviews.standing().items():
        draft = services.drafts.get(slug, review.version) if review.decision == "approved" else None
        if draft is not None and content_sha256(draft) == review.sha256:
            found.append(draft)
    return sorted(found, key=lambda draft: (draft.published, draft.slug), reverse=True)


def draft_name(draft: Draft) -> str:
    """``<slug>/v<NNN>``."""
    return f"{draft.slug}/v{draft.version:03d}"


def _write_files(services: Services, folder: Path, drafts: Sequence[Draft]) -> None:
    from pipeline.rendering.files import write_draft  # as above

    for draft in drafts:
        keys = sorted({(each.article_id, each.revision) for each in draft.citations()})
        write_draft(folder, draft, passages_of(draft, services.articles.texts(keys)))


def _is_on_disk(outputs: Path, draft: Draft) -> bool:
    stem = outputs / draft_stem(draft.slug, draft.version)
    return all(stem.with_suffix(suffix).exists() for suffix in (".json", ".md", ".html"))
