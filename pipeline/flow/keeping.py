"""What ingest needs of the store, and what it decides written there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.flow.reopening import withdraw
from pipeline.stages.ingest import Stored

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.flow.services import Services
    from pipeline.stages.ingest import IngestResult


def stored_now(services: Services) -> Stored:
    """What the store holds now."""
    articles = services.articles
    ids, signatures = articles.signatures()
    return Stored(
        articles.known(), ids, signatures, articles.aliases(), articles.get, services.repeated_lines.counts
    )


def keep(services: Services, result: IngestResult, now: datetime) -> None:
    """Store what ingest decided. Articles, their further identities and their groups are stored together: who reads the
    same again finds the articles known, and would not decide on the rest anew."""
    services.articles.add(
        result.articles,
        result.signatures,
        result.originals,
        aliases=result.aliases,
        groups=result.regrouped,
    )
    services.repeated_lines.add(result.line_counts)
    withdraw(services, result.withdrawn, now)
