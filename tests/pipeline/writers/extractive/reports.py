"""Sentences as evidence, for tests that read figures."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from pipeline.models import Evidence
from pipeline.text.dates import find_dates
from pipeline.text.names import find_names
from pipeline.text.quantities import find_quantities
from pipeline.writers.extractive.lines import make_lines, whole_lines
from tests.factories import make_dossier

if TYPE_CHECKING:
    from pipeline.writers.extractive.lines import Line

DAY = date(2026, 6, 12)


def report(
    text: str, publisher: str = "Benchline", event: str = "event", day: date = DAY, before: str = ""
) -> Evidence:
    """A sentence as the only one of an article of its publisher, with all that it mentions."""
    return Evidence(
        id=hashlib.sha256(f"{publisher}{text}".encode()).hexdigest()[:12],
        article_id=f"article-{publisher}",
        revision=1,
        start=0,
        end=len(text),
        text=text,
        event_id=event,
        title="Report",
        publisher=publisher,
        url="",
        published=day,
        publishers=(publisher,),
        weight=0.5,
        quantities=tuple(find_quantities(text)),
        dates=tuple(find_dates(text, day)),
        names=tuple(find_names(text)),
        before=before,
    )


def lines_of(*items: Evidence) -> tuple[Line, ...]:
    """The sentences as lines of one dossier."""
    return make_lines([replace(make_dossier(), evidence=items)])


def whole_lines_of(*items: Evidence) -> tuple[Line, ...]:
    """The sentences as they stand, as tables take them."""
    return whole_lines([replace(make_dossier(), evidence=items)])
