"""What says whether a step has anything to do: the hash of all it would be made from.

Apart from the steps themselves, so that a run with nothing new loads none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.text.hashing import short_hash
from pipeline.topics import topic_text

if TYPE_CHECKING:
    from pipeline.flow.services import Services

CLUSTERS_MARK, CLUSTERS_VERSION = "clusters", "1"
INSIGHTS_MARK, INSIGHTS_VERSION = "insights", "1"
"""Where the key of the last complete step is kept; the version is raised when the same input gives something else."""


def clusters_key(services: Services) -> str:
    """Changes exactly when clustering again could give something else."""
    topics = [f"{topic.name}|{topic_text(topic)}|{topic.domain}" for topic in services.topics]
    settings = services.settings.events.model_dump_json() + services.settings.themes.model_dump_json()
    return short_hash(CLUSTERS_VERSION, services.articles.digest(), services.model_id, settings, *topics)


def insights_key(services: Services) -> str:
    """Changes exactly when planning and writing again could give something else."""
    settings = services.settings.dossiers.model_dump_json() + services.settings.plan.model_dump_json()
    return short_hash(INSIGHTS_VERSION, clusters_key(services), services.writer.fingerprint, settings)
