"""When things happened: moments that sentences tell of, ranked by how much happened, and a sentence for each.

``moments`` reads them off sentences, ``ranking`` weighs them, ``selection`` chooses entries of a timeline.
"""

from __future__ import annotations

from pipeline.chronology.moments import Moment, Statement, Telling, statement_of, tellings
from pipeline.chronology.ranking import RankedMoment, rank_moments
from pipeline.chronology.selection import Entry, Span, select_entries

__all__ = [
    "Entry",
    "Moment",
    "RankedMoment",
    "Span",
    "Statement",
    "Telling",
    "rank_moments",
    "select_entries",
    "statement_of",
    "tellings",
]
