"""What says whether a step has anything to do: the hash of all it would be made from.

Apart from the steps themselves, so that a run with nothing new loads none of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.text.hashing import short_hash
from pipeline.topics import topic_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.flow.services import Services
    from pipeline.stages.health import SourceHealth

CLUSTERS_MARK, CLUSTERS_VERSION = "clusters", "3"
INSIGHTS_MARK, INSIGHTS_VERSION = "insights", "1"
"""Where the key of the last complete step is kept; the version is raised when the same input gives something else."""
SOURCES_MARK = "sources.page"
RULE_MARK = "clusters.rule"
RATING_MARK, RATING_VERSION = "events.rating", "1"
NEWEST_MARK = "clusters.newest"
EVENTS_REVIEWED_MARK, THEMES_REVIEWED_MARK = "events.reviewed", "themes.reviewed"
"""What the last clustering leaves to the next: by which rules it was made, when its newest text was taken in, and how
many there were when all were last compared with all."""


def clusters_key(services: Services) -> str:
    """Changes exactly when clustering again could give something else."""
    return short_hash(rule_key(services), rating_key(services), services.articles.digest())


def rating_key(services: Services) -> str:
    """Changes exactly when the same events could be rated or related otherwise."""
    topics = [
        f"{topic.name}|{topic_text(topic)}|{topic.domain}|{sorted(topic.source_tiers.items())}"
        for topic in services.topics
    ]
    settings = services.settings.importance.model_dump_json() + services.settings.related.model_dump_json()
    return short_hash(RATING_VERSION, settings, *topics)


def rule_key(services: Services) -> str:
    """Changes exactly when the same articles could give other events or themes."""
    settings = services.settings.events.model_dump_json() + services.settings.themes.model_dump_json()
    return short_hash(CLUSTERS_VERSION, services.model_id, settings)


FULL_FORM = "full"


def piece_key(evidence_sha256: str, fingerprint: str, form: str = FULL_FORM) -> str:
    """What a version of a piece was made from: its evidence, its writer, and the form that this gave it."""
    return f"{short_hash(evidence_sha256)}-{_writer_key(fingerprint, form)}"


def written_in_full_by(made_from: str, fingerprint: str) -> bool:
    """Whether a piece with that key was made by the writer with this fingerprint, and not in a lesser form."""
    return made_from.endswith(f"-{_writer_key(fingerprint, FULL_FORM)}")


def _writer_key(fingerprint: str, form: str) -> str:
    return short_hash(fingerprint) if form == FULL_FORM else short_hash(fingerprint, form)


def insights_key(services: Services) -> str:
    """Changes exactly when planning and writing again could give something else."""
    settings = services.settings.dossiers.model_dump_json() + services.settings.plan.model_dump_json()
    withdrawn = sorted(services.notices.withdrawn())
    return short_hash(
        INSIGHTS_VERSION, clusters_key(services), services.writer.fingerprint, settings, *withdrawn
    )


def sources_key(sources: Iterable[SourceHealth]) -> str:
    """Changes exactly when there is something new to be said of the sources; that one was read again is not."""
    said = (replace(one, row=replace(one.row, last_read=None, last_success=None)) for one in sources)
    return short_hash(*map(repr, said))
